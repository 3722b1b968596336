"""What is wrong with one entry of a payload: quick enough to be asked after each save of its form."""

from collections.abc import Mapping
from typing import Any

from guidance.domain.changing import Entries, entries_of, payload_from
from guidance.domain.compiling import faults_of
from guidance.domain.edition import FORMAT
from guidance.pack.characters import character_faults
from guidance.pack.checking import Fault
from guidance.pack.places import around, within_entry
from guidance.pack.schema import schema_faults

Payload = Mapping[str, Any]


def faults_of_entry(payload: Payload, kind: str, id_: str) -> tuple[Fault, ...]:
    """Its faults, their places within it. Shape is asked of the entry alone, meaning of the whole."""
    entry = entries_of(payload).get(kind, id_) or {}
    unseen = [Fault(place, message, id_) for place, message in character_faults(entry)]
    shape = [
        Fault(within_entry(place), message, id_, nearest)
        for place, message, nearest in schema_faults(_alone(payload, kind, id_))
    ]
    told = {fault.place for fault in shape}
    meaning = [
        Fault(within_entry(fault.place), fault.message, id_, fault.nearest)
        for fault in faults_of(payload)
        if fault.id == id_ and _is_of_kind(fault.place, kind)
    ]
    return (*unseen, *shape, *(fault for fault in meaning if told.isdisjoint(around(fault.place))))


def _alone(payload: Payload, kind: str, id_: str) -> dict[str, Any]:
    """A payload with this entry and the least that goes with it."""
    entries = entries_of(payload)
    only = Entries()
    only.put("document", "document", entries.by_kind["document"]["document"])
    entry = entries.get(kind, id_)
    container = str((entry or {}).get("section") or "a")
    only.put("section", container, {"slug": container, "heading": "A", "title": "A", "domain": "background"})
    if entry is not None:
        only.put(kind, id_, entry)
    return payload_from(only, FORMAT)


def _is_of_kind(place: str, kind: str) -> bool:
    if kind in ("section", "statement"):
        return place.startswith("sections[") and (".statements[" in place) is (kind == "statement")
    return place.startswith(f"{kind}s[") or (kind == "document" and place.startswith("document"))
