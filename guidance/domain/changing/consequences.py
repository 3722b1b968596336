"""What else has to change when an entry is retired, or moves to another section."""

from collections.abc import Container, Iterable, Iterator, Sequence

from ..entries import NAMING, Entry, Several
from .change import EntryChange
from .entries import IN_SECTIONS, SAID, Entries

GoneEntries = Container[tuple[str, str]]
"""Entries by kind and id."""


def when_retired(entries: Entries, kind: str, id_: str) -> tuple[EntryChange, ...]:
    """The retirement itself and all that it takes with it.

    A section takes what stands in it and below it; a statement or an addition the rules that highlight it,
    and both the notes that speak about nothing else. What only names the entry, among others, names it no
    more; a note whose section goes is at home then where it still speaks.
    """
    gone = dict.fromkeys(_retired(entries, kind, id_))
    gone |= dict.fromkeys(("note", id_) for id_ in _left_without(entries, gone))
    changes = [EntryChange(k, i, entries.by_kind[k][i], None) for k, i in gone]
    return (*changes, *_unnamed(entries, gone))


def _retired(entries: Entries, kind: str, id_: str) -> Iterator[tuple[str, str]]:
    yield kind, id_
    if kind == "section":
        below = [slug for slug in entries.by_kind["section"] if slug.startswith(f"{id_}/")]
        for slug in (id_, *below):
            yield "section", slug
            for part in IN_SECTIONS:
                held = entries.by_kind[part].items()
                inside = ((each, entry) for each, entry in held if entry.get("section") == slug)
                yield from ((part, each) for each, entry in inside if not _speaks(part, entry))
    elif kind in SAID:
        yield from (("rule", rule["id"]) for rule in _highlighting(entries, id_))


def _speaks(kind: str, entry: Entry) -> bool:
    """Whether it is a note about statements or additions, which may be of other sections."""
    return kind == "note" and bool(entry.get("statements"))


def _left_without(entries: Entries, gone: GoneEntries) -> Iterator[str]:
    """The notes that speak about something, and about nothing that stays."""
    for id_, note in entries.by_kind["note"].items():
        if note.get("statements") and all(_is_gone(key, SAID, gone) for key in note["statements"]):
            yield id_


def _is_gone(id_: str, kinds: Iterable[str], gone: GoneEntries) -> bool:
    return any((kind, id_) in gone for kind in kinds)


def _highlighting(entries: Entries, key: str) -> list[Entry]:
    return [rule for rule in entries.by_kind["rule"].values() if rule.get("statement") == key]


def _unnamed(entries: Entries, gone: GoneEntries) -> Iterator[EntryChange]:
    """Entries that stay and named one that goes."""
    for kind, field in NAMING:
        for id_, entry in entries.by_kind[kind].items() if isinstance(field, Several) else ():
            ids = entry.get(field.name) or []
            left = [each for each in ids if not _is_gone(each, field.kinds, gone)]
            home = _home(entries, entry, left, gone) if _speaks(kind, entry) else {}
            if (kind, id_) not in gone and (len(left) < len(ids) or home):
                yield EntryChange(kind, id_, entry, {**entry, field.name: left, **home})


def _home(entries: Entries, note: Entry, left: Sequence[str], gone: GoneEntries) -> Entry:
    """The section of the first thing that a note still speaks about, where its own goes."""
    if ("section", note["section"]) not in gone:
        return {}
    said = (entries.get(kind, key) for key in left for kind in SAID)
    return next(({"section": each["section"]} for each in said if each), {})


def when_moved(entries: Entries, key: str, section: str) -> tuple[EntryChange, ...]:
    """What goes along with a statement or an addition to another section: the notes about it alone, and the
    rules that highlight it. A note that speaks about more stays at home where it is.
    """
    notes = (note for note in entries.by_kind["note"].values() if note.get("statements") == [key])
    along = [("note", note) for note in notes]
    along += [("rule", rule) for rule in _highlighting(entries, key)]
    return tuple(EntryChange(kind, each["id"], each, {**each, "section": section}) for kind, each in along)
