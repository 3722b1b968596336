"""The fields of an entry as people call them, and how the value of each is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from guidance.domain.conditions import ConditionErrors, in_words, parse_condition
from guidance.domain.edition import canonical_json
from guidance.domain.entries import ENTRY_KINDS, Named, fields
from guidance.domain.templates import TemplateError, parse_template
from guidance.presenting.names import Names

Say = Callable[[Any, Names], str]


class Shape(Enum):
    """How two values are set against each other: word by word, each as a whole, item by item, or one below
    the other."""

    TEXT = "text"
    WHOLE = "whole"
    LIST = "list"
    SIDES = "sides"


@dataclass(frozen=True)
class Field:
    label: str
    shape: Shape = Shape.WHOLE
    say: Say = lambda value, _: str(value)


def fields_of(kind: str) -> Mapping[str, Field]:
    """By name, in the order in which people read them. Those of an object are named "source.line"."""
    return _FIELDS[kind]


def field_of(kind: str, name: str) -> Field:
    known = _FIELDS[kind].get(name)
    if known is not None:
        return known
    part, _, key = name.partition(".")
    held = ENTRY_KINDS[kind].by_name.get(part)
    if isinstance(held, Named) and key:
        return Field(held.label_of(key), Shape.TEXT if isinstance(held, fields.Reasons) else Shape.WHOLE)
    return Field(f"Source: {key.replace('_', ' ')}" if key else name.replace("_", " ").capitalize())


def condition_in_words(data: Any) -> str:
    """As a sentence's part; data that cannot be read (it is still being written) as it is."""
    try:
        return in_words(parse_condition(data))
    except ConditionErrors:
        return canonical_json(data) if isinstance(data, dict) else str(data)


def template_in_words(text: str) -> str:
    """A sentence with its facts named: "The primary is [primary site]."."""
    try:
        parts = parse_template(text).parts
    except TemplateError:
        return text
    return "".join(f"{words}[{fields.fact_in_words(key)}]" if key else words for words, key in parts)


def _whole(field: fields.Field) -> Field:
    return Field(field.label)


def _text(field: fields.Field, say: Say = lambda text, _: text) -> Field:
    return Field(field.label, Shape.TEXT, lambda value, names: say(str(value), names))


def _choice(field: fields.Choice) -> Field:
    return Field(field.label, say=lambda value, _: field.labels.get(str(value), str(value)))


def _one(field: fields.One) -> Field:
    say = Names.of if field.of == "section" else Names.with_text
    return Field(field.label, say=lambda value, names: say(names, field.of, str(value)))


def _several(field: fields.Several) -> Field:
    return Field(field.label, Shape.LIST, lambda value, names: names.with_text(field.of, str(value)))


def _facts(field: fields.Facts) -> Field:
    return Field(field.label, Shape.LIST, lambda value, _: fields.fact_in_words(str(value)))


def _when(field: fields.When) -> Field:
    return Field(field.label, Shape.SIDES, lambda value, _: condition_in_words(value))


WHOLE = (fields.Id, fields.Word, fields.Figure, fields.Day, fields.Number, fields.Inside)
_SHOWN: Mapping[type[fields.Field], Callable[[Any], Field]] = {
    **dict.fromkeys(WHOLE, _whole),
    fields.Text: _text,
    fields.Sentence: lambda field: _text(field, lambda text, _: template_in_words(text)),
    fields.Choice: _choice,
    fields.One: _one,
    fields.Several: _several,
    fields.Facts: _facts,
    fields.When: _when,
}
"""A shape that is not here fails when this is imported."""

_FIELDS: Mapping[str, Mapping[str, Field]] = {
    name: {field.name: _SHOWN[type(field)](field) for field in kind.as_read if not isinstance(field, Named)}
    for name, kind in ENTRY_KINDS.items()
}
