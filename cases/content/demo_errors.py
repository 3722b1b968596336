"""How the residents of the demonstration's courses go wrong: what somebody on a ward might hold as well.

What a person enters follows from who they are, the case and the attempt: it is the same each time.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random
from typing import Any

from cases.content.demo_texts import demo_text
from cases.domain.marks import QUESTION
from cases.domain.questions import AnyQuestion
from cases.domain.sureness import Sureness, SurePlace, SureSaid, places_at
from cases.domain.teaching import TeachingContent, TeachingStep, fact_at
from guidance.domain.vocabulary import Value

LEARNED_EACH = 0.18
"""By how much somebody is better with each thing that they have worked before."""

WRONG: Mapping[str, Mapping[str, Sequence[Value]]] = {
    "lung-m-category": {
        "imaging_conclusion": ("indeterminate", "favours_renal_primary"),
        "tissue_source": (frozenset({"kidney_biopsy", "cytology"}),),
        "kidney_diagnosis": ("metastasis_presumed", "second_primary"),
        "staging_edition": ("ajcc8",),
        "t_category": ("cT4", "cT2a", "cT3"),
        "n_category": ("cN2a", "cN3"),
        "m_category": ("pM1c1", "pM1b", "cM0"),
        "ecog": ("2", "0"),
        "treatment_intent": ("local_control_of_limited_disease",),
        "treatments_considered": (
            frozenset({"chemotherapy"}),
            frozenset({"targeted_therapy", "immunotherapy"}),
        ),
    },
    "colorectal-solitary-lesion": {
        "imaging_conclusion": ("favours_renal_primary", "favours_metastasis"),
        "kidney_diagnosis": ("metastasis_presumed", "second_primary"),
        "t_category": ("cT0", "pT3"),
        "n_category": ("cN0", "pN1b"),
        "m_category": ("pM1a", "rcM1a", "cM0"),
        "ecog": ("1",),
        "treatment_intent": ("disease_control",),
        "treatments_considered": (frozenset({"nephron_sparing_surgery"}), frozenset({"chemotherapy"})),
    },
    "thyroid-age-and-stage": {
        "kidney_diagnosis": ("metastasis_presumed", "second_primary"),
        "t_category": ("pT3", "cT3a"),
        "n_category": ("pN0",),
        "m_category": ("cM1", "cM0"),
        "treatment_intent": ("local_control_of_limited_disease", "symptom_control_only"),
        "treatments_considered": (
            frozenset({"targeted_therapy"}),
            frozenset({"radioiodine", "radical_nephrectomy"}),
        ),
    },
    "breast-bone-and-kidney": {
        "biopsy_status": ("contraindicated", "planned"),
        "tissue_source": (frozenset({"other_site"}),),
        "kidney_diagnosis": ("uncertain", "metastasis_confirmed"),
        "t_category": ("cT3",),
        "n_category": ("pN1", "cN2"),
        "m_category": ("pM1", "cM0"),
        "ecog": ("1", "3"),
        "treatment_intent": ("symptom_control_only",),
        "treatments_considered": (
            frozenset({"chemotherapy"}),
            frozenset({"hormone_therapy", "bone_agent"}),
        ),
    },
    "melanoma-ldh": {
        "imaging_conclusion": ("favours_metastasis", "favours_renal_primary"),
        "kidney_diagnosis": ("metastasis_presumed",),
        "t_category": ("rcTX", "pT3b"),
        "n_category": ("pN1a",),
        "m_category": ("rpM1c(0)", "rpM1b(1)", "rcM1c(1)"),
        "ecog": ("0", "2"),
        "treatment_intent": ("local_control_of_limited_disease",),
        "treatments_considered": (frozenset({"targeted_therapy"}), frozenset({"radical_nephrectomy"})),
    },
    "rcc-contralateral-mass": {
        "kidney_diagnosis": ("second_primary", "metastasis_presumed"),
        "t_category": ("rcT0", "pT2a"),
        "n_category": ("cN0",),
        "treatment_intent": ("disease_control",),
        "treatments_considered": (frozenset({"radical_nephrectomy"}), frozenset({"targeted_therapy"})),
    },
    "prostate-only-kidney": {
        "kidney_diagnosis": ("metastasis_presumed", "second_primary"),
        "t_category": ("pT3b", "cT2"),
        "n_category": ("cN0",),
        "m_category": ("cM1c", "pM1b", "cM1b"),
        "ecog": ("1", "3"),
        "treatment_intent": ("local_control_of_limited_disease", "symptom_control_only"),
        "treatments_considered": (
            frozenset({"chemotherapy"}),
            frozenset({"hormone_therapy", "radical_nephrectomy"}),
        ),
    },
    "bladder-upper-tract": {
        "kidney_diagnosis": ("second_primary", "metastasis_presumed"),
        "t_category": ("pT2",),
        "n_category": ("pN0",),
        "treatments_considered": (frozenset({"chemotherapy"}),),
    },
    "lymphoma-kidney-injury": {
        "ecog": ("1", "3"),
        "kidney_diagnosis": ("metastasis_confirmed", "uncertain"),
        "lugano_stage": ("IIE", "III"),
        "treatments_considered": (frozenset({"immunotherapy"}),),
    },
}
"""By case and fact: the commonest first."""


@dataclass(frozen=True)
class Misconception:
    """What somebody who holds it enters in several places."""

    share: float
    entered: Mapping[str, Value] = field(default_factory=dict)
    answers: Mapping[str, object] = field(default_factory=dict)


MISCONCEPTIONS: Mapping[str, Sequence[Misconception]] = {
    "lung-m-category": (
        Misconception(0.8, {"t_category": "cT4", "m_category": "cM0"}, {"kidneys-only": "m1a"}),
        Misconception(
            0.5,
            {"imaging_conclusion": "favours_renal_primary"},
            {"first-thought": "primary-kidney", "next-steps": ["egfr-drug", "nephrectomy", "mdt"]},
        ),
    ),
    "colorectal-solitary-lesion": (
        Misconception(0.8, {"t_category": "pT3", "n_category": "pN1b"}),
        Misconception(
            0.6,
            {"imaging_conclusion": "favours_renal_primary"},
            {"what-to-look-for": "margin", "differential": ["renal-cancer", "oncocytoma", "metastasis"]},
        ),
    ),
    "thyroid-age-and-stage": (
        Misconception(0.7, {"m_category": "cM1"}, {"group": "stage-ivb"}),
        Misconception(
            0.4,
            {"treatments_considered": frozenset({"radioiodine", "radical_nephrectomy"})},
            {"is-tissue-needed": "nephrectomy", "concordance-nephrectomy": 0},
        ),
    ),
    "breast-bone-and-kidney": (
        Misconception(
            0.7,
            {"m_category": "pM1", "kidney_diagnosis": "metastasis_confirmed"},
            {"bone-biopsy": "all-p"},
        ),
        Misconception(0.5, {}, {"cause": "deposits", "pain-relief": "morphine"}),
    ),
    "melanoma-ldh": (
        Misconception(0.7, {"t_category": "pT3b", "n_category": "pN1a"}),
        Misconception(0.6, {"m_category": "rpM1c(0)"}, {"ldh-reading": "liver", "brain-deposit": "m1d-0"}),
    ),
    "rcc-contralateral-mass": (
        Misconception(
            0.7,
            {"kidney_diagnosis": "metastasis_presumed"},
            {"what-could-it-be": "metastasis", "m-today": "m1"},
        ),
    ),
    "prostate-only-kidney": (
        Misconception(
            0.7,
            {"kidney_diagnosis": "second_primary", "m_category": "cM1b"},
            {"how-sure": "single", "if-renal-primary": "still-m1c"},
        ),
        Misconception(0.4, {}, {"what-it-changes": "take-it-out"}),
    ),
    "bladder-upper-tract": (
        Misconception(0.7, {"kidney_diagnosis": "metastasis_presumed"}, {"m-today": "m1b"}),
    ),
    "lymphoma-kidney-injury": (
        Misconception(0.7, {"lugano_stage": "IIE"}, {"tnm": "m1", "one-kidney": "m1"}),
    ),
}


@dataclass(frozen=True)
class DemoWork:
    """What is entered in place of the key's values, and the answers as a form sends them."""

    entered: Mapping[str, Value]
    answers: Mapping[str, object]
    points: Mapping[str, tuple[int, ...]]
    """Of the model answer, by question: those that their text holds."""


