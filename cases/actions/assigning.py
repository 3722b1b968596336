"""Asking people to work cases on terms: a cohort, or one person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigned_before import AssigningRefused, check_is_first, check_is_other
from cases.actions.attempt_log import note_moved
from cases.actions.case_results import renew_results_of, renew_results_with
from cases.actions.marking import MarkingRefused
from cases.actions.text_marks import check_purpose_may_change, count_own_marks_anew
from cases.domain.assigning import DebriefOpens, Late, Order, Purpose, TimeLimit
from cases.models import AssignedCase, Assignee, Assignment, Attempt, Cohort, Extension, TeachingCase
from cases.permissions import can_assign_from, check_can_assign, check_can_assign_in
from cases.queries.assigned import AssignedWork, CaseWork, works_on
from cases.queries.cohorts import who_handed_in
from cases.queries.teaching import teaching_case_in
from guidance.actions.telling import tell
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import ASSIGNED_CASES, CASE_TITLE, COHORT_ASSIGNMENTS, EXTENSIONS, REMARK
from kidmet_site.accounts.models import User

END_OF_DAY = time(23, 59)
MOST_ATTEMPTS, MOST_MINUTES = 100, 1_440
ARCHIVED = "This cohort is archived. Nothing new is assigned in it."
NO_CASE = "Choose at least one case."


@dataclass(frozen=True)
class CaseTerms:
    """A case to assign, how much it weighs in the total, and its limit where it is not its own."""

    case: TeachingCase
    weight: float = 1.0
    minutes: int | None = None


@transaction.atomic
def make_assignment(
    *,
    cohort: Cohort,
    cases: Sequence[CaseTerms],
    terms: Mapping[str, Any],
    by: User,
    now: datetime,
    seen_last: int | None = None,
    besides: int | None = None,
) -> Assignment:
    """Ask a cohort to work these cases; `terms` are columns of Assignment.

    Each case is worked in the version that is given out now. `seen_last` is the number of the cohort's last
    assignment as the page was opened, 0 for none: of two presses the second raises AlreadyAssigned. The same
    cases under the same title raise AssignedBefore, unless what stands there is `besides`, by number.

    Raises AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    check_can_assign_in(by, cohort)
    # Locked: who joins meanwhile is given it, and an archived cohort nothing more.
    if Cohort.objects.select_for_update().get(pk=cohort.pk).archived_at:
        raise AssigningRefused(ARCHIVED)
    if seen_last is not None:
        check_is_first(cohort, seen_last, seen(terms["title"]), by)
        check_is_other(cohort, seen(terms["title"]), [each.case.pk for each in cases], besides)
    COHORT_ASSIGNMENTS.check(cohort.assignments.count() + 1)
    check_terms(terms, cases)
    _check_may_assign(cases, by)
    assignment = Assignment.objects.create(
        **dict(terms)
        | {"cohort": cohort, "created_at": now, "created_by": by, "updated_at": now}
        | {"due_zone": by.time_zone}
    )
    AssignedCase.objects.bulk_create(_assigned(assignment, cases))
    members = cohort.members.filter(left_at=None).values_list("person", flat=True)
    assign_to(assignment=assignment, people=members, now=now)
    return assignment


