"""What of a cohort can be copied for another year, and what cannot any longer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from cases.models import (
    AssignedCase,
    Assignment,
    Cohort,
    CohortTeacher,
    Right,
    TeachingCaseVersion,
    Visibility,
)
from cases.permissions import OWN, can_teach
from cases.queries.drafting import libraries_of
from kidmet_site.accounts.models import User

RETIRED = "It is retired: nobody can begin it any longer."
PULLED = "It was taken out of use, and no version of it can be begun."
NOT_SHARED = "Its library is not shared with you so that you may assign it."


@dataclass(frozen=True)
class CaseToCopy:
    """An assigned case, in which version it would be worked, and why not where it cannot be."""

    case: AssignedCase
    latest: TeachingCaseVersion | None
    """The newest that can be begun."""
    kept: TeachingCaseVersion | None
    """The one that the cohort worked, where it can be begun."""
    refusal: str

    def version(self, *, keeps: bool) -> TeachingCaseVersion | None:
        """What was pulled is begun in the other of the two."""
        return (self.kept or self.latest) if keeps else (self.latest or self.kept)

    @property
    def is_newer(self) -> bool:
        return self.latest is not None and self.latest.pk != self.case.version_id


@dataclass(frozen=True)
class AssignmentToCopy:
    assignment: Assignment
    cases: Sequence[CaseToCopy]

    @property
    def copied(self) -> list[CaseToCopy]:
        return [each for each in self.cases if not each.refusal]

    @property
    def left_out(self) -> list[CaseToCopy]:
        return [each for each in self.cases if each.refusal]

    @property
    def draws_all(self) -> bool:
        """Whether so few cases are left that there is nothing to draw."""
        drawn = self.assignment.drawn_count
        return bool(drawn and self.copied and drawn >= len(self.copied))


def assignments_to_copy(cohort: Cohort, by: User) -> list[AssignmentToCopy]:
    """In the order in which they were due; three queries."""
    cases = AssignedCase.objects.select_related(
        "version", "teaching_case__latest__teaching_case", "teaching_case__library"
    ).defer("version__document", "teaching_case__latest__document")
    rows = Assignment.objects.filter(cohort=cohort).prefetch_related(Prefetch("cases", cases))
    libraries = _assigned_from(by)
    return [
        AssignmentToCopy(row, [_case_to_copy(each, libraries) for each in row.cases.all()])
        for row in sorted(rows, key=_by_date)
    ]


def _by_date(assignment: Assignment) -> tuple[bool, float, int]:
    first = assignment.opens_at or assignment.due_at
    return (first is None, first.timestamp() if first else 0.0, assignment.pk)


def _assigned_from(by: User) -> frozenset[int]:
    """The libraries of which the person may assign cases, as `permissions.can_assign_from`."""
    rows: Iterable[Any] = libraries_of(by)
    assigning = (OWN, Right.ASSIGN)
    return frozenset(row.pk for row in rows if row.right in assigning or row.visibility == Visibility.OPEN)


def _case_to_copy(case: AssignedCase, libraries: frozenset[int]) -> CaseToCopy:
    teaching_case, newest = case.teaching_case, case.teaching_case.latest
    latest = newest if newest and not newest.pulled_at else None
    kept = case.version if not case.version.pulled_at else None
    # Which is retired because its only version was pulled is open again with a corrected one.
    refusal = ""
    if latest is None and kept is None:
        refusal = PULLED
    elif not teaching_case.is_open:
        refusal = RETIRED
    elif teaching_case.library_id not in libraries:
        refusal = NOT_SHARED
    return CaseToCopy(case, latest, kept, refusal)


def colleagues_to_copy(cohort: Cohort, by: User) -> tuple[list[CohortTeacher], list[CohortTeacher]]:
    """Who taught it besides, and who of them cannot enter or teach any longer."""
    seats = list(cohort.teachers.exclude(person=by).select_related("person"))
    there = [seat for seat in seats if seat.person.is_active and can_teach(seat.person)]
    return there, [seat for seat in seats if seat not in there]
