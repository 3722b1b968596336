"""Conditions in words and as text, also those that are still being written."""

from typing import Any

from guidance.domain.conditions import (
    Condition,
    ConditionErrors,
    Op,
    in_words,
    parse_condition,
    write_text,
)
from guidance.domain.conditions.tree import (
    DraftComparison,
    DraftError,
    DraftGroup,
    DraftNode,
    from_data,
    to_data,
)
from guidance.domain.vocabulary import VOCABULARY
from guidance.domain.vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING

OPEN = "…"
"""Stands for what is not written yet."""

_JOINED = {"all": " and ", "any": " or "}


def readable(data: Any) -> Condition | None:
    """The condition, or None where it has faults."""
    try:
        return parse_condition(data)
    except ConditionErrors:
        return None


def rule_in_words(when: Any) -> str:
    """The condition of a rule's entry as a clause, whatever state it is in."""
    try:
        return draft_in_words(from_data(when))
    except DraftError:
        condition = readable(when)
        return in_words(condition) if condition else OPEN


def draft_in_words(node: DraftNode) -> str:
    """As `in_words` has it; what is not written yet is "…"."""
    if isinstance(node, DraftComparison):
        condition = readable(to_data(node))
        return in_words(condition) if condition else _unfinished(node)
    if node.shape == "not" and len(node.parts) == 1:
        return f"not ({draft_in_words(node.parts[0])})"
    if node.bare and len(node.parts) == 1:
        return draft_in_words(node.parts[0])
    words = (_part_in_words(part) for part in node.parts)
    return _JOINED.get(node.shape, ", ").join(words) or OPEN


def _part_in_words(part: DraftNode) -> str:
    words = draft_in_words(part)
    return words if isinstance(part, DraftComparison) or part.shape == "not" else f"({words})"


def _unfinished(node: DraftComparison) -> str:
    if node.fact not in VOCABULARY:
        return OPEN
    op = Op(node.op).label if node.op in tuple(Op) else ""
    return " ".join(part for part in (VOCABULARY[node.fact].label_in_words, op, OPEN) if part)


# As text


def draft_text(root: DraftGroup) -> str:
    """The condition as text. Where it is not complete, "…" stands for what is missing."""
    condition = readable(to_data(root))
    return write_text(condition) if condition else _text(root)


def _text(node: DraftNode) -> str:
    condition = readable(to_data(node))
    if condition:
        return write_text(condition)
    if isinstance(node, DraftComparison):
        return _comparison_text(node)
    if node.shape == "not" and len(node.parts) == 1:
        return f"not ({_text(node.parts[0])})"
    word = "and" if node.shape == "all" else "or"
    texts = [_text(part) if isinstance(part, DraftComparison) else f"({_text(part)})" for part in node.parts]
    return f"\n{word} ".join(texts) or OPEN


def _comparison_text(node: DraftComparison) -> str:
    op = Op(node.op).written if node.op in tuple(Op) else OPEN
    value = "" if node.op in OPS_ON_RECORDING else _value_text(node)
    return f"{node.fact or OPEN} {op} {value}".rstrip()


def _value_text(node: DraftComparison) -> str:
    values = node.value if isinstance(node.value, tuple) else () if node.value is None else (node.value,)
    texts = [f'"{value}"' if isinstance(value, str) else str(value).lower() for value in values] or [OPEN]
    is_list = node.op in OPS_ON_LISTS or len(texts) > 1
    return f"({', '.join(texts)})" if is_list else texts[0]
