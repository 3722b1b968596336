"""What is exported and imported: the whole pack, and one change set, each as a JSON text.

An import is read whole: either all of it is as it should be, or every fault is told and nothing comes of it.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from graphlib import TopologicalSorter
from itertools import islice, pairwise
from typing import Any

from guidance.domain import recognising
from guidance.domain.changing import Entries, EntryChange
from guidance.domain.changing.entries import DOCUMENT
from guidance.domain.characters import shown
from guidance.domain.conditions import ConditionErrors, parse_condition
from guidance.domain.entries import CHANGE_SET, ENTRY_KINDS, FORMAT, normal_entry, normal_form
from guidance.domain.faults import Fault, Faults
from guidance.domain.json_text import check_size
from guidance.domain.limits import CHANGES, PACK_BYTES, PACK_ITEMS, PARTS, OverLimit
from guidance.domain.naming import Names
from guidance.domain.recognising import Look, look_of_text
from guidance.domain.vocabulary import nearest_word
from guidance.pack.bounds import more_than_is_taken, parts_in, values_beyond_bounds
from guidance.pack.json_reading import read_json
from guidance.pack.mending import FaultInWords, in_words, named_in
from guidance.pack.payload_characters import character_faults
from guidance.pack.payload_checks import faults_in, id_at
from guidance.pack.places import along
from guidance.pack.schema import change_set_frame, change_set_schema, entry_validator, schema, schema_faults

WANTED = "a guidance pack or a change set"
KINDS = (recognising.GUIDANCE_PACK, recognising.CHANGE_SET)
FORMATS = {FORMAT: "a guidance pack", CHANGE_SET: "a change set"}
MOST_FAULTS = 100
"""Faults of a file that are listed; of more, their number is told."""
COUNTED = 500
"""Where so many were found, looking for more has ended."""
LONGEST_GIVEN = 120


@dataclass(frozen=True)
class FileFault(Fault):
    """One of a file: `spoken` is the entry, the place in it and the sentence as people read them."""

    spoken: FaultInWords | None = None


class FileFaults(ValueError):
    """What is wrong with a file: the first faults in the order of the text, and how many there are."""

    def __init__(self, faults: Sequence[Fault], count: int = 0) -> None:
        self.faults = tuple(faults[:MOST_FAULTS])
        self.count = max(count, len(faults))
        self.more = self.count - len(self.faults)
        least = "at least " if self.count >= COUNTED else ""
        super().__init__(f"The file has {'one fault' if self.count == 1 else f'{least}{self.count} faults'}.")


@dataclass(frozen=True)
class PackFile:
    """A whole pack in its normal form."""

    payload: dict[str, Any]


@dataclass(frozen=True)
class ChangeSetFile:
    """A change set, checked but for what it would make of today's draft."""

    title: str
    reason: str
    changes: tuple[EntryChange, ...]
    text: str = ""

    def faults(self, found: Iterable[Fault], *states: Entries) -> FileFaults:
        """Faults that were found later, each with its place in the file; `states` name what is not in it."""
        return _file_faults(self.text, json.loads(self.text), found, *states)


# Writing


def written(data: Mapping[str, Any]) -> str:
    """A file's text: the same data gives the same text, whatever order a database gave its names back in."""
    return json.dumps(_ordered(data), indent=1, ensure_ascii=False) + "\n"


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        place = _places()
        names = sorted(value, key=lambda name: (place.get(name, len(place)), name))
        return {name: _ordered(value[name]) for name in names}
    return [_ordered(each) for each in value] if isinstance(value, list) else value


@cache
def _places() -> Mapping[str, int]:
    """Where each name stands among others: one order in which all objects have those of the schemas."""
    order: TopologicalSorter[str] = TopologicalSorter()
    change_set = {**change_set_schema(), "$defs": {"change": change_set_schema()["$defs"]["change"]}}
    for names in (*_names_in(schema()), *_names_in(change_set)):
        for before, after in pairwise(names):
            order.add(after, before)
    return {name: place for place, name in enumerate(order.static_order())}


