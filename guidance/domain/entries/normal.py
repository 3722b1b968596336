"""One way of writing a payload: what says the same has the same hash, wherever it comes from.

Lists of ids are sets, written in the order of what they name; fields without a value are left out, and so are
the lists of additions and of weights where there are none; text has no space around it; years and volumes are
text. The hash of every published edition depends on this.
"""

from collections.abc import Iterable
from typing import Any

from .entry_registry import ENTRY_KINDS, LISTS
from .schemas import FORMAT
from .shapes import Entry


def normal_form(payload: Entry) -> dict[str, Any]:
    """The payload in its one form. It must have passed the checks."""
    sections = payload["sections"]
    places = {
        kind.name: _places(entry[kind.id_field] for entry in payload.get(name) or ())
        for name, kind in LISTS.items()
        if name != "sections"
    }
    places["statement"] = _places(
        each["key"] for section in sections for each in section.get("statements") or ()
    )
    lists = {
        name: [kind.normal(entry, places) for entry in payload.get(name) or ()]
        for name, kind in LISTS.items()
        if payload.get(name) or not kind.is_optional
    }
    for made, section in zip(lists["sections"], sections, strict=True):
        made["statements"] = [normal_entry("statement", each) for each in section.get("statements") or ()]
    return {"format": FORMAT, "document": normal_entry("document", payload["document"]), **lists}


def _places(ids: Iterable[str]) -> dict[str, int]:
    return {id_: place for place, id_ in enumerate(ids)}


def normal_entry(kind: str, entry: Entry) -> dict[str, Any]:
    """One entry in the form that it has in the whole; ids that it names stand in the order of their names.

    A section is without its statements; a statement has the slug of its section.
    """
    return ENTRY_KINDS[kind].normal(entry)
