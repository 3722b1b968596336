"""Sentences with facts in them: "The primary is {primary_site}."."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

from .facts import Facts
from .vocabulary import VOCABULARY, Value, upper_first

NOT_RECORDED = "not recorded"

Words = Callable[[str, Value], str]


class TemplateError(ValueError):
    """A template that cannot be filled; the message says why, `nearest` names the key that was meant."""

    def __init__(self, message: str, nearest: str | None = None) -> None:
        super().__init__(message)
        self.message, self.nearest = message, nearest


@dataclass(frozen=True)
class Template:
    """Text and fact keys in turn; `parts` holds (text, key or None)."""

    parts: tuple[tuple[str, str | None], ...]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for _, key in self.parts if key))

    def fill(self, facts: Facts, words: Words) -> str | None:
        """The sentence, or None where a fact in it was not recorded."""
        return self.fill_all(facts, words) if all(key in facts for key in self.keys) else None

    def fill_all(self, facts: Facts, words: Words) -> str:
        """The sentence; a fact that was not recorded is said to be so."""
        filled = "".join(text + _in_words(key, facts, words) for text, key in self.parts)
        return upper_first(filled) if self._starts_with_a_fact else filled

    @cached_property
    def _starts_with_a_fact(self) -> bool:
        return bool(self.parts) and self.parts[0][0] == ""


def _in_words(key: str | None, facts: Mapping[str, Value], words: Words) -> str:
    if key is None:
        return ""
    value = facts.get(key)
    return NOT_RECORDED if value is None else words(key, value)


def parse_template(text: str) -> Template:
    """Raises TemplateError for a stray brace, or for a name in braces that is no fact."""
    try:
        pieces = list(Formatter().parse(text))
    except ValueError as error:
        raise TemplateError(f"has a brace that is not closed or not opened ({error}).") from error
    for _, key, form, conversion in pieces:
        if key is not None and (key not in VOCABULARY or form or conversion):
            raise TemplateError(f'"{{{key}}}" is not a fact.', VOCABULARY.nearest(key))
    return Template(tuple((literal, key) for literal, key, _, _ in pieces))
