"""Conditions as text, also those that are still being written."""

from guidance.domain.conditions import write_text
from guidance.domain.conditions.tree import OPEN, DraftComparison, DraftGroup, DraftNode, readable, to_data
from guidance.domain.vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING, Op


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
