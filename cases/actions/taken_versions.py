"""Having a cohort go on with another version of an assigned case. What was begun keeps its own."""

from datetime import datetime

from django.db import transaction

from cases.actions.case_results import renew_results
from cases.models import AssignedCase, StoredResults, TakenVersion, TeachingCase, TeachingCaseVersion
from cases.permissions import can_assign_from, check_can_assign_in
from cases.queries.assigned import in_words
from cases.queries.marking import GONE
from cases.queries.taken_versions import version_to_take
from guidance.domain.limits import TAKEN_VERSIONS
from guidance.domain.vocabulary import upper_first
from kidmet_site.accounts.models import User


class VersionRefused(Exception):
    """Something that going on with a version does not allow, in a sentence. Nothing was changed."""


class TakenMeanwhile(VersionRefused):
    def __init__(self, last: TakenVersion) -> None:
        super().__init__(
            f"{upper_first(str(last.taken_by or GONE))} had the cohort go on with version "
            f"{last.version.number} on {in_words(last.taken_at)}, since you opened this page. "
            "Nothing was changed."
        )


@transaction.atomic
def take_version(*, case: AssignedCase, before: int, number: int, by: User, now: datetime) -> TakenVersion:
    """Whoever begins from now on works version `number`; `before` is the one that somebody saw it replace.

    Raises VersionRefused, NotYourCohort, OverLimit.
    """
    held = AssignedCase.objects.select_for_update(of=("self",)).select_related("assignment__cohort")
    case = held.get(pk=case.pk)
    cohort = case.assignment.cohort
    check_can_assign_in(by, cohort)
    if case.assignment.is_archived:
        raise VersionRefused("This cohort is archived. Nothing new is begun in it.")
    version = _checked(case, before, number, by)
    TAKEN_VERSIONS.check(case.taken.count() + 1)
    taken = TakenVersion.objects.create(
        assigned_case=case, before_id=case.version_id, version=version, taken_at=now, taken_by=by
    )
    AssignedCase.objects.filter(pk=case.pk).update(version=version)
    # What is kept tells of the version before: until a job has worked it out, nothing is told.
    StoredResults.objects.filter(assigned_case=case).delete()
    renew_results([case.pk], now)
    return taken


def _checked(case: AssignedCase, before: int, number: int, by: User) -> TeachingCaseVersion:
    """The version that may be taken now. Raises VersionRefused."""
    locked = TeachingCase.objects.select_for_update(of=("self",)).select_related("library", "latest")
    case.teaching_case = locked.get(pk=case.teaching_case_id)
    if not can_assign_from(by, case.teaching_case.library):
        raise VersionRefused(f"You may not assign cases of “{case.teaching_case.library.title}” any longer.")
    if case.version.number != before:
        last = case.taken.select_related("version", "taken_by").first()
        if last is not None:
            raise TakenMeanwhile(last)
    version = version_to_take(case)
    if version is None or version.number != number:
        raise VersionRefused(
            f"Version {number} is not the one that is given out now. Look again; nothing was changed."
        )
    return version
