"""The engine gives for every rule what the plain interpreter gives."""

from dataclasses import dataclass
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.conditions import Condition, Truth, evaluate, parse_condition
from guidance.domain.engine.clauses import TooManyClauses, clauses_of
from guidance.domain.engine.matching import CompiledRules
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY
from tests.tables import for_each

from ..strategies import conditions, facts


@dataclass(frozen=True)
class Numbered:
    number: int
    when: Condition


def numbered(conditions):
    return [Numbered(number, condition) for number, condition in enumerate(conditions)]


def of_truth(rules, facts, truth):
    return [rule.number for rule in rules if evaluate(rule.when, facts) is truth]


def assert_agrees(compiled, rules, facts):
    decided = compiled.decide(facts)
    assert sorted(rule.number for rule in decided.applies) == of_truth(rules, facts, Truth.TRUE)
    assert sorted(rule.number for rule in decided.undecided) == of_truth(rules, facts, Truth.UNDECIDED)


@given(st.lists(conditions(), max_size=12), st.lists(facts(), min_size=1, max_size=4))
def test_engine_agrees_with_the_interpreter(parsed, cases):
    rules = numbered(parsed)
    compiled = CompiledRules(rules)
    for case in cases:
        assert_agrees(compiled, rules, case)


def test_no_rules_decide_nothing():
    decided = CompiledRules([]).decide(Facts({"sex": "male"}))
    assert (decided.applies, decided.undecided) == ([], [])


def exploding(width):
    """An `any` of `all`s that takes 2 to the width clauses."""
    keys = ("esas_pain", "esas_nausea", "esas_anxiety", "esas_appetite", "esas_wellbeing")[:width]
    pairs = [[{"fact": k, "op": ">=", "value": 4}, {"fact": k, "op": "<=", "value": 8}] for k in keys]
    return parse_condition({"any": [{"all": pair} for pair in pairs]})


def test_rule_with_too_many_clauses_is_left_to_the_interpreter():
    rules = numbered([exploding(5), exploding(2)])
    compiled = CompiledRules(rules)
    assert [rule.number for rule in compiled.interpreted] == [0]
    for pain, nausea in product((None, 0, 6, 10), repeat=2):
        known = {"esas_pain": pain, "esas_nausea": nausea}
        assert_agrees(compiled, rules, Facts({k: v for k, v in known.items() if v is not None}))


def test_clauses_are_few_because_redundant_ones_are_left_out():
    lung = {"fact": "primary_site", "op": "is", "value": "lung"}
    fit = {"fact": "ecog", "op": "<=", "value": 1}
    assert len(clauses_of(parse_condition({"all": [lung, {"any": [lung, fit]}]}), 12)) == 1
    assert len(clauses_of(parse_condition({"any": [lung, {"all": [lung, fit]}]}), 12)) == 1
    with pytest.raises(TooManyClauses):
        clauses_of(exploding(4), 15)


ESAS = ("esas_pain", "esas_tiredness", "esas_nausea", "esas_appetite", "esas_wellbeing", "esas_anxiety")


def once_recorded(key):
    return {"all": [{"not": {"fact": key, "op": "not_recorded"}}, {"fact": key, "op": ">=", "value": 4}]}


def test_what_is_true_only_once_recorded_costs_a_clause_and_agrees_with_the_interpreter():
    any_of_them = parse_condition({"any": [once_recorded(key) for key in ESAS]})
    assert len(clauses_of(any_of_them, 1)) == 1

    pain, nausea = once_recorded("esas_pain"), once_recorded("esas_nausea")
    conditions = [any_of_them, *map(parse_condition, (pain, {"not": pain}, {"not": {"any": [pain, nausea]}}))]
    rules = numbered(conditions)
    compiled = CompiledRules(rules)
    assert compiled.interpreted == []
    for values in product((None, 0, 6), repeat=2):
        known = dict(zip(("esas_pain", "esas_nausea"), values, strict=True))
        assert_agrees(compiled, rules, Facts({k: v for k, v in known.items() if v is not None}))


EVERY_COMPARISON = [
    (fact, op, operand)
    for fact, operands in {
        "egfr": (30, 45),
        "ecog": ("1", "3"),
        "sex": ("male",),
        "pregnant": (True, False),
        "diagnosis_date": ("2024-12", "2025-01"),
    }.items()
    for op in VOCABULARY[fact].ops
    for operand in operands
    if op not in ("in", "not_in", "known", "not_recorded")
]


@for_each(("fact", "op", "operand"), EVERY_COMPARISON)
def test_every_comparison_agrees_at_below_and_above_its_limit(fact, op, operand):
    data = {"fact": fact, "op": op, "value": operand}
    rules = numbered([parse_condition(data), parse_condition({"not": data})])
    tried = {
        "egfr": (29, 30, 37.5, 45, 46),
        "ecog": tuple("012345"),
        "sex": ("female", "male"),
        "pregnant": (True, False),
        "diagnosis_date": ("2024-11", "2024-12", "2025-01", "2025-02"),
    }
    for value in tried[fact]:
        assert_agrees(CompiledRules(rules), rules, Facts({fact: value}))


def test_two_lists_to_be_avoided_in_one_clause_do_not_break_each_other():
    def without(*needs):
        return {"fact": "practical_needs", "op": "has_none_of", "value": list(needs)}

    rules = numbered(
        [
            parse_condition({"any": [without("financial"), without("transport", "nutrition")]}),
            parse_condition({"not": {"all": [{"not": without("financial")}, {"not": without("home_care")}]}}),
            parse_condition(without("financial", "home_care")),
        ]
    )
    needs = ("financial", "transport", "nutrition", "home_care")
    for size in range(1, 5):
        for chosen in combinations(needs, size):
            assert_agrees(CompiledRules(rules), rules, Facts({"practical_needs": frozenset(chosen)}))


@for_each("value", ["cM0", "pM1", "cM1", "rpM1(OTH)", "M1", "cM1c2", "cM0(i+)"])
def test_tokens_are_found_whole_by_category_or_not_at_all(value):
    data = [
        {"fact": "m_category", "op": op, "value": operand}
        for op, operand in (("is", "M0"), ("is", "pM1"), ("is_not", "M1"), ("not_in", ["M0", "pM1"]))
    ]
    rules = numbered([parse_condition(entry) for entry in data])
    assert_agrees(CompiledRules(rules), rules, Facts({"m_category": value}))


def test_value_that_no_rule_names_is_compared_all_the_same():
    """A value outside the vocabulary cannot be recorded; were one derived by mistake, nothing breaks."""
    rules = numbered(
        [parse_condition({"fact": "laterality", "op": op, "value": "left"}) for op in ("is", "is_not")]
    )
    assert_agrees(CompiledRules(rules), rules, Facts({"laterality": "both"}))
