"""A fault in the words of its forms: which entry, which place in it, what is wrong."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guidance.domain.changing import Entries
from guidance.domain.changing.entries import DOCUMENT
from guidance.domain.characters import shown
from guidance.domain.entries import ENTRY_KINDS, LISTS, Field, Named
from guidance.domain.entries.shapes import When
from guidance.domain.faults import Fault
from guidance.domain.naming import LABELS, Names
from guidance.pack.fault_messages import message_in_words, nearest_in_words
from guidance.pack.places import ENTRY, along, within_entry

_OF_CHANGE = re.compile(r"^changes\[(\d+)\](?:\.(base|proposed)(?=\.|$))?\.?")
_NUMBER = re.compile(r"\[(\d+)\]")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_OF_A_CHANGE = {
    "kind": "the kind of entry",
    "id": "the id",
    "base": "the entry as it stood",
    "proposed": "the entry as it should stand",
    "after": "the neighbour that it is put behind",
    "position": "the order",
}
LONGEST_NAME = 300
_TOP = {"format": "its format", "title": "the title", "reason": "the reason", "changes": "the changes"}


@dataclass(frozen=True)
class FaultInWords:
    """`name` is the entry's ("Rule “Shows ‘Imaging’ when …”"), `where` the place in it ("third condition"),
    empty where `said` names it; `bare` says it without the field. `within` is that place as a file has it;
    without `kind` it is in no entry.
    """

    kind: str
    id: str
    name: str
    where: str
    said: str
    within: str = ""
    bare: str = ""

    @property
    def at(self) -> str:
        return f"{self.name}, {self.where}" if self.where else self.name

    def __str__(self) -> str:
        return f"{self.at}: {self.said}"


@dataclass(frozen=True)
class _Found:
    """The entry that a place lies in; `number` counts it in its list where it has no id."""

    kind: str
    id: str
    entry: Mapping[str, Any]
    within: str
    number: int = 0
    side: str = ""


def kind_at(place: str) -> str:
    """The kind of the entry that a place lies in; a place in none is of a statement whose section is gone."""
    if place.startswith("sections[") and ".statements[" in place:
        return "statement"
    held = LISTS.get(place.partition("[")[0])
    return held.name if held else DOCUMENT if place.startswith(DOCUMENT) else "statement"


def in_words(fault: Fault, payload: Mapping[str, Any], names: Names | None = None) -> FaultInWords:
    """A fault of a payload, of a file with changes, or of one entry (`payload` is empty then, and `names`
    know it). Without names the entries of the payload are called by themselves."""
    names = names or Names(named_in(payload))
    found = _entry_at(fault, payload)
    if found is None:
        return _of_the_file(fault, names)
    return of_entry(fault, found.kind, found.id, names, entry=found.entry, within=found.within, found=found)


def of_entry(
    fault: Fault,
    kind: str,
    id_: str,
    names: Names,
    *,
    entry: Mapping[str, Any],
    within: str,
    found: _Found | None = None,
) -> FaultInWords:
    """One whose place is within its entry."""
    field = ENTRY_KINDS[kind].field_at(within) if within else None
    where, spoken = _place_in(kind, field, within)
    if found and found.side == "base":
        where = ", ".join(filter(None, ("as it stood", where)))
    bare = said = message_in_words(fault.message, kind, field)
    *_, value = along(entry, within)
    if spoken and fault.message == "needs text." and (isinstance(value, Mapping) or not str(value).strip()):
        said = f"{spoken} is empty."
    elif spoken:
        said = f"{spoken}{_join(said)} {said}"
    hint = f" Did you mean {nearest_in_words(fault.nearest, field, names)}?" if fault.nearest else ""
    name = _name(kind, id_, entry, names, found.number if found else 0)
    return FaultInWords(kind, id_, name, where, f"{said}{hint}", within, f"{bare}{hint}")


def _join(said: str) -> str:
    return (
        "" if said.startswith(("needs", "is ", "stands", "names", "holds", "has ", "may ", "takes")) else ":"
    )


def _place_in(kind: str, field: Field | None, within: str) -> tuple[str, str]:
    """The place inside a condition or a list; else the field as a sentence has it."""
    if isinstance(field, When):
        return condition_place(within), ""
    name, _, inner = within.partition(".")
    if isinstance(field, Named) and inner:
        label = field.part_named(inner).label
        return f"“{label}”" if "“" not in label else label[:1].lower() + label[1:], ""
    listed = _NUMBER.search(within)
    if field and listed:
        return f"“{field.label}”, {ordinal(int(listed[1]))}", ""
    if field is None:
        return "", f"“{name.partition('[')[0]}”" if name else ""
    known = ENTRY_KINDS[kind].by_name.get(within)
    field = known or field
    if "." in field.name and not field.spoken:
        return "", f"“{field.label}”"
    return "", f"the {field.spoken or field.name.replace('_', ' ')}"


def condition_place(within: str) -> str:
    """ "third condition, second part of it": the numbers of "when.all[2].any[1].value"."""
    return part_place([int(each) for each in _NUMBER.findall(re.split(r"\.value\b", within)[0])])


def part_place(numbers: Sequence[int]) -> str:
    """The same by the numbers of the parts."""
    if not numbers:
        return "its condition"
    first, *deeper = numbers
    return ", ".join((f"{ordinal(first)} condition", *(f"{ordinal(each)} part of it" for each in deeper)))


def ordinal(place: int) -> str:
    """ "third" for 2."""
    return _ORDINALS[place] if place < len(_ORDINALS) else f"no. {place + 1}"


def _name(kind: str, id_: str, entry: Mapping[str, Any], names: Names, number: int) -> str:
    if kind == DOCUMENT:
        return LABELS[kind]
    if not id_:
        return f"The {ordinal(number)} {ENTRY_KINDS[kind].called} of the file"
    return shown(names.headed(kind, id_, entry or None), LONGEST_NAME)


# Where it is


def _entry_at(fault: Fault, payload: Mapping[str, Any]) -> _Found | None:
    if changed := _OF_CHANGE.match(fault.place):
        return _in_change(fault.place, changed, payload)
    place = ENTRY.match(fault.place)
    if place is None:
        is_lost = fault.id and fault.place == "section"
        return _Found("statement", fault.id, {}, "section") if is_lost else None
    *_, entry = along(payload, place[0].rstrip("."))
    kind = kind_at(fault.place)
    if kind == "statement" and not place[0].startswith("sections["):
        return None
    is_there = isinstance(entry, Mapping)
    numbers = _NUMBER.findall(place[0])
    number = int(numbers[-1]) if numbers else 0
    id_ = DOCUMENT if kind == DOCUMENT else _id(kind, entry if is_there else {})
    return _Found(kind, id_, entry if is_there else {}, within_entry(fault.place), number)


def _id(kind: str, entry: Mapping[str, Any]) -> str:
    given = entry.get(ENTRY_KINDS[kind].id_field)
    return given if isinstance(given, str) else ""


def _in_change(place: str, at: re.Match[str], payload: Mapping[str, Any]) -> _Found | None:
    *_, change = along(payload, f"changes[{at[1]}]")
    if not isinstance(change, Mapping) or change.get("kind") not in ENTRY_KINDS or not at[2]:
        return None
    kind, id_ = str(change["kind"]), change.get("id")
    entry = change.get(at[2])
    held = entry if isinstance(entry, Mapping) else {}
    within = place[at.end() :]
    if not within and not held:
        return None
    return _Found(kind, id_ if isinstance(id_, str) else _id(kind, held), held, within, int(at[1]), at[2])


def _of_the_file(fault: Fault, names: Names) -> FaultInWords:
    """What is in no entry: the file, one of its lists, or a change itself."""
    said = message_in_words(fault.message, "", None)
    hint = f" Did you mean {nearest_in_words(fault.nearest, None, names)}?" if fault.nearest else ""
    changed = _OF_CHANGE.match(fault.place)
    if changed:
        part = changed[2] or fault.place[changed.end() :]
        where = _OF_A_CHANGE.get(part, f"“{part}”" if part else "")
        return FaultInWords("", "", f"The {ordinal(int(changed[1]))} change of the file", where, said + hint)
    name = fault.place.partition(".")[0].partition("[")[0]
    where = _TOP.get(name) or (f"the {LISTS[name].title.lower()}" if name in LISTS else f"“{name}”")
    return FaultInWords("", "", "The file", where if name else "", said + hint)


def named_in(payload: Mapping[str, Any]) -> Entries:
    """What can be called by name of a payload in which anything may be wrong."""
    entries = Entries()
    for name, kind in LISTS.items():
        _put_all(entries, kind.name, payload.get(name))
    changes = payload.get("changes")
    for change in changes if isinstance(changes, list) else ():
        if isinstance(change, Mapping) and change.get("kind") in ENTRY_KINDS:
            _put_all(entries, str(change["kind"]), [change.get("proposed")])
    return entries


def _put_all(entries: Entries, kind: str, listed: object) -> None:
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, Mapping) and (id_ := _id(kind, entry) if kind != DOCUMENT else DOCUMENT):
            entries.by_kind[kind][id_] = dict(entry)
            if kind == "section" and isinstance(entry.get("statements"), list):
                inside = [each for each in entry["statements"] if isinstance(each, Mapping)]
                _put_all(entries, "statement", [{**each, "section": id_} for each in inside])
