"""From conditions back to data, and into words."""

from ..vocabulary import VOCABULARY, Comparison, Fact, Op, Vocabulary, joined
from ..vocabulary.operators import Operand
from .nodes import All, Condition, Not

_OPS_ON_SETS = (Op.HAS, Op.HAS_ANY, Op.HAS_NONE_OF)


def write_condition(condition: Condition, vocabulary: Vocabulary = VOCABULARY) -> dict[str, object]:
    """The data of a condition; `parse_condition` reads it back to the same condition."""
    if isinstance(condition, Not):
        return {"not": write_condition(condition.part, vocabulary)}
    if not isinstance(condition, Comparison):
        shape = "all" if isinstance(condition, All) else "any"
        return {shape: [write_condition(part, vocabulary) for part in condition.parts]}
    data: dict[str, object] = {"fact": condition.fact, "op": condition.op.value}
    if condition.value is not None:
        data["value"] = _operand_as_data(vocabulary[condition.fact], condition.value)
    return data


def _operand_as_data(fact: Fact, operand: Operand) -> object:
    if isinstance(operand, tuple):
        return [fact.as_data(value) for value in operand]
    return None if operand is None else fact.as_data(operand)


def in_words(condition: Condition, vocabulary: Vocabulary = VOCABULARY) -> str:
    """The condition as a clause that a person can read: "eGFR is below 45 mL/min/1.73 m²"."""
    if isinstance(condition, Comparison):
        return _comparison_in_words(condition, vocabulary[condition.fact])
    if isinstance(condition, Not):
        return f"not ({in_words(condition.part, vocabulary)})"
    last = "and" if isinstance(condition, All) else "or"
    return f" {last} ".join(_part_in_words(part, vocabulary) for part in condition.parts)


def _part_in_words(part: Condition, vocabulary: Vocabulary) -> str:
    words = in_words(part, vocabulary)
    return words if isinstance(part, Comparison | Not) else f"({words})"


def _comparison_in_words(comparison: Comparison, fact: Fact) -> str:
    label = fact.label_in_words
    if isinstance(comparison.value, bool):
        wanted = comparison.value is (comparison.op is Op.IS)
        return f"{label}: {'yes' if wanted else 'no'}"
    colon = ":" if comparison.op in _OPS_ON_SETS else ""
    return f"{label}{colon} {comparison.op.phrase.format(_operand_in_words(fact, comparison.value))}"


def _operand_in_words(fact: Fact, operand: Operand) -> str:
    if operand is None:
        return ""
    values = operand if isinstance(operand, tuple) else (operand,)
    return joined([_one_in_words(fact, value) for value in values], last="or")


def _one_in_words(fact: Fact, value: bool | str | int | float) -> str:
    if isinstance(value, str) and value in fact.choice_by_value:
        return fact.choice_by_value[value].in_words
    return fact.words(value)
