"""How far the cancer has spread: kidney only, oligometastatic, widespread. Descriptive, not a score.

Sources: Guckenberger et al., Lancet Oncol 2020;21:e18-28; Lievens et al., Radiother Oncol 2020;148:157-66.
"""

from guidance.domain.vocabulary import NOT_APPLICABLE

from .kidneys import KidneyStatus, kidney_status, metastatic_lesions
from .known import HAEMATOLOGICAL, Recorded, choice, chosen, count
from .staging.edition_choice import table_for
from .staging.guards import guard_question
from .staging.patterns import pattern_of

OLIGOMETASTATIC_LESIONS = 5
WIDESPREAD_SITES = 3
KIDNEY_ONLY, OLIGOMETASTATIC, WIDESPREAD = "kidney_only", "oligometastatic", "widespread"


def extent(facts: Recorded) -> str | None:
    """kidney_only, oligometastatic or widespread of what is, or may be, metastatic.

    None while lesions, their nature or other sites leave it open; not_applicable where nothing is or may be
    metastatic. A lymphoma, a myeloma or a leukaemia is never limited in this sense: it has no kidney
    metastasis.
    """
    sites = _sites(facts)
    if sites is not None and len(sites) >= WIDESPREAD_SITES:
        return WIDESPREAD
    found = {_extent(kidney, facts) for kidney in set(_kidney_lesions(facts))}
    if len(found) > 1:
        return None
    value = found.pop()
    is_limited = value in (KIDNEY_ONLY, OLIGOMETASTATIC)
    return NOT_APPLICABLE if is_limited and choice(facts, "primary_site") in HAEMATOLOGICAL else value


def _sites(facts: Recorded) -> frozenset[str] | None:
    """The other sites without those that belong to T of this primary."""
    recorded = chosen(facts, "other_metastatic_sites")
    table = table_for(facts)[0]
    return recorded if recorded is None or table is None else recorded - table.set_aside(facts)


def _is_asked(facts: Recorded) -> bool:
    """Does staging ask what a kidney lesion is?"""
    table = table_for(facts)[0]
    return table is not None and guard_question(facts, table) is not None


def _kidney_lesions(facts: Recorded) -> tuple[int, int | None]:
    """The least and the most kidney lesions that are metastatic; those that staging asks about may be."""
    table = table_for(facts)[0]
    if table is None or not _is_asked(facts):
        return metastatic_lesions(facts)
    pattern = pattern_of(facts, table)
    if pattern.surely is None or pattern.counted is None:
        return metastatic_lesions(facts)
    return pattern.surely.total, pattern.counted.total


def _extent(kidney: int | None, facts: Recorded) -> str | None:
    """The extent with so many metastatic lesions in the kidneys; None of them is unknown."""
    sites = _sites(facts)
    least, most = _elsewhere(facts)
    if most == 0:
        return NOT_APPLICABLE if kidney == 0 else KIDNEY_ONLY if kidney else None
    if least and least + (kidney or 0) > OLIGOMETASTATIC_LESIONS:
        return WIDESPREAD
    if kidney is None or most is None or (sites is None and most >= WIDESPREAD_SITES):
        return None
    return OLIGOMETASTATIC if most + kidney <= OLIGOMETASTATIC_LESIONS else None


def waits_for(facts: Recorded) -> tuple[str, ...]:
    """What the extent lacks, where it is open."""
    sites = _sites(facts)
    keys = ["lesions", "other_metastatic_sites"]
    if sites is None or sites:
        keys.append("other_lesion_count")
    if _is_asked(facts) or kidney_status(facts) is KidneyStatus.OPEN:
        keys.append("kidney_diagnosis")
    return tuple(key for key in keys if key not in facts)


def _elsewhere(facts: Recorded) -> tuple[int, int | None]:
    """The least and the most lesions outside the kidneys; the most is None while it is unknown.

    A recorded number is of all sites, those that belong to T too.
    """
    sites, number = _sites(facts), count(facts, "other_lesion_count")
    if sites is None:
        return number or 0, number
    if not sites:
        return 0, 0
    if sites != chosen(facts, "other_metastatic_sites"):
        return len(sites), None
    return max(len(sites), number or 0), None if number is None else max(len(sites), number)
