"""Cohorts and assignments, as those see them who teach there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.models import AssignedCase, Assignee, Assignment, Attempt, Cohort, CohortMember
from cases.queries.assigned import AssignedWork, works_on
from cases.queries.cohorts import cohorts_taught_by, numbered
from cases.queries.group_work import left_since, works_in
from kidmet_site.accounts.models import User


def assignments_in(cohort: Cohort) -> QuerySet[Any]:
    """With how many are to work each, the newest first."""
    at_work = Assignee.objects.filter(assignment=OuterRef("pk"), removed_at=None).order_by()
    asked = Subquery(at_work.values("assignment").annotate(people=Count("pk")).values("people"))
    rows = Assignment.objects.filter(cohort=cohort).annotate(asked=Coalesce(asked, 0))
    return rows.order_by("-created_at", "-pk")


def handed_in(assignments: Iterable[Assignment]) -> dict[int, int]:
    """How many of those who are to work each have handed in all of it; four queries at most.

    Where one case is asked, which is most often, the database counts people, and who left is taken off.
    """
    drawn = {each.pk: each.drawn_count for each in assignments}
    cases = AssignedCase.objects.filter(assignment__in=drawn).order_by().values_list("assignment")
    asked = {pk: drawn[pk] or count for pk, count in cases.annotate(Count("pk"))}
    left = left_since(drawn)
    found = Counter[int]()
    if single := [pk for pk, count in asked.items() if count == 1]:
        rows = _submitted_in(single)
        found.update(dict(rows.annotate(people=Count("resident", distinct=True))))
        gone = rows.filter(resident__in={person for _, person in left}).values_list(
            "assigned_case__assignment", "resident"
        )
        found.subtract(pk for pk, person in (set(gone) if left else ()) if (pk, person) in left)
    if several := [pk for pk, count in asked.items() if count > 1]:
        by_person = _submitted_in(several).values_list("assigned_case__assignment", "resident")
        done = by_person.annotate(cases=Count("assigned_case", distinct=True))
        found.update(pk for pk, person, count in done if count >= asked[pk] and (pk, person) not in left)
    return found


def _submitted_in(assignments: Iterable[int]) -> QuerySet[Any, Any]:
    """By assignment."""
    rows = Attempt.objects.filter(assigned_case__assignment__in=assignments, submitted_at__isnull=False)
    return rows.order_by().values_list("assigned_case__assignment")


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


@dataclass(frozen=True)
class SeatList:
    """Everybody who is to work an assignment: their numbers as assignees, in their order."""

    assignees: list[int]
    begun: int
    done: int


def seat_list(assignment: Assignment) -> SeatList:
    """Whoever has begun comes first; six queries at most, which load what orders them alone."""
    rows = Assignee.objects.filter(assignment=assignment, removed_at=None).order_by()
    people = rows.values_list("pk", "person", "person__display_name", "person__email")
    at_work = Attempt.objects.filter(assigned_case__assignment=assignment).order_by().values_list("resident")
    begun = {person for (person,) in at_work.distinct()}
    hides_names = assignment.cohort is not None and assignment.cohort.hides_names
    seats = CohortMember.objects.filter(cohort=assignment.cohort_id).order_by()
    numbers = dict(seats.values_list("person", "number")) if hides_names else {}

    def place(row: tuple[int, int, str, str]) -> tuple[bool, int, str]:
        _, person, name, email = row
        return person not in begun, numbers.get(person, 0), "" if hides_names else (name or email).casefold()

    found = sorted(people, key=place)
    return SeatList(
        assignees=[row[0] for row in found],
        begun=sum(row[1] in begun for row in found),
        done=handed_in([assignment]).get(assignment.pk, 0),
    )


def seats_of(assignment: Assignment, assignees: Sequence[int], now: datetime) -> list[SeatWork]:
    """Of these, in their order; six queries, however many they are."""
    seats = {
        seat.work.assignee.pk: seat
        for _, seat in _seats(assignment.cohort, works_in([assignment], now, Q(pk__in=assignees)))
    }
    return [seats[pk] for pk in assignees if pk in seats]


def seat_in(assignee: Assignee, now: datetime) -> SeatWork:
    """Of one who is to work an assignment."""
    [(_, seat)] = _seats(assignee.assignment.cohort, works_on([assignee.pk], now))
    return seat


def _seats(cohort: Cohort | None, works: Iterable[AssignedWork]) -> list[tuple[int, SeatWork]]:
    """Each with its number where names are hidden, else 0."""
    works, members = list(works), CohortMember.objects.filter(cohort=cohort)
    if len(works) == 1:  # of one person not all seats of the cohort
        members = members.filter(person=works[0].assignee.person_id)
    rows = members.values_list("person", "number", "pk")
    held = {person: (number, pk) for person, number, pk in rows}
    found = []
    for work in works:
        person = work.assignee.person
        number, member = held.get(person.pk, (0, 0))
        if cohort is not None and cohort.hides_names:
            found.append((number, SeatWork(numbered(number), "", work, member)))
        else:
            found.append((0, SeatWork(str(person), person.email, work, member)))
    return found
