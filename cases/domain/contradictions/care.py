"""Symptoms, performance, laboratory values in a wrong unit, tests, treatment and its intent."""

from collections.abc import Mapping
from datetime import date

from guidance.domain.vocabulary import NONE, VOCABULARY

from ..known import Recorded, number
from .contradiction_rule import ContradictionRule, Misfit, both, either, given, unknown, unless

# Performance

BANDS = {100: 0, 90: 0, 80: 1, 70: 1, 60: 2, 50: 2, 40: 3, 30: 3, 20: 4, 10: 4, 0: 5}
"""The ECOG grade beside which a Karnofsky or PPS figure is usually put."""
_CONVENTION = (
    "A common convention without a reference: ECOG 0 beside 90-100 %, 1 beside 70-80 %, 2 beside 50-60 %, "
    "3 beside 30-40 %, 4 beside 10-20 %."
)


def _grade(facts: Recorded, key: str) -> int:
    return int(str(facts[key])) if key == "ecog" else BANDS[int(number(facts, key) or 0)]


def _apart(one: str, other: str) -> ContradictionRule:
    """Two scales of performance that are more than one band apart."""
    names = {"ecog": "ECOG", "karnofsky": "Karnofsky", "pps": "PPS"}
    far = f"{names[one]} is recorded as {{{one}}}, but {names[other]} as {{{other}}}."
    condition = lambda facts, _today: abs(_grade(facts, one) - _grade(facts, other)) > 1  # noqa: E731
    return ContradictionRule(
        code=f"W_{one}_AND_{other}".upper(),
        facts=(one, other),
        when=condition if one == "ecog" else both(condition, unknown("ecog")),
        sentence=f"{far} They are more than one band apart.",
        source=_CONVENTION,
    )


_PERFORMANCE = (_apart("ecog", "karnofsky"), _apart("ecog", "pps"), _apart("karnofsky", "pps"))


# Units


def _in_other_unit(key: str) -> tuple[str, float]:
    other = VOCABULARY[key].other_units[0]
    return other.unit, other.factor


def _low(code: str, key: str, under: float) -> ContradictionRule:
    """So low a number is more likely one in the other unit."""
    fact, (unit, factor) = VOCABULARY[key], _in_other_unit(key)

    def words(facts: Recorded, _today: date) -> Mapping[str, str]:
        typed = number(facts, key) or 0
        return {"meant": f"{typed:g} {unit}", "is": f"{round(typed * factor, 4):,g} {fact.unit}"}

    return ContradictionRule(
        code=code,
        facts=(key,),
        when=lambda facts, _today: (number(facts, key) or 0) < under,
        sentence=f"{fact.label} is recorded as {{{key}}}, which is very low. Was that {{meant}}, "
        "which is {is}?",
        asks="was that {meant}?",
        words=words,
        source="The limit is a product choice.",
    )


def _high(code: str, key: str, over: float) -> ContradictionRule:
    """So high a number is more likely one that was typed in this unit where the other was chosen."""
    fact, (unit, factor) = VOCABULARY[key], _in_other_unit(key)

    def words(facts: Recorded, _today: date) -> Mapping[str, str]:
        recorded = number(facts, key) or 0
        typed = f"{round(recorded / factor, 1):g}"
        shown = f"{recorded:,g} {fact.unit}, which is {typed} {unit}"
        return {"shown": shown, "meant": f"{typed} {fact.unit}"}

    return ContradictionRule(
        code=code,
        facts=(key,),
        when=lambda facts, _today: (number(facts, key) or 0) > over,
        sentence=f"{fact.label} is recorded as {{shown}} and very high. Was it {{meant}}?",
        asks="was that {meant}?",
        words=words,
        source="The limit is a product choice.",
    )


_UNITS = (
    _low("W_CREATININE_UNIT", "creatinine_umol_l", 25),
    _high("W_CREATININE_UNIT_CHOSEN", "creatinine_umol_l", 1500),
    _low("W_ALBUMIN_UNIT", "albumin_g_l", 10),
    _low("W_HAEMOGLOBIN_UNIT", "haemoglobin_g_l", 20),
)


MMOL_PER_MEQ_OF_CALCIUM = 0.5


def _of_calcium(facts: Recorded, _today: date) -> Mapping[str, str]:
    shown = number(facts, "calcium_mmol_l") or 0
    return {"meant": f"{shown:g} mEq/L", "is": f"{shown * MMOL_PER_MEQ_OF_CALCIUM:g} mmol/L"}


_CALCIUM = (
    ContradictionRule(
        code="W_CALCIUM_IONISED",
        facts=("calcium_mmol_l",),
        when=lambda facts, _today: (number(facts, "calcium_mmol_l") or 0) < 1.5,
        sentence="Serum calcium is recorded as {calcium_mmol_l}, which is very low. Was that ionised "
        "calcium?",
        asks="was that ionised calcium?",
        source="The limit is a product choice.",
    ),
    ContradictionRule(
        code="W_CALCIUM_UNIT",
        facts=("calcium_mmol_l",),
        when=lambda facts, _today: (number(facts, "calcium_mmol_l") or 0) > 4,
        sentence="Serum calcium is recorded as {calcium_mmol_l}, which is very high. Was that {meant}, which "
        "is {is}?",
        asks="was that {meant}?",
        words=_of_calcium,
        source="PDQ, Hypercalcemia: 9.0 to 10.3 mg/dL is 4.5 to 5.2 mEq/L or 2.25 to 2.57 mmol/L. The limit "
        "is a product choice.",
        certainty="B",
    ),
)


