"""Copying a cohort for another year: its assignments with their terms, and none of its residents."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField
from django.utils import timezone

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import CaseTerms, check_terms
from cases.actions.cohorts import CohortRefused, begin_cohort
from cases.domain.assigning import Order
from cases.models import AssignedCase, Assignment, Cohort, CohortTeacher
from cases.permissions import check_can_assign_in
from cases.queries.copying_cohorts import AssignmentToCopy, assignments_to_copy, colleagues_to_copy
from cases.queries.windows import zone_of
from guidance.domain.limits import COHORT_ASSIGNMENTS, COHORT_TEACHERS
from kidmet_site.accounts.models import User

OF_THE_COPY = ("id", "cohort", "created_by")
TERMS = tuple(
    each.name
    for each in Assignment._meta.concrete_fields
    if each.name not in OF_THE_COPY and not isinstance(each, DateTimeField)
)
"""Columns of an assignment that are copied. A moment is none: it is moved, or was of that year alone."""


class AlreadyCopied(CohortRefused):
    """Somebody asks twice for the same copy; `cohort` is the one that there is."""

    def __init__(self, cohort: Cohort) -> None:
        self.cohort, on = cohort, timezone.localtime(cohort.created_at)
        super().__init__(
            f"You copied it as “{cohort.title}” on {on:%-d %B %Y} already. Give another copy another title."
        )


@dataclass(frozen=True)
class CopiedDates:
    """When an assignment of the copy opens and is due."""

    opens_at: datetime | None
    due_at: datetime | None


@transaction.atomic
def copy_cohort(
    *,
    cohort: Cohort,
    title: str,
    dates: Mapping[int, CopiedDates],
    keeps_versions: bool,
    with_colleagues: bool,
    by: User,
    now: datetime,
) -> Cohort:
    """All of it or nothing; led by who copies it. `dates` has what is copied, by the assignment's number.

    Never copied: residents, what they were granted, their attempts, invitations, and the code. What cannot
    be begun any longer is left out. Of two presses the second is told.

    Raises CohortRefused, AssigningRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    check_can_assign_in(by, cohort)
    # Locked: the second of two presses waits here, and finds what the first made.
    source = Cohort.objects.select_for_update().get(pk=cohort.pk)
    made = Cohort.objects.filter(copied_from=source, created_by=by, title=title.strip()).first()
    if made is not None:
        raise AlreadyCopied(made)
    COHORT_ASSIGNMENTS.check(len(dates))
    copy = begin_cohort(title=title, summary=source.summary, hides_names=source.hides_names, by=by, now=now)
    copy.copied_from = source
    copy.save(update_fields=["copied_from"])
    _copy_assignments(source, copy, dates, keeps=keeps_versions, by=by, now=now)
    if with_colleagues:
        _copy_colleagues(source, copy, by, now)
    return copy


def _copy_assignments(
    source: Cohort, copy: Cohort, dates: Mapping[int, CopiedDates], *, keeps: bool, by: User, now: datetime
) -> None:
    chosen = [each for each in assignments_to_copy(source, by) if each.assignment.pk in dates and each.copied]
    rows = [_copied(each, copy, dates[each.assignment.pk], by, now) for each in chosen]
    for row, each in zip(rows, chosen, strict=True):
        cases = [CaseTerms(it.case.teaching_case, it.case.weight, it.case.minutes) for it in each.copied]
        try:
            check_terms({name: getattr(row, name) for name in (*TERMS, "opens_at", "due_at")}, cases)
        except AssigningRefused as refusal:
            raise AssigningRefused(f"“{row.title}”: {refusal}") from refusal
    made = Assignment.objects.bulk_create(rows)
    AssignedCase.objects.bulk_create(
        AssignedCase(
            assignment=row,
            teaching_case=it.case.teaching_case,
            version=it.version(keeps=keeps),
            position=place,
            weight=it.case.weight,
            minutes=it.case.minutes,
        )
        for row, each in zip(made, chosen, strict=True)
        for place, it in enumerate(each.copied)
    )


def _copied(each: AssignmentToCopy, copy: Cohort, dates: CopiedDates, by: User, now: datetime) -> Assignment:
    terms: dict[str, Any] = {name: getattr(each.assignment, name) for name in TERMS}
    terms |= {"opens_at": dates.opens_at, "due_at": dates.due_at}
    if not _keeps_hour(each.assignment, dates.due_at):
        terms["due_zone"] = by.time_zone
    if each.draws_all:
        terms |= {"order": Order.FREE.value, "drawn_count": None}
    return Assignment(**terms, cohort=copy, created_at=now, created_by=by, updated_at=now)


def _keeps_hour(before: Assignment, due_at: datetime | None) -> bool:
    """Whether it is due at the same hour by the clock by which that was written."""
    if before.due_at is None or due_at is None:
        return False
    zone = zone_of(before)
    return before.due_at.astimezone(zone).time() == due_at.astimezone(zone).time()


def _copy_colleagues(source: Cohort, copy: Cohort, by: User, now: datetime) -> None:
    seats, _ = colleagues_to_copy(source, by)
    CohortTeacher.objects.bulk_create(
        CohortTeacher(cohort=copy, person=seat.person, role=seat.role, added_at=now) for seat in seats
    )
    COHORT_TEACHERS.check(copy.teachers.count())
