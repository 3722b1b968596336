"""Dry runs as those read them who may put a key right: by name whom they teach, all others as numbers."""

from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from cases.models import Attempt, CohortMember, RemarkedAttempt, Remarking, TeachingCase, TeachingCaseVersion
from cases.queries.cohorts import cohorts_taught_by
from kidmet_site.accounts.models import User

_PEOPLE = ("asked_by", "applied_by", "undone_by")


def remarking_of(version: TeachingCaseVersion) -> Remarking | None:
    """The newest with the key of this version."""
    return _of(version).first()


def applied_of(version: TeachingCaseVersion) -> Remarking | None:
    """The one with its key that was applied last, taken back or not."""
    return _of(version).filter(applied_at__isnull=False).order_by("-applied_at", "-pk").first()


def _of(version: TeachingCaseVersion) -> QuerySet[Remarking]:
    rows = Remarking.objects.filter(version=version)
    return rows.select_related(*_PEOPLE, "version__teaching_case__library", "teaching_case", "job")


def remarkings_of(case: TeachingCase) -> list[Remarking]:
    """The newest first."""
    return list(case.remarkings.select_related(*_PEOPLE, "version").defer("version__document", "counts"))


def moved_whom_i_teach(user: User, remarking: Remarking) -> QuerySet[Any]:
    """Each with the `cohort` and the resident's `seat` there; who loses most by it first."""
    seat = CohortMember.objects.filter(
        person=OuterRef("attempt__resident"), cohort=OuterRef("attempt__assigned_case__assignment__cohort")
    )
    taught = cohorts_taught_by(user).values("pk")
    rows = RemarkedAttempt.objects.filter(
        remarking=remarking, attempt__assigned_case__assignment__cohort__in=taught
    )
    return (
        rows.select_related("attempt__resident", "attempt__assigned_case__assignment__cohort")
        .annotate(seat=Subquery(seat.values("number")[:1]))
        .order_by("direction", F("after_earned") - F("before_earned"), "pk")
    )


def numbers_by_version(case: TeachingCase) -> dict[int, dict[str, int]]:
    """By number of the version, how many attempts were handed in and marked, and how many wait for it."""
    waits = Count("pk", filter=Q(possible=None))
    done = Attempt.objects.filter(teaching_case=case, submitted_at__isnull=False, is_trial=False)
    counted = done.order_by().values("version__number").annotate(every=Count("pk"), waits=waits)
    rows = counted.values_list("version__number", "every", "waits")
    return {number: {"marked": every - waiting, "waiting": waiting} for number, every, waiting in rows}