@transaction.atomic
def change_assignment(
    *,
    assignment: Assignment,
    terms: Mapping[str, Any],
    by: User,
    now: datetime,
    seen_at: datetime | None = None,
) -> None:
    """Other terms for what was assigned; its cases stay. Attempts under way follow the new times.

    `seen_at` is when the terms that somebody looked at were last changed: of two who change them at once
    the second is told.

    Raises AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    check_can_assign_in(by, assignment.cohort)
    cases = [CaseTerms(each.teaching_case, each.weight, each.minutes) for each in assigned_cases(assignment)]
    check_terms(terms, cases, begun=True)
    _check_drawn_stays(assignment, terms)
    if terms.get("due_at", assignment.due_at) != assignment.due_at:
        terms = dict(terms) | {"due_zone": by.time_zone}
    other_purpose = terms.get("purpose", assignment.purpose) != assignment.purpose
    if other_purpose:
        _check_purpose(assignment)
    if not _take_terms(assignment, terms, seen_at or assignment.updated_at, now):
        return
    _follow_terms(assignment, now)
    if other_purpose:
        count_own_marks_anew(assignment, now)


def _check_drawn_stays(assignment: Assignment, terms: Mapping[str, Any]) -> None:
    drawing = {"order", "drawn_count"} & terms.keys()
    moved = [name for name in drawing if terms[name] != getattr(assignment, name)]
    if moved and Order.DRAWN in (assignment.order, terms.get("order")):
        raise AssigningRefused("What was drawn for each person stays: make another assignment instead.")


def _take_terms(assignment: Assignment, terms: Mapping[str, Any], seen_at: datetime, now: datetime) -> bool:
    """Whether they are new: of a page that was sent twice the second changes nothing."""
    held = Assignment.objects.filter(pk=assignment.pk, updated_at=seen_at)
    is_taken = bool(held.update(**terms, updated_at=now))
    assignment.refresh_from_db()
    if is_taken or all(getattr(assignment, name) == value for name, value in terms.items()):
        return is_taken
    raise AssigningRefused(
        "A colleague changed these terms since you opened this page. Nothing was saved: what you typed "
        "stands here, and saving again puts it in place of theirs."
    )


def _follow_terms(assignment: Assignment, now: datetime) -> None:
    begun = Attempt.objects.filter(assigned_case__assignment=assignment, submitted_at=None)
    seats = assignment.assignees.filter(person__in=begun.values("resident"))
    move_deadlines(seats.values_list("pk", flat=True), now)
    begun.update(asks_sureness=assignment.asks_sureness)
    renew_results_of(assignment, now)


def _check_purpose(assignment: Assignment) -> None:
    try:
        check_purpose_may_change(assignment)
    except MarkingRefused as refusal:
        raise AssigningRefused(str(refusal)) from refusal


@transaction.atomic
def open_debrief(*, assignment: Assignment, by: User, now: datetime) -> None:
    """For everybody in it, whatever its terms say, and for good. Raises NotYourCohort, AssigningRefused."""
    check_can_assign_in(by, assignment.cohort)
    if not Assignment.objects.filter(pk=assignment.pk, debrief_opened_at=None).update(debrief_opened_at=now):
        raise AssigningRefused("The debrief is open already.")
    path = reverse("assignment", args=[assignment.pk])
    tell(
        who_handed_in(assignment), f"The debrief of “{assignment.title}” is open.", path=path, by=by, now=now
    )


def _check_may_assign(cases: Sequence[CaseTerms], by: User) -> None:
    """Raises AssigningRefused."""
    libraries = {each.case.library_id: each.case.library for each in cases}
    lost = [library.title for library in libraries.values() if not can_assign_from(by, library)]
    if lost:
        raise AssigningRefused(f"You may not assign cases of “{lost[0]}” any longer.")


def assigned_cases(assignment: Assignment) -> QuerySet[AssignedCase]:
    return assignment.cases.select_related("teaching_case__latest", "version").defer(
        "teaching_case__latest__document", "version__document"
    )


def _assigned(assignment: Assignment, cases: Sequence[CaseTerms]) -> list[AssignedCase]:
    return [_assigned_case(assignment, place, each, each.case.latest) for place, each in enumerate(cases)]


def _assigned_case(assignment: Assignment, place: int, terms: CaseTerms, version: Any) -> AssignedCase:
    return AssignedCase(
        assignment=assignment,
        teaching_case=terms.case,
        version=version,
        position=place,
        weight=terms.weight,
        minutes=terms.minutes or teaching_case_in(version).time_limit_minutes,
    )


def assign_to(*, assignment: Assignment, people: Iterable[int], now: datetime) -> None:
    """Add people to an assignment; who is in it already stays, and who had left is back."""
    numbers = list(assignment.cases.values_list("pk", flat=True))
    rows = (
        Assignee(
            assignment=assignment,
            person_id=person,
            assigned_at=now,
            drawn=_drawn(assignment, numbers, person),
        )
        for person in people
    )
    Assignee.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["assignment", "person"],
        update_fields=["removed_at"],
    )


def _drawn(assignment: Assignment, numbers: list[int], person: int) -> list[int] | None:
    """The same for a person however often it is asked."""
    if assignment.order != Order.DRAWN or not assignment.drawn_count:
        return None
    draw = Random(f"{assignment.pk}:{assignment.created_at.isoformat()}:{person}")  # nothing to guard
    return sorted(draw.sample(numbers, min(assignment.drawn_count, len(numbers))))


def check_terms(terms: Mapping[str, Any], cases: Sequence[CaseTerms], *, begun: bool = False) -> None:
    """What was `begun` may hold retired cases. Raises AssigningRefused, OverLimit, ForbiddenCharacter."""
    for name, what, limit in (
        ("title", "The title", CASE_TITLE),
        ("instructions", "The instructions", REMARK),
    ):
        check_characters(terms.get(name, ""), what)
        limit.check(len(terms.get(name, "")))
    if not seen(terms["title"]):
        raise AssigningRefused("An assignment needs a title.")
    if not cases:
        raise AssigningRefused(NO_CASE)
    ASSIGNED_CASES.check(len(cases))
    retired = [each.case.slug for each in cases if not each.case.is_open or each.case.latest is None]
    if retired and not begun:
        raise AssigningRefused(f"Retired, and not to be begun any longer: {', '.join(retired[:5])}.")
    _check_numbers(terms, cases)
    _check_times(terms)


def _check_numbers(terms: Mapping[str, Any], cases: Sequence[CaseTerms]) -> None:
    drawn = terms.get("drawn_count")
    if terms.get("order") == Order.DRAWN and not (drawn and 0 < drawn < len(cases)):
        raise AssigningRefused(f"Say how many are drawn: from 1 to {len(cases) - 1} of {len(cases)} cases.")
    if any(not 0 < each.weight <= 100 for each in cases):
        raise AssigningRefused("A weight is more than 0, and 100 at most.")
    if any(each.minutes is not None and not 0 < each.minutes <= MOST_MINUTES for each in cases):
        raise AssigningRefused(f"A time limit is from 1 to {MOST_MINUTES:,} minutes.")
    allowed, late, passes = (terms.get(name) for name in ("attempts_allowed", "late_share", "pass_share"))
    if allowed is not None and not 0 < allowed <= MOST_ATTEMPTS:
        raise AssigningRefused(f"From 1 to {MOST_ATTEMPTS} attempts are allowed, or any number.")
    if terms.get("late") == Late.MINUS and not (late and 0 < late <= 1):
        raise AssigningRefused("Say what share a day of late work costs: more than 0, and 100 % at most.")
    if passes is not None and not 0 < passes <= 1:
        raise AssigningRefused("A pass mark is more than 0, and 100 % at most.")
    if terms.get("time_limit") == TimeLimit.IMPOSED and terms.get("purpose") != Purpose.COUNTING:
        raise AssigningRefused(
            "A time limit for everybody is for work that counts; in practice it is offered."
        )


def _check_times(terms: Mapping[str, Any]) -> None:
    opens, due = terms.get("opens_at"), terms.get("due_at")
    if opens and due and due <= opens:
        raise AssigningRefused("It has to be due after it opens.")
    if due is None and terms.get("debrief") == DebriefOpens.AFTER_DUE:
        raise AssigningRefused("Without a due time the debrief cannot open after it.")
    if due is None and terms.get("late", Late.MARKED) != Late.MARKED:
        raise AssigningRefused("Without a due time no work is late.")


# One person


@transaction.atomic
def assign_case(
    *,
    teaching_case: TeachingCase,
    resident: User,
    by: User | None,
    now: datetime,
    due_on: date | None = None,
    answers_wait: bool = False,
) -> Assignment:
    """Ask one resident to work a case; asking again moves the day. Raises NotAnEducator.

    With `answers_wait` what the expert says of a step waits for the debrief, whatever the case says.
    """
    check_can_assign(by)
    asked = {"created_by": by, "due_at": end_of(due_on), "answers_wait": answers_wait, "updated_at": now}
    before = Assignment.objects.select_for_update().filter(
        cohort=None, assignees__person=resident, cases__teaching_case=teaching_case
    )
    held = before.first()
    if held is not None:
        Assignment.objects.filter(pk=held.pk).update(**asked)
        held.refresh_from_db()
        return held
    version = teaching_case.latest
    if version is None:
        raise AssigningRefused("This teaching case was never published.")
    assignment = Assignment.objects.create(**asked, title=version.title, created_at=now)
    AssignedCase.objects.bulk_create(_assigned(assignment, [CaseTerms(teaching_case)]))
    assign_to(assignment=assignment, people=[resident.pk], now=now)
    return assignment


def end_of(day: date | None) -> datetime | None:
    """The last minute of a day, by the clock of this site."""
    zone = timezone.get_default_timezone()
    return timezone.make_aware(datetime.combine(day, END_OF_DAY), zone) if day else None


# What was granted


@transaction.atomic
def extend(
    *,
    assignee: Assignee,
    due_at: datetime | None,
    minutes: int,
    reason: str,
    by: User,
    now: datetime,
) -> Extension:
    """More time for one person at one assignment, also in the middle of an attempt.

    Raises AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    check_can_assign_in(by, assignee.assignment.cohort)
    check_characters(reason, "The reason")
    REMARK.check(len(reason))
    if not (due_at or minutes):
        raise AssigningRefused("Say until when, or how many minutes more.")
    if not 0 <= minutes <= MOST_MINUTES:
        raise AssigningRefused(f"From 1 to {MOST_MINUTES:,} minutes are given; this is {minutes:,}.")
    if due_at and due_at <= now:
        raise AssigningRefused("That time is over. Give one that is to come.")
    EXTENSIONS.check(assignee.extensions.count() + 1)
    given = Extension.objects.create(
        assignee=assignee, due_at=due_at, minutes=minutes, reason=seen(reason), given_at=now, given_by=by
    )
    move_deadlines([assignee.pk], now)
    renew_results_with([assignee.person_id], assignee.assignment.cohort_id or 0, now)
    return given


def move_deadlines(assignees: Iterable[int], now: datetime) -> None:
    """Of attempts that are under way: as they stand with what their people have by now."""
    going = [
        (each, deadline_of(work, case, each.started_at, timed=each.is_timed))
        for work in works_on(assignees, now)
        for case in work.cases
        if (each := case.open_attempt)
    ]
    moved = [
        (attempt, deadline)
        for attempt, deadline in going
        if deadline != attempt.deadline_at
        if Attempt.objects.filter(pk=attempt.pk, submitted_at=None).update(deadline_at=deadline)
    ]
    if moved:
        note_moved(moved, now)


def deadline_of(work: AssignedWork, case: CaseWork, began: datetime, *, timed: bool) -> datetime | None:
    """When the time for an attempt ends: by its limit, and where no late work is taken at the due time."""
    imposed = work.assignment.time_limit == TimeLimit.IMPOSED
    limit = case.minutes if case.minutes and (imposed or timed) else None
    ends = [began + timedelta(minutes=limit)] if limit else []
    return min([*ends, *filter(None, [work.window.ends_at])], default=None)
