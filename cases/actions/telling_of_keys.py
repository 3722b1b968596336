"""Telling who has begun a case, and who teaches it, that its key is out of use, and that it is put right."""

from datetime import datetime

from django.urls import reverse

from cases.domain.wording import named
from cases.models import AssignedCase, Assignment, Attempt, CohortTeacher, TeachingCase, TeachingCaseVersion
from cases.queries.remarking import key_for, versions_out_of_use
from guidance.actions.telling import tell
from kidmet_site.accounts.models import User


def tell_of_pulled(version: TeachingCaseVersion, *, by: User, now: datetime) -> None:
    """The reason stands on the pages that this leads to."""
    title = version.title
    _tell_residents(
        version,
        f"“{title}”, which you have begun, is out of use until its key is put right. You can go on.",
        now,
    )
    _tell_teachers(
        version,
        f"Version {version.number} of “{title}” was taken out of use: nobody begins it, and what is handed "
        "in waits to be marked.",
        by,
        now,
    )


def tell_of_returned(version: TeachingCaseVersion, *, by: User, now: datetime) -> None:
    _tell_residents(version, f"“{version.title}”, which you have begun, is in use again.", now)
    said = f"Version {version.number} of “{version.title}” is in use again, with its key as it was."
    _tell_teachers(version, said, by, now)


def tell_of_corrected(case: TeachingCase, *, by: User | None, now: datetime) -> None:
    """Of versions that the one just published corrects, and nothing did before."""
    newest = case.latest
    if newest is None:
        return
    for version in versions_out_of_use(case):
        if key_for(version) == newest and key_for(version, but=newest) is None:
            title = version.title
            _tell_residents(version, f"The key of “{title}”, which you have begun, is put right.", now)
            said = f"Version {newest.number} of “{title}” puts the key of version {version.number} right."
            _tell_teachers(version, said, by, now)


def _tell_residents(version: TeachingCaseVersion, said: str, now: datetime) -> None:
    """Each to their attempt that is open."""
    begun = Attempt.objects.filter(
        version=version, submitted_at=None, is_trial=False, resident__is_active=True
    )
    for attempt in begun.select_related("resident").defer("difference", "reflection"):
        tell([attempt.resident], said, path=reverse("attempt", args=[attempt.pk]), now=now)


def _tell_teachers(version: TeachingCaseVersion, said: str, by: User | None, now: datetime) -> None:
    """Of each cohort that works it, or has begun it; once each, whoever acted left out."""
    cases = AssignedCase.objects.filter(teaching_case=version.teaching_case_id)
    worked = cases.filter(version=version) | cases.filter(attempts__version=version)
    asked = Assignment.objects.filter(cases__in=worked, cohort__archived_at=None).distinct().order_by("pk")
    by_cohort: dict[int, list[Assignment]] = {}
    for assignment in asked:
        by_cohort.setdefault(assignment.cohort_id or 0, []).append(assignment)
    for person, theirs in _taught(by_cohort, by).items():
        where = named(f"“{each.title}”" for each in theirs)
        path = reverse("teach_assignment", args=[theirs[0].pk])
        tell([person], f"{said} It is assigned in {where}.", path=path, now=now)


def _taught(by_cohort: dict[int, list[Assignment]], by: User | None) -> dict[User, list[Assignment]]:
    rows = CohortTeacher.objects.filter(cohort__in=by_cohort, person__is_active=True).order_by("cohort", "pk")
    held: dict[User, list[Assignment]] = {}
    for row in rows.select_related("person"):
        if row.person != by:
            held.setdefault(row.person, []).extend(by_cohort[row.cohort_id])
    return held
