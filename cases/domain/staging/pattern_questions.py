"""What to record so that the metastatic pattern settles M: never more than would change it."""

from collections.abc import Callable, Container, Iterator
from dataclasses import replace

from guidance.domain.vocabulary import NONE, VOCABULARY

from ..kidneys import KidneyStatus
from ..known import Recorded, choice, lesions
from .findings import Question, StagingOption
from .patterns import LUNG, NODES, OTHER_LUNG, Pattern, lesions_outside_chest, worlds
from .tables import StagingTable
from .world import NOTHING, World

WorldResult = tuple[str | None, str | None]
"""M and stage group that a world leads to."""

WorldResults = tuple[tuple[World, WorldResult], ...]

_BESIDE_LYMPHOMA = ("lymphoma", "second_primary", "benign")
_UNANSWERED: WorldResult = (None, None)


def pattern_questions(
    facts: Recorded,
    pattern: Pattern,
    table: StagingTable,
    answers: WorldResults,
    answer: Callable[[World], WorldResult],
) -> tuple[Question, ...]:
    """The questions whose answers would change M or the stage group; none where no answer does."""
    which = _which_cancer(facts, answers)
    # Whether anything is of this primary at all is asked by itself; the rest is asked of what is.
    answers = tuple(each for each in answers if each[0] != NOTHING) or answers if which else answers
    asked = (
        which,
        _kidney_diagnosis(facts, pattern, answers, table),
        _lesions(pattern, answers),
        _sizes(pattern, table, answers),
        _other_sites(pattern, answers),
        _which_lung(pattern, table, answers),
        _sides(pattern, answers),
        _lesion_count(pattern, table, answers),
        *_set_aside(facts, pattern, table, answers, answer),
        _lugano(pattern, table, answers),
    )
    return tuple(question for question in asked if question)


def _differ(answers: WorldResults, feature: Callable[[World], object]) -> bool:
    """Do the worlds lead elsewhere by this feature?"""
    kinds: dict[object, set[WorldResult]] = {}
    for world, found in answers:
        kinds.setdefault(feature(world), set()).add(found)
    return len({frozenset(found) for found in kinds.values()}) > 1


def _kidneys(world: World) -> tuple[int, int]:
    return world.kidney_lesions, world.kidneys


def _which_cancer(facts: Recorded, answers: WorldResults) -> Question | None:
    spread = choice(facts, "which_cancer_spread")
    if choice(facts, "second_cancer_site") == NONE:
        return None
    if choice(facts, "second_cancer_site") is None:
        if spread not in ("second", "unclear"):
            return None
        fact = VOCABULARY["second_cancer_site"]
        return Question("Q_SECOND_CANCER", fact.question, fact=fact.key)
    if spread not in (None, "unclear"):
        return None
    if all(not world.kidney_lesions and not world.sites for world, _ in answers):
        return None
    return _of_choices("Q_WHICH_CANCER_SPREAD", "which_cancer_spread", ("first", "second"))


def _kidney_diagnosis(
    facts: Recorded, pattern: Pattern, answers: WorldResults, table: StagingTable
) -> Question | None:
    if not pattern.has_open_lesion or not _differ(answers, _kidneys):
        return None
    found = lesions(facts)
    if found and all("diagnosis" in lesion for lesion in found):
        return Question("Q_KIDNEY_DIAGNOSIS", VOCABULARY["kidney_diagnosis"].question, fact="lesions")
    settling = set(VOCABULARY["kidney_diagnosis"].choice_values) - {"uncertain"}
    fitting = settling if table.is_tnm else _BESIDE_LYMPHOMA
    return _of_choices("Q_KIDNEY_DIAGNOSIS", "kidney_diagnosis", fitting)


def _of_choices(code: str, key: str, wanted: Container[str]) -> Question:
    fact = VOCABULARY[key]
    options = tuple(
        StagingOption(each.label, key, each.value) for each in fact.choices if each.value in wanted
    )
    return Question(code, fact.question, options, key)


