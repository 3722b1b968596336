"""The engine gives for every rule what the plain interpreter gives."""

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.clauses import TooManyClauses, clauses_of
from guidance.domain.conditions import Condition, Truth, evaluate, parse_condition
from guidance.domain.facts import Facts
from guidance.domain.matching import CompiledRules

from .strategies import conditions, facts


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


@pytest.mark.parametrize("value", ["cM0", "pM1", "cM1", "rpM1(OTH)", "M1", "cM1c2", "cM0(i+)"])
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
