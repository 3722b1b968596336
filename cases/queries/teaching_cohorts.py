"""Cohorts and assignments, as those see them who teach there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from cases.models import AssignedCase, Assignee, Assignment, Attempt, Cohort, CohortMember
from cases.queries.assigned import AssignedWork, work_in, works_on
from cases.queries.cohorts import cohorts_taught_by
from kidmet_site.accounts.models import User


def assignments_in(cohort: Cohort) -> QuerySet[Any]:
    """With how many are to work each, the newest first."""
    at_work = Count("assignees", filter=Q(assignees__removed_at=None))
    return Assignment.objects.filter(cohort=cohort).annotate(asked=at_work).order_by("-created_at", "-pk")


def handed_in(assignments: Iterable[Assignment]) -> dict[int, int]:
    """How many of those who are to work each have handed in all of it; two queries."""
    drawn = {each.pk: each.drawn_count for each in assignments}
    cases = AssignedCase.objects.filter(assignment__in=drawn).order_by().values_list("assignment")
    asked = {pk: drawn[pk] or count for pk, count in cases.annotate(Count("pk"))}
    rows = Attempt.objects.filter(
        assigned_case__assignment__in=drawn,
        submitted_at__isnull=False,
        assigned_case__assignment__assignees__person=F("resident"),
        assigned_case__assignment__assignees__removed_at=None,
    )
    by_person = rows.order_by().values_list("assigned_case__assignment", "resident")
    done = by_person.annotate(cases=Count("assigned_case", distinct=True))
    return Counter(pk for pk, _, count in done if count >= asked[pk])


def assignment_taught_by(user: User, pk: int) -> Assignment:
    """One that the person may read who teaches. Raises Assignment.DoesNotExist."""
    taught = cohorts_taught_by(user)
    rows = Assignment.objects.select_related("cohort")
    found: Any = rows.get(pk=pk, cohort__in=taught.values("pk"))
    found.cohort.role = taught.values_list("role", flat=True).get(pk=found.cohort_id)
    return found


@dataclass(frozen=True)
class SeatWork:
    """One person's work at an assignment, under the name that the cohort's teachers may see."""

    name: str
    address: str
    work: AssignedWork
    member: int = 0
    """The number of their seat in the cohort."""


def seats_in(assignment: Assignment, now: datetime) -> list[SeatWork]:
    """Of everybody who is to work it; six queries, however many they are."""
    seats = _seats(assignment.cohort, work_in(assignment, now))
    in_order = sorted(seats, key=lambda each: (not each[1].work.is_begun, each[0], each[1].name.casefold()))
    return [seat for _, seat in in_order]


def seat_in(assignee: Assignee, now: datetime) -> SeatWork:
    """Of one who is to work an assignment."""
    [(_, seat)] = _seats(assignee.assignment.cohort, works_on([assignee.pk], now))
    return seat


def _seats(cohort: Cohort | None, works: Iterable[AssignedWork]) -> list[tuple[int, SeatWork]]:
    """Each with its number where names are hidden, else 0."""
    members = CohortMember.objects.filter(cohort=cohort).values_list("person", "number", "pk")
    held = {person: (number, pk) for person, number, pk in members}
    found = []
    for work in works:
        person = work.assignee.person
        number, member = held.get(person.pk, (0, 0))
        if cohort is not None and cohort.hides_names:
            found.append((number, SeatWork(f"Resident {number or '–'}", "", work, member)))
        else:
            found.append((0, SeatWork(str(person), person.email, work, member)))
    return found
