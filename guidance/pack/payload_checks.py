"""Everything that can be wrong with a payload: its shape, its words, and how its parts hang together."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from guidance.domain.changing import Entries
from guidance.domain.characters import shown
from guidance.domain.compiling import faults_of, faults_of_one
from guidance.domain.entries import ENTRY_KINDS, normal_entry
from guidance.domain.entries.shapes import is_day
from guidance.domain.faults import Fault, Faults
from guidance.domain.vocabulary import VOCABULARY
from guidance.pack.bounds import beyond_bounds
from guidance.pack.payload_characters import character_faults
from guidance.pack.places import along, around
from guidance.pack.schema import entry_validator, schema_faults

Payload = Mapping[str, Any]

ID_FIELDS = tuple(dict.fromkeys(kind.id_field for kind in ENTRY_KINDS.values() if kind.id_field))
MOST_FAULTS = 1_000
LONGEST_MESSAGE = 400

# A section's slug is its address below /guidance/, where these are pages of their own.
RESERVED = (
    "additions",
    "changes",
    "editions",
    "flags",
    "notes",
    "notices",
    "references",
    "schema",
    "search",
    "statements",
    "subscription",
)


def faults_in(payload: Payload) -> tuple[Fault, ...]:
    """Every fault, each once: the vocabulary explains a condition, the schema a shape.

    Where there is too much of something, that alone is told. Of more than a thousand faults the first.
    """
    found = [_named(fault, payload) for fault in islice(beyond_bounds(payload), MOST_FAULTS)]
    return tuple(dict.fromkeys(map(_legible, found or dict.fromkeys(islice(_faults(payload), MOST_FAULTS)))))


def faults_of_entry(entries: Entries, kind: str, id_: str) -> tuple[Fault, ...]:
    """Those of one entry, their places within it: quick enough to be asked after each save of its form."""
    held = entries.get(kind, id_)
    if held is None:
        return ()
    entry = normal_entry(kind, held)
    shape = tuple(replace(fault, id=id_) for fault in schema_faults(entry, entry_validator(kind)))
    unseen = tuple(replace(fault, id=id_) for fault in character_faults(entry))
    return (*unseen, *shape, *_not_told(shape, faults_of_one(entries.by_kind, kind, id_)))


def _faults(payload: Payload) -> Faults:
    yield from (_named(fault, payload) for fault in character_faults(payload))
    shape = [_named(fault, payload) for fault in islice(schema_faults(payload), MOST_FAULTS)]
    yield from shape
    yield from _not_told(shape, faults_of(payload))
    if not shape:
        yield from _hanging(payload)


def _not_told(shape: Iterable[Fault], meaning: Iterable[Fault]) -> Faults:
    """What is said of the meaning of places of which nothing is said yet."""
    told = {fault.place for fault in shape}
    return (fault for fault in meaning if told.isdisjoint(around(fault.place)))


def _named(fault: Fault, payload: Payload) -> Fault:
    return replace(fault, id=id_at(payload, fault.place))


def _legible(fault: Fault) -> Fault:
    """What is quoted in it may hold characters that cannot be seen, or be very long."""
    message, id_ = (shown(text, LONGEST_MESSAGE) for text in (fault.message, fault.id))
    return replace(fault, place=shown(fault.place), message=message, id=id_)


def id_at(payload: Payload, place: str) -> str:
    """The id of the entry that a place lies in, the innermost that has one."""
    found = ""
    for entry in along(payload, place):
        if isinstance(entry, Mapping):
            named = (entry.get(name) for name in ID_FIELDS)
            found = next((each for each in named if each and isinstance(each, str)), found)
    return found


def _hanging(payload: Payload) -> Faults:
    yield from _tree(payload)
    yield from _days(payload)
    for key in payload["document"].get("informative_facts") or ():
        if key not in VOCABULARY:
            place = f"document.informative_facts.{key}"
            yield Fault(place, f'"{key}" is not in the vocabulary.', nearest=VOCABULARY.nearest(key))


def _tree(payload: Payload) -> Faults:
    """Each section below its parent, and the children of one parent together."""
    slugs = {section["slug"] for section in payload["sections"]}
    open_slugs: list[str] = []
    for place, section in enumerate(payload["sections"]):
        slug = section["slug"]
        at = f"sections[{place}].slug"
        parent = slug.rpartition("/")[0]
        if slug.partition("/")[0] in RESERVED:
            yield Fault(at, f"may not begin with {slug.partition('/')[0]}: that is a page of its own.", slug)
        while open_slugs and open_slugs[-1] != parent:
            open_slugs.pop()
        if parent and parent not in slugs:
            yield Fault(at, f'has no parent: there is no section "{parent}".', slug)
        elif parent and not open_slugs:
            yield Fault(at, f'stands outside "{parent}": put it behind that section or its children.', slug)
        open_slugs.append(slug)


def _days(payload: Payload) -> Faults:
    """A day of the right form may be one that no calendar has."""
    for name in ("additions", "notes"):
        for place, entry in enumerate(payload.get(name) or ()):
            day = (entry.get("signed_off") or {}).get("on")
            if day and not is_day(day):
                at = f"{name}[{place}]"
                yield Fault(
                    f"{at}.signed_off.on", f'"{day}" is not a day of the calendar.', id_at(payload, at)
                )
