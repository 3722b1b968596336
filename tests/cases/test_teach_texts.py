"""Short texts that count: marked by educators, released together; what residents tick counts nowhere."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from importlib import import_module
from threading import Barrier
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import change_assignment, open_debrief
from cases.actions.attempts import self_mark_answer, start_assigned, submit_attempt
from cases.actions.cohorts import leave_cohort, seat_people
from cases.actions.keeping_marks import carry_text_marks, keep_tallies
from cases.actions.marking import MarkingRefused, override_mark
from cases.actions.text_marks import _release_what_waits, mark_text, release_texts
from cases.domain.assigning import Purpose
from cases.models import Assignment, Attempt, Cohort, Mark, Marking, MarkingKind, ReviewCard, Tally, TextMark
from cases.queries.assigned import work_for
from cases.queries.attempts import attempt_for, marks_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.limits import REMARK
from guidance.models import Notice
from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with
from tests.conftest import person
from tests.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
KEY = "immunostains"
POINTS = 3
WROTE = "TTF-1 says lung."


@pytest.fixture
def colleague(db: None) -> User:
    return person("Edda", is_educator=True)


def cohort_with(educator: User, *residents: User, hides_names: bool = False, **terms: Any) -> Assignment:
    """Counting work, due tomorrow, that everybody hands in with the same text unless said otherwise."""
    cohort = cohort_of(educator, *residents, hides_names=hides_names, now=timezone.now())
    terms = {"purpose": Purpose.COUNTING} | terms
    return assigned(cohort, educator, now=timezone.now(), **terms)


def handed_in(person: User, wrote: str | None = WROTE) -> Attempt:
    """As the expert would, but for the text."""
    return submitted(person, now=timezone.now(), answers={KEY: wrote})


def text_of(attempt: Attempt) -> Mark:
    return Mark.objects.get(attempt=attempt, key=KEY)


def marked(attempt: Attempt, by: User, *points: int, comment: str = "", **more: Any) -> int:
    given: dict[str, Any] = {"seen_at": None, "now": timezone.now()} | more
    return mark_text(mark=text_of(attempt), points=points, comment=comment, by=by, **given)


def queue(assignment: Assignment, **query: str) -> str:
    case = assignment.cases.get()
    at = reverse("teach_texts_question", args=[assignment.pk, case.pk, KEY])
    return f"{at}?{'&'.join(f'{name}={value}' for name, value in query.items())}"


def overview(assignment: Assignment) -> str:
    return reverse("teach_texts", args=[assignment.pk])


def seen(answer: Any) -> str:
    """What of a page is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def sent(
    attempt: Attempt, *points: object, comment: str = "", seen_at: str = "", **more: str
) -> dict[str, Any]:
    pk = text_of(attempt).pk
    given = {"points": [str(each) for each in points], "comment": comment, "seen_at": seen_at} | more
    return {"text": [str(pk)]} | {f"t{pk}-{name}": value for name, value in given.items()}


def both(*posts: dict[str, Any]) -> dict[str, Any]:
    """Of several cards of one page."""
    together = {name: value for each in posts for name, value in each.items()}
    return together | {"text": [pk for each in posts for pk in each["text"]]}


def total(person: User, assignment: Assignment) -> Any:
    return work_for(person, assignment.pk, timezone.now())


# What residents tick


