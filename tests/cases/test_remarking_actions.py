"""A corrected key over what was marked before: counted, applied beside the old marks, taken back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from cases.actions import remarking_steps
from cases.actions.beginning import AttemptRefused, start_attempt
from cases.actions.case_results import worked_out
from cases.actions.marking import override_mark
from cases.actions.publishing import PublishingRefused, pull_version, return_version
from cases.actions.remarking import (
    RemarkedMeanwhile,
    RemarkingRefused,
    apply_remarking,
    start_dry_run,
    undo_remarking,
)
from cases.domain.assigning import DebriefOpens
from cases.models import (
    AssignedCase,
    Attempt,
    Mark,
    Marking,
    MarkingKind,
    Remarking,
    ReviewCard,
    Tally,
    TeachingCase,
    TeachingCaseVersion,
)
from cases.permissions import NotYourLibrary
from cases.queries.learning import due_cards, next_card
from cases.queries.remarking import key_for
from cases.queries.results import assignments_with_cases, results_of
from guidance.models import Notice
from kidmet_site.accounts.models import User
from tests.cases.cohorts import assigned, cohort_of, taught_with
from tests.cases.corrected import (
    another_version,
    asks_ecog,
    both_are_right,
    creatinine_counts_no_more,
    creatinine_is_lower,
    dry_run,
    handed_in,
    surgery_is_right,
)
from tests.cases.drafts import published_case
from tests.cases.samples import LATER
from tests.cases.small_case import case as small_case
from tests.conftest import person
from tests.tables import for_each
from tests.working import work_off

pytestmark = pytest.mark.django_db
NARRATIVE = small_case()["steps"][0]["narrative"]


@pytest.fixture
def case(educator: User, edition: object) -> TeachingCase:
    return published_case(educator)


def points(attempt: Attempt) -> tuple[float | None, float | None]:
    attempt.refresh_from_db()
    return attempt.earned, attempt.possible


def applied(
    version: TeachingCaseVersion, by: User, policy: str = "all", reason: str = "The key was wrong."
) -> Remarking:
    made = dry_run(version, by)
    apply_remarking(remarking=made, policy=policy, reason=reason, by=by, now=LATER)
    work_off()
    made.refresh_from_db()
    return made


def undone(remarking: Remarking, by: User, reason: str = "It was right.") -> Remarking:
    undo_remarking(remarking=remarking, reason=reason, by=by, now=LATER)
    work_off()
    remarking.refresh_from_db()
    return remarking


def told(person: User) -> list[str]:
    return [notice.text for notice in Notice.objects.filter(user=person).order_by("pk")]


# The dry run


def test_who_moves_is_said_and_nothing_is_changed_when_a_key_is_corrected(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    right, wrong = handed_in(case, resident), handed_in(case, stranger, "surgery")
    found = dry_run(another_version(case, surgery_is_right), educator)
    assert found.state == Remarking.State.COUNTED
    numbers = {name: found.counts[name] for name in ("attempts", "up", "down", "even", "by_hand", "most_up")}
    assert numbers == {"attempts": 2, "up": 1, "down": 1, "even": 0, "by_hand": 0, "most_up": 0.5}
    assert found.counts["matters"] == {"question:next": [0, 1, 1]}
    assert points(right) == (2, 2) and points(wrong) == (1, 2)
    rows = {row.attempt_id: (row.before_earned, row.after_earned) for row in found.attempts.all()}
    assert rows == {right.pk: (2, 1), wrong.pk: (1, 2)}
    assert Marking.objects.count() == 2 and not told(resident)


def test_what_the_dry_run_found_is_what_marking_each_anew_gives_when_facts_and_questions_change(
    case: TeachingCase, educator: User, edition: object
) -> None:
    made = [
        handed_in(case, person(f"Dry{place}", is_resident=True), choice, value)
        for place, (choice, value) in enumerate(
            [("biopsy", 141.44), ("surgery", 100), ("", 99), ("biopsy", 101), ("surgery", 300)]
        )
    ]
    version = another_version(case, both_are_right, creatinine_is_lower)
    found = dry_run(version, educator)
    expected = {row.attempt_id: row.after_earned for row in found.attempts.all()}
    applied_one = apply_remarking(remarking=found, policy="all", reason="x", by=educator, now=LATER)
    work_off()
    assert {each.pk: points(each)[0] for each in made if each.pk in expected} == expected
    from cases.actions.first_marking import marked
    from cases.queries.teaching import teaching_case_in
    from guidance.queries.editions import current_edition

    for attempt in made:
        marks, difference = marked(attempt, teaching_case_in(version), current_edition())
        assert [mark.credit for mark in marks] == [row.credit for row in Mark.objects.filter(attempt=attempt)]
        assert attempt.difference == difference.as_data()
    assert applied_one.pk == found.pk


def test_the_dry_run_goes_on_where_it_was_when_it_works_by_portions(
    case: TeachingCase, educator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in range(5):
        handed_in(case, person(f"Portion{place}", is_resident=True), "surgery")
    monkeypatch.setattr(remarking_steps, "COUNTED_AT_A_TIME", 2)
    monkeypatch.setattr(remarking_steps, "MARKED_AT_A_TIME", 2)
    version = another_version(case, surgery_is_right)
    made = start_dry_run(version=version, by=educator, now=LATER)
    for _ in range(4):  # a step that has no time left does one portion
        remarking_steps.count_some(made, now=LATER, until=0)
        made.refresh_from_db()
    assert (made.state, made.counts["attempts"], made.attempts.count()) == ("counted", 5, 5)
    apply_remarking(remarking=made, policy="all", reason="x", by=educator, now=LATER)
    made.refresh_from_db()
    stale = Remarking.objects.get(pk=made.pk)
    for held in (made, stale, made, stale, made):  # two workers at the same: none is marked twice
        remarking_steps.apply_some(held, now=LATER, until=0)
    made.refresh_from_db()
    assert (made.state, made.changed) == ("applied", 5)
    assert Marking.objects.filter(kind=MarkingKind.REMARKING).count() == 5


# Applied


def test_new_marks_stand_beside_the_old_when_a_key_is_applied(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    right, wrong = handed_in(case, resident), handed_in(case, stranger, "surgery")
    version = another_version(case, surgery_is_right)
    made = applied(version, educator, reason="Surgery comes first here.")
    assert (made.state, made.changed) == ("applied", 2)
    assert points(right) == (1, 2) and points(wrong) == (2, 2)
    newest = right.markings.order_by("-number")[0]
    said = (newest.number, newest.kind, newest.key_version, newest.by, newest.reason, newest.earned)
    assert said == (2, "remarking", version, educator, "Surgery comes first here.", 1)
    assert right.version.number == 1
    every = Mark.every.filter(attempt=right, key="next").order_by("marking__number")
    assert [(mark.credit, mark.stands, mark.expected) for mark in every] == [
        (1, False, "A biopsy"),
        (0, True, "Surgery"),
    ]
    assert Tally.objects.get(attempt=right, kind="objective", key="tissue").earned == 0
    assert told(resident) == [
        "The key of “A small case” was corrected. You have 1 of 2 points now, instead of 2 of 2."
    ]


def test_who_would_have_less_keeps_their_marks_when_only_upward_is_chosen(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    right, wrong = handed_in(case, resident), handed_in(case, stranger, "surgery")
    made = applied(another_version(case, surgery_is_right), educator, "upward")
    assert (points(right), points(wrong), made.changed) == ((2, 2), (2, 2), 1)
    assert not told(resident) and len(told(stranger)) == 1


def test_the_expected_answer_is_told_anew_when_the_points_stay(
    case: TeachingCase, educator: User, resident: User
) -> None:
    attempt = handed_in(case, resident, "")
    applied(another_version(case, surgery_is_right), educator)
    assert points(attempt) == (1, 2)
    assert Mark.objects.get(attempt=attempt, key="next").expected == "Surgery"
    assert told(resident) == ["The key of “A small case” was corrected. Your points stay."]


def test_what_an_educator_gave_stands_when_the_key_says_otherwise(
    case: TeachingCase, educator: User, resident: User, edition: object
) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, case)
    attempt = handed_in(case, resident)
    mark = Mark.objects.get(attempt=attempt, key="next")
    override_mark(mark=mark, credit=0.5, reason="Half of it.", by=educator, now=LATER)
    found = dry_run(another_version(case, surgery_is_right), educator)
    assert (found.counts["by_hand"], found.counts["down"]) == (1, 0)
    apply_remarking(remarking=found, policy="all", reason="x", by=educator, now=LATER)
    work_off()
    assert points(attempt) == (1.5, 2) and attempt.markings.count() == 2


def test_nothing_is_told_before_the_debrief_opens_when_a_key_is_applied(
    case: TeachingCase, educator: User, resident: User
) -> None:
    assigned(cohort_of(educator, resident), educator, case, debrief=DebriefOpens.BY_HAND)
    attempt = handed_in(case, resident)
    applied(another_version(case, surgery_is_right), educator)
    assert points(attempt) == (1, 2) and not told(resident)


def test_cards_say_what_the_corrected_key_says_when_it_is_applied(
    case: TeachingCase, educator: User, resident: User
) -> None:
    handed_in(case, resident, "surgery")
    card = ReviewCard.objects.get(owner=resident, key="next")
    assert "A biopsy" in card.answer
    made = applied(another_version(case, surgery_is_right), educator)
    card.refresh_from_db()
    assert card.answer.startswith("Surgery")
    undone(made, educator)
    card.refresh_from_db()
    assert card.answer.startswith("A biopsy")


def test_cards_of_a_key_wait_while_it_is_out_of_use_until_what_they_say_is_right(
    case: TeachingCase, educator: User, resident: User
) -> None:
    handed_in(case, resident, "surgery")
    version, later = case.versions.get(), LATER + timedelta(days=9)

    def waiting() -> int:
        return due_cards(resident, later).count

    assert waiting() == 1
    pull_version(version=version, reason="Surgery is right.", by=educator, now=LATER)
    assert waiting() == 0
    applied(another_version(case, surgery_is_right), educator)
    assert waiting() == 1
    assert next_card(resident, later, due_cards(resident, later)).answer.startswith("Surgery")


def test_results_tell_of_what_was_marked_anew_when_the_class_goes_on_with_the_corrected_version(
    case: TeachingCase, educator: User, resident: User
) -> None:
    asked = assigned(cohort_of(educator, resident), educator, case).cases.get()
    handed_in(case, resident, "surgery")
    version = another_version(case, surgery_is_right)
    AssignedCase.objects.update(version=version)
    asked.refresh_from_db()
    counts = [worked_out(asked, LATER)]
    made = applied(version, educator)
    counts.append(worked_out(asked, LATER))
    undone(made, educator)
    counts.append(worked_out(asked, LATER))
    assert [(each["count"], each["other_versions"]) for each in counts] == [(0, 1), (1, 0), (0, 1)]


def test_wrong_entries_are_told_by_the_marks_that_count_whatever_version_they_were_made_at(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    asked = assigned(cohort, educator, case).cases.get()
    handed_in(case, resident, "biopsy")
    version = another_version(case, surgery_is_right)
    AssignedCase.objects.update(version=version)
    handed_in(case, stranger, "biopsy")

    def told() -> tuple[int, int, list[tuple[str, int]]]:
        [each] = results_of(cohort, assignments_with_cases(cohort), LATER).cases
        wrong = [(one.entry.entered, one.people) for one in each.wrong if one.entry.key == "next"]
        return each.handed_in, each.other_versions, wrong

    assert told() == (1, 1, [("A biopsy", 1)])
    made = applied(version, educator)
    assert told() == (2, 0, [("A biopsy", 2)])
    asked.refresh_from_db()
    assert worked_out(asked, LATER)["count"] == 2
    undone(made, educator)
    assert told() == (1, 1, [("A biopsy", 1)])


def test_who_kept_their_marks_is_told_with_the_others_by_the_marks_that_count(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    asked = assigned(cohort, educator, case).cases.get()
    handed_in(case, resident, "biopsy")
    version = another_version(case, surgery_is_right)
    AssignedCase.objects.update(version=version)
    handed_in(case, stranger, "biopsy")
    applied(version, educator, policy="upward")

    [told] = results_of(cohort, assignments_with_cases(cohort), LATER).cases

    assert (told.handed_in, told.other_versions) == (2, 0)
    assert [each.people for each in told.wrong if each.entry.key == "next"] == [1]
    asked.refresh_from_db()
    assert worked_out(asked, LATER)["count"] == 2


def test_what_waited_for_a_corrected_key_is_told_with_what_was_made_at_its_version(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    assigned(cohort, educator, case)
    start_attempt(teaching_case=case, by=resident, now=LATER)
    pull_version(version=case.versions.get(), reason="Surgery comes first.", by=educator, now=LATER)
    waiting = handed_in(case, resident, "biopsy", now=LATER)
    version = another_version(case, surgery_is_right)
    work_off()
    AssignedCase.objects.update(version=version)
    handed_in(case, stranger, "biopsy", now=LATER)
    waiting.refresh_from_db()

    [told] = results_of(cohort, assignments_with_cases(cohort), LATER).cases

    assert waiting.version.number == 1 and waiting.possible
    assert (told.handed_in, told.other_versions) == (2, 0)


# Taken back


@for_each(
    "edits",
    [[surgery_is_right], [creatinine_is_lower], [creatinine_counts_no_more, surgery_is_right]],
    in_database=True,
)
def test_the_old_marks_stand_again_and_nothing_is_lost_when_it_is_taken_back(
    case: TeachingCase, educator: User, resident: User, stranger: User, edits: Any
) -> None:
    another_version(case, asks_ecog)
    case.refresh_from_db()
    made = [handed_in(case, resident), handed_in(case, stranger, "surgery", 100)]
    before = [(points(each), _standing(each), each.difference) for each in made]
    rows = Mark.every.count()
    held = applied(another_version(case, *edits), educator)
    assert [points(each) for each in made] != [each for each, *_ in before]
    undone(held, educator)
    assert held.state == "undone"
    assert [(points(each), _standing(each), each.difference) for each in made] == before
    assert Mark.every.count() > rows
    kinds = [*made[1].markings.order_by("number").values_list("kind", flat=True)]
    assert kinds == ["submission", "remarking", "undoing"]
    assert "was taken back" in told(stranger)[-1]


def _standing(attempt: Attempt) -> set[Any]:
    rows = Mark.objects.filter(attempt=attempt)
    return {(row.subject, row.key, row.part, row.weight, row.credit, row.expected, row.why) for row in rows}


def test_a_mark_that_an_educator_changed_since_stays_when_it_is_taken_back(
    case: TeachingCase, educator: User, resident: User
) -> None:
    assigned(cohort_of(educator, resident), educator, case)
    attempt = handed_in(case, resident)
    made = applied(another_version(case, surgery_is_right), educator)
    mark = Mark.objects.get(attempt=attempt, key="next")
    override_mark(mark=mark, credit=0.25, reason="A quarter.", by=educator, now=LATER)
    undone(made, educator)
    assert points(attempt) == (1.25, 2)


def test_the_later_key_is_taken_back_first_when_two_were_applied(
    case: TeachingCase, educator: User, resident: User
) -> None:
    attempt = handed_in(case, resident, "surgery")
    first = applied(another_version(case, both_are_right), educator)
    second = applied(another_version(case, surgery_is_right), educator)
    assert points(attempt) == (2, 2)
    with pytest.raises(RemarkingRefused, match="later key"):
        undo_remarking(remarking=first, reason="x", by=educator, now=LATER)
    undone(second, educator)
    assert points(attempt) == (1.5, 2)
    undone(first, educator)
    assert points(attempt) == (1, 2)


# Refused


def test_a_key_marks_nobody_who_was_asked_otherwise_when_a_step_changed(
    case: TeachingCase, educator: User, resident: User
) -> None:
    handed_in(case, resident)

    def another_text(document: dict[str, Any]) -> None:
        document["steps"][0]["narrative"] = "Her creatinine is high."

    version = another_version(case, another_text, surgery_is_right)
    with pytest.raises(RemarkingRefused, match="At the step “Blood” the text changed"):
        start_dry_run(version=version, by=educator, now=LATER)


def test_the_second_is_told_when_two_are_at_the_same_key(
    case: TeachingCase, educator: User, resident: User
) -> None:
    handed_in(case, resident, "surgery")
    version = another_version(case, surgery_is_right)
    begun = start_dry_run(version=version, by=educator, now=LATER)
    with pytest.raises(RemarkedMeanwhile, match="Eli had the marks"):
        start_dry_run(version=version, by=educator, now=LATER)
    with pytest.raises(RemarkedMeanwhile, match="being worked out"):
        apply_remarking(remarking=begun, policy="all", reason="x", by=educator, now=LATER)
    work_off()
    apply_remarking(remarking=begun, policy="all", reason="x", by=educator, now=LATER)
    with pytest.raises(RemarkedMeanwhile, match="Eli applied this"):
        apply_remarking(remarking=begun, policy="upward", reason="y", by=educator, now=LATER)
    work_off()
    undo_remarking(remarking=begun, reason="x", by=educator, now=LATER)
    with pytest.raises(RemarkedMeanwhile, match="Eli took this back"):
        undo_remarking(remarking=begun, reason="y", by=educator, now=LATER)


def test_nobody_else_puts_a_key_right_when_they_may_not_write_in_its_library(
    case: TeachingCase, educator: User, resident: User
) -> None:
    handed_in(case, resident)
    version = another_version(case, surgery_is_right)
    made = dry_run(version, educator)
    other = person("Otto", is_educator=True)
    for act in (
        lambda: start_dry_run(version=version, by=other, now=LATER),
        lambda: apply_remarking(remarking=made, policy="all", reason="x", by=other, now=LATER),
        lambda: undo_remarking(remarking=made, reason="x", by=other, now=LATER),
        lambda: return_version(version=version, by=other, now=LATER),
    ):
        with pytest.raises(NotYourLibrary), transaction.atomic():
            act()


@for_each(
    "policy, reason, said",
    [("all", " ", "The reason is missing"), ("some", "x", "Choose whose")],
    in_database=True,
)
def test_nothing_is_changed_when_what_is_said_is_not_whole(
    case: TeachingCase, educator: User, resident: User, policy: str, reason: str, said: str
) -> None:
    handed_in(case, resident)
    made = dry_run(another_version(case, surgery_is_right), educator)
    with pytest.raises(RemarkingRefused, match=said):
        apply_remarking(remarking=made, policy=policy, reason=reason, by=educator, now=LATER)


# Out of use


def test_what_is_handed_in_waits_and_is_marked_with_the_corrected_key_when_one_is_pulled(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    version = case.versions.get()
    started = start_attempt(teaching_case=case, by=resident, now=LATER)
    pull_version(version=version, reason="Surgery is right.", by=educator, now=LATER)
    case.refresh_from_db()
    with pytest.raises(AttemptRefused, match="being put right"):
        start_attempt(teaching_case=case, by=stranger, now=LATER)
    attempt = handed_in(case, resident, "surgery", now=LATER)
    assert attempt.pk == started.pk and attempt.waits_for_marking
    work_off()
    attempt.refresh_from_db()
    assert attempt.waits_for_marking and not Mark.objects.exists()
    another_version(case, surgery_is_right)
    work_off()
    assert points(attempt) == (2, 2)
    marking = attempt.markings.get()
    assert (marking.kind, marking.key_version.number, attempt.version.number) == ("submission", 2, 1)
    assert told(resident) == [
        "“A small case”, which you have begun, is out of use until its key is put right. You can go on.",
        "“A small case” is marked now.",
    ]
    start_attempt(teaching_case=TeachingCase.objects.get(), by=stranger, now=LATER)


def test_what_waited_is_marked_with_the_key_as_it_is_when_it_is_put_back(
    case: TeachingCase, educator: User, resident: User
) -> None:
    version = case.versions.get()
    start_attempt(teaching_case=case, by=resident, now=LATER)
    pull_version(version=version, reason="It seems wrong.", by=educator, now=LATER)
    with pytest.raises(PublishingRefused, match="Eli pulled that version already: “It seems wrong"):
        pull_version(version=version, reason="Again.", by=educator, now=LATER)
    attempt = handed_in(case, resident, "surgery", now=LATER)
    return_version(version=version, by=educator, now=LATER)
    with pytest.raises(PublishingRefused, match="is in use"):
        return_version(version=version, by=educator, now=LATER)
    work_off()
    assert points(attempt) == (1, 2)
    case.refresh_from_db()
    assert case.is_open and case.latest == version


def test_assigned_work_is_not_begun_and_what_was_begun_is_marked_by_the_corrected_key_when_pulled(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    version = case.versions.get()
    assigned(cohort_of(educator, resident, stranger), educator, case)
    going = start_attempt(teaching_case=case, by=resident, now=LATER)
    pull_version(version=version, reason="Surgery is right.", by=educator, now=LATER)
    with pytest.raises(AttemptRefused, match="taken out of use"):
        start_attempt(teaching_case=case, by=stranger, now=LATER)
    corrected = another_version(case, surgery_is_right)
    version.refresh_from_db()
    assert key_for(version) == corrected
    attempt = handed_in(case, resident, "surgery", now=LATER)
    assert (attempt.version.number, attempt.assigned_case_id) == (1, going.assigned_case_id)
    assert points(attempt) == (2, 2)


def test_who_has_begun_it_and_who_teaches_it_is_told_when_a_key_is_pulled_put_right_or_put_back(
    case: TeachingCase, educator: User, resident: User, stranger: User, administrator: User
) -> None:
    cohort, version = cohort_of(educator, resident, stranger), case.versions.get()
    taught_with(cohort, administrator, "reader", educator)
    assignment = assigned(cohort, educator, case, title="First week")
    handed_in(case, stranger)
    going = start_attempt(teaching_case=case, by=resident, now=LATER)
    Notice.objects.all().delete()

    pull_version(version=version, reason="Surgery is right.", by=educator, now=LATER)
    another_version(case, lambda document: document["steps"][0].update(narrative="Otherwise."))
    return_version(version=version, by=educator, now=LATER)
    pull_version(version=version, reason="It is wrong.", by=educator, now=LATER)
    another_version(case, lambda document: document["steps"][0].update(narrative=NARRATIVE), surgery_is_right)
    another_version(case, creatinine_is_lower)

    begun, at = "“A small case”, which you have begun,", " It is assigned in “First week”."
    pulled = f"{begun} is out of use until its key is put right. You can go on."
    paused = "was taken out of use: nobody begins it, and what is handed in waits to be marked."
    first = "Version 1 of “A small case”"
    assert told(resident) == [
        pulled,
        f"{begun} is in use again.",
        pulled,
        "The key of “A small case”, which you have begun, is put right.",
    ]
    assert told(administrator) == [
        f"{first} {paused}{at}",
        f"{first} is in use again, with its key as it was.{at}",
        f"{first} {paused}{at}",
        f"Version 3 of “A small case” puts the key of version 1 right.{at}",
    ]
    assert not told(stranger) and not told(educator)  # who handed it in, and who did it
    paths = set(Notice.objects.values_list("user", "path"))
    assert paths == {
        (resident.pk, reverse("attempt", args=[going.pk])),
        (administrator.pk, reverse("teach_assignment", args=[assignment.pk])),
    }


def test_later_work_is_marked_by_the_key_that_was_applied_when_its_version_has_an_older_one(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    handed_in(case, resident)
    going = start_attempt(teaching_case=case, by=stranger, now=LATER)
    held = applied(another_version(case, surgery_is_right), educator)
    attempt = handed_in(case, stranger, "surgery", now=LATER)
    assert attempt.pk == going.pk and points(attempt) == (2, 2)
    undone(held, educator)
    version = case.versions.get(number=1)
    assert key_for(version) == version


def test_what_is_handed_in_while_a_corrected_key_is_applied_is_marked_by_it(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    start_attempt(teaching_case=case, by=stranger, now=LATER)
    handed_in(case, resident)
    held = dry_run(another_version(case, surgery_is_right), educator)
    apply_remarking(remarking=held, policy="all", reason="It was wrong.", by=educator, now=LATER)

    attempt = handed_in(case, stranger, "surgery", now=LATER)

    assert points(attempt) == (2, 2)  # a worker that has passed it does not come back
    work_off()
    assert points(attempt) == (2, 2) and attempt.markings.count() == 1


def test_what_was_handed_in_under_a_corrected_key_is_marked_by_its_own_when_that_is_taken_back(
    case: TeachingCase, educator: User, resident: User, stranger: User
) -> None:
    first = handed_in(case, resident, "surgery")
    start_attempt(teaching_case=case, by=stranger, now=LATER)
    held = applied(another_version(case, surgery_is_right), educator)
    later = handed_in(case, stranger, "surgery", now=LATER)
    case.refresh_from_db()  # the newer version is given out
    newer = handed_in(case, resident, "surgery", now=LATER)
    assert [points(each) for each in (first, later, newer)] == [(2, 2)] * 3

    undone(held, educator)

    assert points(first) == points(later) == (1, 2)
    assert points(newer) == (2, 2)  # of the version whose key it is
    kinds = list(later.markings.order_by("number").values_list("kind", "key_version__number"))
    assert kinds == [("submission", 2), ("undoing", 1)]
    assert any("was taken back. You have 1 of 2 points now, instead of 2" in said for said in told(stranger))


def test_results_leave_out_what_was_handed_in_under_a_key_that_was_taken_back(
    case: TeachingCase, educator: User, resident: User
) -> None:
    asked = assigned(cohort_of(educator, resident), educator, case).cases.get()
    start_attempt(teaching_case=case, by=resident, now=LATER)
    version = another_version(case, surgery_is_right)
    handed_in(case, person("Before", is_resident=True))
    held = applied(version, educator)
    handed_in(case, resident, "surgery", now=LATER)
    AssignedCase.objects.update(version=version)
    asked.refresh_from_db()
    counts = [worked_out(asked, LATER)]
    undone(held, educator)
    counts.append(worked_out(asked, LATER))

    assert [(each["count"], each["other_versions"]) for each in counts] == [(1, 0), (0, 1)]
