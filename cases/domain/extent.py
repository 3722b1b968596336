"""How far the cancer has spread: kidney only, oligometastatic, widespread. Descriptive, not a score.

Sources: Guckenberger et al., Lancet Oncol 2020;21:e18-28; Lievens et al., Radiother Oncol 2020;148:157-66.
"""

from __future__ import annotations

from .kidneys import lesion_count
from .known import Recorded, chosen, count

OLIGOMETASTATIC_LESIONS = 5
WIDESPREAD_SITES = 3


def extent(facts: Recorded) -> str | None:
    """kidney_only, oligometastatic or widespread; None while lesions or other sites leave it open."""
    kidney = lesion_count(facts)
    least, most = _elsewhere(facts)
    sites = chosen(facts, "other_metastatic_sites")
    if sites is not None and len(sites) >= WIDESPREAD_SITES:
        return "widespread"
    if most == 0:
        return "kidney_only" if kidney else None
    if least and least + (kidney or 0) > OLIGOMETASTATIC_LESIONS:
        return "widespread"
    if kidney is None or most is None or (sites is None and most >= WIDESPREAD_SITES):
        return None
    return "oligometastatic" if most + kidney <= OLIGOMETASTATIC_LESIONS else None


def waits_for(facts: Recorded) -> tuple[str, ...]:
    """What the extent lacks, where it is open."""
    if lesion_count(facts) == 0 and _elsewhere(facts)[1] == 0:
        return ()
    keys = ("lesions", "other_metastatic_sites", "other_lesion_count")
    return tuple(key for key in keys if key not in facts)


def _elsewhere(facts: Recorded) -> tuple[int, int | None]:
    """The least and the most lesions outside the kidneys; the most is None while it is unknown."""
    sites, number = chosen(facts, "other_metastatic_sites"), count(facts, "other_lesion_count")
    if sites is None:
        return number or 0, number
    if not sites:
        return 0, 0
    return max(len(sites), number or 0), None if number is None else max(len(sites), number)