def _names_in(shape: Any) -> Iterator[tuple[str, ...]]:
    if isinstance(shape, Mapping):
        yield tuple(shape.get("properties", ()))
    for part in shape.values() if isinstance(shape, Mapping) else shape if isinstance(shape, list) else ():
        yield from _names_in(part)


def change_set_data(
    *, title: str, reason: str, changes: Iterable[EntryChange], edition: int | None, digest: str
) -> dict[str, Any]:
    """`edition` is what readers see at the time, `digest` the hash of the accepted draft."""
    return {
        "format": CHANGE_SET,
        "title": title,
        "reason": reason,
        "base": {"edition": edition, "hash": digest},
        "changes": [change.as_data() for change in changes],
    }


# Reading


def read_exchange(text: str) -> PackFile | ChangeSetFile:
    """The pack or the change set in a JSON text. Raises FileFaults."""
    try:
        check_size(text, PACK_BYTES)
    except OverLimit as over:
        raise FileFaults([Fault("", str(over))]) from over
    reading = read_json(text)
    look = look_of_text(text)
    if reading.faults and look not in (*KINDS, recognising.JSON, recognising.EMPTY):
        raise FileFaults([Fault("", look.instead_of(WANTED))])
    if reading.faults and not text.lstrip().startswith("{") and look in KINDS:
        raise FileFaults([Fault("", f"This looks like {look.name} in YAML. Here it is taken as JSON.")])
    if reading.faults:
        raise FileFaults([Fault("", f"The file {message}", line=line) for line, message in reading.faults])
    data = reading.data
    if not isinstance(data, dict) or data.get("format") not in tuple(FORMATS):
        raise FileFaults([_of_no_format(data, look)])
    if data["format"] == CHANGE_SET:
        return _change_set(text, data)
    too_much = list(more_than_is_taken(data))
    if too_much:
        raise FileFaults(too_much)
    faults = faults_in(data)
    if faults:
        raise _file_faults(text, data, faults)
    return PackFile(normal_form(data))


def _of_no_format(data: object, look: Look) -> Fault:
    allowed = " or ".join(f'"{name}" ({what})' for name, what in FORMATS.items())
    given = data.get("format") if isinstance(data, dict) else None
    message = f"This is neither a guidance pack nor a change set: its format needs to be {allowed}."
    if isinstance(data, dict | list) and len(data) > PACK_ITEMS.most:
        message += f" {PACK_ITEMS.refusal(len(data))}"
    if look.is_definite and look not in KINDS:
        message = f"{message} It looks like {look.name}. {look.where}".rstrip()
    else:
        message = Fault("", message, nearest=nearest_word(given, tuple(FORMATS))).said
    return Fault("format", message, given="" if given is None else _as_given(given))


def _file_faults(text: str, data: dict[str, Any], found: Iterable[Fault], *states: Entries) -> FileFaults:
    listed = list({(fault.place, fault.said): fault for fault in found}.values())
    lines = read_json(text, with_lines=True).lines
    names = Names(named_in(data), *states)
    faults = [
        FileFault(
            shown(fault.place),
            shown(fault.said),
            id=shown(id_at(data, fault.place), LONGEST_GIVEN),
            given=_given_at(data, fault.place),
            line=lines.near(fault.place) or 0,
            spoken=in_words(fault, data, names),
        )
        for fault in listed[: MOST_FAULTS * 10]
    ]
    return FileFaults(sorted(faults, key=lambda fault: fault.line), len(listed))


def _given_at(data: object, place: str) -> str:
    """What stands there, as the file wrote it; nothing where it is missing."""
    *_, last = along(data, place)
    steps = place.replace("[", ".[").count(".") + 1 if place else 0
    return _as_given(last) if len(list(along(data, place))) == steps + 1 else ""


def _as_given(value: object) -> str:
    if isinstance(value, dict | list) and len(value) > LONGEST_GIVEN:
        return f"{len(value):,} things"
    try:
        return shown(json.dumps(value, ensure_ascii=False), LONGEST_GIVEN)
    except (RecursionError, ValueError):
        return "…"