def demo_work(content: TeachingContent, resident: str, ability: float, number: int = 1) -> DemoWork:
    """What a resident makes of a case at their attempt of this number."""
    chance = Random(f"{resident} {content.slug} {number}")  # nothing to guard
    entered: dict[str, Value] = {}
    answers: dict[str, object] = {}
    points: dict[str, tuple[int, ...]] = {}
    for held in MISCONCEPTIONS.get(content.slug, ()):
        if chance.random() < held.share * _likely(0.7 - 1.6 * ability - 0.4 * number):
            entered |= held.entered
            answers |= held.answers
    for fact, others in WRONG.get(content.slug, {}).items():
        if _slips(chance, ability, f"{content.slug} {fact}") and fact not in entered:
            entered[fact] = _commonest(chance, others)
    for question in content.questions:
        if question.points_to_tick:
            points[question.key], answers[question.key] = demo_text(question, chance, ability)
        elif question.key not in answers:
            slips = _slips(chance, ability, f"{content.slug} {question.key}")
            answers[question.key] = _answer(question, chance, slips)
    return DemoWork(entered, answers, points)


def demo_sureness(content: TeachingContent, step: TeachingStep, made: DemoWork, resident: str) -> SureSaid:
    """How sure they say they are: sure of what they hold, rather than of what they guess."""
    chance = Random(f"{resident} {content.slug} {step.key} sure")  # nothing to guard
    held = MISCONCEPTIONS.get(content.slug, ())
    facts = {fact_at(address) for address in step.asked}
    said: dict[SurePlace, Sureness] = {}
    for place in places_at(step):
        subject, key = place
        is_question = subject == QUESTION
        is_wrong = _is_wrong(content, made, key) if is_question else not facts.isdisjoint(made.entered)
        is_held = any(key in each.answers if is_question else facts & each.entered.keys() for each in held)
        weights = ((1, 3, 6) if is_held else (3, 4, 2)) if is_wrong else (1, 4, 6)
        said[place] = chance.choices(list(Sureness), weights=weights)[0]
    return said


