"""What the kidney lesions are held to be, and what follows from the list of them."""

from enum import StrEnum

from .known import HAEMATOLOGICAL, METASTASIS, OF_ANOTHER_NATURE, Lesion, Recorded, choice, lesions

UROTHELIAL_PRIMARIES = frozenset({"bladder", "upper_tract"})
BOTH = "bilateral"


class KidneyStatus(StrEnum):
    """Does a kidney lesion, or do the kidneys, count as metastasis (or lymphoma) of this primary?"""

    METASTASIS = "metastasis"
    """Recorded as metastasis, confirmed or presumed, or shown to be one by biopsy."""
    ASSUMED = "assumed"
    """Lesions are recorded but not what they are held to be: taken as metastases, and said so."""
    OPEN = "open"
    """Recorded as uncertain, or the biopsy shows something that a person has to weigh."""
    NOT = "not"
    """A second primary, growth of the primary itself, benign, or no lesion at all."""
    UNKNOWN = "unknown"
    """Neither lesions nor a diagnosis are recorded."""


COUNTING = (KidneyStatus.METASTASIS, KidneyStatus.ASSUMED)
"""What counts towards M in every reading."""

_FIRST_TO_LAST = (KidneyStatus.METASTASIS, KidneyStatus.ASSUMED, KidneyStatus.OPEN, KidneyStatus.NOT)


def diagnosis_of(lesion: Lesion, facts: Recorded) -> str | None:
    """What one lesion is held to be: its own diagnosis, else that of the kidney."""
    own = lesion.get("diagnosis")
    return str(own) if own is not None else choice(facts, "kidney_diagnosis")


def kidney_status(facts: Recorded) -> KidneyStatus:
    """What the kidneys count as: what the lesion that counts most does."""
    found = lesions(facts)
    if not found:
        return _without_lesions(facts)
    statuses = {lesion_status(lesion, facts) for lesion in found}
    return next(status for status in _FIRST_TO_LAST if status in statuses)


def _without_lesions(facts: Recorded) -> KidneyStatus:
    """Nothing listed: a recorded diagnosis still speaks, and an empty list says that there is no lesion."""
    recorded = status_by_diagnosis(choice(facts, "kidney_diagnosis"), facts)
    if recorded is KidneyStatus.METASTASIS:
        return recorded
    if lesions(facts) == ():
        return KidneyStatus.NOT
    return recorded or _status_by_biopsy(facts) or KidneyStatus.UNKNOWN


def lesion_status(lesion: Lesion, facts: Recorded) -> KidneyStatus:
    """What one lesion counts as. The diagnosis that a person recorded comes before the biopsy."""
    recorded = status_by_diagnosis(diagnosis_of(lesion, facts), facts)
    return recorded or _status_by_biopsy(facts) or KidneyStatus.ASSUMED


def status_by_diagnosis(diagnosis: str | None, facts: Recorded) -> KidneyStatus | None:
    """What a recorded diagnosis makes of a lesion; None where none is recorded."""
    is_lymphoma = choice(facts, "primary_site") in HAEMATOLOGICAL
    if diagnosis in METASTASIS:
        return KidneyStatus.METASTASIS
    if diagnosis == "lymphoma":
        return KidneyStatus.METASTASIS if is_lymphoma else KidneyStatus.NOT
    if diagnosis == "direct_growth" and is_lymphoma:
        return KidneyStatus.METASTASIS  # Lymphoma has no T: the kidney is involved, from nodes beside it.
    if diagnosis in OF_ANOTHER_NATURE:
        return KidneyStatus.NOT
    if is_lymphoma and choice(facts, "biopsy_result") == "lymphoma":
        return KidneyStatus.METASTASIS
    return KidneyStatus.OPEN if diagnosis == "uncertain" else None


def _status_by_biopsy(facts: Recorded) -> KidneyStatus | None:
    result, primary = choice(facts, "biopsy_result"), choice(facts, "primary_site")
    if result == "metastasis":
        return KidneyStatus.METASTASIS
    if result == "benign_or_infection" or (result == "renal_primary" and primary != "rcc"):
        return KidneyStatus.NOT
    if result == "renal_primary" or (result == "lymphoma" and primary not in HAEMATOLOGICAL):
        return KidneyStatus.OPEN
    if result == "urothelial" and primary not in UROTHELIAL_PRIMARIES:
        return KidneyStatus.OPEN
    return None


def is_confirmed(facts: Recorded) -> bool:
    """Was a metastasis in a kidney shown under the microscope?"""
    held = [diagnosis_of(lesion, facts) for lesion in lesions(facts) or ()]
    if "metastasis_confirmed" in (held or [choice(facts, "kidney_diagnosis")]):
        return True
    return kidney_status(facts) is KidneyStatus.METASTASIS and choice(facts, "biopsy_result") == "metastasis"


def metastatic_lesions(facts: Recorded) -> tuple[int, int | None]:
    """The least and the most kidney lesions that are metastases; the most is None where none is listed."""
    found = lesions(facts)
    if found is None:
        status = kidney_status(facts)
        if status is KidneyStatus.NOT:
            return 0, 0
        return int(status is KidneyStatus.METASTASIS), None
    statuses = [lesion_status(lesion, facts) for lesion in found]
    surely = sum(status in COUNTING for status in statuses)
    return surely, surely + statuses.count(KidneyStatus.OPEN)


_AS_THE_KIDNEY = ("metastasis_confirmed", "metastasis_presumed", "uncertain")


def kidney_diagnosis(facts: Recorded) -> str | None:
    """The diagnosis of the kidney as the recorded one, else as the diagnoses of the lesions give it.

    The graver one leads: a confirmed metastasis among them makes it so. Lesions of several other natures
    leave it open, and so does a lesion without a diagnosis among those.
    """
    recorded = choice(facts, "kidney_diagnosis")
    if recorded is not None:
        return recorded
    held = [lesion.get("diagnosis") for lesion in lesions(facts) or ()]
    for diagnosis in _AS_THE_KIDNEY:
        if diagnosis in held:
            return diagnosis
    natures = set(held)
    return str(held[0]) if len(natures) == 1 and held[0] is not None else None


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


def lesion_hypervascular(facts: Recorded) -> bool | None:
    """Does any lesion enhance more than the cortex? None while one is not assessed that could."""
    found = lesions(facts)
    if found is None:
        return None
    enhancements = {lesion.get("enhancement") for lesion in found}
    if "more_than_cortex" in enhancements:
        return True
    return None if enhancements & {None, "not_assessed"} else False
