"""Cohorts, of those who are in them and of those who teach them."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from cases.models import Assignment, Attempt, Cohort, CohortMember, CohortTeacher
from cases.permissions import ASSIGNING, can_teach
from kidmet_site.accounts.models import User


def cohort_by_code(code: str) -> Cohort | None:
    return Cohort.objects.filter(code=code).first()


def cohorts_taught_by(user: User) -> QuerySet[Any]:
    """With the person's `role`, how many are in it, and the title of the one that it was copied from, where
    they teach that, too; what is archived stands last.
    """
    if not can_teach(user):
        return Cohort.objects.none()
    role = CohortTeacher.objects.filter(cohort=OuterRef("pk"), person=user).values("role")[:1]
    source = Cohort.objects.filter(pk=OuterRef("copied_from"), teachers__person=user).values("title")[:1]
    taught = Cohort.objects.filter(teachers__person=user).annotate(
        role=Subquery(role),
        copied_title=Subquery(source),
        residents=_count(CohortMember.objects.filter(left_at=None)),
        assigned=_count(Assignment.objects.all()),
    )
    return taught.order_by(F("archived_at").asc(nulls_first=True), "-created_at", "-pk")


def cohorts_to_assign_in(user: User) -> QuerySet[Any]:
    """Those that go on and in which the person may assign, the newest first."""
    if not can_teach(user):
        return Cohort.objects.none()
    may = CohortTeacher.objects.filter(person=user, role__in=ASSIGNING)
    return Cohort.objects.filter(pk__in=may.values("cohort"), archived_at=None).order_by("-created_at", "-pk")


def _count(rows: QuerySet) -> Subquery:
    counted = rows.filter(cohort=OuterRef("pk")).order_by().values("cohort").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def seats_of(user: User) -> QuerySet[CohortMember]:
    """The cohorts that somebody is in, the newest first."""
    seats = CohortMember.objects.filter(person=user, left_at=None).select_related("cohort")
    return seats.order_by("-joined_at", "-pk")


def members_of(cohort: Cohort, search: str = "") -> QuerySet[CohortMember]:
    """Who is in it, with what each was granted: by name or, where names are hidden, by number alone."""
    seats = CohortMember.objects.filter(cohort=cohort, left_at=None).select_related("person", "accommodation")
    if cohort.hides_names:
        return seats.order_by("number")
    if search:
        seats = seats.filter(Q(person__display_name__icontains=search) | Q(person__email__icontains=search))
    return seats.order_by("person__display_name", "person__email")


def seen_as(cohort: Cohort | None, person: User, number: int | None) -> str:
    """What the teachers of a cohort see of who somebody is; `number` is that of their seat."""
    return numbered(number) if cohort is not None and cohort.hides_names else str(person)


def numbered(number: int | None) -> str:
    """Somebody whose name is hidden; without a number they have no seat any longer."""
    return f"Resident {number or '–'}"


def lets_in(cohort: Cohort | None, now: datetime) -> bool:
    """Whether whoever has its code may join now."""
    if cohort is None or cohort.archived_at:
        return False
    return cohort.is_joinable and not is_expired(cohort, now)


def is_expired(cohort: Cohort, now: datetime) -> bool:
    return cohort.code_expires_at is not None and cohort.code_expires_at <= now


def who_assigns_in(cohort: Cohort) -> QuerySet[User]:
    """Those who answer what its residents ask for."""
    return User.objects.filter(
        taught_cohorts__cohort=cohort, taught_cohorts__role__in=ASSIGNING, is_active=True
    )


def who_handed_in(assignment: Assignment) -> QuerySet[User]:
    """Those still in it who have handed in any of it."""
    made = Attempt.objects.filter(assigned_case__assignment=assignment, resident=OuterRef("pk"))
    rows = assignment.assignees.filter(removed_at=None).values("person")
    return User.objects.filter(Exists(made.filter(submitted_at__isnull=False)), pk__in=rows, is_active=True)