def _is_wrong(content: TeachingContent, made: DemoWork, key: str) -> bool:
    return made.answers[key] != content.question_by_key[key].expert_answer()


def _likely(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def _slips(chance: Random, ability: float, item: str) -> bool:
    """Some items are harder than others, for everybody."""
    hardness = Random(item).uniform(-1.9, 0.3)
    return chance.random() < _likely(1.5 * (hardness - ability))


def _commonest(chance: Random, others: Sequence[Any]) -> Any:
    return chance.choices(others, weights=[1 / (place + 1) for place in range(len(others))])[0]


def _answer(question: AnyQuestion, chance: Random, slips: bool) -> object:
    if question.kind == "script_concordance":
        return _concordance(question, chance, slips)
    return ANSWERS[question.kind](question, chance) if slips else question.expert_answer()


def _concordance(question: Any, chance: Random, slips: bool) -> float:
    """As the panel votes; who slips stands a point beside what most of it chose."""
    most = question.expert_answer()
    if slips:
        return max(-2.0, min(2.0, most + chance.choice((-1, 1, 1 if most < 0 else -1))))
    votes = question.panel.votes
    return float(chance.choices(list(votes), weights=[count**1.5 for count in votes.values()])[0])


def _one(question: Any, chance: Random) -> object:
    return _commonest(chance, [each.key for each in question.options if each.credit < 1])


def _some(question: Any, chance: Random) -> object:
    """One too few, and now and then one that does not belong there."""
    right = [each.key for each in question.options if each.credit == 1]
    wrong = [each.key for each in question.options if not each.credit]
    left = [each for each in right if each != right[-1]] or right
    return left if chance.random() < 0.5 else [*left, _commonest(chance, wrong)]


def _features(question: Any, chance: Random) -> object:
    """One key feature is taken for a distractor, rarely for what would do harm."""
    right = [each for each in question.options if each.credit]
    harmless = [each for each in question.options if not each.credit and not each.harmful]
    harmful = [each for each in question.options if each.harmful]
    other = _commonest(chance, harmful if harmful and chance.random() < 0.2 else harmless or harmful)
    lost = chance.randrange(len(right))
    chosen = [*(each for place, each in enumerate(right) if place != lost), other]
    return "\n".join(each.text for each in chosen) if question.write_in else [each.key for each in chosen]


def _ranked(question: Any, chance: Random) -> object:
    """The first two the other way round, or another in the third place."""
    ranked = list(question.ranked)
    if chance.random() < 0.6:
        ranked[0], ranked[1] = ranked[1], ranked[0]
        return ranked
    others = [each.key for each in question.options if each.key not in ranked]
    return [*ranked[:-1], _commonest(chance, others)]


def _number(question: Any, chance: Random) -> object:
    """A slip of the formula: the same two wrong numbers are found again and again."""
    off = max(1.0, round(question.value * 0.15)) + question.tolerance
    near = (question.value + off, question.value - off)
    within = [each for each in near if question.minimum <= each <= question.maximum]
    return f"{_commonest(chance, within or [question.value]):g}"


ANSWERS: Mapping[str, Callable[[Any, Random], object]] = {
    "single_best_answer": _one,
    "multiple_best_answer": _some,
    "key_feature": _features,
    "ranked_differential": _ranked,
    "numeric": _number,
}


def faults_of(content: TeachingContent) -> Iterator[str]:
    """What these tables name and the case has not, for the tests."""
    facts = {mark.fact for mark in content.key.marks}
    held = MISCONCEPTIONS.get(content.slug, ())
    for fact in (*WRONG.get(content.slug, {}), *(fact for each in held for fact in each.entered)):
        if fact not in facts:
            yield f"{content.slug}: {fact}"
    for question in (key for each in held for key in each.answers):
        if question not in content.question_by_key:
            yield f"{content.slug}: {question}"