# A change set


def _change_set(text: str, data: dict[str, Any]) -> ChangeSetFile:
    found = list(islice(_faults(data), MOST_FAULTS * 10))
    if found:
        raise _file_faults(text, data, found)
    changes = tuple(_change(each) for each in data["changes"])
    return ChangeSetFile(data["title"].strip(), data["reason"].strip(), changes, text)


def _change(data: Mapping[str, Any]) -> EntryChange:
    kind = data["kind"]
    base, proposed = (data[side] and normal_entry(kind, data[side]) for side in ("base", "proposed"))
    return EntryChange(kind, data["id"], base, proposed, data.get("after"), data.get("position", 0))


def _faults(data: dict[str, Any]) -> Faults:
    listed = data.get("changes")
    changes = listed if isinstance(listed, list) else []
    if len(changes) > CHANGES.most:
        yield Fault("changes", CHANGES.refusal(len(changes)))
        return
    given = [each for each in changes if isinstance(each, dict)]
    sides = [each.get(side) for each in given for side in ("base", "proposed")]
    parts = parts_in(side.get("when") for side in sides if isinstance(side, dict))
    if parts > PARTS.most:
        yield Fault("changes", PARTS.refusal(parts))
        return
    too_large = list(islice(values_beyond_bounds(data), MOST_FAULTS))
    if too_large:
        yield from too_large
        return
    yield from character_faults(data)
    frame = list(islice(schema_faults(data, change_set_frame()), MOST_FAULTS * 10))
    yield from frame
    if not frame:
        for place, change in enumerate(changes):
            yield from _faults_of_change(change, f"changes[{place}]")
        yield from _faults_together(changes)


def _faults_of_change(change: Mapping[str, Any], at: str) -> Faults:
    kind, base, proposed = change["kind"], change["base"], change["proposed"]
    if base is None and proposed is None:
        yield Fault(at, "changes nothing: both base and proposed are null.")
    for side in ("base", "proposed"):
        for fault in _faults_of_entry(kind, change[side]) if change[side] is not None else ():
            yield replace(fault, place=f"{at}.{side}.{fault.place}")
    field = ENTRY_KINDS[kind].id_field
    for side, entry in (("base", base), ("proposed", proposed)):
        is_renamed = kind == "section" and side == "proposed" and base is not None
        if entry is not None and field and not is_renamed and entry.get(field) != change["id"]:
            yield Fault(f"{at}.{side}.{field}", f'needs to be the id of the change, "{change["id"]}".')
    if kind == DOCUMENT and change["id"] != DOCUMENT:
        yield Fault(f"{at}.id", f'needs to be "{DOCUMENT}".')
    if kind == DOCUMENT and proposed is None:
        yield Fault(f"{at}.proposed", "cannot be null: the document itself stays.")


def _faults_of_entry(kind: str, entry: Mapping[str, Any]) -> Faults:
    yield from schema_faults(entry, entry_validator(kind))
    if kind == "rule" and "when" in entry:
        try:
            parse_condition(entry["when"])
        except ConditionErrors as errors:
            for error in errors.errors:
                yield Fault(error.place, error.message, nearest=error.nearest)


def _faults_together(changes: list[Any]) -> Faults:
    """Each entry is changed once, and no two sections get the same address."""
    seen: set[tuple[str, str]] = set()
    slugs: set[str] = set()
    for place, change in enumerate(changes):
        key = change["kind"], change["id"]
        if key in seen:
            yield Fault(f"changes[{place}].id", f'"{change["id"]}" is changed twice.')
        seen.add(key)
        if change["kind"] == "section" and change["proposed"] is not None:
            slug = str(change["proposed"].get("slug"))
            if slug in slugs:
                yield Fault(f"changes[{place}].proposed.slug", f'"{slug}" is given to two sections.')
            if slug.startswith(f"{change['id']}/"):
                yield Fault(f"changes[{place}].proposed.slug", "A section cannot stand inside itself.")
            slugs.add(slug)