def _lesions(pattern: Pattern, answers: WorldResults) -> Question | None:
    if pattern.surely is not None or pattern.status is KidneyStatus.NOT:
        return None
    if not _differ(answers, _kidneys):
        return None
    return Question("Q_KIDNEY_LESIONS", VOCABULARY["lesions"].question, fact="lesions")


def _sizes(pattern: Pattern, table: StagingTable, answers: WorldResults) -> Question | None:
    """How large the lesions are, where the largest deposit decides and is in a kidney."""
    if not table.measures_deposits or None not in pattern.sizes or pattern.elsewhere != frozenset():
        return None
    if len({found for _, found in answers}) == 1 and answers[0][1][0] != "M1":
        return None
    text = "How large is each kidney lesion? The largest deposit decides the letter of M."
    return Question("Q_LESION_SIZES", text, fact="lesions")


def _other_sites(pattern: Pattern, answers: WorldResults) -> Question | None:
    if pattern.elsewhere is not None or not _differ(answers, lambda world: world.sites):
        return None
    fact = VOCABULARY["other_metastatic_sites"]
    return Question("Q_OTHER_SITES", fact.question, fact=fact.key)


def _sides(pattern: Pattern, answers: WorldResults) -> Question | None:
    """Whether one kidney is involved or both, where that decides."""
    if not pattern.counted or not pattern.counted.unsided:
        return None
    if not _differ(answers, lambda world: world.kidneys):
        return None
    return Question("Q_LESION_SIDES", "In which kidney does each of the lesions lie?", fact="lesions")


def _which_lung(pattern: Pattern, table: StagingTable, answers: WorldResults) -> Question | None:
    if LUNG not in (pattern.elsewhere or frozenset()) & table.intrathoracic_sites:
        return None
    if not _differ(answers, lambda world: OTHER_LUNG in world.sites):
        return None
    text = "Which lung? Another lesion in the lung of the primary belongs to T, one in the other lung to M."
    return Question("Q_WHICH_LUNG", text, fact="other_metastatic_sites")


def _lesion_count(pattern: Pattern, table: StagingTable, answers: WorldResults) -> Question | None:
    sites = pattern.elsewhere
    if not table.intrathoracic_sites or sites is None or not sites - table.intrathoracic_sites:
        return None
    if pattern.outside_chest is not None or lesions_outside_chest(pattern, table) is not None:
        return None
    if not _differ(answers, lambda world: world.outside_chest):
        return None
    fact = VOCABULARY["extrathoracic_lesion_count"]
    return Question("Q_LESION_COUNT", fact.question, fact=fact.key)


def _set_aside(
    facts: Recorded,
    pattern: Pattern,
    table: StagingTable,
    answers: WorldResults,
    answer: Callable[[World], WorldResult],
) -> Iterator[Question]:
    """Sites that would not count with another answer: the pleura by its cytology."""
    for row in table.sites_set_aside:
        if not row.question or row.fact in facts or row.site not in (pattern.elsewhere or ()):
            continue
        without = replace(pattern, elsewhere=(pattern.elsewhere or frozenset()) - {row.site})
        if {answer(world) for world in worlds(without, table)} != {found for _, found in answers}:
            yield Question(f"Q_{row.fact.upper()}", row.question, fact=row.fact)


def _lugano(pattern: Pattern, table: StagingTable, answers: WorldResults) -> Question | None:
    if table.is_tnm or pattern.elsewhere is None:
        return None
    if NODES in pattern.elsewhere and _differ(answers, lambda world: world.nodes_on_one_side):
        options = (
            StagingOption("On the same side of the diaphragm as the kidney: IIE.", "lugano_stage", "IIE"),
            StagingOption("On both sides of the diaphragm: IV.", "lugano_stage", "IV"),
        )
        text = "On which side of the diaphragm are the involved lymph nodes?"
        return Question("Q_LUGANO_NODES", text, options, "lugano_stage")
    if all(found != _UNANSWERED for _, found in answers):
        return None
    text = "No rule here covers this pattern of lymphoma. Which Lugano stage is it?"
    return Question("Q_LUGANO_STAGE", text, fact="lugano_stage")
