"""A payload taken apart into its entries, each with an id of its own, and put together again.

Entries stand in containers, in an order: a section below its parent, a statement in its section, everything
else in the one list of its kind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..entries import ENTRY_KINDS, LISTS, NAMING, SETS, Entry
from .rows import IdChain

KINDS = tuple(ENTRY_KINDS)
DOCUMENT = "document"
"""The id of the one entry that the document as a whole is."""

SAID = ("statement", "addition")
"""Kinds that stand in a section, are highlighted there and have notes beside them: they share their keys."""

IN_SECTIONS = tuple(kind for kind, named in NAMING if named.name == "section")
FLAT = {name: kind.name for name, kind in LISTS.items() if name != "sections"}
"""The lists of a pack that hold nothing but their entries, with the kind of these."""


@dataclass
class Entries:
    """Every entry by kind and id, and the ids in each container in their order.

    Made to be worked on: `apply_changes` changes its own copy.
    """

    by_kind: dict[str, dict[str, Entry]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    order: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def copy(self) -> "Entries":
        """One to be worked on, while this one stays as it is; the entries themselves are never worked on."""
        by_kind = {kind: dict(entries) for kind, entries in self.by_kind.items()}
        return Entries(by_kind, {container: list(row) for container, row in self.order.items()})

    def get(self, kind: str, id_: str) -> Entry | None:
        return self.by_kind[kind].get(id_)

    def neighbours(self, kind: str, container: str) -> list[str]:
        """The ids of a container in order; the list itself, empty where the container is new."""
        return self.order.setdefault((kind, container), [])

    def within(self, kind: str, section: str) -> list[str]:
        """The ids of a kind in a section, in order; additions of all sections stand in one list."""
        row = self.neighbours(kind, section if kind == "statement" else "")
        return [id_ for id_ in row if self.by_kind[kind][id_].get("section") == section]

    def sections_in_order(self) -> Iterator[str]:
        """The slugs in the order of the document, but for those whose parent is gone.

        Without recursion: a pack may nest its sections as deep as a slug is long.
        """
        waiting = list(reversed(self.neighbours("section", "")))
        while waiting:
            slug = waiting.pop()
            yield slug
            waiting.extend(reversed(self.neighbours("section", slug)))

    def before(self, kind: str, id_: str) -> str:
        """The id of the neighbour in front, "" for the first."""
        entry = self.by_kind[kind][id_]
        row = self.neighbours(kind, container_of(kind, entry))
        place = row.index(id_)
        return row[place - 1] if place else ""

    def put(self, kind: str, id_: str, entry: Entry, after: str | None = None) -> None:
        """Write an entry; one that is new in its container goes behind `after`, else to the end."""
        old = self.by_kind[kind].get(id_)
        container = container_of(kind, entry)
        if old is None or container_of(kind, old) != container:
            if old is not None:
                self.neighbours(kind, container_of(kind, old)).remove(id_)
            self.neighbours(kind, container).append(id_)
        self.by_kind[kind][id_] = entry
        if after is not None:
            self.move(kind, id_, after)

    def move(self, kind: str, id_: str, after: str) -> None:
        """Put an entry behind a neighbour, "" for the first place; behind one that is gone, at the end."""
        self.move_all([(kind, id_, after)])

    def move_all(self, moves: Iterable[tuple[str, str, str]]) -> None:
        """One after the other: kind, id and the neighbour, as `move` takes them; what is gone stays gone."""
        rows: dict[tuple[str, str], IdChain] = {}
        for kind, id_, after in moves:
            if id_ not in self.by_kind[kind]:
                continue
            place = kind, container_of(kind, self.by_kind[kind][id_])
            if place not in rows:
                rows[place] = IdChain(self.neighbours(*place))
            rows[place].move(id_, after)
        for place, row in rows.items():
            self.order[place][:] = row

    def remove(self, kind: str, id_: str) -> None:
        self.remove_all([(kind, id_)])

    def remove_all(self, gone: Iterable[tuple[str, str]]) -> None:
        """Each by kind and id; what is not there is gone already."""
        rows: dict[tuple[str, str], set[str]] = {}
        for kind, id_ in gone:
            entry = self.by_kind[kind].pop(id_, None)
            if entry is not None:
                rows.setdefault((kind, container_of(kind, entry)), set()).add(id_)
        for place, ids in rows.items():
            row = self.neighbours(*place)
            row[:] = [id_ for id_ in row if id_ not in ids]

    def rename_section(self, old: str, new: str) -> None:
        """Give a section another slug, and with it all that stands below it and all that names them."""
        own = self.by_kind["section"][old]
        self.neighbours("section", container_of("section", own)).remove(old)
        renamed = {
            slug: new + slug.removeprefix(old)
            for slug in self.by_kind["section"]
            if slug == old or slug.startswith(f"{old}/")
        }
        self.by_kind["section"] = {
            renamed.get(slug, slug): {**entry, "slug": renamed.get(slug, slug)}
            for slug, entry in self.by_kind["section"].items()
        }
        for kind in IN_SECTIONS:
            for id_, entry in self.by_kind[kind].items():
                if entry.get("section") in renamed:
                    self.by_kind[kind][id_] = {**entry, "section": renamed[entry["section"]]}
        order: dict[tuple[str, str], list[str]] = {}
        for (kind, container), row in self.order.items():
            # Parts of the section may stand under its new address already: they come before the others.
            there = order.setdefault((kind, renamed.get(container, container)), [])
            there += [renamed.get(id_, id_) if kind == "section" else id_ for id_ in row]
        self.order = order
        self.neighbours("section", container_of("section", {"slug": new})).append(new)


def container_of(kind: str, entry: Entry) -> str:
    """Where an entry stands: the slug of its parent or section, "" where its kind has one list."""
    if kind == "section":
        return str(entry.get("slug", "")).rpartition("/")[0]
    return str(entry.get("section", "")) if kind == "statement" else ""


def id_of(kind: str, entry: Entry) -> str:
    return str(entry[ENTRY_KINDS[kind].id_field]) if kind != "document" else DOCUMENT


def entries_of(payload: Entry) -> Entries:
    """The entries of a payload in its normal form. A statement carries the slug of its section."""
    entries = Entries()
    for kind, entry in _walk(payload):
        id_ = id_of(kind, entry)
        entries.by_kind[kind][id_] = entry
        entries.neighbours(kind, container_of(kind, entry)).append(id_)
    return entries


def _walk(payload: Entry) -> Iterator[tuple[str, Entry]]:
    yield "document", payload.get("document") or {}
    for section in payload.get("sections") or ():
        yield "section", {name: value for name, value in section.items() if name != "statements"}
        for statement in section.get("statements") or ():
            yield "statement", {"section": section["slug"], **statement}
    for name, kind in FLAT.items():
        for entry in payload.get(name) or ():
            yield kind, entry


def payload_from(entries: Entries, format_: str) -> dict[str, Any]:
    """The payload again. Sections stand in the order of the document, children behind their parent.

    What has lost its container (a section below a parent that was retired) comes last, where the checks of
    a payload find it.
    """
    slugs = dict.fromkeys((*entries.sections_in_order(), *entries.by_kind["section"]))
    sections = [dict(entries.by_kind["section"][slug]) for slug in slugs]
    for section in sections:
        section["statements"] = [
            {name: value for name, value in entries.by_kind["statement"][key].items() if name != "section"}
            for key in entries.neighbours("statement", section["slug"])
        ]
    lists = {
        name: [entries.by_kind[kind][id_] for id_ in entries.neighbours(kind, "")]
        for name, kind in FLAT.items()
        if entries.neighbours(kind, "") or not ENTRY_KINDS[kind].is_optional
    }
    document = entries.by_kind["document"].get(DOCUMENT, {})
    return {"format": format_, "document": document, "sections": sections, **lists}


def lost_statements(entries: Entries) -> tuple[tuple[str, str], ...]:
    """Statements in a section that is not there, each with its slug: a payload has no place for them."""
    return tuple(
        (key, str(entry["section"]))
        for key, entry in entries.by_kind["statement"].items()
        if entry["section"] not in entries.by_kind["section"]
    )


def same_entry(one: Entry | None, other: Entry | None) -> bool:
    """Whether two entries say the same; the order of the ids that they name means nothing."""
    if one is None or other is None:
        return one is other
    return {name: comparable(name, value) for name, value in one.items()} == {
        name: comparable(name, value) for name, value in other.items()
    }


def comparable(name: str, value: object) -> object:
    return sorted(map(str, value)) if name in SETS and isinstance(value, list) else value
