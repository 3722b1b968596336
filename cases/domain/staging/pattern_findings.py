"""Contradictions and assumptions in the recorded pattern."""

from guidance.domain.vocabulary import joined, upper_first

from ..kidneys import KidneyStatus, diagnosis_of, lesion_status
from ..known import METASTASIS, Recorded, choice, chosen, count, lesions
from ..wording import counted, fact_words
from .findings import Finding, StagingStep
from .patterns import Pattern, count_contradicts
from .tables import StagingTable

_OF_SPREAD = {
    "second": "The second cancer is the one that has spread: nothing here counts for this primary.",
    "unclear": "Which of the two cancers has spread is unclear: both readings are considered.",
}


def status_step(facts: Recorded, pattern: Pattern, table: StagingTable) -> StagingStep | None:
    """The step that says how the kidney lesions are counted, where that is not plain."""
    spread = _OF_SPREAD.get(pattern.spread or "", "")
    text = spread or _status_text(facts, pattern, table)
    chapters = ("primary",) if spread else _chapters_of_diagnoses(facts)
    return StagingStep("M" if table.is_tnm else "group", text, from_chapters=chapters) if text else None


def _chapters_of_diagnoses(facts: Recorded) -> tuple[str, ...]:
    own = ["diagnosis" in lesion for lesion in lesions(facts) or ()]
    return ("kidney",) if own and all(own) else ("kidney", "biopsy") if any(own) else ("biopsy",)


def _status_text(facts: Recorded, pattern: Pattern, table: StagingTable) -> str:
    if pattern.status is KidneyStatus.ASSUMED:
        lesions_are, they_are, is_one = _number_words(facts)
        what = ("a metastasis" if is_one else "metastases") if table.is_tnm else "lymphoma"
        return f"What the kidney {lesions_are} held to be is not recorded; {they_are} taken as {what}."
    if pattern.has_open_lesion:
        return "What a kidney lesion is, is open: with and without it is considered."
    apart = _natures_apart(facts)
    if apart or pattern.status is not KidneyStatus.NOT:
        return apart
    why = "it is recorded that there is none" if lesions(facts) == () else "the biopsy shows something else"
    return f"No kidney lesion counts: {why}."


_APART = {
    "second_primary": "a second primary, staged on its own",
    "direct_growth": "growth of the primary into the kidney, which belongs to T",
    "lymphoma": "a lymphoma, staged on its own",
    "benign": "benign",
}


def _natures_apart(facts: Recorded) -> str:
    """What the lesions are that do not count towards M."""
    found = lesions(facts) or ({},)
    held = [
        diagnosis_of(lesion, facts) for lesion in found if lesion_status(lesion, facts) is KidneyStatus.NOT
    ]
    words = [
        f"{counted(held.count(nature), 'lesion')} ({text})"
        for nature, text in _APART.items()
        if nature in held
    ]
    return f"Not counted towards M: {joined(words)}." if words else ""


def pattern_findings(facts: Recorded, pattern: Pattern, table: StagingTable) -> list[Finding | None]:
    return [
        _assumed(facts, pattern, table),
        _no_lesion(facts),
        _biopsy_differs(facts),
        _count_outside_chest(pattern, table),
        _count_outside_kidney(facts),
    ]


def _number_words(facts: Recorded) -> tuple[str, str, bool]:
    """How one kidney lesion, or several, are spoken of."""
    if len(lesions(facts) or ()) == 1:
        return "lesion is", "it is", True
    return "lesions are", "they are", False


def _assumed(facts: Recorded, pattern: Pattern, table: StagingTable) -> Finding | None:
    if pattern.status is not KidneyStatus.ASSUMED or table.guards or pattern.spread == "second":
        return None
    lesions_are, they_are, is_one = _number_words(facts)
    metastasis = "a metastasis" if is_one else "metastases"
    what = metastasis if table.is_tnm else "involvement by the lymphoma"
    message = f"The kidney {lesions_are} taken as {what}: what {they_are} held to be is not recorded."
    return Finding("W_KIDNEY_DIAGNOSIS_ASSUMED", "warning", message, "kidney_diagnosis")


def _no_lesion(facts: Recorded) -> Finding | None:
    if choice(facts, "kidney_diagnosis") not in METASTASIS or lesions(facts) != ():
        return None
    message = "A kidney metastasis is recorded, and also that there is no lesion in the kidneys."
    return Finding("W_METASTASIS_WITHOUT_LESION", "warning", message, "lesions")


def _biopsy_differs(facts: Recorded) -> Finding | None:
    found = lesions(facts) or ()
    diagnosis = diagnosis_of(found[0], facts) if len(found) == 1 else choice(facts, "kidney_diagnosis")
    result = choice(facts, "biopsy_result")
    against_metastasis = result in ("renal_primary", "benign_or_infection")
    if not (diagnosis in METASTASIS and against_metastasis) and not (
        diagnosis == "second_primary" and result == "metastasis"
    ):
        return None
    held, shown = fact_words("kidney_diagnosis", str(diagnosis)), fact_words("biopsy_result", str(result))
    message = f"The lesion is held to be a {held.removeprefix('a ')}, but the biopsy showed: {shown}."
    return Finding("W_BIOPSY_DIFFERS", "warning", message, "kidney_diagnosis")


def _count_outside_chest(pattern: Pattern, table: StagingTable) -> Finding | None:
    if not table.intrathoracic_sites or not count_contradicts(pattern, table):
        return None
    number = upper_first(counted(pattern.outside_chest or 0, "lesion"))
    message = f"{number} outside the chest: that does not fit the recorded lesions and sites, which are used."
    return Finding("W_COUNT_DIFFERS", "warning", message, "extrathoracic_lesion_count")


def _count_outside_kidney(facts: Recorded) -> Finding | None:
    sites, number = chosen(facts, "other_metastatic_sites"), count(facts, "other_lesion_count")
    if sites is None or number is None or (number >= len(sites) and bool(number) == bool(sites)):
        return None
    named = f"{counted(len(sites), 'other site')} recorded" if sites else "no other site recorded"
    lesions_outside = upper_first(counted(number, "lesion"))
    message = f"{lesions_outside} outside the kidneys, but {named}. What is recorded as sites is used."
    return Finding("W_COUNT_DIFFERS", "warning", message, "other_lesion_count")
