"""What is assigned to many people at once, and how far they are: rows in place of models.

What holds for each is decided as for one alone; of thousands their models would take longest.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import starmap
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, prefetch_related_objects

from cases.models import Accommodation, Assignee, Assignment, Attempt, Extension
from cases.queries.assigned import (
    BY_DUE_TIME,
    AssignedWork,
    Terms,
    by_place,
    cases_asked,
    cases_of,
    with_unmarked,
    worked,
)
from cases.queries.windows import NOTHING_GRANTED

EVERYBODY = Q()
NAMED_ONE_BY_ONE = 200
"""Of more people than this all attempts are loaded that were made at a case: most are theirs."""


Grants = Mapping[tuple[int | None, int], tuple[Decimal, int]]
"""What was granted throughout a cohort, by cohort and person."""


class PersonRow(NamedTuple):
    """Called as the person is."""

    pk: int
    display_name: str
    email: str

    def __str__(self) -> str:
        return self.display_name or self.email


class AssigneeRow(NamedTuple):
    """Who is to work an assignment, with what they were granted."""

    pk: int
    person: PersonRow
    drawn: list[int] | None
    assignment: Assignment
    extended: Sequence[Extension]
    time_factor: Decimal
    extra_days: int

    @property
    def person_id(self) -> int:
        return self.person.pk


class AttemptRow(NamedTuple):
    pk: int
    resident_id: int
    assigned_case_id: int
    version_id: int
    step: int
    deadline_at: datetime | None
    submitted_at: datetime | None
    earned: float | None
    possible: float | None
    unmarked: int | None = None
    """Short texts; only where educators mark them."""

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def waits_for_marking(self) -> bool:
        return self.submitted_at is not None and self.possible is None


class MemberSeat(NamedTuple):
    """Somebody's place in a cohort."""

    pk: int
    number: int
    person: PersonRow

    @property
    def person_id(self) -> int:
        return self.person.pk


def load_cases(assignments: Iterable[Assignment]) -> None:
    """Those of each, at once; of one that has them they are not asked for again."""
    prefetch_related_objects(list(assignments), Prefetch("cases", cases_asked()))


def work_in(assignment: Assignment, now: datetime) -> tuple[AssignedWork, ...]:
    """That of all who are to work it."""
    return works_in([assignment], now)


def works_in(
    assignments: Iterable[Assignment], now: datetime, whose: Q = EVERYBODY, grants: Grants | None = None
) -> tuple[AssignedWork, ...]:
    """That of all who are to work any of them, or of some of these; as many queries for many.

    All share the assignments that are given and their cases: they are loaded once, and not for each person.
    `grants` are those of these people, for whoever has loaded them.
    """
    asked = {each.pk: each for each in assignments}
    load_cases(asked.values())
    terms = {pk: Terms(each) for pk, each in asked.items()}
    rows = list(_rows(asked, whose, _grants(asked.values()) if grants is None else grants))
    attempts = by_place(_attempts({row.person.pk for row in rows}, terms.values()))
    return tuple([worked(row, terms[row.assignment.pk], attempts, now) for row in rows])


def left_since(assignments: Any) -> set[tuple[int, int]]:
    """Who works them no longer, as pairs of assignment and person."""
    left = Assignee.objects.filter(assignment__in=assignments, removed_at__isnull=False).order_by()
    return set(left.values_list("assignment", "person"))


def _rows(asked: Mapping[int, Assignment], whose: Q, grants: Grants) -> Iterator[AssigneeRow]:
    which = Assignee.objects.filter(whose, assignment__in=asked, removed_at=None).order_by(*BY_DUE_TIME)
    extended = _extended(asked)
    person = ("person", "person__display_name", "person__email")
    for pk, at, drawn, *who in which.values_list("pk", "assignment", "drawn", *person):
        factor, days = grants.get((asked[at].cohort_id, who[0]), NOTHING_GRANTED)
        yield AssigneeRow(pk, PersonRow(*who), drawn, asked[at], extended.get(pk, ()), factor, days)


def _extended(asked: Iterable[int]) -> Mapping[int, Sequence[Extension]]:
    """By assignee."""
    held: dict[int, list[Extension]] = {}
    for each in Extension.objects.filter(assignee__assignment__in=asked):
        held.setdefault(each.assignee_id, []).append(each)
    return held


def _grants(asked: Iterable[Assignment]) -> Grants:
    given = Accommodation.objects.filter(member__cohort__in={each.cohort_id for each in asked})
    rows = given.values_list("member__cohort", "member__person", "time_factor", "extra_days")
    return {(cohort, person): (factor, days) for cohort, person, factor, days in rows}


def _attempts(people: set[int], terms: Collection[Terms]) -> Iterator[AttemptRow]:
    if not (cases := cases_of(terms)):
        return iter(())
    made = Attempt.objects.filter(assigned_case__in=cases)
    if len(people) <= NAMED_ONE_BY_ONE:
        made = made.filter(resident__in=people)
    made = with_unmarked(made, terms)
    columns = AttemptRow._fields if "unmarked" in made.query.annotations else AttemptRow._fields[:-1]
    return starmap(AttemptRow, made.values_list(*columns))
