"""More time that somebody asks for, as they read it and as those do who answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cases.models import Assignment, TimeRequest
from cases.permissions import assigns_there
from cases.queries.assigned import AssignedWork
from cases.queries.cohorts import seen_as
from cases.queries.teaching_cohorts import SeatWork
from cases.queries.time_requests import open_requests, refusal_to_ask, requests_of


@dataclass(frozen=True)
class TimeRequestRow:
    """One that waits for an answer, under the name that teachers may see."""

    request: Any
    name: str


def time_request_rows(cohort: Any, assignment: Assignment | None = None) -> dict[str, Any]:
    """For those who may answer alone: a reader is told nothing of it, and it costs them no query."""
    if not assigns_there(cohort):
        return {"time_requests": []}
    held = open_requests(cohort, Q(assignee__assignment=assignment) if assignment else None)
    return {
        "time_requests": [
            TimeRequestRow(each, seen_as(cohort, each.assignee.person, each.seat)) for each in held
        ]
    }


def asking_page(work: AssignedWork) -> dict[str, Any]:
    """As whoever works it reads it; one query."""
    held = requests_of(work.assignee)
    return {
        "work": work,
        "assignment": work.assignment,
        "asked": held,
        "open_request": next((each for each in held if each.is_open), None),
        "refusal": refusal_to_ask(work),
    }


def answering_page(request: TimeRequest, seat: SeatWork, before: Iterable[TimeRequest]) -> dict[str, Any]:
    assignment = request.assignee.assignment
    return {
        "asked": request,
        "seat": seat,
        "assignment": assignment,
        "cohort": assignment.cohort,
        "limits": [each for each in seat.work.cases if each.minutes],
        "under_way": [each for each in seat.work.cases if each.open_attempt],
        "before": [each for each in before if each.pk != request.pk],
    }
