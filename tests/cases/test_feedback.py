"""Feedback on an attempt: written by an educator, read and answered by the resident, and its limits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions import feedback as acts
from cases.actions.assigning import open_debrief
from cases.actions.holdings.assigned import attempt_file, attempts_go
from cases.models import Assignment, Attempt, CohortTeacher, Feedback
from guidance.domain.limits import Limit
from guidance.models import Notice
from kidmet_site.accounts.holdings import REGISTRY, Leaver
from kidmet_site.accounts.models import User
from tests.cases.attempts import submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
STEP = "scan"


def handed_in(educator: User, resident: User, hides_names: bool = False, **terms: Any) -> Attempt:
    now = timezone.now()
    assigned(cohort_of(educator, resident, hides_names=hides_names), educator, now=now, **terms)
    return submitted(resident, now=now)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def last_of(attempt: Attempt, step: str = STEP) -> int:
    found = attempt.feedback.filter(step=step).last()
    return found.pk if found else 0


def write(client: Client, attempt: Attempt, said: str, step: str = STEP, **more: Any) -> str:
    """As an educator; `last` is what the page showed."""
    data = {"text": said, "step": step, "last": last_of(attempt, step)} | more
    return text(client.post(reverse("teach_attempt_feedback", args=[attempt.pk]), data, follow=True))


def answer(client: Client, attempt: Attempt, said: str, step: str = STEP, **more: Any) -> str:
    data = {"text": said, "step": step, "last": last_of(attempt, step)} | more
    return text(client.post(reverse("attempt_feedback", args=[attempt.pk]), data, follow=True))


def debrief(client: Client, attempt: Attempt) -> str:
    return text(client.get(reverse("attempt_debrief", args=[attempt.pk])))


def taught(client: Client, attempt: Attempt) -> str:
    return text(client.get(reverse("teach_attempt", args=[attempt.pk])))


def colleague_in(attempt: Attempt, role: str, lead: User) -> User:
    other = person("Edda", is_educator=True)
    taught_with(Assignment.objects.get(cases__attempts=attempt).cohort, other, role, lead)
    return other


def test_a_thread_is_read_and_answered_by_both_when_an_educator_begins_it(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    client, mine = client_of(educator), client_of(resident)
    empty = debrief(mine, attempt)

    write(client, attempt, "Look at the contrast.")
    write(client, attempt, "A sound way.", step="")
    seen = debrief(mine, attempt)
    answer(mine, attempt, "I took it for artefact.")
    read = taught(client, attempt)
    write(client, attempt, "It is none.")

    assert "feedback-thread" not in empty
    assert "Look at the contrast." in seen and "A sound way." in seen and str(educator) in seen
    assert "I took it for artefact." in read and str(resident) in read
    assert "It is none." in debrief(mine, attempt)
    assert list(Notice.objects.order_by("pk").values_list("user", "text")) == [
        (resident.pk, f"{educator} wrote feedback on your attempt at “{attempt.version.title}”."),
        (resident.pk, f"{educator} wrote feedback on your attempt at “{attempt.version.title}”."),
        (educator.pk, f"A resident answered feedback on an attempt at “{attempt.version.title}”."),
        (resident.pk, f"{educator} wrote feedback on your attempt at “{attempt.version.title}”."),
    ]
    number = [step.key for step in acts.teaching_case_in(attempt.version).steps].index(STEP) + 1
    assert Notice.objects.first().path.endswith(f"#feedback-{number}")
    assert f'id="feedback-{number}"' in seen


def test_feedback_waits_when_the_debrief_is_to_open(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident, debrief="by_hand")
    mine = client_of(resident)

    write(client_of(educator), attempt, "M1 was the answer.")
    waiting = debrief(mine, attempt)
    early = answer(mine, attempt, "Why?")
    copy, told = attempt_file(attempt, resident), Notice.objects.get()
    open_debrief(assignment=Assignment.objects.get(), by=educator, now=timezone.now())

    assert "M1 was" not in waiting and "A teacher has written feedback on it" in waiting
    assert "M1 was" not in early and Feedback.objects.count() == 1
    assert "M1 was" not in str(copy) and "once the debrief opens" in told.text
    assert "M1 was" in debrief(mine, attempt)


def test_names_stay_hidden_when_the_cohort_hides_them(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident, hides_names=True)
    client = client_of(educator)

    write(client, attempt, "Look again.")
    answer(client_of(resident), attempt, "I did.")
    stale = write(client, attempt, "Typed.", last=0)
    told = Notice.objects.get(user=educator)

    pages = (taught(client, attempt), stale, told.text)
    assert "Resident 1" in pages[0] and "The resident wrote here since" in stale
    assert told.by_id is None
    assert not any(str(resident) in page or resident.email in page for page in pages)


def test_the_second_is_told_when_two_write_at_once(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    other = client_of(colleague_in(attempt, "teacher", educator))

    write(client_of(educator), attempt, "The first.", last=0)
    second = write(other, attempt, "The second, typed.", last=0)
    twice = write(client_of(educator), attempt, "The first.", last=0)
    again = write(other, attempt, "The second, typed.")

    assert f"{educator} wrote here since you opened this page: “The first.”" in second
    assert "The second, typed." in second and "You have sent this already." in twice
    assert "The second, typed." in again and Feedback.objects.count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"said": " "}, "Write what you want to send."),
        ({"said": "x" * 2_001}, "at most 2000 characters"),
        ({"said": "a\x00b"}, "cannot be"),
        ({"said": "Typed."}, "The feedback on an attempt takes at most 0 entries"),
    ],
)
def test_nothing_is_written_when_it_is_refused(
    client_of: ClientOf,
    educator: User,
    resident: User,
    given: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(acts, "FEEDBACK", Limit(0, "entries", "the feedback on an attempt"))
    attempt = handed_in(educator, resident)

    page = write(client_of(educator), attempt, given["said"])
    nowhere = client_of(educator).post(
        reverse("teach_attempt_feedback", args=[attempt.pk]),
        {"text": "Typed.", "step": "no", "last": "x"},
    )

    assert nowhere.status_code == 404
    assert said in page and "What mattered most" in page and not Feedback.objects.exists()


def test_who_may_not_write_reads_or_finds_nothing(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    reader, mine = client_of(colleague_in(attempt, "reader", educator)), client_of(resident)
    stranger = client_of(person("Egil", is_educator=True))
    practice = submitted(resident, "melanoma-ldh", now=timezone.now())

    refused = write(reader, attempt, "Mine.")
    begun = answer(mine, attempt, "May I ask?")
    alone = answer(mine, practice, "May I ask?")
    posted = stranger.post(reverse("teach_attempt_feedback", args=[attempt.pk]), {"text": "x", "last": 0})

    assert "You may not do this in this cohort" in refused and "Write feedback" not in taught(reader, attempt)
    assert "Sent." not in begun + alone and posted.status_code == 404
    assert not Feedback.objects.exists()


def test_who_leads_is_told_when_whoever_wrote_teaches_there_no_longer(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    other = colleague_in(attempt, "teacher", educator)
    write(client_of(other), attempt, "Look again.")
    CohortTeacher.objects.filter(person=other).delete()

    answer(client_of(resident), attempt, "I did.")

    assert [each.user for each in Notice.objects.filter(text__startswith="A resident")] == [educator]


def test_an_educator_who_leaves_takes_name_and_text_along_and_a_resident_all_of_it(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    write(client_of(educator), attempt, "Zebrafinch.")
    answer(client_of(resident), attempt, "Thank you.")
    held, now = REGISTRY.holdings[Feedback], timezone.now() + timedelta(days=1)
    assert attempt_file(attempt, resident)["feedback"][0]["text"] == "Zebrafinch."

    assert held.erase(held, Leaver(educator, "x", "Somebody", now), 0.0)
    page = debrief(client_of(resident), attempt)
    attempts_go(REGISTRY.holdings[Attempt], Leaver(resident, "y", "Somebody", now), 0.0)

    assert "Zebrafinch" not in page and str(educator) not in page and "Thank you." in page
    assert "somebody whose account was deleted" in page
    assert not Feedback.objects.exists() and not attempt.events.exists()


def test_pages_ask_no_more_when_more_was_written(client_of: ClientOf, educator: User, resident: User) -> None:
    attempt = handed_in(educator, resident)
    client, mine = client_of(educator), client_of(resident)
    write(client, attempt, "One.")
    few = [_queries(client, "teach_attempt", attempt), _queries(mine, "attempt_debrief", attempt)]
    for number in range(5):
        write(client, attempt, f"More {number}.")
        answer(mine, attempt, f"Answer {number}.")

    assert [_queries(client, "teach_attempt", attempt), _queries(mine, "attempt_debrief", attempt)] == few


def _queries(client: Client, name: str, attempt: Attempt) -> int:
    at = reverse(name, args=[attempt.pk])
    client.get(at)
    with CaptureQueriesContext(connection) as held:
        assert client.get(at).status_code == 200
    return len(held)
