"""Asking for more time at an assignment: asked, taken back, given, declined, and told to nobody else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import CaseTerms
from cases.actions.attempts import submit_attempt
from cases.actions.cohorts import leave_cohort
from cases.actions.time_requests import ask_for_time, give_time, grant_time_request
from cases.models import Assignment, Attempt, Cohort, Extension, TimeRequest
from guidance.models import Notice
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
WHY = "I read by ear: half an hour more."


def limited(educator: User, *residents: User, hides_names: bool = False, **terms: Any) -> Assignment:
    """Forty minutes for everybody, due tomorrow."""
    cohort = cohort_of(educator, *residents, hides_names=hides_names)
    counting = {"purpose": "counting", "time_limit": "imposed", "late": "refused"} | terms
    return assigned(cohort, educator, CaseTerms(lung_case(), minutes=40), now=timezone.now(), **counting)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def ask(client: Client, assignment: Assignment, reason: str = WHY, **more: str) -> str:
    at = reverse("assignment_time", args=[assignment.pk])
    return words(client.post(at, {"reason": reason} | more, follow=True))


def reply(client: Client, asked: TimeRequest, **data: Any) -> str:
    at = reverse("teach_time_request", args=[asked.assignee.assignment_id, asked.pk])
    return words(client.post(at, data, follow=True))


def page(client: Client, name: str, *args: object) -> str:
    return words(client.get(reverse(name, args=args), follow=True))


def notices(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person).values_list("text", flat=True))


def test_more_time_is_asked_for_in_the_middle_and_holds_at_once(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = limited(educator, resident)
    attempt = begun(resident, now=timezone.now() - timedelta(minutes=50))
    assert attempt.is_late(timezone.now())
    learner, teacher = client_of(resident), client_of(educator)

    step = page(learner, "attempt", attempt.pk)
    said = ask(learner, made)
    asked = TimeRequest.objects.get()
    seen = [page(teacher, "teach_assignment", made.pk), page(teacher, "teach_cohort", made.cohort_id)]
    too_little = reply(teacher, asked, minutes="5")
    given = reply(teacher, asked, minutes="30", answer="Take half an hour.")
    told = page(learner, "assignment_time", made.pk)

    assert reverse("attempt_time", args=[attempt.pk]) in step
    assert "You are told when it is answered." in said and "not answered yet" in said
    assert all(WHY in html and "Residents who ask for more time" in html for html in seen)
    assert "With that their time would still have ended" in too_little
    assert "Given. It holds at once" in given
    assert "30 more minutes, given by" in told and "Take half an hour." in told
    attempt.refresh_from_db()
    assert attempt.deadline_at == attempt.started_at + timedelta(minutes=70)
    assert notices(educator) == [f"{resident} asks for more time in “Before the seminar”."]
    assert notices(resident) == [f"{educator} gave you more time in “Before the seminar”."]


def test_days_count_from_the_due_time_or_from_now_where_that_is_over(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    made = limited(educator, resident, stranger)
    now, teacher = timezone.now(), client_of(educator)
    ask(client_of(resident), made)
    reply(teacher, TimeRequest.objects.get(), days="2")
    Assignment.objects.filter(pk=made.pk).update(due_at=now - timedelta(days=3))
    ask(client_of(stranger), made)
    reply(teacher, TimeRequest.objects.first(), days="2")

    early, late = [each.due_at for each in made.assignees.get(person=resident).extensions.all()] + [
        each.due_at for each in made.assignees.get(person=stranger).extensions.all()
    ]
    assert early == made.due_at + timedelta(days=2)
    assert abs(late - now - timedelta(days=2)) < timedelta(minutes=2)
    assert "Begin" in page(client_of(stranger), "assignment", made.pk)


def test_it_is_declined_with_a_sentence_and_asked_again(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = limited(educator, resident)
    learner, teacher = client_of(resident), client_of(educator)
    ask(learner, made)
    asked = TimeRequest.objects.get()

    silent = reply(teacher, asked, decline="1")
    declined = reply(teacher, asked, decline="1", answer="Begin on Monday.")
    late = reply(teacher, asked, minutes="5")
    told = words(learner.get(Notice.objects.get(user=resident).path))
    again = ask(learner, made)

    assert "Say why: the resident reads it." in silent
    assert "Declined. They are told, with your sentence." in declined
    assert f"{educator} declined this on" in late and not made.assignees.get().extensions.exists()
    assert "declined by" in told and "Begin on Monday." in told
    assert "not answered yet" in again


def test_one_is_open_at_a_time_and_can_be_taken_back(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = limited(educator, resident)
    learner = client_of(resident)
    ask(learner, made)
    asked = TimeRequest.objects.get()

    twice = ask(learner, made, "And once more.")
    back = ask(learner, made, take_back="1")
    gone = ask(learner, made, take_back="1")
    late = reply(client_of(educator), asked, minutes="10")

    assert "You have asked already." in twice and "And once more." in twice
    assert "Taken back." in back and "Nothing that you asked is open any longer" in gone
    assert "The resident took this back on" in late
    assert TimeRequest.objects.count() == 1


def test_more_time_given_without_looking_answers_what_was_asked(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = limited(educator, resident)
    ask(client_of(resident), made)
    extend = reverse("teach_extend", args=[made.pk, made.assignees.get().pk])

    assert "They asked for more time on" in client_of(educator).get(extend).content.decode()
    client_of(educator).post(extend, {"minutes": "15", "reason": "Read slowly."})

    asked = TimeRequest.objects.get()
    assert not asked.is_open and asked.extension and asked.extension.minutes == 15
    assert "gave more time on" in reply(client_of(educator), asked, minutes="5")


def test_where_names_are_hidden_they_stay_so_and_readers_are_told_nothing(
    client_of: ClientOf, educator: User, administrator: User, resident: User
) -> None:
    made = limited(educator, resident, hides_names=True)
    taught_with(Cohort.objects.get(), administrator, "reader", educator)
    ask(client_of(resident), made)
    asked = TimeRequest.objects.get()
    at = reverse("teach_time_request", args=[made.pk, asked.pk])

    shown = [page(client_of(educator), name, *args) for name, args in (
        ("teach_assignment", [made.pk]), ("teach_time_request", [made.pk, asked.pk]),
        ("guidance_notices", []),
    )]  # fmt: skip
    reader = client_of(administrator)

    assert all("Resident 1" in html and str(resident) not in html for html in shown)
    assert Notice.objects.get(user=educator).by is None
    assert WHY not in page(reader, "teach_assignment", made.pk) + page(reader, "teach_cohort", made.cohort_id)
    assert [reader.get(at).status_code, reader.post(at, {"minutes": "5"}).status_code] == [404, 404]
    assert notices(administrator) == []


@pytest.mark.parametrize("state", ["handed in", "left", "nothing timed", "too often", "too long", "empty"])
def test_what_cannot_be_asked_says_why_and_keeps_what_was_typed(
    client_of: ClientOf, educator: User, resident: User, state: str
) -> None:
    terms: dict[str, Any] = {}
    if state == "nothing timed":
        terms = {"due_at": None, "late": "marked", "time_limit": "none"}
    made = limited(educator, resident, **terms)
    client, typed = client_of(resident), WHY
    if state == "handed in":
        submitted(resident, now=timezone.now())
    elif state == "too often":
        for _ in range(20):
            made.assignees.get().time_requests.create(
                reason="x", asked_at=timezone.now(), withdrawn_at=timezone.now()
            )
    elif state == "too long":
        typed = "x" * 2_001
    elif state == "empty":
        typed = " "
    elif state == "left":
        cohort: Any = made.cohort
        leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=timezone.now())
        assert client.post(reverse("assignment_time", args=[made.pk]), {"reason": WHY}).status_code == 404
        return

    said = ask(client, made, typed)

    assert {
        "handed in": "You have handed in all of it",
        "nothing timed": "no time to ask for",
        "too often": "20 requests for more time",
        "too long": "at most 2000 characters",
        "empty": "Say how much more time would help, and why.",
    }[state] in said
    assert not TimeRequest.objects.filter(withdrawn_at=None).exists()


def test_somebody_whose_time_ended_may_still_hand_in_and_then_has_nothing_to_ask(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = limited(educator, resident)
    attempt = commit(begun(resident, now=timezone.now() - timedelta(minutes=50)), resident, steps=0)

    ended = page(client_of(resident), "attempt_submit", attempt.pk)
    submit_attempt(attempt=Attempt.objects.get(pk=attempt.pk), by=resident, now=timezone.now())

    assert "ask for more time</a> first" in ended
    assert "You have handed in all of it" in page(client_of(resident), "assignment_time", made.pk)


def test_the_pages_ask_as_many_queries_with_many_who_ask(
    client_of: ClientOf, educator: User, resident: User, stranger: User, second: User
) -> None:
    made = limited(educator, resident, stranger, second)
    client, counts = client_of(educator), []
    for people in ([resident], [stranger, second]):
        for person in people:
            made.assignees.get(person=person).time_requests.create(reason=WHY, asked_at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            page(client, "teach_assignment", made.pk)
            page(client, "teach_cohort", made.cohort_id)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_nothing_is_answered_when_who_asked_left_meanwhile(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = limited(educator, resident)
    ask(client_of(resident), made)
    cohort: Any = made.cohort
    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=timezone.now())
    teacher = client_of(educator)

    said = reply(teacher, TimeRequest.objects.get(), minutes="10")

    assert "left the cohort since, so there is nothing to answer" in said
    assert "Residents who ask for more time" not in page(teacher, "teach_assignment", made.pk)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_give_time_at_once_one_by_the_request_and_one_without_one_is_told(
    educator: User, resident: User
) -> None:
    assignment = limited(educator, resident)
    asked = ask_for_time(assignment=assignment, reason=WHY, by=resident, now=timezone.now())
    start = Barrier(2)

    def by_request() -> None:
        grant_time_request(request=asked, days=0, minutes=10, answer="", by=educator, now=timezone.now())

    def without_one() -> None:
        give_time(
            assignee=asked.assignee, due_at=None, minutes=10, reason="", by=educator,
            now=timezone.now(), seen_last=0,
        )  # fmt: skip

    def press(give: Callable[[], None]) -> str:
        try:
            start.wait()
            give()
        except AssigningRefused:
            return "told"
        finally:
            connection.close()
        return "given"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(press, (by_request, without_one)))

    assert sorted(said) == ["given", "told"] and Extension.objects.count() == 1
