"""From conditions to text: on one line where it fits, else a part to a line."""

import re
import textwrap

from ...vocabulary import VOCABULARY, Comparison, Fact, Vocabulary
from ..nodes import All, Any, Condition, Not
from .operator_words import ALL, AND, ANY, NO, NOT, OF, OR, RECORDED, YES

WIDTH = 88
INDENT = "  "

_PLAIN = re.compile(r"""[^\s()",<>=!≤≥“”]+""")
_KEPT = (AND, OR, NOT, RECORDED)
"""Words that would be read as part of the language where a value belongs."""


def write_text(condition: Condition, vocabulary: Vocabulary = VOCABULARY) -> str:
    """The condition as text; `parse_text` reads it back to the same condition, groups and all."""
    return "\n".join(_lines(condition, vocabulary, WIDTH))


def _lines(condition: Condition, vocabulary: Vocabulary, room: int) -> list[str]:
    on_one = _on_one_line(condition, vocabulary)
    if len(on_one) <= room:
        return [on_one]
    if isinstance(condition, Comparison):
        return _values_below(condition, vocabulary[condition.fact], room)
    if isinstance(condition, Not):
        return _block(f"{NOT} (", condition.part, vocabulary, room)
    if len(condition.parts) == 1:
        return _block(f"{_group_word(condition)} {OF} (", condition.parts[0], vocabulary, room)
    return _parts_below_each_other(condition, vocabulary, room)


def _on_one_line(condition: Condition, vocabulary: Vocabulary) -> str:
    if isinstance(condition, Comparison):
        return _comparison(condition, vocabulary[condition.fact])
    if isinstance(condition, Not):
        return f"{NOT} ({_on_one_line(condition.part, vocabulary)})"
    if len(condition.parts) == 1:
        return f"{_group_word(condition)} {OF} ({_on_one_line(condition.parts[0], vocabulary)})"
    parts = (
        f"({_on_one_line(part, vocabulary)})" if _needs_brackets(part) else _on_one_line(part, vocabulary)
        for part in condition.parts
    )
    return f" {_between(condition)} ".join(parts)


def _parts_below_each_other(group: All | Any, vocabulary: Vocabulary, room: int) -> list[str]:
    lines: list[str] = []
    for part in group.parts:
        word = f"{_between(group)} " if lines else ""
        left = room - len(word)
        written = (
            _bracketed(part, vocabulary, left) if _needs_brackets(part) else _lines(part, vocabulary, left)
        )
        lines += [word + written[0], *written[1:]]
    return lines


def _bracketed(part: Condition, vocabulary: Vocabulary, room: int) -> list[str]:
    on_one = f"({_on_one_line(part, vocabulary)})"
    return [on_one] if len(on_one) <= room else _block("(", part, vocabulary, room)


def _block(opening: str, part: Condition, vocabulary: Vocabulary, room: int) -> list[str]:
    inner = _lines(part, vocabulary, room - len(INDENT))
    return [opening, *(INDENT + line for line in inner), ")"]


def _values_below(comparison: Comparison, fact: Fact, room: int) -> list[str]:
    """A list of values that is too long for a line; a single value stays as it is."""
    head = f"{comparison.fact} {comparison.op.written}"
    if not isinstance(comparison.value, tuple):
        return [_comparison(comparison, fact)]
    values = ", ".join(_value(value) for value in comparison.value)
    wrapped = textwrap.wrap(
        values, max(room - len(INDENT), 40), break_long_words=False, break_on_hyphens=False
    )
    return [f"{head} (", *(INDENT + line for line in wrapped), ")"]


def _comparison(comparison: Comparison, fact: Fact) -> str:
    words = f"{fact.key} {comparison.op.written}"
    if comparison.value is None:
        return words
    if isinstance(comparison.value, tuple):
        return f"{words} ({', '.join(_value(value) for value in comparison.value)})"
    return f"{words} {_value(comparison.value)}"


def _value(value: bool | str | int | float) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    word = str(value)
    return word if _PLAIN.fullmatch(word) and word.lower() not in _KEPT else f'"{word}"'


def _needs_brackets(part: Condition) -> bool:
    return isinstance(part, All | Any) and len(part.parts) > 1


def _group_word(group: All | Any) -> str:
    return ALL if isinstance(group, All) else ANY


def _between(group: All | Any) -> str:
    return AND if isinstance(group, All) else OR
