"""From what a case records to all that follows: derived facts, stage, scores, and how each came about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY, Value

from .extent import extent, waits_for
from .kidneys import (
    kidney_diagnosis,
    largest_lesion_mm,
    laterality,
    lesion_count,
    lesion_hypervascular,
    lesion_in_sinus,
)
from .known import Recorded, answer
from .prognosis import Score, metastatic_site_count, scores
from .prognosis.kidney_function import PREGNANT, UNSTABLE
from .prognosis.score import round_half_up
from .sparing import Sparing
from .staging import StageResult, stage
from .staging.edition_choice import table_for
from .staging.patterns import lesions_outside_chest, pattern_of

FROM_CREATININE = ("egfr", "creatinine_clearance")
COUNTED = "extrathoracic_lesion_count"


@dataclass(frozen=True)
class Working:
    """How a derived fact came about: its value or None, the steps, what it waits for, or why it is not given.

    `waits_for` are askable facts. Where both it and `reason` are empty, nothing more would settle the fact.
    """

    value: Value | None
    steps: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Derived:
    """`facts` holds what was recorded with all that follows; `workings` has one per derived fact."""

    facts: Facts
    workings: Mapping[str, Working]
    stage: StageResult
    scores: Mapping[str, Score]
    sparing: Sparing


def derive(recorded: Recorded, *, before: Sparing | None = None) -> Derived:
    """Everything that follows from recorded facts; never raises for values that `Fact.clean` gave.

    `before` is what earlier facts led to: it spares working out what their difference does not touch.
    """
    sparing = Sparing(before)
    counted = {**recorded, **sparing.of(_counted, recorded)}
    staged, computed = sparing.of(stage, counted), scores(counted, sparing)
    workings = derived_workings(counted, staged, computed, sparing)
    values = {key: working.value for key, working in workings.items() if working.value is not None}
    diagnosis = kidney_diagnosis(counted)
    if diagnosis is not None:
        values["kidney_diagnosis"] = diagnosis
    waits = {key: working.waits_for for key, working in workings.items() if working.value is None}
    return Derived(Facts({**counted, **values}, waits), workings, staged, computed, sparing)


def known_facts(recorded: Recorded) -> Facts:
    """Recorded and derived facts as the guidance is matched against them."""
    return derive(recorded).facts


def derived_workings(
    recorded: Recorded, staged: StageResult, computed: Mapping[str, Score], sparing: Sparing
) -> dict[str, Working]:
    """The working of every derived fact, in the order of the vocabulary."""
    found = {
        **sparing.of(_from_lesions, recorded),
        **dict(_from_stage(recorded, staged)),
        **dict(_from_scores(recorded, computed)),
        "extent": sparing.of(_extent, recorded),
    }
    return {fact.key: found[fact.key] for fact in VOCABULARY.derived if fact.key in found}


def _working(
    recorded: Recorded, value: Value | None, waiting: tuple[str, ...] = (), steps: tuple[str, ...] = ()
) -> Working:
    if value is not None:
        return Working(value, steps)
    return Working(None, steps, tuple(key for key in waiting if key not in recorded))


def _counted(recorded: Recorded) -> dict[str, Value]:
    """The lesions outside the chest, where lesions and other sites settle their number and nobody gave it."""
    if COUNTED in recorded:
        return {}
    table = table_for(recorded)[0]
    if table is None or not table.intrathoracic_sites:
        return {}
    number = lesions_outside_chest(pattern_of(recorded, table), table)
    return {} if number is None else {COUNTED: number}


# The kidney


def _from_lesions(recorded: Recorded) -> dict[str, Working]:
    values: dict[str, Value | None] = {
        "lesion_count": lesion_count(recorded),
        "largest_lesion_mm": largest_lesion_mm(recorded),
        "laterality": laterality(recorded),
        "lesion_in_sinus": lesion_in_sinus(recorded),
        "lesion_hypervascular": lesion_hypervascular(recorded),
    }
    return {key: _working(recorded, value, ("lesions",)) for key, value in values.items()}


def _extent(recorded: Recorded) -> Working:
    return _working(recorded, extent(recorded), waits_for(recorded))


# The stage


def _from_stage(recorded: Recorded, staged: StageResult) -> Iterator[tuple[str, Working]]:
    asked = tuple(dict.fromkeys(question.fact for question in staged.questions if question.fact))
    m_steps = tuple(step.text for step in staged.path if step.element == "M")
    group_steps = tuple(step.text for step in staged.path)
    m = staged.m_from_pattern if staged.m_settled else None
    group = staged.stage_group if staged.group_settled else None
    yield "m_from_pattern", _working(recorded, m, asked, m_steps)
    needed = asked if m is None or asked else ("t_category", "n_category")
    yield "stage_group", _working(recorded, group, needed if staged.edition else asked, group_steps)


# The scores


def _from_scores(recorded: Recorded, computed: Mapping[str, Score]) -> Iterator[tuple[str, Working]]:
    invalid = _why_invalid(recorded)
    for key in ("egfr", "creatinine_clearance", "body_surface_area"):
        score = computed[key]
        value = None if score.value is None else _as_reported(key, score)
        if reason := invalid.get(key):
            yield key, Working(None, reason=reason)
        else:
            yield key, _working(recorded, value, score.missing, (score.formula,))
    category = computed["egfr"].category
    yield (
        "gfr_category",
        Working(None, reason=invalid["egfr"])
        if "egfr" in invalid
        else _working(recorded, category, computed["egfr"].missing),
    )
    for key in ("royal_marsden_score", "palliative_prognostic_index", "palliative_prognostic_score", "imdc"):
        score = computed[key]
        if score.not_applicable:
            yield key, Working(None, reason=score.not_applicable)
        else:
            yield key, _working(recorded, score.value, score.missing, (score.formula,))
    waiting = ("other_metastatic_sites", "kidney_diagnosis")
    yield "metastatic_site_count", _working(recorded, metastatic_site_count(recorded), waiting)


def _why_invalid(recorded: Recorded) -> dict[str, str]:
    """The kidney functions that are shown and that no rule reads, each with the reason."""
    if answer(recorded, "creatinine_unstable"):
        return dict.fromkeys(FROM_CREATININE, UNSTABLE)
    return dict.fromkeys(FROM_CREATININE, PREGNANT) if answer(recorded, "pregnant") else {}


def _as_reported(key: str, score: Score) -> Value | None:
    """Rules read the eGFR as laboratories report it, so that they agree with its category."""
    if score.value is None:
        return None
    return round_half_up(score.value) if key == "egfr" else round(score.value, 4)
