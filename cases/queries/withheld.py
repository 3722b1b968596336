"""Of which keys somebody may be told nothing yet."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from cases.domain.assigning import (
    DebriefOpens,
    Purpose,
    Window,
    days_late,
    is_debrief_open,
    kept_when_late,
)
from cases.models import AssignedCase, Assignee, Assignment, Attempt
from cases.queries.cohorts import lets_in
from cases.queries.windows import granted, window_of


def waiting(of: int | OuterRef) -> QuerySet[Assignee]:
    """Where a key may wait: by the debrief, which no hand has opened, or by work that counts.

    `of` is a person's number.
    """
    rows = Assignee.objects.filter(person=of, assignment__debrief_opened_at=None)
    return rows.exclude(assignment__debrief=DebriefOpens.AT_ONCE, assignment__purpose=Purpose.PRACTICE)


def withholds(
    assignment: Assignment, window: Window, *, left: bool, is_begun: bool, is_done: bool, now: datetime
) -> bool:
    """Whether nothing may be told of the key of a case that a person has begun, or handed in, for this.

    Where the debrief opens at once the key of what counts waits until it is handed in, or cannot be. Of who
    left nothing counts; but they could come back, so it waits as long as the code lets them in.
    """
    opens = DebriefOpens(assignment.debrief)
    if opens is DebriefOpens.AT_ONCE:
        is_over = window.is_over(now) or (assignment.is_archived and not is_begun)
        if left and not is_over:
            share = kept_when_late(window.late, assignment.late_share, days_late(now, window.due_at))
            is_over = share == 0 or not lets_in(assignment.cohort, now)
        if assignment.purpose != Purpose.COUNTING or is_over:
            return False
    return not is_debrief_open(opens, window, assignment.debrief_opened_at, is_done, now)


def withheld_cases(person: int, now: datetime) -> frozenset[int]:
    """The teaching cases of whose key a person may be told nothing yet, by number.

    Also in free practice, in an attempt before, and after leaving the cohort: a debrief that opens later
    opens for nobody before. One query where nothing waits, two where something does.
    """
    return frozenset(_withholding(person, now))


def _withholding(person: int, now: datetime, attempt: int | None = None) -> dict[int, Assignment]:
    """By teaching case. What an `attempt` is handed in for does not keep its own debrief from it."""
    rows: QuerySet[Any] = granted(waiting(person)).annotate(extended_to=Max("extensions__due_at"))
    held = {row.assignment_id: row for row in rows.select_related("assignment__cohort")}
    held = {key: row for key, row in held.items() if _row_withholds(row, True, False, now)}
    if not held:
        return {}
    made = Attempt.objects.filter(resident=person, assigned_case=OuterRef("pk"))
    cases = AssignedCase.objects.filter(assignment__in=held).annotate(
        is_begun=Exists(made),
        is_done=Exists(made.filter(Q(submitted_at__isnull=False) | Q(pk=attempt))),
    )
    columns = ("assignment_id", "pk", "teaching_case_id", "is_begun", "is_done")
    return {
        case: held[key].assignment
        for key, pk, case, is_begun, is_done in cases.order_by("-pk").values_list(*columns)
        if held[key].drawn is None or pk in held[key].drawn
        if _row_withholds(held[key], is_begun, is_done, now)
    }


def _row_withholds(row: Any, is_begun: bool, is_done: bool, now: datetime) -> bool:
    window = window_of(row.assignment, row.extra_days or 0, row.extended_to)
    left = row.removed_at is not None
    return withholds(row.assignment, window, left=left, is_begun=is_begun, is_done=is_done, now=now)


def withheld_by(attempt: Attempt, now: datetime) -> Assignment | None:
    """For which assignment, the first of several, its resident may be told nothing yet of its key."""
    if not attempt.may_wait:
        return None
    return _withholding(attempt.resident_id, now, attempt.pk).get(attempt.teaching_case_id)


def is_withheld(attempt: Attempt, now: datetime) -> bool:
    """Whether its resident may be told nothing yet of the key of its case."""
    return withheld_by(attempt, now) is not None
