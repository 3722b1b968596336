"""The keys of a case's versions: which corrects which, what waits for one, and what was marked anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cases.domain.teaching.correcting import bars_to_remarking, correction
from cases.models import AssignedCase, Remarking, TeachingCase, TeachingCaseVersion
from cases.permissions import can_put_right
from cases.queries.remarked import numbers_by_version, remarkings_of
from cases.queries.remarking import applied_key, later_versions, versions_numbered
from cases.queries.teaching import teaching_case_in
from guidance.domain.vocabulary import joined
from kidmet_site.accounts.models import User

MOST_COMPARED = 12
"""Versions that are held against each other on one page: the newest."""


def keys_of(
    case: TeachingCase, versions: Sequence[TeachingCaseVersion], *, may_put_right: bool
) -> dict[str, Any]:
    """Beside the list of versions, which has the newest first."""
    compared = versions_numbered(case, [each.number for each in versions[:MOST_COMPARED]])
    corrects = {each.number: _corrected_by(each, compared) for each in compared}
    in_use = {each.number for each in compared if each.pulled_at is None}
    remarkings = remarkings_of(case)
    return {
        "can_put_right": may_put_right,
        "numbers": numbers_by_version(case),
        "remarkings": remarkings,
        "applied": {each.version.number for each in remarkings if each.state == Remarking.State.APPLIED},
        "correcting": {number: _said(found) for number, found in corrects.items() if found},
        "paused": {
            each.number
            for each in versions
            if each.pulled_at is not None
            and not any(each.number in corrects[number] for number in in_use if number > each.number)
        },
    }


@dataclass(frozen=True)
class CorrectedKey:
    """That a later version corrects the key of one; `is_applied`: what was made there is marked by it."""

    version: TeachingCaseVersion
    is_applied: bool
    may_remark: bool


def corrected_key(case: AssignedCase, user: User) -> CorrectedKey | None:
    """The newest. Of a version after which none is given out nothing is asked."""
    version, given_out = case.version, case.teaching_case.latest
    if given_out is None or given_out.number <= version.number:
        return None
    applied = applied_key(version)
    may = can_put_right(user, version.teaching_case.library)
    if applied.pk != version.pk:
        return CorrectedKey(applied, True, may)
    before = teaching_case_in(version)
    for later in later_versions(version):
        after = teaching_case_in(later)
        if not bars_to_remarking(before, after) and not correction(before, after).is_empty:
            return CorrectedKey(later, False, may)
    return None


def _corrected_by(version: TeachingCaseVersion, among: Sequence[TeachingCaseVersion]) -> list[int]:
    """The numbers of those before it of which it corrects the key, and marks something otherwise."""
    after = teaching_case_in(version)
    return [
        each.number
        for each in among
        if each.number < version.number
        and not bars_to_remarking(before := teaching_case_in(each), after)
        and not correction(before, after).is_empty
    ]


def _said(numbers: list[int]) -> str:
    called = "version" if len(numbers) == 1 else "versions"
    return f"{called} {joined([str(number) for number in sorted(numbers)])}"
