"""What the kidney lesions are held to be, and what follows from the list of them."""

from __future__ import annotations

from enum import StrEnum

from .known import METASTASIS, Lesion, Recorded, choice, lesions

UROTHELIAL_PRIMARIES = frozenset({"bladder", "upper_tract"})
BOTH = "bilateral"


class KidneyStatus(StrEnum):
    """Do the kidney lesions count as metastases (or lymphoma) of this primary?"""

    METASTASIS = "metastasis"
    """Recorded as metastasis, confirmed or presumed, or shown to be one by biopsy."""
    ASSUMED = "assumed"
    """Lesions are recorded but not what they are held to be: taken as metastases, and said so."""
    OPEN = "open"
    """Recorded as uncertain, or the biopsy shows something that a person has to weigh."""
    NOT = "not"
    """A second primary, benign, or no lesion at all."""
    UNKNOWN = "unknown"
    """Neither lesions nor a diagnosis are recorded."""


def kidney_status(facts: Recorded) -> KidneyStatus:
    """What the kidney lesions count as. The diagnosis that a person recorded comes before the biopsy."""
    diagnosis = choice(facts, "kidney_diagnosis")
    found = lesions(facts)
    if diagnosis in METASTASIS:
        return KidneyStatus.METASTASIS
    if diagnosis == "second_primary" or found == ():
        return KidneyStatus.NOT
    if choice(facts, "primary_site") == "lymphoma" and choice(facts, "biopsy_result") == "lymphoma":
        return KidneyStatus.METASTASIS
    if diagnosis == "uncertain":
        return KidneyStatus.OPEN
    by_biopsy = _status_by_biopsy(facts)
    if by_biopsy:
        return by_biopsy
    return KidneyStatus.UNKNOWN if found is None else KidneyStatus.ASSUMED


def _status_by_biopsy(facts: Recorded) -> KidneyStatus | None:
    result, primary = choice(facts, "biopsy_result"), choice(facts, "primary_site")
    if result == "metastasis":
        return KidneyStatus.METASTASIS
    if result == "benign_or_infection" or (result == "renal_primary" and primary != "rcc"):
        return KidneyStatus.NOT
    if result == "renal_primary" or (result == "lymphoma" and primary != "lymphoma"):
        return KidneyStatus.OPEN
    if result == "urothelial" and primary not in UROTHELIAL_PRIMARIES:
        return KidneyStatus.OPEN
    return None


def is_confirmed(facts: Recorded) -> bool:
    """Was a metastasis in the kidney shown under the microscope?"""
    if choice(facts, "kidney_diagnosis") == "metastasis_confirmed":
        return True
    return kidney_status(facts) is KidneyStatus.METASTASIS and choice(facts, "biopsy_result") == "metastasis"


def lesion_count(facts: Recorded) -> int | None:
    found = lesions(facts)
    return None if found is None else len(found)


def largest_lesion_mm(facts: Recorded) -> float | None:
    """The largest diameter; None while the size of any lesion is not recorded, or where there is none."""
    sizes: list[float] = []
    for lesion in lesions(facts) or ():
        size = lesion.get("size_mm")
        if not isinstance(size, int | float):
            return None
        sizes.append(size)
    return max(sizes, default=None)


def sides(found: tuple[Lesion, ...] | None) -> tuple[frozenset[str], bool]:
    """The sides that are recorded, and whether every lesion has one."""
    recorded = [str(lesion["side"]) for lesion in found or () if "side" in lesion]
    return frozenset(recorded), len(recorded) == len(found or ())


def laterality(facts: Recorded) -> str | None:
    """left, right or bilateral; None while unknown. Lesions on both sides settle it whatever is missing."""
    recorded, complete = sides(lesions(facts))
    if len(recorded) == 2:
        return BOTH
    return next(iter(recorded)) if recorded and complete else None


def lesion_in_sinus(facts: Recorded) -> bool | None:
    """Is any lesion in the renal sinus or pelvis? None while a location is missing that could make it so."""
    found = lesions(facts)
    if found is None:
        return None
    places = [lesion.get("location") for lesion in found]
    if "sinus_or_pelvis" in places:
        return True
    return None if None in places else False
