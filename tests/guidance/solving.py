"""Facts that make a condition true, found from the condition itself."""

from itertools import combinations, product

from guidance.domain.conditions import All, Condition, Truth, comparisons, evaluate
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY, FactError, Value

TOKENS = {"t_category": "cT2", "n_category": "cN1", "m_category": "cM1", "m_from_pattern": "M1"}


def solve(*conditions: Condition) -> Facts | None:
    """Facts that make all of the conditions true, or None."""
    whole = All(conditions)
    asked = list(dict.fromkeys(comparison.fact for comparison in comparisons(whole)))
    for values in product(*(candidates(key, whole) for key in asked)):
        facts = Facts({key: value for key, value in zip(asked, values, strict=True) if value is not None})
        if evaluate(whole, facts) is Truth.TRUE:
            return facts
    return None


def candidates(key: str, condition: Condition) -> list[Value | None]:
    """Unknown (None), and the values of a fact at which one of its comparisons can turn."""
    operands = [
        operand
        for comparison in comparisons(condition)
        if comparison.fact == key
        for operand in as_tuple(comparison.value)
    ]
    checked = (checked_value(key, value) for value in values(key, operands))
    return [None, *(value for value in checked if value is not None)]


def values(key: str, operands: list) -> list:
    fact = VOCABULARY[key]
    match fact.kind:
        case "yes_no":
            return [True, False]
        case "number":
            return [number + change for number in operands or [fact.within[0]] for change in (0, 1, -1)]
        case "any_of":
            return [*([choice] for choice in fact.choice_values), *combinations(operands, 2)]
        case "one_of":
            return list(fact.choice_values)
        case "token":
            return [*operands, TOKENS[key]]
        case _:
            return ["2024-12", "2025-01"]


def as_tuple(operand: object) -> tuple:
    return operand if isinstance(operand, tuple) else () if operand is None else (operand,)


def checked_value(key: str, value: object) -> Value | None:
    try:
        return VOCABULARY[key].check(value)
    except FactError:
        return None
