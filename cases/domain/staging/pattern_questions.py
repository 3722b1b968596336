"""What to record so that the metastatic pattern settles M: never more than would change it."""

from __future__ import annotations

from guidance.domain.vocabulary import VOCABULARY

from ..kidneys import KidneyStatus
from ..known import Recorded
from .findings import Option, Question
from .patterns import LUNGS, NODES, Pattern, lesions_outside_chest
from .tables import StagingTable


def pattern_questions(
    facts: Recorded, pattern: Pattern, table: StagingTable, unsettled: bool
) -> tuple[Question, ...]:
    """The questions whose answers would settle what is open; none where nothing is."""
    if not unsettled:
        return ()
    asked = [
        _kidney_diagnosis(pattern),
        _lesions(pattern),
        _other_sites(pattern),
        _which_lung(pattern, table),
        _lesion_count(pattern, table),
        _nodes(pattern, table),
    ]
    return tuple(question for question in asked if question)


def _kidney_diagnosis(pattern: Pattern) -> Question | None:
    if pattern.status is not KidneyStatus.OPEN:
        return None
    fact = VOCABULARY["kidney_diagnosis"]
    options = tuple(
        Option(each.label, fact.key, each.value) for each in fact.choices if each.value != "uncertain"
    )
    return Question("Q_KIDNEY_DIAGNOSIS", fact.question, options, fact.key)


def _lesions(pattern: Pattern) -> Question | None:
    if pattern.lesions is not None or pattern.status is KidneyStatus.NOT:
        return None
    return Question("Q_KIDNEY_LESIONS", VOCABULARY["lesions"].question, fact="lesions")


def _other_sites(pattern: Pattern) -> Question | None:
    if pattern.elsewhere is not None:
        return None
    fact = VOCABULARY["other_metastatic_sites"]
    return Question("Q_OTHER_SITES", fact.question, fact=fact.key)


def _which_lung(pattern: Pattern, table: StagingTable) -> Question | None:
    if not table.intrathoracic_sites or pattern.elsewhere != frozenset({"lung"}):
        return None
    text = "Which lung? Another lesion in the lung of the primary belongs to T, one in the other lung to M."
    return Question("Q_WHICH_LUNG", text, fact="other_metastatic_sites")


def _lesion_count(pattern: Pattern, table: StagingTable) -> Question | None:
    sites = pattern.elsewhere
    if not table.intrathoracic_sites or sites is None or not sites - table.intrathoracic_sites:
        return None
    if pattern.outside_chest is not None or lesions_outside_chest(pattern, table) is not None:
        return None
    fact = VOCABULARY["extrathoracic_lesion_count"]
    return Question("Q_LESION_COUNT", fact.question, fact=fact.key)


def _nodes(pattern: Pattern, table: StagingTable) -> Question | None:
    if table.is_tnm or pattern.elsewhere is None:
        return None
    if NODES in pattern.elsewhere:
        options = (
            Option("On the same side of the diaphragm as the kidney: IIE.", "lugano_stage", "IIE"),
            Option("On both sides of the diaphragm: IV.", "lugano_stage", "IV"),
        )
        text = "On which side of the diaphragm are the involved lymph nodes?"
        return Question("Q_LUGANO_NODES", text, options, "lugano_stage")
    if LUNGS & pattern.elsewhere:
        text = "Are there several lesions in the lungs?"
        return Question("Q_LUGANO_LUNG", text, fact="other_lesion_count")
    text = "No rule here covers this pattern of lymphoma. Which Lugano stage is it?"
    return Question("Q_LUGANO_STAGE", text, fact="lugano_stage")
