"""A fault of the draft in the words of its forms: which entry, which field, what is wrong."""

from collections.abc import Mapping
from typing import Any

from guidance.pack.checking import Fault
from guidance.pack.places import along, within_entry

KINDS = {"sections": "section", "notes": "note", "references": "reference", "rules": "rule"}
FIELDS = {"when": "condition", "because": "reason", "statement": "statement", "signed_off": "sign-off"}
"""Where a form calls a field by another word than the file."""


def kind_at(place: str) -> str:
    """The kind of the entry that a place lies in; a place in none is of a statement whose section is gone."""
    if ".statements[" in place:
        return "statement"
    return KINDS.get(place.partition("[")[0], "document" if place.startswith("document") else "statement")


def field_at(place: str) -> str:
    """The field of the entry, as the file names it; "" for the entry as a whole."""
    return within_entry(place).removeprefix("source.").partition(".")[0].partition("[")[0]


def said_of(fault: Fault, payload: Mapping[str, Any]) -> str:
    """ "the text is empty", "the severity: …"; without the entry, which stands before it."""
    name = field_at(fault.place)
    hint = f" Did you mean “{fault.nearest}”?" if fault.nearest else ""
    if not name:
        return f"{fault.message}{hint}"
    field = FIELDS.get(name, name.replace("_", " "))
    *_, value = along(payload, fault.place)
    if fault.message == "needs text." and (isinstance(value, Mapping) or not str(value).strip()):
        return f"the {field} is empty."
    join = "" if fault.message.startswith(("needs", "is ", "stands", "names", "holds")) else ":"
    return f"the {field}{join} {fault.message}{hint}"


def in_words(fault: Fault, payload: Mapping[str, Any]) -> str:
    """ "Note C08: the text is empty."."""
    kind = kind_at(fault.place)
    named = f"{kind.capitalize()} {fault.id}" if fault.id and kind != "document" else kind.capitalize()
    return f"{named}: {said_of(fault, payload)}"
