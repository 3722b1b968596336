"""Which attempts at another version are told of together with those at the one that a cohort works.

Those that were asked the same and are marked as if at it: a corrected key was applied between both versions,
or they were marked with its key as they were handed in.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from cases.models import AssignedCase, Marking, Remarking
from cases.queries.remarking import BY_A_KEY

SUBMISSIONS = 1
"""The number of the marking that a submission makes."""


@dataclass(frozen=True)
class ComparedVersions:
    """`versions` are by assigned case, besides its own; `attempts` were marked with a key of any of these."""

    versions: Mapping[int, frozenset[int]] = field(default_factory=dict)
    attempts: frozenset[int] = frozenset()

    def takes(self, case: AssignedCase, attempt: Any) -> bool:
        is_alike = attempt.version_id in {case.version_id, *self.versions.get(case.pk, ())}
        return is_alike or attempt.pk in self.attempts

    def rows(self, at: str) -> Q:
        """Of rows that hang on an attempt, to which `at` leads, those of attempts that are told of."""
        found = Q(**{f"{at}version": F(f"{at}assigned_case__version")})
        for case, versions in self.versions.items():
            found |= Q(**{f"{at}assigned_case": case, f"{at}version__in": versions})
        return found | Q(**{f"{at}pk__in": self.attempts}) if self.attempts else found


def compared_at(cases: Collection[AssignedCase], versions: Iterable[tuple[int, int]]) -> ComparedVersions:
    """`versions` are those at which attempts of them were made, each with its assigned case.

    Two queries, and none where all are at the version that is worked.
    """
    others: dict[int, set[int]] = {}
    own = {case.pk: case.version_id for case in cases}
    for pk, version in versions:
        if version != own.get(pk, version):
            others.setdefault(pk, set()).add(version)
    if not others:
        return ComparedVersions()
    alike = _alike({case.teaching_case_id for case in cases if case.pk in others})
    together = {pk: alike.get(own[pk], frozenset()) - {own[pk]} for pk in others}
    rest = [pk for pk in others if others[pk] - together[pk]]
    return ComparedVersions(
        {pk: found for pk, found in together.items() if found},
        _marked_at_once(rest, own, together) if rest else frozenset(),
    )


def _alike(teaching_cases: Iterable[int]) -> Mapping[int, frozenset[int]]:
    """By version, those between which corrected keys were applied, and stand."""
    applied = Remarking.objects.filter(teaching_case__in=teaching_cases, state=Remarking.State.APPLIED)
    of_version = ("teaching_case__versions__pk", "teaching_case__versions__number")
    found: dict[int, frozenset[int]] = {}
    linked: dict[int, set[int]] = {}
    for version, corrects, other, number in applied.order_by().values_list(
        "version", "corrects", *of_version
    ):
        if number in corrects:
            linked.setdefault(version, {version}).add(other)
    for group in linked.values():
        whole = frozenset(group).union(*(found.get(each, frozenset()) for each in group))
        found.update(dict.fromkeys(whole, whole))
    return found


def _marked_at_once(
    cases: Collection[int], own: Mapping[int, int], together: Mapping[int, frozenset[int]]
) -> frozenset[int]:
    """And have it still: not where that key was taken back since."""
    rows = Marking.objects.filter(number=SUBMISSIONS, attempt__assigned_case__in=cases)
    rows = rows.exclude(key_version=F("attempt__version")).order_by()
    newest = Marking.objects.filter(attempt=OuterRef("attempt"), kind__in=BY_A_KEY).order_by("-number")
    rows = rows.annotate(now=Subquery(newest.values("key_version")[:1]))
    return frozenset(
        attempt
        for attempt, case, key in rows.values_list("attempt", "attempt__assigned_case", "now")
        if key in {own[case], *together[case]}
    )
