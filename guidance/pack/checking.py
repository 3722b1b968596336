"""Everything that can be wrong with a payload: its shape, its words, and how its parts hang together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from guidance.domain.characters import shown
from guidance.domain.compiling import faults_of
from guidance.domain.vocabulary import VOCABULARY
from guidance.pack.bounds import beyond_bounds
from guidance.pack.characters import character_faults
from guidance.pack.places import along, around
from guidance.pack.schema import schema_faults

Payload = Mapping[str, Any]

MOST_FAULTS = 1_000
LONGEST_MESSAGE = 400

# A section's slug is its address below /guidance/, where these are pages of their own.
RESERVED = (
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


@dataclass(frozen=True)
class Fault:
    """One fault: its place in the payload, what is wrong, the entry's id, the word that was meant."""

    place: str
    message: str
    id: str = ""
    nearest: str | None = None

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        hint = f' Did you mean "{self.nearest}"?' if self.nearest else ""
        return f"{self.place}{named}: {self.message}{hint}"


def faults_in(payload: Payload) -> tuple[Fault, ...]:
    """Every fault, each once: the vocabulary explains a condition, the schema a shape.

    Where there is too much of something, that alone is told. Of more than a thousand faults the first.
    """
    too_much = list(islice(beyond_bounds(payload), MOST_FAULTS))
    if too_much:
        return tuple(_legible(Fault(place, message, id_at(payload, place))) for place, message in too_much)
    found = dict.fromkeys(islice(_faults(payload), MOST_FAULTS))
    return tuple(dict.fromkeys(map(_legible, found)))


def _faults(payload: Payload) -> Iterator[Fault]:
    for place, message in character_faults(payload):
        yield Fault(place, message, id_at(payload, place))
    by_meaning = [Fault(fault.place, fault.message, fault.id, fault.nearest) for fault in faults_of(payload)]
    shape = [
        Fault(place, message, id_at(payload, place), nearest)
        for place, message, nearest in islice(schema_faults(payload), MOST_FAULTS)
    ]
    yield from shape
    told = {fault.place for fault in shape}
    yield from (fault for fault in by_meaning if told.isdisjoint(around(fault.place)))
    if not shape:
        yield from _hanging(payload)


def _legible(fault: Fault) -> Fault:
    """What is quoted in it may hold characters that cannot be seen, or be very long."""
    message = shown(fault.message, LONGEST_MESSAGE)
    return Fault(shown(fault.place), message, shown(fault.id, LONGEST_MESSAGE), fault.nearest)


def id_at(payload: Payload, place: str) -> str:
    """The id of the entry that a place lies in, the innermost that has one."""
    found = ""
    for entry in along(payload, place):
        if isinstance(entry, Mapping):
            named = (entry.get(name) for name in ("slug", "key", "id"))
            found = next((each for each in named if each and isinstance(each, str)), found)
    return found


def _hanging(payload: Payload) -> Iterator[Fault]:
    yield from _tree(payload)
    yield from _anchors(payload)
    yield from _days(payload)
    for key in payload["document"].get("informative_facts") or ():
        if key not in VOCABULARY:
            place = f"document.informative_facts.{key}"
            yield Fault(place, f'"{key}" is not in the vocabulary.', nearest=VOCABULARY.nearest(key))


def _tree(payload: Payload) -> Iterator[Fault]:
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


def _anchors(payload: Payload) -> Iterator[Fault]:
    """A note stands in the section of the statements that it speaks about."""
    section_of = {
        statement["key"]: section["slug"]
        for section in payload["sections"]
        for statement in section.get("statements") or ()
    }
    for place, note in enumerate(payload["notes"]):
        for number, key in enumerate(note.get("statements") or ()):
            where = section_of.get(key, note["section"])
            if where != note["section"]:
                at = f"notes[{place}].statements[{number}]"
                yield Fault(at, f'"{key}" is a statement of {where}, not of {note["section"]}.', note["id"])


def _days(payload: Payload) -> Iterator[Fault]:
    """A day of the right form may be one that no calendar has."""
    for place, note in enumerate(payload["notes"]):
        day = (note.get("signed_off") or {}).get("on")
        try:
            date.fromisoformat(day or "2000-01-01")
        except ValueError:
            yield Fault(f"notes[{place}].signed_off.on", f'"{day}" is not a day of the calendar.', note["id"])
