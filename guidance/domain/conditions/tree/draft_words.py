"""Conditions in words, also those that are still being written."""

from typing import Any

from ...vocabulary import VOCABULARY
from ...vocabulary.operators import Op
from ..nodes import Condition
from ..parsing import ConditionErrors, parse_condition
from ..rendering import in_words
from .data import from_data, to_data
from .draft_nodes import DraftComparison, DraftError, DraftNode

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


def clauses_in_words(when: Any) -> tuple[str, tuple[str, ...]]:
    """What stands between the parts of a rule's condition, and each part in words: together all of it."""
    try:
        root = from_data(when)
    except DraftError:
        return "", (rule_in_words(when),)
    if root.shape not in _JOINED or len(root.parts) < 2:
        return "", (draft_in_words(root),)
    return _JOINED[root.shape], tuple(map(_part_in_words, root.parts))
