"""Cohorts and assignments, as those read them who teach there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone

from cases.domain.assigning import Granted
from cases.models import Accommodation, Assignment, Cohort, CohortMember, TeacherRole
from cases.permissions import assigns_there
from cases.presenting.assigned import has_passed, percent
from cases.queries.assigned import AssignedWork, CaseWork
from cases.queries.cohorts import is_expired, seen_as
from cases.queries.marking import open_looks
from cases.queries.teaching_cohorts import SeatList, SeatWork, handed_in
from cases.queries.text_marks import assignments_to_mark, texts_of_assignment

MOST_LOOKS = 50
"""So many are listed; what was answered makes room for the next."""


@dataclass(frozen=True)
class AssignmentRow:
    assignment: Any
    handed_in: int
    state: str


@dataclass(frozen=True)
class LookRow:
    """A second look that somebody asks for."""

    look: Any
    name: str


@dataclass(frozen=True)
class MemberRow:
    seat: CohortMember
    name: str
    address: str
    """Empty where names are hidden."""
    granted: str


def cohort_page(cohort: Any, page: Page, link: Callable[[str], str], now: datetime) -> dict[str, Any]:
    numbers = handed_in(page)
    return {
        "cohort": cohort,
        "page": page,
        "rows": [AssignmentRow(each, numbers.get(each.pk, 0), _state(each, now)) for each in page],
        "may_assign": assigns_there(cohort),
        "leads": cohort.role == TeacherRole.LEAD,
        "link": link(reverse("cohort_join", args=[cohort.code])),
        "is_expired": is_expired(cohort, now),
        "looks": _look_rows(cohort),
        "to_mark": assignments_to_mark(cohort.pk),
    }


def _look_rows(cohort: Any) -> list[LookRow]:
    return [
        LookRow(look=look, name=seen_as(cohort, look.attempt.resident, look.seat))
        for look in open_looks(cohort)[:MOST_LOOKS]
    ]


def _state(assignment: Assignment, now: datetime) -> str:
    if assignment.opens_at and now < assignment.opens_at:
        return "not open yet"
    if assignment.due_at and now > assignment.due_at:
        return "was due"
    return "open"


def member_rows(cohort: Any, seats: Iterable[CohortMember]) -> list[MemberRow]:
    return [
        MemberRow(
            seat=seat,
            name=seat_name(cohort, seat),
            address="" if cohort.hides_names else seat.person.email,
            granted=granted_in_words(getattr(seat, "accommodation", None)),
        )
        for seat in seats
    ]


def seat_name(cohort: Cohort, seat: CohortMember) -> str:
    return seen_as(cohort, seat.person, seat.number)


def granted_in_words(granted: Accommodation | Granted | None) -> str:
    """ "time × 1.5, 2 more days"; "" where nothing is."""
    if granted is None:
        return ""
    said = [f"time × {granted.time_factor.normalize():f}"] if granted.time_factor != 1 else []
    if granted.extra_days:
        said.append(f"{granted.extra_days} more day{'' if granted.extra_days == 1 else 's'}")
    return ", ".join(said)


@dataclass(frozen=True)
class CaseCell:
    """One case of one person: how far they are, and what counts of it."""

    said: str
    percent: int | None
    is_late: bool
    attempt: int | None = None
    is_complete: bool = True
    """Not while a short text is to be marked, or its mark to be released."""
    is_overdue: bool = False

    @property
    def heat(self) -> int | None:
        """In which fifth of all points it is, from 0; None where nothing counts yet."""
        return None if self.percent is None else min(self.percent // 20, 4)


@dataclass(frozen=True)
class SeatRow:
    seat: SeatWork
    cells: tuple[CaseCell | None, ...]
    """None where the case was not drawn for the person."""
    total: int | None
    has_passed: bool | None
    more_time: str
    is_complete: bool = True


def assignment_page(
    assignment: Any, everybody: SeatList, page: Page, seats: list[SeatWork], cases: list[Any], now: datetime
) -> dict[str, Any]:
    """`seats` are those of the page."""
    rows = [_seat_row(seat, cases, now) for seat in seats]
    return {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "cases": cases,
        "rows": rows,
        "page": page,
        "asked": len(everybody.assignees),
        "begun": everybody.begun,
        "done": everybody.done,
        "may_assign": assigns_there(assignment.cohort),
        "state": _state(assignment, now),
        "texts": texts_of_assignment(assignment),
    }


def _seat_row(seat: SeatWork, cases: list[Any], now: datetime) -> SeatRow:
    by_case = {each.case.pk: each for each in seat.work.cases}
    return SeatRow(
        seat=seat,
        cells=tuple(case_cell(seat.work, by_case.get(case.pk), now) for case in cases),
        total=percent(seat.work.share) if seat.work.is_begun else None,
        has_passed=has_passed(seat.work) if seat.work.is_done else None,
        more_time=_more_time(seat.work),
        is_complete=not seat.work.has_unmarked,
    )


def case_cell(work: AssignedWork, case: CaseWork | None, now: datetime) -> CaseCell | None:
    if case is None:
        return None
    late = bool(case.counted and work.window.due_at and case.counted.submitted_at > work.window.due_at)
    if case.counted:
        share = percent(case.counted.counted_share)
        return CaseCell("handed in", share, late, case.counted.number, not case.unmarked)
    if case.is_done:
        return CaseCell("to be marked", None, False, case.submitted[-1].pk, is_complete=False)
    overdue = work.window.is_overdue(now)
    if case.open_attempt:
        at = f"step {case.open_attempt.step + 1}"
        return CaseCell(f"overdue, at {at}" if overdue else at, None, False, is_overdue=overdue)
    return CaseCell("overdue" if overdue else "not begun", None, False, is_overdue=overdue)


def _more_time(work: AssignedWork) -> str:
    said = [f"time × {work.time_factor.normalize():f}"] if work.time_factor != 1 else []
    said += [f"{minutes} more minutes"] if (minutes := sum(each.minutes for each in work.extensions)) else []
    if work.is_due_later and work.window.due_at:
        said.append(f"due {timezone.localtime(work.window.due_at):%-d %b, %H:%M %Z}")
    return ", ".join(said)
