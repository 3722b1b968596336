"""The published JSON Schemas of a guidance pack and of a change set, made of the kinds of entries."""

from ..conditions import Op
from .entry_registry import ENTRY_KINDS, LISTS
from .shapes import LARGEST, SOME, Schema, object_schema, upto

FORMAT, CHANGE_SET = "kidmet.guidance/1", "kidmet.change-set/1"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def pack_schema() -> Schema:
    description = (
        "One document restated as statements, with curator notes, references and rules. In a folder the "
        "parts stand in files: document.yaml (format and document, its fields at the top), "
        "informative_facts.yaml, sections/*.yaml, additions.yaml, notes.yaml, references.yaml, rules/*.yaml "
        "and weights.yaml; in one file they stand together as here."
    )
    lists = {name: _list_of(kind.name, kind.listed, kind.least) for name, kind in LISTS.items()}
    properties = {"format": _format(FORMAT), "document": ENTRY_KINDS["document"].schema(), **lists}
    optional = {name for name, kind in LISTS.items() if kind.is_optional}
    required = [name for name in properties if name not in optional]
    return {
        "$schema": DRAFT,
        "$id": "urn:kidmet:guidance-pack:1",
        "title": "KidMet guidance pack, format 1",
        **object_schema(description, properties, required),
        "$defs": {
            **{kind.name: kind.schema() for kind in ENTRY_KINDS.values() if kind.name != "document"},
            "condition": CONDITION,
        },
    }


def change_set_schema() -> Schema:
    description = (
        "What one curator proposes to change in the guidance, entry by entry, as it is exported and "
        "imported. Each change carries the entry as it stood when the change was made, so that whoever "
        "reviews it sees where the guidance has moved on."
    )
    return {
        "$schema": DRAFT,
        "$id": "urn:kidmet:change-set:1",
        "title": "KidMet change set, format 1",
        **object_schema(description, _SET, ("format", "title", "reason", "changes")),
        "$defs": {
            "change": _change(),
            **{kind.name: kind.schema(is_alone=True) for kind in ENTRY_KINDS.values()},
            "condition": CONDITION,
        },
    }


def _change() -> Schema:
    description = (
        "One entry: added where base is null, retired where proposed is null, else changed, moved, or both."
    )
    kind = {"enum": list(ENTRY_KINDS), "description": "Which sort of entry it is."}
    return {
        **object_schema(description, {"kind": kind, **_CHANGE}, ("kind", "id", "base", "proposed")),
        "allOf": [_sides(name) for name in ENTRY_KINDS],
    }


def _sides(kind: str) -> Schema:
    """Of a change of that kind both sides are such entries."""
    side = {"anyOf": [{"type": "null"}, {"$ref": f"#/$defs/{kind}"}]}
    return {
        "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
        "then": {"properties": {"base": side, "proposed": side}},
    }


def _list_of(name: str, description: str, least: int = 0) -> Schema:
    some = {"minItems": least} if least else {}
    return {"type": "array", **some, "items": {"$ref": f"#/$defs/{name}"}, "description": description}


def _format(name: str) -> Schema:
    return {"const": name, "description": "Which format this is."}


def _of(type_: str | list[str], description: str, **limits: object) -> Schema:
    return {"type": type_, **limits, "description": description}


# fmt: off
_SET = {
    "format": _format(CHANGE_SET),
    "title": _of("string", "What it is about, in a few words.", **upto(200)),
    "reason": _of("string", "Why the guidance should say this from now on.", **upto(5000)),
    "base": object_schema("What it was exported against. It decides nothing: each change has its own base.", {
        "edition": _of(["integer", "null"], "The edition that readers saw then; null where there was none.",
            minimum=1, maximum=LARGEST),
        "hash": _of("string", "SHA-256 of the accepted draft then.", pattern="^[0-9a-f]{64}$"),
    }),
    "changes": _list_of("change", "In any order; each entry once.", 1),
}
_CHANGE = {
    "id": _of("string", "What the entry is called in the guidance that the change was made on: its slug, key "
        'or id; "document" for the document as a whole. For a new entry, what it will be called.',
        **SOME, **upto(200)),
    "base": _of(["object", "null"], "The entry as it stood; null where it is new."),
    "proposed": _of(["object", "null"], "The entry as it should stand; null where it is retired."),
    "after": _of(["string", "null"], "The id of the neighbour that it is put behind, empty for the first "
        "place; null where it is not moved.", **upto(200)),
    "position": _of("integer", "In which order things are moved.", minimum=0, maximum=LARGEST),
}
_PART = {"$ref": "#/$defs/condition"}
_PARTS = {"type": "array", "minItems": 1, "items": _PART}
_COMPARED = ["string", "number", "boolean"]
CONDITION: Schema = {
    "description": "A condition over the facts of a case: all of several, any of several, not one, or one "
        "comparison. Which operators and values a fact takes is checked against the vocabulary; "
        "docs/matching.md explains the language.",
    "oneOf": [
        object_schema("Holds when every part holds.", {"all": _PARTS}),
        object_schema("Holds when one part holds.", {"any": _PARTS}),
        object_schema("Holds when its part does not.", {"not": _PART}),
        object_schema("Compares one fact.", {
            "fact": _of("string", "A key of the vocabulary.", **SOME),
            "op": {"enum": [str(op) for op in Op], "description": "What is asked of the fact."},
            "value": {
                "description": "What it is compared with: a choice, a number, true or false, a month, or a "
                    "list for in, not_in, has_any and has_none_of. None for known and not_recorded.",
                "type": [*_COMPARED, "array"],
                "items": {"type": _COMPARED},
            },
        }, ("fact", "op")),
    ],
}
# fmt: on
