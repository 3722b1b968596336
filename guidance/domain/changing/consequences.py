"""What else has to change when an entry is retired, or moves to another section."""

from collections.abc import Iterator

from ..entries import NAMING, Entry, Several
from .change import EntryChange
from .entries import IN_SECTIONS, Entries


def when_retired(entries: Entries, kind: str, id_: str) -> tuple[EntryChange, ...]:
    """The retirement itself and all that it takes with it.

    A section takes what stands in it and below it; a statement the rules that highlight it, and the notes
    that speak about it alone. What only names the entry, among others, names it no more.
    """
    retired = list(dict.fromkeys(_retired(entries, kind, id_)))
    gone = set(retired)
    changes = [EntryChange(k, i, entries.by_kind[k][i], None) for k, i in retired]
    return (*changes, *_unnamed(entries, gone))


def _retired(entries: Entries, kind: str, id_: str) -> Iterator[tuple[str, str]]:
    yield kind, id_
    if kind == "section":
        below = [slug for slug in entries.by_kind["section"] if slug.startswith(f"{id_}/")]
        for slug in (id_, *below):
            yield "section", slug
            for part in IN_SECTIONS:
                held = entries.by_kind[part].items()
                yield from ((part, each) for each, entry in held if entry.get("section") == slug)
    elif kind == "statement":
        yield from (("rule", rule["id"]) for rule in _highlighting(entries, id_))
        yield from (("note", note["id"]) for note in _about(entries, id_, alone=True))


def _highlighting(entries: Entries, key: str) -> list[Entry]:
    return [rule for rule in entries.by_kind["rule"].values() if rule.get("statement") == key]


def _about(entries: Entries, key: str, *, alone: bool) -> list[Entry]:
    notes = entries.by_kind["note"].values()
    return [
        note
        for note in notes
        if key in (note.get("statements") or ()) and (len(note["statements"]) == 1) is alone
    ]


def _unnamed(entries: Entries, gone: set[tuple[str, str]]) -> Iterator[EntryChange]:
    """Entries that stay and named one that goes."""
    for kind, field in NAMING:
        for id_, entry in entries.by_kind[kind].items() if isinstance(field, Several) else ():
            ids = entry.get(field.name) or []
            left = [each for each in ids if (field.of, each) not in gone]
            if (kind, id_) not in gone and len(left) < len(ids):
                yield EntryChange(kind, id_, entry, {**entry, field.name: left})


def when_statement_moves(entries: Entries, key: str, section: str) -> tuple[EntryChange, ...]:
    """Notes about the statement alone and the rules that highlight it go along to the other section.

    A note about several statements stays, and speaks of the others only.
    """
    along = [("note", note) for note in _about(entries, key, alone=True)]
    along += [("rule", rule) for rule in _highlighting(entries, key)]
    changes = [EntryChange(kind, entry["id"], entry, {**entry, "section": section}) for kind, entry in along]
    for note in _about(entries, key, alone=False):
        left = [each for each in note["statements"] if each != key]
        changes.append(EntryChange("note", note["id"], note, {**note, "statements": left}))
    return tuple(changes)