def test_what_a_resident_ticks_counts_nowhere_when_the_work_counts(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = cohort_with(educator, resident)
    attempt = handed_in(resident)
    before = (attempt.earned, attempt.possible, sorted(Tally.objects.values_list("kind", "key", "possible")))
    client = client_of(resident)
    page = client.get(reverse("attempt_debrief", args=[attempt.pk]))
    assert "For yourself: tick the points that your text holds" in seen(page)
    assert "It counts nowhere" in seen(
        page
    ) and "1 answer not marked yet, so that this is not complete" in seen(page)
    assert "for your own mark" not in seen(page)

    client.post(reverse("attempt_self_mark", args=[attempt.pk, KEY]), {f"s-{KEY}-points": ["0", "1"]})

    attempt.refresh_from_db()
    after = (attempt.earned, attempt.possible, sorted(Tally.objects.values_list("kind", "key", "possible")))
    page = seen(client.get(reverse("attempt_debrief", args=[attempt.pk])))
    assert after == before and page.count("ticked by you") == 2 and "not marked yet" in page
    assert "not complete" in seen(client.get(reverse("learning")))
    assert "1 short text of yours waits for its mark" in seen(
        client.get(reverse("assignment", args=[assignment.pk]))
    )
    taught = seen(client_of(educator).get(reverse("teach_attempt", args=[attempt.pk])))
    assert "ticked by you" not in taught and "Mark it with the others" in taught


def test_in_practice_a_resident_marks_their_own_text(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = cohort_with(educator, resident, purpose=Purpose.PRACTICE)
    attempt = handed_in(resident)
    client = client_of(resident)
    assert "for you to mark" in seen(client.get(reverse("attempt_debrief", args=[attempt.pk])))

    client.post(reverse("attempt_self_mark", args=[attempt.pk, KEY]), {f"s-{KEY}-points": ["0"]})

    page = seen(client.get(reverse("attempt_debrief", args=[attempt.pk])))
    assert "not marked yet" not in page and "for you to mark" not in page
    assert "who writes a text marks it" in seen(client_of(educator).get(overview(assignment)))
    with pytest.raises(MarkingRefused, match="practice"):
        marked(attempt, educator, 0)


def test_the_step_says_who_marks_a_text(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    from tests.cases.attempts import commit

    cohort_with(educator, resident)
    for who, says in ((resident, "Those who teach you mark it."), (stranger, "You mark it yourself")):
        attempt = begun(who, now=timezone.now())
        steps = teaching_case_in(attempt.version).steps
        place = next(n for n, step in enumerate(steps) if KEY in {each.key for each in step.questions})
        commit(attempt, who, steps=place, now=timezone.now())
        page = seen(client_of(who).get(reverse("attempt_step", args=[attempt.pk, steps[place].key])))
        assert says in page


# The queue


def test_texts_are_marked_under_each_other_with_the_model_answer_and_without_names(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    first, second = handed_in(resident, "Lung, by TTF-1."), handed_in(stranger, "PAX8 is absent.")
    client = client_of(educator)
    page = client.get(queue(assignment))

    assert "0 of 2 marked" in seen(page) and "Model answer" in seen(page)
    assert seen(page).index("Lung, by TTF-1.") < seen(page).index("PAX8 is absent.")
    assert (
        str(resident) not in seen(page)
        and reverse("teach_attempt", args=[first.pk]) not in page.content.decode()
    )
    assert str(resident) in seen(client.get(queue(assignment, names="yes")))
    posted = both(sent(first, 0, 1, comment="Say what PAX8 means."), sent(second, "none"))
    page = client.post(queue(assignment), posted, follow=True)

    assert "2 texts are marked." in seen(page)
    assert "All of it" not in seen(page)
    held = {each.mark.attempt_id: each for each in TextMark.objects.select_related("mark")}
    assert not held or held[first.pk].points == [0, 1]


def test_hidden_names_stay_hidden_whatever_is_asked(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger, hides_names=True)
    attempt = handed_in(resident)
    marked(attempt, educator, 0)
    client = client_of(educator)
    addresses = [queue(assignment, names="yes", show=show) for show in ("waiting", "marked", "all")]

    pages = [client.get(at).content.decode() for at in (*addresses, overview(assignment))]

    for page in pages:
        assert str(resident) not in page and resident.email not in page
        assert "Show names" not in page and "Resident 1" not in page


def test_what_is_ticked_stays_when_some_of_it_is_refused(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger, person("Third", is_resident=True))
    first, second = handed_in(resident, "One."), handed_in(stranger, "Two.")
    client = client_of(educator)

    for wrong, says in (
        (sent(second, comment="Zebrafinch"), "Tick what the text holds, or “None of these”."),
        (sent(second, 0, "none", comment="Zebrafinch"), "both cannot be"),
        (sent(second, 7, comment="Zebrafinch"), "7 is not one of the available choices"),
        (sent(second, 0, comment="Zebrafinch" + "x" * REMARK.most), f"at most {REMARK.most}"),
        (sent(second, 0, comment="Zebrafinch\x00"), "U+0000"),
    ):
        TextMark.objects.all().delete()
        page = client.post(queue(assignment), both(sent(first, 0), wrong))
        assert says in seen(page) and "Zebrafinch" in page.content.decode(), says
        assert [each.mark.attempt_id for each in TextMark.objects.all()] == [first.pk]
        assert "1 text is marked." in seen(page)


def test_the_second_of_two_educators_is_told_and_reads_the_mark_of_the_first(
    client_of: ClientOf, educator: User, colleague: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    taught_with(assignment.cohort or Cohort(), colleague, "teacher", educator)
    attempt = handed_in(resident)
    marked(attempt, colleague, 0, comment="Only TTF-1.")
    client = client_of(educator)

    page = client.post(queue(assignment), sent(attempt, 0, 1, comment="Zebrafinch"))

    assert f"{colleague} marked this text on" in seen(page) and "1 of 3 points of the model answer" in seen(
        page
    )
    assert "“Only TTF-1.”" in seen(page) and "Zebrafinch" in page.content.decode()
    assert TextMark.objects.get().points == [0]
    form = page.content.decode()
    at = re.search(rf'name="t{text_of(attempt).pk}-seen_at" value="([^"]+)"', form)
    assert at
    client.post(queue(assignment), sent(attempt, 0, 1, comment="Zebrafinch", seen_at=at[1]))
    held = TextMark.objects.get()
    assert (held.points, held.comment, held.by) == ([0, 1], "Zebrafinch", educator)
    again = sent(attempt, 0, 1, comment="Zebrafinch", seen_at=at[1])
    assert "marked this text on" not in seen(client.post(queue(assignment), again, follow=True))


def test_equal_texts_stand_once_and_each_who_wrote_them_has_a_mark_of_their_own(
    client_of: ClientOf, educator: User, colleague: User, resident: User, stranger: User
) -> None:
    """Marked together they are put right together; what was marked before by itself stays."""
    others = [person(f"Twin{number}", is_resident=True) for number in range(2)]
    assignment = cohort_with(educator, resident, stranger, *others, person("Late", is_resident=True))
    taught_with(assignment.cohort or Cohort(), colleague, "teacher", educator)
    first, second, third = (handed_in(who) for who in (resident, stranger, others[0]))
    handed_in(others[1], "Another.")
    marked(third, educator, 2)
    client = client_of(educator)
    page = seen(client.get(queue(assignment)))
    assert "2 wrote the very same : each of them gets this mark." in page and page.count(WROTE) == 1

    answer = client.post(queue(assignment), sent(first, 0), follow=True)

    held = {each.mark.attempt_id: each for each in TextMark.objects.select_related("mark")}
    assert {pk: each.points for pk, each in held.items()} == {first.pk: [0], second.pk: [0], third.pk: [2]}
    assert "2 texts are marked." in seen(answer) and WROTE not in seen(answer)
    assert "3 of 4 marked" in seen(answer) and "Another." in seen(answer)
    shown = seen(client.get(queue(assignment, show="marked", names="yes")))
    assert shown.count(WROTE) == 2 and f"Text 1, {resident} and {stranger}" in shown
    at = held[first.pk].marked_at.isoformat()
    told = seen(client_of(colleague).post(queue(assignment, show="marked"), sent(second, 1)))
    assert "marked this text on" in told and "2 wrote the very same" in told
    client.post(queue(assignment, show="marked"), sent(first, 0, 1, seen_at=at))
    held = {each.mark.attempt_id: each for each in TextMark.objects.select_related("mark")}
    assert [held[each.pk].points for each in (first, second, third)] == [[0, 1], [0, 1], [2]]


def test_equal_texts_are_marked_one_by_one_where_somebody_asks_for_it(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger, person("Third", is_resident=True))
    first, second = handed_in(resident), handed_in(stranger)
    client, apart = client_of(educator), queue(assignment, apart="yes")
    assert "apart=yes" in client.get(queue(assignment)).content.decode()
    page = seen(client.get(apart))
    assert page.count(WROTE) == 2 and "wrote the very same" not in page

    answer = client.post(apart, both(sent(first, 0), sent(second, 2)), follow=True)

    held = {each.mark.attempt_id: each.points for each in TextMark.objects.select_related("mark")}
    assert held == {first.pk: [0], second.pk: [2]} and "2 texts are marked." in seen(answer)


def test_many_equal_texts_are_one_of_a_page_and_name_only_some(client_of: ClientOf, educator: User) -> None:
    many = [person(f"Res{number}", is_resident=True) for number in range(7)]
    assignment = cohort_with(educator, *many)
    for each in many:
        handed_in(each)
    client = client_of(educator)

    named = seen(client.get(queue(assignment, names="yes")))
    assert "Text 1, Res0, Res1, Res2, Res3, Res4 and 2 more" in named and "Res5" not in named
    assert "Res0" not in seen(client.get(queue(assignment)))
    client.post(queue(assignment), sent(Attempt.objects.earliest("pk"), 0, 1))
    work_off()
    assert Marking.objects.filter(kind=MarkingKind.TEXT).count() == 7
    links = client.get(queue(assignment, show="marked", names="yes")).content.decode()
    assert all(
        reverse("teach_attempt", args=[each.pk]) in links for each in Attempt.objects.order_by("pk")[:5]
    )


@pytest.mark.parametrize("counts", ["best", "first", "last"])
def test_of_several_attempts_those_wait_that_count_or_may(
    educator: User, resident: User, client_of: ClientOf, counts: str
) -> None:
    assignment = cohort_with(educator, resident, person("Third", is_resident=True), counts=counts)
    handed_in(resident, "First words.")
    work = total(resident, assignment)
    start_assigned(work=work, case=work.cases[0], by=resident, now=timezone.now(), timed=False)
    again = attempt_for(resident, Attempt.objects.get(submitted_at=None).pk)
    commit(again, resident, answers={KEY: "Last words."}, now=timezone.now())
    submit_attempt(attempt=again, by=resident, now=timezone.now())
    handed_in(User.objects.get(display_name="Third"), None)

    page = seen(client_of(educator).get(queue(assignment)))

    assert ("First words." in page) == (counts in ("best", "first"))
    assert ("Last words." in page) == (counts in ("best", "last"))
    waiting = 2 if counts == "best" else 1
    assert f"0 of {waiting} marked" in page and "1 left it empty" in page
    assert total(resident, assignment).unmarked == waiting
    assert total(User.objects.get(display_name="Third"), assignment).unmarked == 0


# Releasing


def test_marks_count_and_are_told_once_all_are_marked_and_nobody_is_to_come(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger, pass_share=0.1)
    first = handed_in(resident)
    before = first.possible
    marked(first, educator, 0, 1, comment="And PAX8?")
    mine = client_of(resident)
    assert "And PAX8?" not in seen(mine.get(reverse("attempt_debrief", args=[first.pk])))
    page = seen(mine.get(reverse("assignment", args=[assignment.pk])))
    assert "Not complete yet: 1 short text" in page and "That is a pass." not in page
    assert total(resident, assignment).unmarked == 1 and not Notice.objects.exists()
    second = handed_in(stranger)
    marked(second, educator)
    work_off()

    first.refresh_from_db()
    mark, weight = text_of(first), text_of(first).weight
    assert mark.credit == pytest.approx(2 / 3) and first.possible == pytest.approx((before or 0) + weight)
    assert (mark.marking.kind, mark.marking.by, mark.marking.reason) == (
        MarkingKind.TEXT,
        educator,
        "And PAX8?",
    )
    page = seen(mine.get(reverse("attempt_debrief", args=[first.pk])))
    assert f"Marked by {educator} on" in page and "And PAX8?" in page and "not marked yet" not in page
    page = seen(mine.get(reverse("assignment", args=[assignment.pk])))
    assert "Not complete" not in page and "That is a pass." in page
    told = Notice.objects.filter(user=resident).get()
    assert told.text == f"What you wrote in “{assignment.title}” is marked by those who teach you."
    assert told.path == reverse("assignment", args=[assignment.pk])
    assert not TextMark.objects.exists() and Notice.objects.count() == 2
    assert "released on" in seen(client_of(educator).get(overview(assignment)))


def test_what_is_not_marked_stays_open_when_somebody_releases_by_hand(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    first, second = handed_in(resident), handed_in(stranger, "Other.")
    client, release = client_of(educator), reverse("teach_texts_release", args=[assignment.pk])
    assert "nothing to release" in seen(client.post(release, {"unmarked": "2"}, follow=True))
    marked(first, educator, 0, 1, 2)
    assert "Release now, with 1 not marked" in seen(client.get(overview(assignment)))
    assert "not marked by now, not 0" in seen(client.post(release, {"unmarked": "0"}, follow=True))

    client.post(release, {"unmarked": "1"})
    work_off()

    assert text_of(first).credit == 1 and text_of(second).credit is None
    page = seen(client_of(stranger).get(reverse("assignment", args=[assignment.pk])))
    assert "Without 1 short text that is not marked yet." in page
    assert "released already" in seen(client.post(release, {"unmarked": "1"}, follow=True))
    marked(second, educator, 0)
    assert text_of(second).credit == pytest.approx(1 / 3)
    assert Notice.objects.filter(user=stranger).count() == 1
    seen_before = Mark.every.get(attempt=second, key=KEY, stands=False)
    given: dict[str, Any] = {"points": [1], "comment": "", "seen_at": None, "now": timezone.now()}
    seen_before = Mark.every.get(attempt=second, key=KEY, stands=False)
    given: dict[str, Any] = {"points": [1], "comment": "", "seen_at": None, "now": timezone.now()}
    with pytest.raises(MarkingRefused, match="was released"):
        mark_text(mark=seen_before, by=educator, **given)
    override_mark(mark=text_of(second), credit=1.0, reason="I misread it.", by=educator, now=timezone.now())
    assert text_of(second).credit == 1.0 and Marking.objects.filter(attempt=second).count() == 3


def test_they_are_released_by_themselves_once_the_time_of_who_did_not_hand_in_has_ended(
    educator: User, resident: User, stranger: User
) -> None:
    cohort_with(educator, resident, stranger)
    attempt = handed_in(resident)
    marked(attempt, educator, 0)
    _release_what_waits(timezone.now())
    work_off()
    assert text_of(attempt).credit is None

    _release_what_waits(timezone.now() + timedelta(days=2))
    work_off()

    assert text_of(attempt).credit == pytest.approx(1 / 3)


@pytest.mark.parametrize("opens", ["by_hand", "after_due"])
def test_nothing_of_a_mark_is_told_while_the_debrief_waits(
    client_of: ClientOf, educator: User, resident: User, opens: str
) -> None:
    assignment = cohort_with(educator, resident, debrief=opens)
    attempt = handed_in(resident)
    marked(attempt, educator, 0, comment="Zebrafinch")
    work_off()
    client = client_of(resident)

    assert text_of(attempt).credit is not None
    told = Notice.objects.get(user=resident)
    assert told.text.endswith("is marked. You read the marks once the debrief opens.")
    pages = [("attempt_debrief", attempt.pk), ("assignment", assignment.pk)]
    read = [seen(client.get(reverse(name, args=[pk]))) for name, pk in pages] + [
        seen(client.get(reverse("learning")))
    ]
    assert not [page for page in read if "Zebrafinch" in page or " %" in page.replace("100 %", "")]
    open_debrief(assignment=assignment, by=educator, now=timezone.now())
    assert "Zebrafinch" in seen(client.get(reverse("attempt_debrief", args=[attempt.pk])))


# Who sees what waits


def test_pages_of_teachers_say_how_many_texts_wait(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    first, second = handed_in(resident), handed_in(stranger, "Other.")
    client = client_of(educator)
    pages = {
        "cohort": reverse("teach_cohort", args=[assignment.cohort_id]),
        "assignment": reverse("teach_assignment", args=[assignment.pk]),
        "results": reverse("teach_results", args=[assignment.cohort_id]),
    }
    said = {name: seen(client.get(at)) for name, at in pages.items()}
    assert "Before the seminar : 2 texts wait" in said["cohort"]
    assert "2 texts wait to be marked" in said["assignment"] and "not complete" in said["assignment"]
    assert "Not complete: 2 short texts are not marked yet" in said["results"]
    file = reverse("teach_results_file", args=[assignment.cohort_id, "people", "csv"])
    assert b"not complete" in b"".join(client.get(file).streaming_content)

    for attempt in (first, second):
        marked(attempt, educator, 0)
    work_off()

    said = {name: seen(client.get(at)) for name, at in pages.items()}
    assert not [name for name, page in said.items() if "not complete" in page.lower() or "texts wait" in page]
    assert b"not complete" not in b"".join(client.get(file).streaming_content)


def test_a_reader_reads_the_texts_and_marks_none(
    client_of: ClientOf, educator: User, colleague: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    taught_with(assignment.cohort or Cohort(), colleague, "reader", educator)
    attempt = handed_in(resident)
    client = client_of(colleague)

    page = seen(client.get(queue(assignment)))
    refused = seen(client.post(queue(assignment), sent(attempt, 0)))
    released = seen(
        client.post(reverse("teach_texts_release", args=[assignment.pk]), {"unmarked": "1"}, follow=True)
    )

    assert WROTE in page and "Save what is ticked" not in page and "You read the results" in page
    assert "You may not do this in this cohort" in released and WROTE in refused
    assert not TextMark.objects.exists()


def test_texts_of_another_cohort_are_not_there(
    client_of: ClientOf, educator: User, colleague: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident)
    theirs = cohort_with(colleague, stranger)
    attempt = handed_in(stranger)
    client = client_of(educator)

    answers = [
        client.get(queue(theirs)),
        client.post(queue(theirs), sent(attempt, 0)),
        client.get(overview(theirs)),
    ]
    client.post(queue(assignment), sent(attempt, 0))

    assert [answer.status_code for answer in answers] == [404, 404, 404] and not TextMark.objects.exists()
    nothing = queue(assignment).replace(KEY, "first-thought")
    assert client.get(nothing).status_code == 404


def test_an_unmarked_text_is_not_put_right_one_by_one(educator: User, resident: User) -> None:
    cohort_with(educator, resident)
    attempt = handed_in(resident)
    with pytest.raises(MarkingRefused, match="released with them"):
        override_mark(mark=text_of(attempt), credit=1.0, reason="Good.", by=educator, now=timezone.now())


# What changes meanwhile


def test_who_left_is_waited_for_no_longer(
    educator: User, resident: User, stranger: User, client_of: ClientOf
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    handed_in(resident)
    cohort = assignment.cohort
    assert cohort
    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=timezone.now())
    page = seen(client_of(educator).get(queue(assignment)))
    assert "Nobody has handed in a text yet" in page


def test_work_that_comes_to_count_takes_back_what_was_ticked(educator: User, resident: User) -> None:
    assignment = cohort_with(educator, resident, purpose=Purpose.PRACTICE)
    attempt = handed_in(resident)
    self_mark_answer(attempt=attempt, question=KEY, points=[0], by=resident, now=timezone.now())
    ticked = sum(Tally.objects.filter(kind="domain").values_list("possible", flat=True))

    def change(purpose: str) -> float:
        assignment.refresh_from_db()
        terms = {"title": "T", "purpose": purpose, "due_at": assignment.due_at}
        change_assignment(assignment=assignment, terms=terms, by=educator, now=timezone.now())
        work_off()
        return sum(Tally.objects.filter(kind="domain").values_list("possible", flat=True))

    assert change(Purpose.COUNTING) == pytest.approx(ticked - text_of(attempt).weight)
    assert change(Purpose.PRACTICE) == pytest.approx(ticked)
    change(Purpose.COUNTING)
    cohort = assignment.cohort
    assert cohort
    other = person("Third", is_resident=True)
    seat_people(cohort=cohort, people=[other.pk], now=timezone.now())
    marked(attempt, educator, 0)
    with pytest.raises(AssigningRefused, match="Release them first"):
        change(Purpose.PRACTICE)


def test_nothing_names_anybody_once_accounts_are_deleted(
    educator: User, colleague: User, resident: User, stranger: User
) -> None:
    assignment = cohort_with(educator, resident, stranger)
    taught_with(assignment.cohort or Cohort(), colleague, "teacher", educator)
    attempt = handed_in(resident)
    marked(attempt, colleague, 0, comment="Robin, well done.")

    erase_account(person=colleague, by=colleague, now=timezone.now())
    work_off()
    held = TextMark.objects.get()
    assert held.by is None and "Robin" not in held.comment
    erase_account(person=resident, by=resident, now=timezone.now())
    work_off()
    assert not TextMark.objects.exclude(comment="").exists()
    assert not Mark.every.filter(entered__contains="TTF-1 says").exists()


def test_pages_ask_no_more_for_many_texts(client_of: ClientOf, educator: User, resident: User) -> None:
    others = [person(f"One{number}", is_resident=True) for number in range(4)]
    assignment = cohort_with(educator, resident, *others)
    handed_in(resident)
    client = client_of(educator)
    addresses = [
        queue(assignment, names="yes"),
        queue(assignment, show="all"),
        overview(assignment),
        reverse("teach_cohort", args=[assignment.cohort_id]),
        reverse("teach_assignment", args=[assignment.pk]),
        reverse("teach_results", args=[assignment.cohort_id]),
    ]

    def asked() -> list[int]:
        counts = []
        for at in addresses:
            client.get(at)
            with CaptureQueriesContext(connection) as queries:
                client.get(at)
            counts.append(len(queries))
        return counts

    few = asked()
    for other in others[:3]:
        handed_in(other, f"By {other.pk}.")
    assert asked() == few


def test_no_card_asks_for_a_text(educator: User, resident: User) -> None:
    cohort_with(educator, resident)
    attempt = handed_in(resident)
    marked(attempt, educator)
    work_off()
    assert attempt_for(resident, attempt.pk).is_submitted and not ReviewCard.objects.filter(key=KEY).exists()


def test_a_release_is_refused_to_who_does_not_teach(educator: User, colleague: User, resident: User) -> None:
    assignment = cohort_with(educator, resident)
    with pytest.raises(PermissionError):
        release_texts(assignment=assignment, unmarked=0, by=colleague, now=timezone.now())


def test_what_is_marked_and_not_released_stays_with_a_text_whose_key_was_corrected(
    educator: User, resident: User, stranger: User
) -> None:
    cohort_with(educator, resident, stranger)
    first, second = handed_in(resident), handed_in(stranger)
    for attempt in (first, second):
        marked(attempt, educator, 0, 1)
    for attempt, points in ((first, None), (second, [{"text": "Another", "verdict": "", "why": ""}])):
        mark = text_of(attempt)
        marking = Marking.objects.create(
            attempt=attempt,
            number=2,
            kind=MarkingKind.REMARKING,
            key_version_id=attempt.version_id,
            made_at=timezone.now(),
            earned=0,
            possible=0,
        )
        Mark.objects.filter(pk=mark.pk).update(stands=False)
        mark.pk, mark.marking, mark.lines = None, marking, points or mark.lines
        mark.save(force_insert=True)
        carry_text_marks(attempt=attempt)

    assert [each.mark_id for each in TextMark.objects.all()] == [text_of(first).pk]


@pytest.mark.django_db(transaction=True)
def test_equal_texts_are_marked_while_a_worker_goes_through_their_attempts(educator: User) -> None:
    residents = [person(f"R{number}", is_resident=True) for number in range(8)]
    assignment = cohort_with(educator, *residents)
    attempts = [handed_in(each) for each in residents]
    Assignment.objects.filter(pk=assignment.pk).update(texts_released_at=timezone.now())
    start = Barrier(2)

    def go_through() -> None:
        start.wait()
        with transaction.atomic():
            for attempt in attempts:  # in the order in which a corrected key takes them
                Attempt.objects.select_for_update().get(pk=attempt.pk)
                text_of(attempt)

    def mark() -> int:
        start.wait()
        return marked(attempts[-1], educator, 0, alike=True)

    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(closing, each) for each in (mark, go_through)]
        assert [each.result() for each in found] == [len(residents), None]


def closing(act: Callable[[], Any]) -> Any:
    try:
        return act()
    finally:
        connection.close()


def test_the_upgrade_takes_what_was_ticked_out_of_progress_where_work_counts(
    educator: User, resident: User, stranger: User
) -> None:
    upgrade = import_module("cases.migrations.0040_own_ticks_count_nowhere")
    assignment = cohort_with(educator, resident, purpose=Purpose.PRACTICE)
    attempts = [handed_in(resident), handed_in(stranger)]
    for attempt in attempts:
        own = {"attempt": attempt, "question": KEY, "by": attempt.resident, "now": timezone.now()}
        self_mark_answer(points=[0], **own)
    Assignment.objects.filter(pk=assignment.pk).update(purpose=Purpose.COUNTING)

    def sums() -> list[float]:
        rows = [Tally.objects.filter(attempt=each, kind="objective") for each in attempts]
        return [sum(found.values_list("possible", flat=True)) for found in rows]

    before = sums()
    upgrade.take_out(apps, None)

    after = sums()
    assert after == pytest.approx([before[0] - text_of(attempts[0]).weight, before[1]])
    kept = {(each.kind, each.key): each.percent for each in Tally.objects.filter(attempt=attempts[0])}
    Tally.objects.filter(attempt=attempts[0]).delete()
    keep_tallies(attempt=attempts[0], marks=marks_of(Attempt.objects.get(pk=attempts[0].pk)))
    anew = {(each.kind, each.key): each.percent for each in Tally.objects.filter(attempt=attempts[0])}
    assert kept == anew
