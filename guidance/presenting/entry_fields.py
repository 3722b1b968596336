"""The fields of an entry as people call them, and how the value of each is said."""

from typing import Any

from guidance.domain.conditions import ConditionErrors, in_words, parse_condition
from guidance.domain.edition import canonical_json
from guidance.domain.entries import ENTRY_KINDS, Field, Named, shapes
from guidance.domain.entries.rule import NOT_BUILT
from guidance.domain.entries.shapes import fact_in_words
from guidance.domain.templates import TemplateError, parse_template
from guidance.presenting.names import Names


def field_of(kind: str, name: str) -> Field:
    """By its name in a difference; those of an object are named "source.line"."""
    part, _, key = name.partition(".")
    held = ENTRY_KINDS[kind].by_name.get(part)
    if isinstance(held, Named) and key:
        return held.part_named(key)
    label = f"Source: {key.replace('_', ' ')}" if key else name.replace("_", " ").capitalize()
    return ENTRY_KINDS[kind].by_name.get(name) or shapes.Word(label, "")


def said(field: Field, value: Any, names: Names) -> str:
    """One value, or one of several, in words."""
    match field:
        case shapes.Sentence():
            return template_in_words(str(value))
        case shapes.When():
            return condition_in_words(value)
        case shapes.OneCode():
            return field.labels.get(str(value), str(value))
        case shapes.FactKeys():
            return fact_in_words(str(value))
        case shapes.One(of="section"):
            return names.of("section", str(value))
        case shapes.One():
            return names.with_text(names.kind_of(field.kinds, str(value)), str(value))
    return str(value)


def condition_in_words(data: Any) -> str:
    """As a sentence's part; data that cannot be read (it is still being written) as it is."""
    try:
        return in_words(parse_condition(data))
    except ConditionErrors:
        if data == NOT_BUILT:
            return "no condition yet"
        return canonical_json(data) if isinstance(data, dict) else str(data)


def template_in_words(text: str) -> str:
    """A sentence with its facts named: "The primary is [primary site]."."""
    try:
        parts = parse_template(text).parts
    except TemplateError:
        return text
    return "".join(f"{words}[{fact_in_words(key)}]" if key else words for words, key in parts)