def _beside_limit(key: str, limit: str, *, no: Misfit, yes: Misfit) -> ContradictionRule:
    """A value that no laboratory's limit could leave on the side that is recorded."""
    return ContradictionRule(
        code=f"W_{key.partition('_')[0]}_AND_LIMIT".upper(),
        facts=(key, limit),
        when=either(both(given(**{limit: {False}}), no), both(given(**{limit: {True}}), yes)),
        sentence=f"{VOCABULARY[key].label} is recorded as {{{key}}}, but "
        f"{VOCABULARY[limit].label_in_words} as {{{limit}}}.",
        source="The limits are a product choice: those of laboratories differ, by less than this.",
    )


def _under(key: str, limit: float) -> Misfit:
    return lambda facts, _today: (number(facts, key) or 0) < limit


_LIMITS = (
    _beside_limit(
        "calcium_mmol_l",
        "calcium_above_limit",
        no=unless(_under("calcium_mmol_l", 2.8)),
        yes=_under("calcium_mmol_l", 2.3),
    ),
    _beside_limit(
        "haemoglobin_g_l",
        "haemoglobin_below_limit",
        no=_under("haemoglobin_g_l", 105),
        yes=unless(_under("haemoglobin_g_l", 160)),
    ),
)


# Symptoms and tests

_SYMPTOMS = (
    ContradictionRule(
        code="W_FOUND_BY_NO_SYMPTOM",
        facts=("detection", "symptoms"),
        when=given(detection={"symptoms"}, symptoms={NONE}),
        sentence="The lesion is recorded as {detection}, but symptoms as {symptoms}.",
    ),
    ContradictionRule(
        code="W_DYSPNOEA_WITHOUT_SYMPTOM",
        facts=("dyspnoea_at_rest", "symptoms"),
        when=given(dyspnoea_at_rest={True}, symptoms={NONE}),
        sentence="Dyspnoea at rest is recorded, but symptoms as {symptoms}.",
    ),
    ContradictionRule(
        code="W_ANOREXIA_WITHOUT_SYMPTOM",
        facts=("anorexia", "symptoms"),
        when=given(anorexia={True}, symptoms={NONE}),
        sentence="Anorexia is recorded, but symptoms as {symptoms}.",
    ),
    ContradictionRule(
        code="W_FINDINGS_WITHOUT_TEST",
        facts=("molecular_findings", "molecular_testing"),
        when=given(molecular_testing={"not_done", "pending"}),
        sentence="Molecular findings are recorded as {molecular_findings}, but molecular testing as "
        "{molecular_testing}.",
    ),
)


# Treatment

_SURGERY = {"radical_nephrectomy", "nephron_sparing_surgery", "debulking"}
_SYSTEMIC = {"chemotherapy", "targeted_therapy", "immunotherapy", "hormone_therapy", "clinical_trial"}
_LOCAL = {"thermal_ablation", "stereotactic_radiotherapy", "ablation_or_sbrt", "embolisation"}
_RADIATION = {"external_radiotherapy", "radioiodine", "radioligand_therapy"}
"""Like what is done to a single lesion they may serve to relieve symptoms: no intent speaks against them."""
_AGAINST_DISEASE = frozenset(_SURGERY | _SYSTEMIC | _LOCAL | _RADIATION | {"other"})


def _those_named(facts: Recorded, _today: date) -> Mapping[str, str]:
    """Of the treatments considered, those that the intent does not cover."""
    considered = facts["treatments_considered"]
    named = considered & (_SURGERY | _SYSTEMIC) if isinstance(considered, frozenset) else frozenset()
    return {"named": VOCABULARY["treatments_considered"].words(named)}


_TREATMENT = (
    ContradictionRule(
        code="W_TREATMENT_AGAINST_INTENT",
        facts=("treatment_intent", "treatments_considered"),
        when=given(treatment_intent={"symptom_control_only"}, treatments_considered=_SURGERY | _SYSTEMIC),
        sentence="The intent is recorded as {treatment_intent}, but the treatments considered hold {named}.",
        words=_those_named,
    ),
    ContradictionRule(
        code="W_SUPPORTIVE_AGAINST_INTENT",
        facts=("treatment_intent", "treatments_considered"),
        when=both(
            given(
                treatment_intent={"disease_control", "local_control_of_limited_disease"},
                treatments_considered={"supportive_care_only"},
            ),
            unless(given(treatments_considered=_AGAINST_DISEASE)),
        ),
        sentence="The intent is recorded as {treatment_intent}, but the treatments considered as "
        "{treatments_considered}.",
    ),
    ContradictionRule(
        code="W_COURSE_WITHOUT_TREATMENT",
        facts=("disease_course", "prior_systemic_therapy"),
        when=given(disease_course={"progressing_on_treatment", "responding"}, prior_systemic_therapy={False}),
        sentence="The course is recorded as {disease_course}, but also that there was no earlier systemic "
        "therapy.",
    ),
    ContradictionRule(
        code="W_UNTREATED_AFTER_TREATMENT",
        facts=("disease_course", "prior_systemic_therapy"),
        when=given(disease_course={"untreated"}, prior_systemic_therapy={True}),
        sentence="The course is recorded as {disease_course}, but also earlier systemic therapy.",
    ),
)

RULES = (*_SYMPTOMS, *_PERFORMANCE, *_UNITS, *_CALCIUM, *_LIMITS, *_TREATMENT)
