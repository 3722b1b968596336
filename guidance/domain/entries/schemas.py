"""The published JSON Schemas of a guidance pack and of a change set, made of the kinds of entries."""

from __future__ import annotations

from collections.abc import Mapping

from ..conditions import Op
from .fields import Schema
from .kind import EntryKind
from .registry import ENTRY_KINDS, LISTS

FORMAT, CHANGE_SET = "kidmet.guidance/1", "kidmet.change-set/1"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
LARGEST = 2**31 - 1


def pack_schema() -> Schema:
    return {
        "$schema": DRAFT,
        "$id": "urn:kidmet:guidance-pack:1",
        "title": "KidMet guidance pack, format 1",
        **_object(
            "One document restated as statements, with curator notes, references and rules. In a folder the "
            "parts stand in files: document.yaml (format and document, its fields at the top), "
            "informative_facts.yaml, sections/*.yaml, notes.yaml, references.yaml and rules/*.yaml; in one "
            "file they stand together as here.",
            {
                "format": {"const": FORMAT, "description": "Which format this is."},
                "document": ENTRY_KINDS["document"].schema(),
                **{name: _list_of(kind) for name, kind in LISTS.items()},
            },
        ),
        "$defs": {
            **{kind.name: kind.schema() for kind in ENTRY_KINDS.values() if kind.name != "document"},
            "condition": CONDITION,
        },
    }


def _list_of(kind: EntryKind) -> Schema:
    least = {"minItems": 1} if kind.name == "section" else {}
    items = {"$ref": f"#/$defs/{kind.name}"}
    return {"type": "array", **least, "items": items, "description": kind.listed}


def change_set_schema() -> Schema:
    return {
        "$schema": DRAFT,
        "$id": "urn:kidmet:change-set:1",
        "title": "KidMet change set, format 1",
        **_object(
            "What one curator proposes to change in the guidance, entry by entry, as it is exported and "
            "imported. Each change carries the entry as it stood when the change was made, so that whoever "
            "reviews it sees where the guidance has moved on.",
            {
                "format": {"const": CHANGE_SET, "description": "Which format this is."},
                "title": _text("What it is about, in a few words.", maxLength=200),
                "reason": _text("Why the guidance should say this from now on.", maxLength=5000),
                "base": _object(
                    "What it was exported against. It decides nothing: each change has its own base.",
                    {
                        "edition": {
                            "type": ["integer", "null"],
                            "minimum": 1,
                            "maximum": LARGEST,
                            "description": "The edition that readers saw then; null where there was none.",
                        },
                        "hash": _text("SHA-256 of the accepted draft then.", pattern="^[0-9a-f]{64}$"),
                    },
                ),
                "changes": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/change"},
                    "description": "In any order; each entry once.",
                },
            },
            optional=("base",),
        ),
        "$defs": {
            "change": _change(),
            **{kind.name: kind.schema(is_alone=True) for kind in ENTRY_KINDS.values()},
            "condition": CONDITION,
        },
    }


def _change() -> Schema:
    return {
        **_object(
            "One entry: added where base is null, retired where proposed is null, else changed, moved, or "
            "both.",
            {
                "kind": {"enum": list(ENTRY_KINDS), "description": "Which sort of entry it is."},
                "id": _text(
                    "What the entry is called in the guidance that the change was made on: its slug, key or "
                    'id; "document" for the document as a whole. For a new entry, what it will be called.',
                    minLength=1,
                    maxLength=200,
                ),
                "base": _nullable("object", "The entry as it stood; null where it is new."),
                "proposed": _nullable("object", "The entry as it should stand; null where it is retired."),
                "after": _nullable(
                    "string",
                    "The id of the neighbour that it is put behind, empty for the first place; null where it "
                    "is not moved.",
                    maxLength=200,
                ),
                "position": {
                    "type": "integer",
                    "minimum": 0,
                    "maximum": LARGEST,
                    "description": "In which order things are moved.",
                },
            },
            optional=("after", "position"),
        ),
        "allOf": [_sides(name) for name in ENTRY_KINDS],
    }


def _sides(kind: str) -> Schema:
    """Of a change of that kind both sides are such entries."""
    side = {"anyOf": [{"type": "null"}, {"$ref": f"#/$defs/{kind}"}]}
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"properties": {"base": side, "proposed": side}},
    }


def _text(description: str, **limits: object) -> Schema:
    return {"type": "string", **limits, "description": description}


def _nullable(type_: str, description: str, **limits: object) -> Schema:
    return {"type": [type_, "null"], **limits, "description": description}


def _object(description: str, properties: Mapping[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_PART = {"$ref": "#/$defs/condition"}
_PARTS = {"type": "array", "minItems": 1, "items": _PART}
CONDITION: Schema = {
    "description": "A condition over the facts of a case: all of several, any of several, not one, or one "
    "comparison. Which operators and values a fact takes is checked against the vocabulary; docs/matching.md "
    "explains the language.",
    "oneOf": [
        _object("Holds when every part holds.", {"all": _PARTS}),
        _object("Holds when one part holds.", {"any": _PARTS}),
        _object("Holds when its part does not.", {"not": _PART}),
        _object(
            "Compares one fact.",
            {
                "fact": _text("A key of the vocabulary.", minLength=1),
                "op": {"enum": [str(op) for op in Op], "description": "What is asked of the fact."},
                "value": {
                    "description": "What it is compared with: a choice, a number, true or false, a month, or "
                    "a list for in, not_in, has_any and has_none_of. None for known and not_recorded.",
                    "type": ["string", "number", "boolean", "array"],
                    "items": {"type": ["string", "number", "boolean"]},
                },
            },
            optional=("value",),
        ),
    ],
}
