"""Sentences with facts in them: "The primary is {primary_site}."."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

from .vocabulary import VOCABULARY, Value, number_word, upper_first

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
        return tuple(key for _, key in self.parts if key is not None)

    @cached_property
    def words_alone(self) -> str:
        return "".join(text for text, _ in self.parts)

    def fill(self, facts: Mapping[str, Value | None], words: Words, absent: str | None = None) -> str | None:
        """The sentence. A fact that is not among them is named as `absent`; without that there is none."""
        if not self.keys:
            return self.words_alone
        filled: list[str] = []
        for text, key in self.parts:
            filled.append(text)
            if key is not None:
                value = facts.get(key)
                in_words = absent if value is None else words(key, value)
                if in_words is None:
                    return None
                is_first = not text and len(filled) == 1
                filled.append((_begins(key, value) or upper_first(in_words)) if is_first else in_words)
        return "".join(filled)


def _begins(key: str, value: Value | None) -> str:
    """A plain count with which a sentence begins: "Three"."""
    if isinstance(value, int) and not isinstance(value, bool) and not VOCABULARY[key].unit:
        return upper_first(number_word(value))
    return ""


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
