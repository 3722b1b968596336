"""An educator reads an attempt of their cohort and puts a mark right; a resident asks for a second look."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigning import open_debrief
from cases.actions.holdings.assigned import attempts_go
from cases.actions.marking import ask_second_look
from cases.models import Assignment, Attempt, Mark, Marking, SecondLook, Tally
from guidance.models import Notice
from kidmet_site.accounts.holdings import REGISTRY, Leaver
from kidmet_site.accounts.models import User
from tests.cases.attempts import submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
WRONG = {"ecog": 3}


@pytest.fixture
def colleague(db: None) -> User:
    """Another educator."""
    return person("Edda", is_educator=True)


def handed_in(educator: User, resident: User, hides_names: bool = False, **terms: Any) -> Attempt:
    """The performance status wrong, which is a mark of its own."""
    now = timezone.now()
    cohort = cohort_of(educator, resident, hides_names=hides_names)
    assigned(cohort, educator, now=now, **terms)
    return submitted(resident, now=now, entered=WRONG)


def mark_at(attempt: Attempt, key: str = "ecog") -> Mark:
    return Mark.objects.get(attempt=attempt, key=key)


def mark_page(attempt: Attempt, mark: Mark) -> str:
    return reverse("teach_attempt_mark", args=[attempt.pk, mark.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def override(client: Client, attempt: Attempt, **given: Any) -> str:
    mark = given.pop("mark", None) or mark_at(attempt)
    data = {"points": "0.5", "reason": "The report allows for it."} | given
    return text(client.post(mark_page(attempt, mark), data, follow=True))


def cohort_page(attempt: Attempt) -> str:
    assignment = Assignment.objects.get(cases__attempts=attempt)
    return reverse("teach_cohort", args=[assignment.cohort_id])


# Seeing it


def test_an_attempt_is_read_as_its_resident_reads_it_when_it_was_handed_in(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    Attempt.objects.filter(pk=attempt.pk).update(reflection="Zebrafinch", reflected_at=timezone.now())
    client = client_of(educator)
    assignment = Assignment.objects.get()

    row = text(client.get(reverse("teach_assignment", args=[assignment.pk])))
    page = text(client.get(reverse("teach_attempt", args=[attempt.pk])))

    assert reverse("teach_attempt", args=[attempt.pk]) in row
    assert str(resident) in page and "What mattered most" in page
    assert "Change this mark" in page and "Zebrafinch" not in page and "Ask for a second look" not in page
    assert "Review what was missed" not in page and "1 answer not marked yet" in page
    assert 'aria-current="page">Cohorts' in page


def test_a_name_is_hidden_when_the_cohort_hides_it(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident, hides_names=True)
    look = ask_second_look(mark=mark_at(attempt), reason="Please.", by=resident, now=timezone.now())
    client = client_of(educator)

    pages = [
        text(client.get(reverse("teach_attempt", args=[attempt.pk]))),
        text(client.get(mark_page(attempt, look.mark))),
        text(client.get(cohort_page(attempt))),
    ]

    assert all("Resident 1" in page for page in pages)
    assert not any(str(resident) in page or resident.email in page for page in pages)


@pytest.mark.parametrize("what", ["practice", "begun", "another cohort", "one person"])
def test_nothing_but_what_was_handed_in_for_a_cohort_of_theirs_is_there(
    client_of: ClientOf, educator: User, colleague: User, resident: User, what: str
) -> None:
    if what == "practice":
        cohort_of(educator, resident)
        attempt = submitted(resident)
    elif what == "another cohort":
        attempt = handed_in(colleague, resident)
    else:
        attempt = handed_in(educator, resident)
        if what == "begun":
            Attempt.objects.filter(pk=attempt.pk).update(submitted_at=None)
        else:
            Assignment.objects.update(cohort=None)
    client, mark = client_of(educator), mark_at(attempt)

    answers = [
        client.get(reverse("teach_attempt", args=[attempt.pk])),
        client.get(mark_page(attempt, mark)),
        client.post(mark_page(attempt, mark), {"points": "0.5", "reason": "Because."}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Marking.objects.count() == 1


def test_pages_ask_no_more_when_more_was_changed_and_asked(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    client, mine = client_of(educator), client_of(resident)
    addresses = [
        (client, reverse("teach_attempt", args=[attempt.pk])),
        (client, cohort_page(attempt)),
        (mine, reverse("attempt_debrief", args=[attempt.pk])),
    ]
    few = [_queries(who, at) for who, at in addresses]
    for points in ("0.5", "0.25", "0.1"):
        override(client, attempt, points=points)
    for mark in Mark.objects.filter(attempt=attempt, credit__isnull=False)[:6]:
        ask_second_look(mark=mark, reason="Please.", by=resident, now=timezone.now())

    assert [_queries(who, at) for who, at in addresses] == few


def _queries(client: Client, at: str) -> int:
    client.get(at)
    with CaptureQueriesContext(connection) as held:
        assert client.get(at).status_code == 200
    return len(held)


# Putting a mark right


def test_both_marks_are_kept_and_shown_when_one_is_changed(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    before, was = mark_at(attempt), attempt.earned

    override(client_of(educator), attempt, points=str(before.weight))

    attempt.refresh_from_db()
    mine = text(client_of(resident).get(reverse("attempt_debrief", args=[attempt.pk])))
    assert attempt.earned == pytest.approx(was + before.weight * (1 - before.credit))
    assert [each.number for each in attempt.markings.all()] == [1, 2]
    assert [each.earned for each in attempt.markings.all()] == [was, attempt.earned]
    assert Mark.every.get(pk=before.pk).credit == before.credit and mark_at(attempt).credit == 1
    assert f"instead of {before.weight * before.credit:g}, by {educator} on" in mine
    assert "The report allows for it." in mine
    assert not Tally.objects.filter(attempt=attempt, kind="fact", key="ecog").exists()
    notice = Notice.objects.get(user=resident)
    assert f"{educator} changed a mark of yours" in notice.text and notice.path.endswith("#mark-ecog")


def test_a_change_is_undone_when_another_is_made(client_of: ClientOf, educator: User, resident: User) -> None:
    attempt = handed_in(educator, resident)
    before, was, client = mark_at(attempt), attempt.earned, client_of(educator)
    tallies = list(Tally.objects.filter(attempt=attempt).order_by("kind", "key").values_list("kind", "key"))
    points = f"{before.weight * before.credit:.2f}"

    override(client, attempt, points=str(before.weight))
    override(client, attempt, points=points, reason="It was right before.")

    attempt.refresh_from_db()
    found = Tally.objects.filter(attempt=attempt).order_by("kind", "key")
    assert attempt.earned == pytest.approx(was, abs=0.01) and attempt.markings.count() == 3
    assert list(found.values_list("kind", "key")) == tallies


def test_the_second_is_told_when_two_educators_change_a_mark_at_once(
    client_of: ClientOf, educator: User, colleague: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    seen = mark_at(attempt)
    taught_with(Assignment.objects.get().cohort, colleague, "teacher", educator)

    override(client_of(educator), attempt, points="0.5")
    page = override(client_of(colleague), attempt, mark=seen, points="0.25", reason="Mine, typed.")

    assert f"{educator} changed this mark on" in page and "Nothing was saved" in page
    assert "Mine, typed." in page and mark_page(attempt, mark_at(attempt)) in page
    assert attempt.markings.count() == 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"points": "99"}, "This mark earns from 0 to"),
        ({"points": "-1"}, "greater than or equal to 0"),
        ({"points": "NaN"}, "Enter a number."),
        ({"points": ""}, "Say how many points it earns."),
        ({"reason": " "}, "Say why: the resident reads it."),
        ({"reason": "x" * 2_001}, "at most 2000 characters"),
        ({"points": "same"}, "It earns that already."),
    ],
)
def test_nothing_is_changed_and_nothing_typed_is_lost_when_a_change_is_refused(
    client_of: ClientOf, educator: User, resident: User, given: dict[str, str], said: str
) -> None:
    attempt = handed_in(educator, resident)
    mark = mark_at(attempt)
    if given.get("points") == "same":
        given = {"points": f"{mark.weight * mark.credit:g}"}

    page = override(client_of(educator), attempt, **given)

    assert said in page and ("The report allows for it." in page or "reason" in given)
    assert attempt.markings.count() == 1


def test_points_mean_what_the_page_shows_by_them_when_a_mark_has_more_places(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    client = client_of(educator)
    Mark.objects.filter(pk=mark_at(attempt).pk).update(weight=0.375, credit=1 / 3)

    same = override(client, attempt, points="0.12")
    more = override(client, attempt, points="0.39")
    Mark.objects.filter(pk=mark_at(attempt).pk).update(weight=0.125)
    override(client, attempt, points="0.12")

    assert "It earns that already." in same and "earns from 0 to 0.38 points, not 0.39" in more
    assert mark_at(attempt).credit == 1 and attempt.markings.count() == 2


def test_a_reader_sees_an_attempt_and_changes_no_mark(
    client_of: ClientOf, educator: User, colleague: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    taught_with(Assignment.objects.get().cohort, colleague, "reader", educator)
    client = client_of(colleague)

    page = text(client.get(reverse("teach_attempt", args=[attempt.pk])))
    sent = override(client, attempt)

    assert "What mattered most" in page and "Change this mark" not in page
    assert "its marks are changed by those who teach it" in sent and attempt.markings.count() == 1


def test_a_short_text_is_marked_by_an_educator_when_its_writer_did_not(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    mark, possible = mark_at(attempt, "immunostains"), attempt.possible

    override(client_of(educator), attempt, mark=mark, points=str(mark.weight))
    at = reverse("attempt_self_mark", args=[attempt.pk, "immunostains"])
    said = text(client_of(resident).post(at, {"points": ["0"]}, follow=True))

    attempt.refresh_from_db()
    assert attempt.possible == possible + mark.weight
    assert "An educator has marked this answer." in said and "instead of no mark" in said


def test_nobody_is_told_of_a_mark_until_the_debrief_opens(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident, debrief="by_hand")
    client, mine = client_of(educator), client_of(resident)

    page = text(client.get(reverse("teach_attempt", args=[attempt.pk])))
    override(client, attempt)
    ask = mine.get(reverse("attempt_second_look", args=[attempt.pk, mark_at(attempt).pk]), follow=True)

    assert "They cannot read it yet" in page
    assert not Notice.objects.filter(user=resident).exists() and "allows for it" not in text(ask)
    open_debrief(assignment=Assignment.objects.get(), by=educator, now=timezone.now())
    opened = text(mine.get(reverse("attempt_debrief", args=[attempt.pk])))
    assert "The report allows for it." in opened


# A second look


def ask(client: Client, attempt: Attempt, reason: str = "ECOG 1 is in the letter.", mark: Any = None) -> str:
    at = reverse("attempt_second_look", args=[attempt.pk, (mark or mark_at(attempt)).pk])
    return text(client.post(at, {"reason": reason}, follow=True))


def test_a_second_look_is_asked_for_and_answered_with_another_mark(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    client, mine = client_of(educator), client_of(resident)

    debrief = text(mine.get(reverse("attempt_debrief", args=[attempt.pk])))
    asked = ask(mine, attempt)
    again = ask(mine, attempt)
    listed = text(client.get(cohort_page(attempt)))
    look = SecondLook.objects.get()
    assert mark_page(attempt, look.mark) in listed
    override(client, attempt, look=look.pk, reason="You are right.")

    read = text(mine.get(reverse("attempt_debrief", args=[attempt.pk])))
    assert "Ask for a second look" in debrief
    assert "You are told when it is answered." in asked and "It is to be answered yet." in asked
    assert "You have asked already." in again
    assert "Second looks that residents ask for" in listed and "ECOG 1 is in the letter." in listed
    assert f"Answered</b> by {educator}" in read and "You are right." in read
    assert "0.5 points</b> instead of" in read or "0.5 point</b> instead of" in read
    assert "Second looks that" not in text(client.get(cohort_page(attempt)))
    told = Notice.objects.get(user=resident)
    assert f"{educator} answered what you asked about a mark" in told.text
    assert "You are told when it is answered." in ask(mine, attempt, "Once more.")


def test_who_answers_is_told_when_a_second_look_is_asked_for(
    client_of: ClientOf, educator: User, resident: User, colleague: User
) -> None:
    for hides_names, name in ((False, str(resident)), (True, "Resident 1")):
        attempt = handed_in(educator, resident, hides_names=hides_names, title=f"Names hidden {hides_names}")
        cohort = Assignment.objects.get(cases__attempts=attempt).cohort
        assert cohort is not None
        taught_with(cohort, colleague, "reader", educator)
        Notice.objects.all().delete()

        ask(client_of(resident), attempt)

        [told] = Notice.objects.all()
        assert told.user == educator and told.text.startswith(f"{name} asks for a second look at a mark in")
        assert told.path == mark_page(attempt, mark_at(attempt))
        assert told.by == (None if hides_names else resident)


def test_the_mark_stays_when_a_second_look_is_answered_with_the_same_points(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    ask(client_of(resident), attempt)
    look, mark = SecondLook.objects.get(), mark_at(attempt)

    override(
        client_of(educator),
        attempt,
        look=look.pk,
        points=f"{mark.weight * mark.credit:g}",
        reason="It stays.",
    )

    look.refresh_from_db()
    assert look.answer == "It stays." and look.answered_by == educator
    assert attempt.markings.count() == 1


def test_the_second_is_told_when_two_answer_the_same_second_look(
    client_of: ClientOf, educator: User, colleague: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    taught_with(Assignment.objects.get().cohort, colleague, "teacher", educator)
    ask(client_of(resident), attempt)
    look, mark = SecondLook.objects.get(), mark_at(attempt)
    same = f"{mark.weight * mark.credit:g}"

    override(client_of(educator), attempt, look=look.pk, points=same, reason="It stays.")
    page = override(client_of(colleague), attempt, look=look.pk, points="0.5", reason="I give half.")

    assert f"{educator} has answered this: “It stays.”" in page and "I give half." in page
    assert 'name="look"' not in page and "Change the mark" in page
    assert attempt.markings.count() == 1


@pytest.mark.parametrize("what", ["practice", "blank", "forbidden", "another's", "stale"])
def test_nothing_is_asked_when_a_second_look_is_refused(
    client_of: ClientOf, educator: User, resident: User, stranger: User, what: str
) -> None:
    attempt = submitted(resident) if what == "practice" else handed_in(educator, resident)
    mark = mark_at(attempt)
    client = client_of(stranger if what == "another's" else resident)
    if what == "stale":
        override(client_of(educator), attempt)

    reason = {"blank": "\u200b", "forbidden": "a\x00b"}.get(what, "Please.")
    page = ask(client, attempt, reason, mark)

    expected = {
        "blank": "Say what should be looked at again.",
        "forbidden": "cannot be",
        "stale": "changed this mark on",
    }
    assert expected.get(what, "404") in page
    assert not SecondLook.objects.exists()


def test_an_account_that_is_deleted_leaves_marks_without_name_and_reason(
    educator: User, resident: User, client_of: ClientOf
) -> None:
    attempt = handed_in(educator, resident)
    ask(client_of(resident), attempt)
    override(client_of(educator), attempt, look=SecondLook.objects.get().pk, reason="Zebrafinch.")
    leaver = Leaver(educator, "x", "Somebody", timezone.now() + timedelta(days=1))

    for model in (Marking, SecondLook):
        held = REGISTRY.holdings[model]
        assert held.erase(held, leaver, 0.0)

    mine = text(client_of(resident).get(reverse("attempt_debrief", args=[attempt.pk])))
    assert "Zebrafinch" not in mine and str(educator) not in mine
    assert "by somebody whose account was deleted" in mine


def test_a_resident_who_leaves_takes_what_they_asked_along(
    educator: User, resident: User, client_of: ClientOf
) -> None:
    attempt = handed_in(educator, resident)
    ask(client_of(resident), attempt)
    override(client_of(educator), attempt, look=SecondLook.objects.get().pk, reason="You are right.")
    ask(client_of(resident), attempt, "Once more.")

    held = REGISTRY.holdings[Attempt]
    attempts_go(held, Leaver(resident, "x", "Somebody", timezone.now()), 0.0)

    look = SecondLook.objects.get()
    assert look.reason.startswith("Removed") and look.answer == "You are right."
    assert attempt.markings.count() == 2


def test_the_question_stands_on_the_page_of_its_mark_for_both(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    attempt = handed_in(educator, resident)
    mark = mark_at(attempt, "first-thought")
    asked = "what is the best reading of kidney lesions"

    theirs = text(client_of(educator).get(mark_page(attempt, mark)))
    mine = text(client_of(resident).get(reverse("attempt_second_look", args=[attempt.pk, mark.pk])))

    assert asked in theirs and asked in mine


def test_who_reads_an_attempt_is_said_on_the_page_of_privacy_and_before_one_joins(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    attempt = handed_in(educator, resident)
    cohort = Assignment.objects.get(cases__attempts=attempt).cohort

    read = client_of(educator).get(reverse("teach_attempt", args=[attempt.pk]))
    people = text(client_of(educator).get(reverse("teach_cohort_people", args=[cohort.pk])))
    privacy = text(client_of(stranger).get(reverse("privacy")))
    joining = text(client_of(stranger).get(reverse("cohort_join", args=[cohort.code])))

    assert read.status_code == 200 and resident.email in people
    assert "Teachers of a cohort that you join" in privacy and "your entries, answers and marks" in privacy
    assert "Its teachers see your name and e-mail address." in joining
