"""The fields of an entry as people call them, and how the value of each is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from guidance.domain.conditions import ConditionErrors, in_words, parse_condition
from guidance.domain.edition import canonical_json
from guidance.domain.templates import TemplateError, parse_template
from guidance.domain.vocabulary import VOCABULARY
from guidance.domain.words import CERTAINTIES, DOMAINS, FORMS, KINDS, SEVERITIES
from guidance.presenting.names import Names

Say = Callable[[Any, Names], str]

EFFECTS = {
    "show": "shows a section",
    "highlight": "highlights a statement",
    "caution": "raises a caution",
}


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
    """By name, in the order in which people read them. Those of a source are named "source.line"."""
    return _FIELDS[kind]


def field_of(kind: str, name: str) -> Field:
    known = _FIELDS[kind].get(name)
    if known is not None:
        return known
    part, _, key = name.partition(".")
    if part == "informative_facts":
        return Field(f"Why “{_fact(key)}” is recorded", Shape.TEXT)
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
    return "".join(f"{words}[{_fact(key)}]" if key else words for words, key in parts)


def _fact(key: str) -> str:
    return VOCABULARY[key].label_in_words if key in VOCABULARY else key


def _code(labels: Mapping[str, str]) -> Say:
    return lambda value, _: labels.get(str(value), str(value))


def _named(kind: str) -> Say:
    return lambda value, names: names.of(kind, str(value))


def _listed(kind: str) -> Say:
    return lambda value, names: names.with_text(kind, str(value))


def _prose(label: str) -> Field:
    return Field(label, Shape.TEXT)


_CERTAINTY = Field("Certainty", say=lambda value, _: f"{value}: {CERTAINTIES.get(str(value), 'not known')}")
_SECTION = Field("Section", say=_named("section"))
_SENTENCE: Say = lambda value, _: template_in_words(str(value))  # noqa: E731  it stands beside its like

_FIELDS: Mapping[str, Mapping[str, Field]] = {
    "document": {
        "title": _prose("Title"),
        "about": _prose("About"),
        "slug": Field("Short name"),
    },
    "section": {
        "title": _prose("Title"),
        "heading": _prose("Heading in the source"),
        "domain": Field("Domain", say=_code(DOMAINS)),
        "slug": Field("Address"),
        "heading_line": Field("Line of the heading in the source"),
    },
    "statement": {
        "text": _prose("Text"),
        "kind": Field("Kind", say=_code(KINDS)),
        "section": _SECTION,
        "source.line": Field("Source line"),
        "source.paragraph": Field("Source paragraph"),
        "source.form": Field("Form in the source", say=_code(FORMS)),
    },
    "note": {
        "text": _prose("Text"),
        "severity": Field("How important", say=_code(SEVERITIES)),
        "class": _prose("What is the matter"),
        "certainty": _CERTAINTY,
        "section": _SECTION,
        "statements": Field("Speaks about", Shape.LIST, _listed("statement")),
        "references": Field("Rests on", Shape.LIST, _listed("reference")),
        "signed_off.by": Field("Signed off by"),
        "signed_off.on": Field("Signed off on"),
    },
    "reference": {
        "authors": _prose("Authors"),
        "title": _prose("Title"),
        "journal": _prose("Journal, book or body"),
        "year": Field("Year"),
        "volume": Field("Volume"),
        "pages": Field("Pages"),
        "doi": Field("DOI"),
        "url": Field("Web address"),
        "detail": _prose("Detail"),
        "certainty": _CERTAINTY,
    },
    "rule": {
        "effect": Field("What it does", say=_code(EFFECTS)),
        "section": _SECTION,
        "statement": Field("Statement", say=_listed("statement")),
        "when": Field("When", Shape.SIDES, lambda value, _: condition_in_words(value)),
        "because": Field("Because", Shape.TEXT, _SENTENCE),
        "message": Field("Caution", Shape.TEXT, _SENTENCE),
        "about": Field("Facts it speaks about", Shape.LIST, lambda value, _: _fact(str(value))),
        "notes": Field("Notes that come with it", Shape.LIST, _listed("note")),
    },
}
