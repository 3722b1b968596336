"""Who asks for more time, and what they were answered."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from cases.models import Assignee, Cohort, CohortMember, TimeRequest
from cases.models.time_request import OPEN
from cases.queries.assigned import AssignedWork

MOST_SHOWN = 50
"""So many open ones are listed; what is answered makes room for the next."""


def requests_of(assignee: Assignee) -> list[TimeRequest]:
    """Of one person at one assignment, the newest first, with what was given."""
    return list(TimeRequest.objects.filter(assignee=assignee).select_related("extension", "answered_by"))


def open_request(assignee: Assignee) -> TimeRequest | None:
    return TimeRequest.objects.filter(OPEN, assignee=assignee).first()


def open_requests(cohort: Cohort, which: Q | None = None) -> list[Any]:
    """What waits for an answer in a cohort, the oldest first, each with the resident's `seat`; one query."""
    seat = CohortMember.objects.filter(cohort=cohort, person=OuterRef("assignee__person"))
    asked = TimeRequest.objects.filter(OPEN, assignee__assignment__cohort=cohort, assignee__removed_at=None)
    rows: QuerySet[Any] = (asked.filter(which) if which else asked).annotate(
        seat=Subquery(seat.values("number")[:1]), assigned=F("assignee__assignment__title")
    )
    return list(rows.select_related("assignee__person").order_by("asked_at", "pk")[:MOST_SHOWN])


def refusal_to_ask(work: AssignedWork) -> str:
    """Why no more time can be asked for at what is assigned, in a sentence; "" where it can."""
    assignment = work.assignment
    under_way = any(each.open_attempt for each in work.cases)
    if assignment.cohort is None:
        return "Nobody gives more time but in what is assigned to a cohort."
    if work.is_done and not under_way:
        return "You have handed in all of it, so there is nothing that more time would change."
    if assignment.is_archived and not under_way:
        return "The cohort is archived: nothing is begun in it any longer, so no more time is given."
    if work.window.due_at is None and not any(each.minutes for each in work.cases):
        return "It is due at no time and has no time limit, so there is no time to ask for."
    return ""
