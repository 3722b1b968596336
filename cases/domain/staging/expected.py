"""What a category says of counted nodes and of sites, held against those that stand beside it.

The ranges of nodes are those for which a source is at hand. What a letter of M means is not said again here:
the rows of the table tell which letters the named sites make. A difference is a warning: the line is taken
as it stands.
"""

from collections.abc import Iterator, Mapping

from guidance.domain.vocabulary import joined

from ..known import Recorded
from ..notation.category import Category
from ..notation.sites import KIDNEY, SOFT_TISSUE
from .metastases import outcome
from .patterns import pattern_of, worlds
from .table_conditions import SITES_OF_CODE, site_lists
from .tables import StagingTable

POSITIVE_NODES: Mapping[str, Mapping[str, tuple[int, int | None]]] = {
    "colorectal": {
        "N1c": (0, 0),  # deposits, and no positive node
        "N1": (1, 3),
        "N1a": (1, 1),
        "N1b": (2, 3),
        "N2": (4, None),
        "N2a": (4, 6),
        "N2b": (7, None),
    },
    "appendix": {
        "N1c": (0, 0),
        "N1": (1, 3),
        "N1a": (1, 1),
        "N1b": (2, 3),
        "N2": (4, None),
    },
    "gallbladder": {"N1": (1, 3), "N2": (4, None)},
    "small_bowel": {"N1": (1, 2), "N2": (3, None)},
    "oropharynx_p16": {"N1": (1, 4), "N2": (5, None)},
}
"""Positive regional nodes of a category, at least and at most. N1 and N2 are all of their subcategories."""

_ORGANS = {KIDNEY: "the kidney (OTH)", SOFT_TISSUE: "soft tissue (OTH)"}
_OTHER = "OTH"


def count_difference(category: Category, primary: str) -> str:
    """A sentence where the counted nodes are not those of the category, else ""."""
    if category.element != "N" or category.counts is None or category.kind == "c":
        return ""
    positive, examined = category.counts
    if positive > examined:
        return ""
    least, most = _range(category, primary)
    if least <= positive and (most is None or positive <= most):
        return ""
    given = f"{positive} positive node{'' if positive == 1 else 's'}"
    meaning = "nodes that were not assessed" if category.code == "X" else _in_words(least, most)
    return f"{category.plain} is {meaning}; {given} of {examined} {'is' if positive == 1 else 'are'} given."


def _range(category: Category, primary: str) -> tuple[int, int | None]:
    if category.code.startswith("0"):
        cells = category.isolated_cells in ("(i+)", "(mol+)")
        return 0, None if cells else 0
    if category.code == "X":
        return 0, 0
    without_nodes = category.code.endswith("c")  # satellites alone
    return POSITIVE_NODES.get(primary, {}).get(category.plain, (0 if without_nodes else 1, None))


def _in_words(least: int, most: int | None) -> str:
    if most == 0:
        return "no positive node"
    if most is None:
        return f"{least} positive node{'' if least == 1 else 's'} or more"
    return (
        f"{least} positive node{'' if most == 1 else 's'}"
        if least == most
        else f"{least} to {most} positive nodes"
    )


def site_difference(category: Category, table: StagingTable) -> str:
    """A sentence where the sites named make another letter of M, by the rows of the table; else ""."""
    if category.element != "M" or not category.organs:
        return ""
    made = _made_by(frozenset(category.organs), table)
    if not made or any(each.startswith(category.plain) for each in made):
        return ""
    named = joined([_ORGANS.get(organ, organ) for organ in category.organs])
    is_one = len(category.organs) == 1
    letters = [each for each in table.allowed("M") if each in made and each != "M0"]
    if not letters:
        return f"{named} {'belongs' if is_one else 'belong'} to T here; {category.plain} needs another site."
    makes = f"{'is' if is_one else 'are'} named, which {'makes' if is_one else 'make'}"
    return f"{named} {makes} {joined(letters, 'or')}, not {category.plain}."


def _made_by(organs: frozenset[str], table: StagingTable) -> frozenset[str]:
    """The categories that these sites can make; none where the table leaves one of them without a letter."""
    found = {
        outcome(world, table).category
        for facts in _cases_of(organs, table)
        for world in worlds(pattern_of(facts, table), table)
    }
    return frozenset() if found & {None, "M1"} else frozenset(str(each) for each in found)


def _cases_of(organs: frozenset[str], table: StagingTable) -> Iterator[Recorded]:
    """What a case records of these sites. OTH may be any organ that has no code, and more than one.

    It is the pericardium only where nothing outside the chest is named.
    """
    sites = frozenset(SITES_OF_CODE[organ][0] for organ in organs if organ in SITES_OF_CODE)
    other = frozenset({"skin" if _names_skin(table) else "other"})
    if SOFT_TISSUE in organs:
        sites |= other
    has_kidney = KIDNEY in organs
    if _OTHER not in organs:
        yield _case(sites, has_kidney=has_kidney)
        return
    if has_kidney or "other" not in sites:
        yield _case(sites | other, has_kidney=has_kidney)
    if not has_kidney:
        yield _case(sites, has_kidney=True)
        yield _case(sites | other, has_kidney=True)
        if sites <= table.intrathoracic_sites:
            yield _case(sites | {"pericardium"}, has_kidney=False)


def _names_skin(table: StagingTable) -> bool:
    """Where a row names the skin, soft tissue goes with it; elsewhere it is a site of its own."""
    return any("skin" in sites for rule in table.rules for sites in site_lists(rule.when))


def _case(sites: frozenset[str], *, has_kidney: bool) -> Recorded:
    diagnosis = "metastasis_confirmed" if has_kidney else "benign"
    return {"other_metastatic_sites": sites, "kidney_diagnosis": diagnosis}
