"""The metastatic pattern: what is recorded, and the worlds that it leaves possible.

A rule of a staging table is two-valued in one world. What is not recorded leaves several worlds possible;
a category is settled when all of them lead to it, and the categories they lead to are the alternatives.
That is exact where a fact-by-fact three-valued reading is not: one kidney lesion with unknown other sites
is M1b or M1c2 in lung cancer, never M1c1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

from ..kidneys import KidneyStatus, kidney_status, sides
from ..known import Recorded, chosen, count, lesions
from .tables import StagingTable

NODES = "distant_nodes"
LUNGS = frozenset({"lung", "contralateral_lung"})
ONE_SYSTEM = (frozenset({"brain", "other_cns"}), frozenset({"bone", "marrow"}))
"""Sites that are parts of one organ system: the central nervous system, the skeleton."""

_ANY_OTHER_SITES = ("liver", "bone")


@dataclass(frozen=True)
class Pattern:
    """The recorded pattern of metastases. None is unknown; an empty set or 0 is "asked, and none".

    `sides` are the kidneys that the lesions are known to be in, `elsewhere` the other sites,
    `outside_kidney` and `outside_chest` the numbers of lesions that were recorded.
    """

    status: KidneyStatus
    lesions: int | None
    sides: frozenset[str]
    sides_complete: bool
    elsewhere: frozenset[str] | None
    outside_kidney: int | None
    outside_chest: int | None


class World(NamedTuple):
    """One complete pattern that fits what is recorded."""

    kidney_lesions: int
    kidneys: int
    sites: frozenset[str]
    outside_chest: int
    organ_systems: int
    nodes_on_one_side: bool = True
    several_lung_lesions: bool = False


def pattern_of(facts: Recorded) -> Pattern:
    found = lesions(facts)
    recorded, complete = sides(found)
    elsewhere = chosen(facts, "other_metastatic_sites")
    outside_kidney = count(facts, "other_lesion_count")
    if elsewhere is None and outside_kidney == 0:
        elsewhere = frozenset()
    return Pattern(
        status=kidney_status(facts),
        lesions=len(found) if found else None,
        sides=recorded,
        sides_complete=complete and bool(found),
        elsewhere=elsewhere,
        outside_kidney=outside_kidney,
        outside_chest=count(facts, "extrathoracic_lesion_count"),
    )


def without_kidney(pattern: Pattern) -> Pattern:
    return replace(pattern, status=KidneyStatus.NOT)


def with_kidney(pattern: Pattern) -> Pattern:
    return replace(pattern, status=KidneyStatus.METASTASIS)


def worlds(pattern: Pattern, table: StagingTable) -> tuple[World, ...]:
    """Every kind of world that fits the pattern.

    A recorded number that contradicts the named lesions and sites is left aside: what was named one by one
    is trusted before a count.
    """
    found = tuple(_worlds(pattern, table))
    if not found and pattern.outside_chest is not None:
        found = tuple(_worlds(replace(pattern, outside_chest=None), table))
    return found


def count_contradicts(pattern: Pattern, table: StagingTable) -> bool:
    """Does the recorded number of lesions outside the chest fit none of the possible worlds?"""
    return pattern.outside_chest is not None and not any(True for _ in _worlds(pattern, table))


def lesions_outside_chest(pattern: Pattern, table: StagingTable) -> int | None:
    """The number of lesions outside the chest where lesions and other sites settle it, else None."""
    if pattern.lesions is None and pattern.status is not KidneyStatus.NOT:
        return None
    if pattern.elsewhere is None:
        return None
    free = replace(pattern, outside_chest=None)
    numbers = {world.outside_chest for world in _worlds(free, table)}
    return numbers.pop() if len(numbers) == 1 else None


def organ_systems(sites: frozenset[str]) -> int:
    merged = sum(len(group & sites) - 1 for group in ONE_SYSTEM if group & sites)
    return len(sites) - merged


def _worlds(pattern: Pattern, table: StagingTable) -> Iterator[World]:
    for kidney_lesions, kidneys in _kidney_options(pattern):
        for sites in _site_options(pattern, table):
            outside = sites - table.intrathoracic_sites
            systems = organ_systems(outside) + (kidney_lesions > 0)
            for others in _others_outside_chest(pattern, table, kidney_lesions, sites):
                world = World(kidney_lesions, kidneys, sites, kidney_lesions + others, systems)
                yield from _lymphoma_options(pattern, world) if not table.is_tnm else (world,)


def _kidney_options(pattern: Pattern) -> list[tuple[int, int]]:
    """(number of lesions, number of kidneys) that fit."""
    none = [(0, 0)]
    if pattern.status is KidneyStatus.NOT:
        return none
    involved: list[tuple[int, int]] = []
    if pattern.lesions is None:
        counts = {1, 2, pattern.outside_chest or 1}
        involved = [(number, kidneys) for number in sorted(counts) for kidneys in (1, 2) if kidneys <= number]
    else:
        least = max(1, len(pattern.sides))
        most = least if pattern.sides_complete else min(2, pattern.lesions)
        involved = [(pattern.lesions, kidneys) for kidneys in range(least, most + 1)]
    surely = pattern.status in (KidneyStatus.METASTASIS, KidneyStatus.ASSUMED)
    return involved if surely else none + involved


def _site_options(pattern: Pattern, table: StagingTable) -> list[frozenset[str]]:
    """The sites elsewhere; where unknown, every choice of up to two that the rules could tell apart."""
    if pattern.elsewhere is not None:
        return [pattern.elsewhere]
    standing_for = sorted(table.sites_in_rules | table.intrathoracic_sites | set(_ANY_OTHER_SITES))
    options = [frozenset(chosen) for size in (0, 1, 2) for chosen in combinations(standing_for, size)]
    if pattern.outside_kidney is None:
        return options
    return [sites for sites in options if sites and len(sites) <= pattern.outside_kidney]


def _others_outside_chest(
    pattern: Pattern, table: StagingTable, kidney_lesions: int, sites: frozenset[str]
) -> list[int]:
    """How many lesions outside the chest there may be besides those in the kidneys."""
    outside = len(sites - table.intrathoracic_sites)
    inside = len(sites) - outside
    if not table.intrathoracic_sites:
        return [outside]
    options = {outside, outside + 1} if outside else {0}
    if outside and pattern.outside_kidney is not None and pattern.outside_kidney >= len(sites):
        most = pattern.outside_kidney - inside
        options = set(range(outside, most + 1)) if inside else {most}
    if pattern.outside_chest is None:
        return sorted(options)
    wanted = pattern.outside_chest - kidney_lesions
    counted = outside and pattern.outside_kidney is None and wanted >= outside
    return [wanted] if wanted in options or counted else []


def _lymphoma_options(pattern: Pattern, world: World) -> Iterator[World]:
    """Which side of the diaphragm the nodes are on is no recorded fact, and the number of lung lesions is
    known only where the lung is the only other site."""
    either = (True, False)
    several: tuple[bool, ...] = either
    if world.sites >= LUNGS:
        several = (True,)
    elif not LUNGS & world.sites:
        several = (False,)
    elif pattern.outside_kidney is not None and len(world.sites) == 1:
        several = (pattern.outside_kidney > 1,)
    for one_side in either if NODES in world.sites else (True,):
        for lung in several:
            yield world._replace(nodes_on_one_side=one_side, several_lung_lesions=lung)
