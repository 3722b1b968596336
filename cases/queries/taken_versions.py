"""Which version of an assigned case its people begin, which is given out now, and who went on with one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cases.models import AssignedCase, Assignment, Attempt, TakenVersion, TeachingCaseVersion

AS_MANY = 20
"""So many changes of version are listed, the newest first."""


@dataclass(frozen=True)
class BegunElsewhere:
    """How many attempts stay with another version than the one that would be taken."""

    open: int
    handed_in: int

    @property
    def count(self) -> int:
        return self.open + self.handed_in


def version_to_take(case: AssignedCase) -> TeachingCaseVersion | None:
    """The version that is given out, where it is newer or the cohort's own was taken out of use."""
    given_out = case.teaching_case.latest
    if given_out is None or not case.teaching_case.is_open or given_out.pulled_at:
        return None
    is_newer = given_out.number > case.version.number
    return given_out if is_newer or (case.version.pulled_at and given_out.pk != case.version_id) else None


def refusal_of_version(case: AssignedCase, assignment: Assignment) -> str:
    """Why the version of an assigned case cannot be begun, and what the way out is; "" where it can.

    What was asked of one person outside of a cohort goes on with the version that is given out by itself.
    """
    version = case.version
    if version.pulled_at is None:
        return ""
    said = f"Version {version.number} of this case was taken out of use on {_day(version.pulled_at)}"
    if assignment.cohort_id:
        return (
            f"{said}, so nobody begins it. Your teachers are told so where they assigned it, and can have "
            "you go on with another version. What you began you can finish."
        )
    return "" if case.teaching_case.is_open else f"{said}, and no other version is given out."


def _day(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y}"


def begun_elsewhere(case: AssignedCase, version: TeachingCaseVersion) -> BegunElsewhere:
    """Attempts for the assigned case at other versions than this one; one query."""
    rows = Attempt.objects.filter(assigned_case=case).exclude(version=version)
    counted = rows.aggregate(all=Count("pk"), handed_in=Count("pk", filter=Q(submitted_at__isnull=False)))
    return BegunElsewhere(open=counted["all"] - counted["handed_in"], handed_in=counted["handed_in"])


def with_news(assignments: Iterable[Assignment]) -> dict[int, str]:
    """Of assignments, by number, those with a version out of use or a newer one, in words; one query."""
    given_out = Q(teaching_case__is_open=True, teaching_case__latest__pulled_at=None)
    newer = given_out & Q(teaching_case__latest__number__gt=F("version__number"))
    which = newer | Q(version__pulled_at__isnull=False)
    rows = AssignedCase.objects.filter(which, assignment__in=list(assignments))
    held: dict[int, str] = {}
    for assignment, pulled_at in rows.order_by().values_list("assignment", "version__pulled_at"):
        said = "a version is out of use" if pulled_at else "a newer version"
        held[assignment] = said if pulled_at else held.get(assignment, said)
    return held


def taken_of(cases: Iterable[AssignedCase]) -> list[Any]:
    """What was gone on with at assigned cases, the newest first."""
    rows: QuerySet[TakenVersion] = TakenVersion.objects.filter(assigned_case__in=list(cases))
    related = rows.select_related("before", "version", "taken_by")
    return list(related.defer("before__document", "version__document")[:AS_MANY])
