"""A fault of the draft in the words of its forms: which entry, which field, what is wrong."""

from collections.abc import Mapping
from typing import Any

from guidance.domain.entries import ENTRY_KINDS, LISTS
from guidance.domain.faults import Fault
from guidance.pack.places import along, within_entry


def kind_at(place: str) -> str:
    """The kind of the entry that a place lies in; a place in none is of a statement whose section is gone."""
    if place.startswith("sections[") and ".statements[" in place:
        return "statement"
    held = LISTS.get(place.partition("[")[0])
    return held.name if held else "document" if place.startswith("document") else "statement"


def field_at(place: str) -> str:
    """The field of the entry, as the file names it; "" for the entry as a whole."""
    return within_entry(place).removeprefix("source.").partition(".")[0].partition("[")[0]


def said_of(fault: Fault, payload: Mapping[str, Any]) -> str:
    """ "the text is empty", "the severity: …"; without the entry, which stands before it."""
    name = field_at(fault.place)
    hint = f" Did you mean “{fault.nearest}”?" if fault.nearest else ""
    if not name:
        return f"{fault.message}{hint}"
    known = ENTRY_KINDS[kind_at(fault.place)].by_name.get(name)
    field = (known and known.spoken) or name.replace("_", " ")
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
