"""The metastatic pattern: what is recorded, and the worlds that it leaves possible.

A rule of a staging table is two-valued in one world. What is not recorded leaves several worlds possible;
a category is settled when all of them lead to it, and the categories they lead to are the alternatives.
That is exact where a fact-by-fact three-valued reading is not: one kidney lesion with unknown other sites
is M1b or M1c2 in lung cancer, never M1c1.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, NamedTuple

from guidance.domain.vocabulary import NONE

from ..kidneys import COUNTING, KidneyStatus, kidney_status, lesion_status
from ..known import Lesion, Recorded, choice, chosen, count, lesions
from .guards import IN_SINUS, guard_of, guard_question, told_by
from .table_conditions import organ_systems
from .tables import StagingTable
from .world import NOTHING, World

NODES = "distant_nodes"
LUNG, OTHER_LUNG = "lung", "contralateral_lung"
_OF_ANOTHER_CANCER, _UNCLEAR = "second", "unclear"
_NATURES_IN_ORDER = (KidneyStatus.METASTASIS, KidneyStatus.ASSUMED, KidneyStatus.OPEN)


class Lot(NamedTuple):
    """A number of kidney lesions by side: left, right, side not recorded."""

    left: int = 0
    right: int = 0
    unsided: int = 0

    def __add__(self, other: tuple[int, ...]) -> "Lot":  # type: ignore[override]  # lots add up, side by side
        return Lot(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    @property
    def total(self) -> int:
        return sum(self)

    @property
    def kidneys(self) -> tuple[int, ...]:
        """How many kidneys they can lie in."""
        least = max((self.left > 0) + (self.right > 0), min(1, self.total))
        most = min(2, self.total) if self.unsided else least
        return tuple(range(least, most + 1))


@dataclass(frozen=True)
class Pattern:
    """The recorded pattern of metastases. None is unknown; an empty set or 0 is "asked, and none".

    `surely` are the kidney lesions that count in every reading, None where they were not listed; each of
    `perhaps` counts in some, as a whole. `elsewhere` are the other sites that speak of M for this primary,
    `set_aside` those that were recorded and do not. `outside_kidney` and `outside_chest` are the numbers of
    lesions that were recorded, `spread` says which of two known cancers has spread. `sizes` are those of the
    kidney lesions that surely count, in mm, `open_sizes` those of the open ones.
    """

    status: KidneyStatus
    surely: Lot | None
    perhaps: tuple[Lot, ...]
    elsewhere: frozenset[str] | None
    set_aside: frozenset[str]
    outside_kidney: int | None
    outside_chest: int | None
    spread: str | None = None
    sizes: tuple[float | None, ...] = ()
    open_sizes: tuple[float | None, ...] = ()

    @property
    def has_open_lesion(self) -> bool:
        """Does a person have to say what a lesion is?"""
        return self.status is KidneyStatus.OPEN or bool(self.perhaps)

    @property
    def is_open(self) -> bool:
        """Does a person have to say what a lesion is, or which cancer has spread?"""
        return self.has_open_lesion or self.spread == _UNCLEAR

    @property
    def counted(self) -> Lot | None:
        """The kidney lesions that count or may count."""
        return None if self.surely is None else sum(self.perhaps, start=self.surely)


def pattern_of(facts: Recorded, table: StagingTable) -> Pattern:
    """What is recorded of the pattern, as far as it speaks of M for the primary of the table."""
    found = lesions(facts)
    recorded = chosen(facts, "other_metastatic_sites")
    outside_kidney = count(facts, "other_lesion_count")
    if recorded is None and outside_kidney == 0:
        recorded = frozenset()
    aside = table.set_aside(facts)
    if recorded is not None:
        aside &= recorded
    by_kind = {told_by(lesion): lesion for lesion in found or ()}
    status_of = {kind: _status(lesion, facts, table) for kind, lesion in by_kind.items()}
    statuses = [status_of[told_by(lesion)] for lesion in found or ()]
    is_guarded = not found and guard_question(facts, table) is not None
    return Pattern(
        status=KidneyStatus.OPEN if is_guarded else _overall(facts, statuses),
        surely=_lot(found, statuses, COUNTING) if found else None,
        perhaps=_open_lots(found or (), statuses),
        elsewhere=None if recorded is None else recorded - aside,
        set_aside=aside,
        outside_kidney=outside_kidney,
        outside_chest=count(facts, "extrathoracic_lesion_count"),
        spread=_spread(facts),
        sizes=_sizes(found or (), statuses, COUNTING),
        open_sizes=_sizes(found or (), statuses, (KidneyStatus.OPEN,)),
    )


def _spread(facts: Recorded) -> str | None:
    """Which of two cancers has spread; nothing where it was recorded that there is no second one."""
    is_denied = choice(facts, "second_cancer_site") == NONE
    return None if is_denied else choice(facts, "which_cancer_spread")


def _status(lesion: Lesion, facts: Recorded, table: StagingTable) -> KidneyStatus:
    return KidneyStatus.OPEN if guard_of(lesion, facts, table) else lesion_status(lesion, facts)


def _overall(facts: Recorded, statuses: list[KidneyStatus]) -> KidneyStatus:
    if not statuses:
        return kidney_status(facts)
    return next((status for status in _NATURES_IN_ORDER if status in statuses), KidneyStatus.NOT)


def _lot(found: tuple[Lesion, ...], statuses: list[KidneyStatus], wanted: tuple[KidneyStatus, ...]) -> Lot:
    return _by_side(lesion for lesion, status in zip(found, statuses, strict=True) if status in wanted)


def _sizes(
    found: tuple[Lesion, ...], statuses: list[KidneyStatus], wanted: tuple[KidneyStatus, ...]
) -> tuple[float | None, ...]:
    sizes: list[Any] = [lesion.get("size_mm") for lesion in found]
    return tuple(size for size, status in zip(sizes, statuses, strict=True) if status in wanted)


def _by_side(found: Iterable[Lesion]) -> Lot:
    sides = Counter(lesion.get("side") for lesion in found)
    return Lot(sides["left"], sides["right"], sides[None])


def _open_lots(found: tuple[Lesion, ...], statuses: list[KidneyStatus]) -> tuple[Lot, ...]:
    """The open lesions: those without a diagnosis of their own stand or fall together, those in the sinus
    and the rest apart; each of the others for itself."""
    together: dict[tuple[object, ...], list[Lesion]] = {}
    for place, (lesion, status) in enumerate(zip(found, statuses, strict=True)):
        if status is KidneyStatus.OPEN:
            own = ("own", place) if "diagnosis" in lesion else ("kidney", lesion.get("location") == IN_SINUS)
            together.setdefault(own, []).append(lesion)
    return tuple(_by_side(lot) for lot in together.values())


def worlds(pattern: Pattern, table: StagingTable) -> tuple[World, ...]:
    """Every kind of world that fits the pattern.

    A recorded number that contradicts the named lesions and sites is left aside: what was named one by one
    is trusted before a count. Where another cancer has spread, nothing here is of this one; where that is
    unclear, both readings stand.
    """
    if pattern.spread == _OF_ANOTHER_CANCER:
        return (NOTHING,)
    found = tuple(_worlds(pattern, table))
    if not found and pattern.outside_chest is not None:
        found = tuple(_worlds(replace(pattern, outside_chest=None), table))
    return (*found, NOTHING) if pattern.spread == _UNCLEAR else found


def count_contradicts(pattern: Pattern, table: StagingTable) -> bool:
    """Does the recorded number of lesions outside the chest fit none of the possible worlds?"""
    return pattern.outside_chest is not None and not any(True for _ in _worlds(pattern, table))


def lesions_outside_chest(pattern: Pattern, table: StagingTable) -> int | None:
    """The number of lesions outside the chest where lesions and other sites settle it, else None."""
    if pattern.surely is None and pattern.status is not KidneyStatus.NOT:
        return None
    if pattern.elsewhere is None or pattern.spread in (_OF_ANOTHER_CANCER, _UNCLEAR):
        return None
    free = replace(pattern, outside_chest=None)
    numbers = {world.outside_chest for world in _worlds(free, table)}
    return numbers.pop() if len(numbers) == 1 else None


def _worlds(pattern: Pattern, table: StagingTable) -> Iterator[World]:
    for kidney_lesions, kidneys in _kidney_options(pattern):
        for sites in _site_options(pattern, table):
            outside = sites - table.intrathoracic_sites
            systems = organ_systems(outside) + (kidney_lesions > 0)
            for others in _others_outside_chest(pattern, table, kidney_lesions, sites):
                for of_one_lung in _which_lung(sites, table):
                    world = World(kidney_lesions, kidneys, of_one_lung, kidney_lesions + others, systems)
                    if table.measures_deposits:
                        world = world._replace(largest_deposit=_largest(pattern, world))
                    yield from _lymphoma_options(world) if not table.is_tnm else _mucin_options(world, table)


def _mucin_options(world: World, table: StagingTable) -> Iterator[World]:
    """What the peritoneum alone holds may be mucin without cells, where that makes another letter."""
    yield world
    if table.tells_mucin and world.sites == {"peritoneum"} and not world.kidney_lesions:
        yield world._replace(mucin_alone=True)


def _largest(pattern: Pattern, world: World) -> tuple[float, float | None]:
    """How large the largest deposit is, at least and at most: the sizes of other sites are no facts."""
    is_all = len(pattern.sizes) + len(pattern.open_sizes) == world.kidney_lesions
    sizes = (*pattern.sizes, *(pattern.open_sizes if is_all else ()))
    known = [size for size in sizes if size is not None]
    least = max(known, default=0)
    is_whole = bool(known) and len(known) == world.kidney_lesions and not world.sites
    return least, least if is_whole else None


def _which_lung(sites: frozenset[str], table: StagingTable) -> tuple[frozenset[str], ...]:
    """With a primary of the lung a lesion of "the lung" is in the same one, and T, or in the other."""
    if LUNG not in sites & table.intrathoracic_sites:
        return (sites,)
    return (sites - {LUNG}, sites - {LUNG} | {OTHER_LUNG})


def _kidney_options(pattern: Pattern) -> list[tuple[int, int]]:
    """(number of lesions, number of kidneys) that fit."""
    if pattern.status is KidneyStatus.NOT:
        return [(0, 0)]
    if pattern.surely is None:
        counts = {1, 2, pattern.outside_chest or 1}
        involved = [(number, kidneys) for number in sorted(counts) for kidneys in (1, 2) if kidneys <= number]
        return involved if pattern.status in COUNTING else [(0, 0), *involved]
    lots = {pattern.surely}
    for lot in pattern.perhaps:
        lots = _representative(lots | {each + lot for each in lots})
    return sorted({(lot.total, kidneys) for lot in lots for kidneys in lot.kidneys})


def _representative(lots: set[Lot]) -> set[Lot]:
    """One sum for each that can be told apart: by its total and by the sides that it has."""
    kinds = {(lot.total, lot.left > 0, lot.right > 0, lot.unsided > 0): lot for lot in lots}
    return set(kinds.values())


def _site_options(pattern: Pattern, table: StagingTable) -> list[frozenset[str]]:
    """The sites elsewhere; where unknown, every choice of up to two that the rules could tell apart."""
    if pattern.elsewhere is not None:
        return [pattern.elsewhere]
    standing_for = [site for site in table.telling_sites if site not in pattern.set_aside]
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


def _lymphoma_options(world: World) -> Iterator[World]:
    """Which side of the diaphragm the nodes are on is no recorded fact."""
    for one_side in (True, False) if NODES in world.sites else (True,):
        yield world._replace(nodes_on_one_side=one_side)
