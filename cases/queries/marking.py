"""How the marks of an attempt came about: what stood before, who changed it and why, and what was asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from cases.domain.marks import AttemptMark
from cases.models import AssignedCase, Attempt, Cohort, CohortMember, Mark, MarkingKind, SecondLook
from cases.permissions import can_teach
from cases.queries.attempts import is_marked_by_teachers, self_marks_of
from cases.queries.cohorts import cohorts_taught_by, numbered
from kidmet_site.accounts.models import User

GONE = "somebody whose account was deleted"


@dataclass(frozen=True)
class MarkChange:
    """A mark that an educator put in the place of another, in points."""

    before: float | None
    after: float
    by: str
    at: datetime
    reason: str
    key: int | None = None
    """The number of the version by whose key it was given; None where an educator gave it."""
    is_of_text: bool = False
    """Somebody marked a short text, in the place of no mark."""


@dataclass(frozen=True)
class GivenMark:
    """The mark that stands, by its number, and how it came about."""

    number: int
    changes: tuple[MarkChange, ...] = ()
    looks: tuple[SecondLook, ...] = ()
    can_ask: bool = True
    """Whether there is somebody to look at it again."""

    @property
    def open_look(self) -> SecondLook | None:
        return next((look for look in self.looks if look.is_open), None)


@dataclass(frozen=True)
class MarksGiven:
    """Of an attempt, its marks by what they are of; of practice nothing unless it was marked anew."""

    of: Mapping[tuple[str, str, str], GivenMark] = field(default_factory=dict)

    def of_mark(self, mark: AttemptMark) -> GivenMark | None:
        return self.of.get((mark.subject, mark.key, mark.part))


def marks_given(attempt: Attempt, *, is_once: bool = False) -> MarksGiven:
    """No query for practice that was marked `is_once`; else five at most."""
    can_ask = attempt.assigned_case_id is not None and is_answered_for(attempt)
    if not can_ask and is_once:
        return MarksGiven()
    ticked = {} if is_marked_by_teachers(attempt) else self_marks_of(attempt)
    own = {key: each.credit for key, each in ticked.items()}
    looks: dict[int, list[SecondLook]] = {}
    for look in attempt.second_looks.select_related("answered_by"):
        looks.setdefault(look.position, []).append(look)
    rows = Mark.every.filter(attempt=attempt).select_related("marking__by", "marking__key_version")
    rows = rows.order_by("position", "marking__number").defer("marking__key_version__document")
    held: dict[int, list[Mark]] = {}
    for row in rows.defer("entered", "expected", "why", "lines", "statements", "notes", "source"):
        held.setdefault(row.position, []).append(row)
    found = {}
    for position, given in held.items():
        last = given[-1]
        found[last.subject, last.key, last.part] = GivenMark(
            last.pk, tuple(_changes(given, own)), tuple(looks.get(position, ())), can_ask
        )
    return MarksGiven(found)


def _changes(given: Iterable[Mark], own: Mapping[str, float]) -> Iterable[MarkChange]:
    for before, after in pairwise(given):
        credit = own.get(before.key) if before.credit is None else before.credit
        yield MarkChange(
            before=None if credit is None else before.weight * credit,
            after=after.weight * (after.credit or 0.0),
            by=str(after.marking.by or GONE),
            at=after.marking.made_at,
            reason=after.marking.reason,
            key=None
            if after.marking.kind in (MarkingKind.OVERRIDE, MarkingKind.TEXT)
            else after.marking.key_version.number,
            is_of_text=after.marking.kind == MarkingKind.TEXT,
        )


def is_answered_for(attempt: Attempt) -> bool:
    """Whether an educator can answer for its marks: of a cohort, or who assigned the case to one person."""
    asked = AssignedCase.objects.filter(pk=attempt.assigned_case_id or 0)
    teaches = Q(assignment__created_by__is_educator=True) | Q(assignment__created_by__is_superuser=True)
    by_another = teaches & ~Q(assignment__created_by=attempt.resident_id)
    return asked.filter(Q(assignment__cohort__isnull=False) | by_another).exists()


def key_number_of(attempt: Attempt) -> int:
    """The number of the row of the version whose key its marks stand by."""
    newest = attempt.markings.order_by("-number").values_list("key_version", flat=True).first()
    return newest or attempt.version_id


# As educators see it


def attempt_taught_by(user: User, pk: int) -> Attempt:
    """One that was handed in for a cohort that the person teaches, with their `role` there.

    Outside of a cohort one at a case that they assigned, once its writer asked them for a second look.

    Raises Attempt.DoesNotExist, for what is not theirs to see as for none.
    """
    taught = cohorts_taught_by(user)
    in_cohort = Q(assigned_case__assignment__cohort__in=taught.values("pk"))
    alone = Q(assigned_case__assignment__cohort=None, assigned_case__assignment__created_by=user)
    if can_teach(user):
        in_cohort |= alone & Q(Exists(SecondLook.objects.filter(attempt=OuterRef("pk"))))
    rows = Attempt.objects.filter(in_cohort, submitted_at__isnull=False)
    related = rows.select_related(
        "version__teaching_case__library", "assigned_case__assignment__cohort", "resident"
    )
    found: Any = related.defer("version__document").get(pk=pk)
    cohort = found.assigned_case.assignment.cohort
    if cohort is not None:
        cohort.role = taught.values_list("role", flat=True).get(pk=cohort.pk)
    return found


def beside(attempt: Attempt) -> QuerySet[Attempt]:
    """All that its writer handed in at the same case for the same assignment, the first first."""
    same = Attempt.objects.filter(assigned_case=attempt.assigned_case_id, resident=attempt.resident_id)
    return same.filter(submitted_at__isnull=False).only("pk", "submitted_at").order_by("submitted_at", "pk")


def name_in_cohort(cohort: Cohort | None, person: User) -> str:
    """As its teachers may know somebody who works there."""
    if cohort is None or not cohort.hides_names:
        return str(person)
    number = CohortMember.objects.filter(cohort=cohort, person=person).values_list("number", flat=True)
    return numbered(number.first())


def open_looks(cohort: Cohort) -> QuerySet[Any]:
    """What its residents ask to have looked at again, the oldest first, each with the resident's `seat`."""
    seat = CohortMember.objects.filter(cohort=cohort, person=OuterRef("attempt__resident"))
    asked = Q(
        attempt__assigned_case__assignment__cohort=cohort,
        attempt__submitted_at__isnull=False,
        answered_at=None,
    )
    return (
        SecondLook.objects.filter(asked)
        .annotate(
            seat=Subquery(seat.values("number")[:1]),
            assigned=F("attempt__assigned_case__assignment__title"),
        )
        .select_related("attempt__resident", "mark")
    )
