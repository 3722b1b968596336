"""Conditions over one world of the metastatic pattern, as the rules of a staging table write them.

A condition is an object; all of its entries have to hold:

- `kidney`, `elsewhere`, `metastasis`: true or false (the kidney, any other site, either of them)
- `kidney_lesions`, `kidneys`, `extrathoracic_lesions`, `organ_systems`: {"exactly": n} or {"at_least": n};
  organ systems are distant organs or sites, the kidneys one of them; outside the chest where the table
  names intrathoracic sites
- `any_site`, `only_sites`: lists of other metastatic sites (any of them; these and no others)
- `nodes_on_one_side`: true or false (lymphoma)
- `mucin_alone`: true or false (appendix): what the peritoneum holds is mucin without cells, which is no fact
- `largest_deposit_mm`: {"above": n}, {"at_most": n} or both; true only where what is recorded tells
"""

from collections.abc import Callable, Mapping
from typing import Any

from guidance.domain.vocabulary import NONE, VOCABULARY

from .world import World

SITES = tuple(site for site in VOCABULARY["other_metastatic_sites"].choice_values if site != NONE)
SITES_OF_CODE: Mapping[str, tuple[str, ...]] = {
    "PUL": ("lung", "contralateral_lung"),
    "OSS": ("bone",),
    "HEP": ("liver",),
    "BRA": ("brain", "other_cns"),
    "LYM": ("distant_nodes",),
    "MAR": ("marrow",),
    "PLE": ("pleura",),
    "PER": ("peritoneum",),
    "ADR": ("adrenal",),
    "SKI": ("skin",),
}
"""The sites that a code of TNM stands for, the plainest first; OTH stands for none of its own."""
LUNGS = frozenset({"lung", "contralateral_lung"})
ONE_SYSTEM = (frozenset({"brain", "other_cns"}), frozenset({"bone", "marrow"}), LUNGS)
"""Sites that are parts of one organ system: the central nervous system, the skeleton, the lungs."""

MUCIN = "mucin_alone"

_YES_NO: dict[str, Callable[[World], bool]] = {
    "kidney": lambda world: world.kidney_lesions > 0,
    "elsewhere": lambda world: bool(world.sites),
    "metastasis": lambda world: world.kidney_lesions > 0 or bool(world.sites),
    "nodes_on_one_side": lambda world: world.nodes_on_one_side,
    MUCIN: lambda world: world.mucin_alone,
}
_COUNTS: dict[str, Callable[[World], int]] = {
    "kidney_lesions": lambda world: world.kidney_lesions,
    "kidneys": lambda world: world.kidneys,
    "extrathoracic_lesions": lambda world: world.outside_chest,
    "organ_systems": lambda world: world.organ_systems,
}
_SITE_SETS: dict[str, Callable[[World, frozenset[str]], bool]] = {
    "any_site": lambda world, sites: bool(world.sites & sites),
    "only_sites": lambda world, sites: bool(world.sites) and world.sites <= sites,
}

MEASURE = "largest_deposit_mm"

TableCondition = Mapping[str, Any]


def holds(when: TableCondition, world: World) -> bool:
    return all(_holds(name, argument, world) for name, argument in when.items())


def _holds(name: str, argument: Any, world: World) -> bool:
    if name in _YES_NO:
        return _YES_NO[name](world) is argument
    if name in _SITE_SETS:
        return _SITE_SETS[name](world, frozenset(argument))
    if name == MEASURE:
        return _measures(world, argument)
    number = _COUNTS[name](world)
    if "at_least" in argument:
        return number >= int(argument["at_least"])
    return number == int(argument["exactly"])


def _measures(world: World, argument: Mapping[str, float]) -> bool:
    least, most = world.largest_deposit
    if "at_most" in argument and (most is None or most > argument["at_most"]):
        return False
    return least > argument.get("above", 0)


def organ_systems(sites: frozenset[str]) -> int:
    """How many organs or sites these are, the parts of one organ system taken together."""
    merged = sum(len(group & sites) - 1 for group in ONE_SYSTEM if group & sites)
    return len(sites) - merged


def site_lists(when: TableCondition) -> tuple[tuple[str, ...], ...]:
    """The lists of sites that the condition names."""
    return tuple(tuple(when[name]) for name in _SITE_SETS if name in when)
