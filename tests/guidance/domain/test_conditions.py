"""Conditions: read with every fault, evaluated with three values, written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.conditions import (
    All,
    Any,
    ConditionErrors,
    Not,
    Truth,
    comparisons,
    evaluate,
    grounds_of,
    in_words,
    made_true_by,
    missing,
    named_for_certain,
    parse_condition,
    still_open,
    weigh,
    write_condition,
)
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY
from tests.tables import for_each

from .strategies import condition_data, conditions, facts, recorded, values

TRUE, FALSE, UNDECIDED = Truth.TRUE, Truth.FALSE, Truth.UNDECIDED
LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
FIT = {"fact": "ecog", "op": "<=", "value": 1}
LOW_EGFR = {"fact": "egfr", "op": "<", "value": 45}

COMPARED = [
    # fact, op, operand, recorded value, truth
    ("primary_site", "is", "lung", "lung", TRUE),
    ("primary_site", "is", "lung", "breast", FALSE),
    ("primary_site", "is", "lung", None, UNDECIDED),
    ("primary_site", "is_not", "lung", "breast", TRUE),
    ("primary_site", "is_not", "lung", None, UNDECIDED),
    ("primary_site", "in", ["lung", "breast"], "breast", TRUE),
    ("primary_site", "not_in", ["lung", "breast"], "breast", FALSE),
    ("solitary_kidney", "is", True, True, TRUE),
    ("solitary_kidney", "is", False, False, TRUE),
    ("solitary_kidney", "is_not", True, False, TRUE),
    ("symptoms", "has", "fever", frozenset({"fever", "fatigue"}), TRUE),
    ("symptoms", "has", "fever", frozenset({"none"}), FALSE),
    ("symptoms", "has", "fever", None, UNDECIDED),
    ("symptoms", "has_any", ["fever", "malaise"], frozenset({"malaise"}), TRUE),
    ("symptoms", "has_none_of", ["fever", "malaise"], frozenset({"none"}), TRUE),
    ("symptoms", "has_none_of", ["fever", "malaise"], frozenset({"fever"}), FALSE),
    ("symptoms", "has_none_of", ["fever", "malaise"], None, UNDECIDED),
    ("symptoms", "is", "none", frozenset({"none"}), TRUE),
    ("egfr", "<", 45, 45, FALSE),
    ("egfr", "<=", 45, 45, TRUE),
    ("egfr", ">", 45, 45, FALSE),
    ("egfr", ">=", 45, 45, TRUE),
    ("egfr", "is", 45, 45.0, TRUE),
    ("egfr", "is_not", 45, 44, TRUE),
    ("egfr", "<", 45, None, UNDECIDED),
    ("ecog", ">=", 2, "3", TRUE),
    ("ecog", ">=", "2", "1", FALSE),
    ("gfr_category", ">=", "G3a", "G3b", TRUE),
    ("diagnosis_date", ">=", "2025-01", "2024-12", FALSE),
    ("diagnosis_date", ">=", "2025-01", "2025-01", TRUE),
    ("m_category", "is", "M0", "cM0", TRUE),
    ("m_category", "is", "M0", "rcM0", TRUE),
    ("m_category", "is", "M0", "cM0(i+)", FALSE),
    ("m_category", "is", "M1a", "rpM1a(OTH)", TRUE),
    ("m_category", "is", "pM1", "pM1", TRUE),
    ("m_category", "is", "pM1", "cM1", FALSE),
    ("m_category", "not_in", ["M0"], "pM1c2", TRUE),
    ("n_category", "is", "N1mi", "ypN1mi(sn)", TRUE),
    ("t_category", "is", "Tis(AIS)", "cTis(AIS)", TRUE),
    ("ecog", "known", ..., "0", TRUE),
    ("ecog", "known", ..., None, UNDECIDED),
    ("ecog", "not_recorded", ..., "0", FALSE),
    ("ecog", "not_recorded", ..., None, TRUE),
    ("lesions", "known", ..., (), TRUE),
    ("lesions", "not_recorded", ..., (), FALSE),
]


@for_each(("fact", "op", "operand", "value", "truth"), COMPARED)
def test_comparison_has_three_values(fact, op, operand, value, truth):
    data = {"fact": fact, "op": op} | ({} if operand is ... else {"value": operand})
    known = Facts({} if value is None else {fact: value})
    assert evaluate(parse_condition(data), known) is truth
    if op != "not_recorded":
        assert evaluate(parse_condition({"not": data}), known) is ~truth


FAULTS = [
    ("nothing", None, "when", "not a condition", None),
    ("a list", [LUNG], "when", "not a condition", None),
    ("no shape", {"al": [LUNG]}, "when", "needs one of", "all"),
    ("two shapes", {"all": [LUNG], "not": LUNG}, "when", "together", None),
    ("something more", {"not": LUNG, "value": 1}, "when.value", "not known here", None),
    ("nothing to join", {"any": []}, "when.any", "at least one", None),
    ("no list", {"any": LUNG}, "when.any", "needs a list", None),
    ("unknown fact", LUNG | {"fact": "primry_site"}, "when.fact", "not in the vocabulary", "primary_site"),
    ("fact that is no text", LUNG | {"fact": 3}, "when.fact", "not in the vocabulary", None),
    ("no op", {"fact": "ecog", "value": 1}, "when", 'needs an "op"', None),
    ("op of another kind", LOW_EGFR | {"op": "has"}, "when.op", "cannot be asked of egfr", None),
    (
        "misspelt op",
        {"fact": "symptoms", "op": "has_none", "value": ["fever"]},
        "when.op",
        "cannot",
        "has_none_of",
    ),
    ("op that is no text", LOW_EGFR | {"op": ["<"]}, "when.op", "cannot be asked", None),
    ("no value", {"fact": "egfr", "op": "<"}, "when", 'needs a "value"', None),
    ("unknown choice", LUNG | {"value": "lungs"}, "when.value", "not one of the choices", "lung"),
    ("out of range", LOW_EGFR | {"value": -1}, "when.value", "plausible range", None),
    ("wrong type", LOW_EGFR | {"value": "45"}, "when.value", "not a number", None),
    ("one where a list belongs", LUNG | {"op": "in"}, "when.value", "needs a list", None),
    ("value twice", LUNG | {"op": "in", "value": ["lung", "lung"]}, "when.value", "twice", None),
    (
        "unknown in a list",
        LUNG | {"op": "in", "value": ["lung", "brest"]},
        "when.value[1]",
        "not one",
        "breast",
    ),
    (
        "set that is something",
        {"fact": "symptoms", "op": "is", "value": "fever"},
        "when.value",
        "has_any",
        None,
    ),
    ("value for known", {"fact": "ecog", "op": "known", "value": True}, "when.value", "not taken", None),
    ("value of a list of lesions", {"fact": "lesions", "op": "is", "value": []}, "when.op", "known", None),
    ("misspelt key", LUNG | {"vaule": "lung"}, "when.vaule", "not known here", None),
]


@for_each(("data", "place", "says", "nearest"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_fault_names_its_place_and_the_nearest_word(data, place, says, nearest):
    with pytest.raises(ConditionErrors) as refused:
        parse_condition(data)
    (error,) = refused.value.errors
    assert (error.place, error.nearest) == (place, nearest)
    assert says in error.message and str(error).startswith(f"{place}: ")


def test_all_faults_are_reported_at_once_each_at_its_place():
    data = {
        "any": [LUNG, LUNG | {"value": "lungs"}, {"not": LUNG | {"fact": "x"}}, {"all": [FIT | {"op": "~"}]}]
    }
    with pytest.raises(ConditionErrors) as refused:
        parse_condition(data, at="rules[3].when")
    assert [error.place for error in refused.value.errors] == [
        "rules[3].when.any[1].value",
        "rules[3].when.any[2].not.fact",
        "rules[3].when.any[3].all[0].op",
    ]


def test_nesting_has_a_limit():
    data = LUNG
    for _ in range(500):
        data = {"not": data}
    with pytest.raises(ConditionErrors, match="nested"):
        parse_condition(data)


IN_WORDS = [
    (LUNG, "primary site is lung"),
    (LOW_EGFR, "eGFR is below 45 mL/min/1.73 m²"),
    ({"fact": "solitary_kidney", "op": "is_not", "value": True}, "solitary kidney: no"),
    ({"fact": "symptoms", "op": "has_any", "value": ["fever", "malaise"]}, "symptoms: fever or malaise"),
    ({"fact": "symptoms", "op": "has_none_of", "value": ["fever"]}, "symptoms: without fever"),
    ({"fact": "ecog", "op": "known"}, "performance status (ECOG) is recorded"),
    ({"all": [LUNG, {"any": [FIT, {"not": LUNG}]}]},
     "primary site is lung and (performance status (ECOG) is at most 1 or not (primary site is lung))"),
]  # fmt: skip


@for_each(("data", "words"), IN_WORDS)
def test_condition_reads_as_words(data, words):
    assert in_words(parse_condition(data)) == words


@given(condition_data())
def test_what_was_written_reads_back_the_same(data):
    condition = parse_condition(data)
    assert parse_condition(write_condition(condition)) == condition
    assert write_condition(parse_condition(write_condition(condition))) == write_condition(condition)


EGFR_NEEDS = ("age_years", "sex", "creatinine_umol_l")
WEIGHED = [
    # condition, known, truth, the facts behind it
    ({"all": [LUNG, FIT]}, {"primary_site": "lung", "ecog": "1"}, TRUE, ("primary_site", "ecog")),
    ({"all": [LUNG, FIT]}, {"primary_site": "lung"}, UNDECIDED, ("ecog",)),
    ({"all": [LUNG, FIT]}, {"primary_site": "breast"}, FALSE, ("primary_site",)),
    ({"any": [LUNG, FIT]}, {"primary_site": "lung"}, TRUE, ("primary_site",)),
    ({"any": [LUNG, FIT]}, {"primary_site": "breast"}, UNDECIDED, ("ecog",)),
    ({"any": [LUNG, FIT]}, {"primary_site": "breast", "ecog": "3"}, FALSE, ("primary_site", "ecog")),
    ({"any": [{"all": [LUNG, FIT]}, LOW_EGFR]}, {"primary_site": "breast"}, UNDECIDED, EGFR_NEEDS),
    ({"not": {"any": [LUNG, FIT]}}, {"primary_site": "lung"}, FALSE, ("primary_site",)),
    ({"not": LUNG}, {}, UNDECIDED, ("primary_site",)),
    ({"fact": "sex", "op": "not_recorded"}, {}, TRUE, ("sex",)),
]  # fmt: skip


@for_each(("data", "known", "truth", "keys"), WEIGHED)
def test_only_the_facts_that_decide_are_named(data, known, truth, keys):
    condition, facts = parse_condition(data), Facts(known)
    assert weigh(condition, facts) == (truth, keys)
    if truth is TRUE:
        assert tuple(made_true_by(grounds_of(condition), facts)) == keys
    assert missing(condition, facts) == (keys if truth is UNDECIDED else ())


def test_derived_fact_that_nothing_would_settle_is_waited_for_by_nobody():
    score = parse_condition({"fact": "imdc", "op": ">=", "value": 3})
    facts = Facts({"primary_site": "lung"}, {"imdc": ()})
    assert evaluate(score, facts) is UNDECIDED
    assert missing(score, facts) == ()


@given(conditions(with_absence=False), recorded(), recorded())
def test_what_is_still_open_decides_the_rest(condition, known, more):
    facts = Facts(known)
    if evaluate(condition, facts) is UNDECIDED:
        later = Facts(more | known)
        assert evaluate(still_open(condition, facts), later) is evaluate(condition, later)


@given(conditions(), conditions(), conditions(), facts())
def test_kleene_laws_hold(a, b, c, facts):
    def same(left, right):
        return evaluate(left, facts) is evaluate(right, facts)

    assert same(Not(Not(a)), a)
    assert same(Not(All((a, b))), Any((Not(a), Not(b))))
    assert same(Not(Any((a, b))), All((Not(a), Not(b))))
    assert same(All((a, b)), All((b, a))) and same(Any((a, b)), Any((b, a)))
    assert same(All((a, All((b, c)))), All((All((a, b)), c)))
    assert same(All((a, Any((b, c)))), Any((All((a, b)), All((a, c)))))
    assert same(Any((a, All((b, c)))), All((Any((a, b)), Any((a, c)))))
    assert same(All((a, Any((a, b)))), a) and same(All((a, a)), a)


@given(conditions(), facts())
def test_weighing_agrees_with_evaluating(condition, facts):
    assert weigh(condition, facts)[0] is evaluate(condition, facts)


@given(conditions(with_absence=False), recorded(), st.data())
def test_recording_one_more_fact_never_unsettles_an_answer(condition, known, data):
    dropped = data.draw(st.sampled_from([None, *known]))
    fewer = {key: value for key, value in known.items() if key != dropped}
    before = evaluate(condition, Facts(fewer))
    if before is not UNDECIDED:
        assert evaluate(condition, Facts(known)) is before


@given(conditions(), facts())
def test_undecided_condition_always_waits_for_something_unrecorded(condition, facts):
    lacking = missing(condition, facts)
    assert bool(lacking) is (evaluate(condition, facts) is UNDECIDED)
    assert not set(lacking) & set(facts)


@given(conditions(with_absence=False, with_derived=False), recorded(), st.data())
def test_recording_everything_that_is_missing_settles_the_condition(condition, known, data):
    facts = Facts(known)
    lacking = missing(condition, facts)
    given_now = {key: data.draw(values(VOCABULARY[key])) for key in lacking}
    assert evaluate(condition, Facts({**facts, **given_now})) is not UNDECIDED


@given(conditions(with_absence=False), facts())
def test_what_made_it_true_is_enough_to_make_it_true(condition, facts):
    if evaluate(condition, facts) is TRUE:
        assert evaluate(condition, Facts(made_true_by(grounds_of(condition), facts))) is TRUE


@given(conditions(), facts())
def test_what_made_it_true_is_recorded_and_of_a_set_what_is_asked_for(condition, facts):
    is_true = evaluate(condition, facts) is TRUE
    for key, value in made_true_by(grounds_of(condition), facts).items() if is_true else ():
        recorded = facts.get(key)
        assert value == recorded or (value and value < recorded and value <= asked_of(condition, key))


def asked_of(condition, key):
    named = (each.members for each in comparisons(condition) if each.fact == key)
    return {member for members in named for member in members}


SURGERY = {"fact": "treatments_considered", "op": "has_any", "value": ["radical_nephrectomy", "debulking"]}
NO_DRUG = {"fact": "treatments_considered", "op": "has_none_of", "value": ["chemotherapy"]}
SUPPORT = {"fact": "treatments_considered", "op": "has", "value": "supportive_care_only"}
SETS = [
    (SURGERY, {"debulking"}),
    ({"not": {"fact": "treatments_considered", "op": "has_none_of", "value": ["debulking"]}}, {"debulking"}),
    ({"all": [SURGERY, NO_DRUG]}, {"debulking"}),
    ({"any": [SURGERY, SUPPORT]}, {"debulking"}),
    ({"any": [SUPPORT, NO_DRUG]}, {"debulking", "surveillance"}),
    ({"fact": "treatments_considered", "op": "known"}, {"debulking", "surveillance"}),
]  # fmt: skip


ABLATION = {"fact": "treatments_considered", "op": "has", "value": "ablation_or_sbrt"}


def test_of_a_split_choice_the_recorded_one_made_it_true():
    facts = Facts({"treatments_considered": frozenset({"thermal_ablation", "chemotherapy"})})
    by = made_true_by(grounds_of(parse_condition(ABLATION)), facts)
    assert by == {"treatments_considered": {"thermal_ablation"}}


@given(conditions(), facts())
def test_what_is_named_for_certain_is_recorded_and_made_it_true(condition, facts):
    if evaluate(condition, facts) is TRUE:
        by = made_true_by(grounds_of(condition), facts)
        assert all(by.get(key) is not None for key in named_for_certain(condition))


@for_each(("data", "members"), SETS)
def test_of_a_set_only_the_members_that_were_asked_for_made_it_true(data, members):
    facts = Facts({"treatments_considered": frozenset({"debulking", "surveillance"})})
    assert made_true_by(grounds_of(parse_condition(data)), facts) == {"treatments_considered": members}


@given(conditions(with_absence=False), facts())
def test_a_fact_that_is_not_missing_cannot_be_what_it_waits_for(condition, facts):
    """Giving a value to an unrecorded fact that is not listed leaves the condition undecided."""
    if evaluate(condition, facts) is not UNDECIDED:
        return
    lacking = set(missing(condition, facts))
    for key, value in (("sex", "male"), ("ecog", "2"), ("pregnant", True), ("esas_pain", 5)):
        if key not in facts and key not in lacking:
            assert evaluate(condition, Facts({**facts, key: value}, facts.waits)) is UNDECIDED
