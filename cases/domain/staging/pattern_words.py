"""The recorded pattern of metastases in a sentence."""

from guidance.domain.vocabulary import joined, upper_first

from ..kidneys import KidneyStatus
from ..wording import counted
from .patterns import Lot, Pattern
from .tables import StagingTable

_THE_SITE = {
    "lung": "the lung",
    "pleura": "the pleura",
    "bone": "bone",
    "liver": "the liver",
    "brain": "the brain",
    "other_cns": "the central nervous system outside the brain",
    "adrenal": "the adrenal",
    "peritoneum": "the peritoneum",
    "skin": "the skin",
    "distant_nodes": "distant lymph nodes",
    "marrow": "the bone marrow",
    "contralateral_lung": "the other lung",
    "pericardium": "the pericardium",
    "other": "another site",
}
_ADJECTIVE = {
    "other_cns": "central nervous",
    "peritoneum": "peritoneal",
    "distant_nodes": "distant nodal",
    "marrow": "bone marrow",
}


def sites_in_words(sites: frozenset[str]) -> str:
    return joined([words for site, words in _THE_SITE.items() if site in sites])


def pattern_sentence(pattern: Pattern, table: StagingTable) -> str:
    """What is involved, and what is not recorded: the first step towards M."""
    if table.intrathoracic_sites:
        return _outside_the_chest(pattern, table)
    kidney = _kidney_phrase(pattern)
    if pattern.elsewhere is None:
        return f"{kidney}. Other sites are not recorded."
    if not pattern.elsewhere:
        other = "no other site counts towards M" if pattern.set_aside else "no other site is involved"
        return f"{kidney}, and {other}."
    are = "are" if len(pattern.elsewhere) > 1 or "distant_nodes" in pattern.elsewhere else "is"
    return f"{kidney}; {sites_in_words(pattern.elsewhere)} {are} involved."


def _kidney_phrase(pattern: Pattern) -> str:
    if pattern.status is KidneyStatus.NOT:
        return "No kidney lesion counts as a metastasis"
    if pattern.status is KidneyStatus.UNKNOWN:
        return "No kidney lesion is recorded so far"
    lot = pattern.counted
    if lot is None:
        return "The kidney (number of lesions not recorded) is involved"
    sides = _sides(lot)
    verb = "are" if sides == "both kidneys" else "is"
    return f"{upper_first(sides)} ({counted(lot.total, 'lesion')}) {verb} involved"


def _sides(lot: Lot) -> str:
    if lot.unsided:
        return "the kidney"
    if lot.left and lot.right:
        return "both kidneys"
    return "the left kidney" if lot.left else "the right kidney"


def _outside_the_chest(pattern: Pattern, table: StagingTable) -> str:
    parts = [*_renal_part(pattern), *_other_parts(pattern, table)]
    unknown = "" if pattern.elsewhere is not None else " Other sites are not recorded."
    if not parts:
        return f"No lesion outside the chest is recorded.{unknown}"
    several = len(parts) > 1 or parts[0].endswith(("lesions", "nodes"))
    return f"{upper_first(joined(parts))} {'lie' if several else 'lies'} outside the chest.{unknown}"


def _renal_part(pattern: Pattern) -> list[str]:
    if pattern.status in (KidneyStatus.NOT, KidneyStatus.UNKNOWN):
        return []
    lot = pattern.counted
    return [counted(lot.total, "renal lesion") if lot else "an unknown number of renal lesions"]


def _other_parts(pattern: Pattern, table: StagingTable) -> list[str]:
    outside = (pattern.elsewhere or frozenset()) - table.intrathoracic_sites
    only_site = next(iter(outside)) if len(outside) == 1 and outside == pattern.elsewhere else None
    if only_site and pattern.outside_kidney:
        return [counted(pattern.outside_kidney, f"{_ADJECTIVE.get(only_site, only_site)} lesion")]
    return [words for site, words in _THE_SITE.items() if site in outside]
