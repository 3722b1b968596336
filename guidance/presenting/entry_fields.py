"""The fields of an entry as people call them, and how the value of each is said."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from guidance.domain.conditions.tree import OPEN, rule_in_words
from guidance.domain.entries import ENTRY_KINDS, Entry, Field, Named, Object, shapes
from guidance.domain.entries.shapes import fact_in_words
from guidance.domain.naming import Names
from guidance.domain.rule_titles import NO_CONDITION
from guidance.domain.templates import TemplateError, parse_template
from guidance.domain.vocabulary import joined
from guidance.domain.words import FORMS


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
        case Object():
            return object_in_words(value)
    return plain_words(value)


def object_in_words(value: Entry) -> str:
    """A place in the source, or a sign-off: "line 4, paragraph 3 below its heading, bullet".

    What stands there is said where it is something else than a paragraph.
    """
    if "by" in value or "on" in value:
        return ", ".join(filter(None, (str(value.get("by") or ""), day_in_words(value.get("on")))))
    form = str(value.get("form") or "")
    parts = (
        f"line {value['line']}" if value.get("line") else "",
        f"paragraph {value['paragraph']} below its heading" if value.get("paragraph") else "",
        "" if form == "paragraph" else FORMS.get(form, form),
    )
    return ", ".join(filter(None, parts))


def day_in_words(given: object) -> str:
    """ "31 May 2026"; what is no day of the calendar as it was given."""
    try:
        day = date.fromisoformat(str(given or ""))
    except ValueError:
        return str(given or "")
    return f"{day.day} {day:%B %Y}"


def plain_words(value: object) -> str:
    """Any value in words, also one that should not stand where it does."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(
            f"{str(name).replace('_', ' ')}: {plain_words(held)}" for name, held in value.items()
        )
    if isinstance(value, list | tuple):
        return joined([plain_words(each) for each in value])
    return "" if value is None else str(value)


def condition_in_words(data: Any) -> str:
    """As a sentence's part; what is still being written has "…" where something is missing."""
    words = rule_in_words(data)
    return NO_CONDITION if words == OPEN else words


def template_in_words(text: str) -> str:
    """A sentence with its facts named: "The primary is [primary site]."."""
    try:
        parts = parse_template(text).parts
    except TemplateError:
        return text
    return "".join(f"{words}[{fact_in_words(key)}]" if key else words for words, key in parts)
