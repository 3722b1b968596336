"""From a pack (one JSON object) to an edition, or to every fault that the pack has."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from .edition import FORMAT, Addition, CompiledEdition, Note, Reference, Section, Statement, content_hash
from .entries import ENTRY_KINDS, Effect, Rule, SectionWeight, weighed
from .entries.entry_reader import EnoughFaults, EntryReader, FaultsFound, Ids
from .entries.rule import USED_BY
from .entries.shapes import Entry
from .entries.weight import WeighedPlace
from .faults import Fault, FaultsError
from .vocabulary import VOCABULARY

Signed = TypeVar("Signed", Note, Addition)


class EditionErrors(FaultsError):
    """Every fault of a payload."""


def compile_edition(payload: Entry, number: int, *, published_at: str = "") -> CompiledEdition:
    """The edition of a payload, ready for matching. Raises EditionErrors with every fault."""
    pack = _PayloadReader(payload)
    if pack.faults:
        raise EditionErrors(pack.faults)
    edition = CompiledEdition(
        number=number,
        hash=content_hash(payload),
        title=str(pack.document.get("title", "")),
        published_at=published_at,
        document=MappingProxyType(dict(pack.document)),
        sections=MappingProxyType(pack.sections),
        statements=MappingProxyType(pack.statements),
        additions=MappingProxyType(pack.additions),
        notes=MappingProxyType(pack.notes),
        references=MappingProxyType(pack.references),
        rules=MappingProxyType(pack.rules),
        weights=MappingProxyType(weighed(pack.weights.values())),
    )
    edition.plan  # noqa: B018  compiled now, so that the first reader does not wait
    return edition


def faults_of(payload: Entry) -> tuple[Fault, ...]:
    """Every fault of a payload; empty where it can be compiled."""
    return tuple(_PayloadReader(payload).faults)


def faults_of_one(entries: Mapping[str, Mapping[str, Entry]], kind: str, id_: str) -> tuple[Fault, ...]:
    """Those of one entry among others, by kind and id; their places are within it."""
    faults = FaultsFound()
    entry = EntryReader(entries[kind].get(id_) or {}, "", id_, faults, {**entries, "fact": VOCABULARY})
    with suppress(EnoughFaults):
        _READ.get(kind, ENTRY_KINDS[kind].read)(entry)
    return tuple(faults)


class _PayloadReader:
    """Reads a payload from top to bottom, keeping what it could read and every fault."""

    def __init__(self, payload: Entry) -> None:
        self.payload = payload
        self.faults = FaultsFound()
        document = payload.get("document")
        self.document: Entry = document if isinstance(document, Mapping) else {}
        self.sections: dict[str, Section] = {}
        self.statements: dict[str, Statement] = {}
        self.additions: dict[str, Addition] = {}
        self.references: dict[str, Reference] = {}
        self.notes: dict[str, Note] = {}
        self.rules: dict[str, Rule] = {}
        self.weights: dict[str, SectionWeight] = {}
        self.ids: Ids = {
            "section": self.sections,
            "statement": self.statements,
            "addition": self.additions,
            "reference": self.references,
            "note": self.notes,
            "fact": VOCABULARY,
        }
        with suppress(EnoughFaults):
            self._read()

    def _read(self) -> None:
        if self.payload.get("format") != FORMAT:
            self.faults.add(Fault("format", f'is not "{FORMAT}".'))
        self._read_sections()
        for entry in self.entries("reference"):
            self.references[entry.id] = _reference(entry)
        for entry in self.entries("addition"):
            self.additions[entry.id] = _addition(entry)
        for entry in self.entries("note"):
            self.notes[entry.id] = _note(entry)
        self._anchor_notes()
        for entry in self.entries("rule"):
            self.rules[entry.id] = _rule(entry)
        self._read_weights()

    def entries(self, name: str, within: Entry | None = None, at: str = "") -> Iterator[EntryReader]:
        """The objects of a list, each with an id that is its own."""
        kind = ENTRY_KINDS[name]
        listed = (self.payload if within is None else within).get(kind.plural, ())
        seen: set[str] = set()
        for place, data in enumerate(listed if isinstance(listed, list | tuple) else ()):
            id_ = str(data.get(kind.id_field, "")) if isinstance(data, Mapping) else ""
            entry = EntryReader(data, f"{at}{kind.plural}[{place}]", id_, self.faults, self.ids)
            if entry.text(kind.id_field) and id_ in seen:
                entry.fault(kind.id_field, "is used twice.")
            seen.add(id_)
            yield entry

    def _read_sections(self) -> None:
        for entry in self.entries("section"):
            parent = self._parent(entry.id)
            above = self.sections[parent].heading_path if parent else ()
            read = ENTRY_KINDS["section"].read(entry)
            self.sections[entry.id] = Section(
                slug=entry.id,
                **read,
                heading_path=(*above, read["heading"]),
                parent=parent,
                statements=tuple(self._statements(entry)),
            )
        below: dict[str | None, list[str]] = defaultdict(list)
        for section in self.sections.values():
            below[section.parent].append(section.slug)
        for slug, section in self.sections.items():
            self.sections[slug] = replace(section, children=tuple(below[slug]))

    def _parent(self, slug: str) -> str | None:
        """The section above: the longest part of the slug that is a section already."""
        while "/" in slug:
            slug = slug.rsplit("/", 1)[0]
            if slug in self.sections:
                return slug
        return None

    def _statements(self, section: EntryReader) -> Iterator[Statement]:
        for entry in self.entries("statement", section.data, f"{section.place}."):
            if entry.id in self.statements:
                entry.fault("key", "is used twice.")
            read = ENTRY_KINDS["statement"].read(entry, leave=("section",))
            statement = self.statements[entry.id] = Statement(key=entry.id, section=section.id, **read)
            yield statement

    def _read_weights(self) -> None:
        """What is weighed twice for one chapter would have two weights."""
        seen: dict[WeighedPlace, str] = {}
        for entry in self.entries("weight"):
            weight = self.weights[entry.id] = _weight(entry)
            for place in weight.places:
                if seen.setdefault(place, entry.id) != entry.id:
                    kind, name, chapter = place
                    beside = f" beside the chapter {chapter}" if chapter else ""
                    message = f'the {kind} "{name}" has a weight{beside} in "{seen[place]}" already.'
                    entry.fault("weight", message)

    def _anchor_notes(self) -> None:
        """Give each statement, addition and section the notes that speak about it, and its additions."""
        on_statement: dict[str, list[str]] = defaultdict(list)
        on_section: dict[str, list[str]] = defaultdict(list)
        for note in self.notes.values():
            for key in note.statements:
                on_statement[key].append(note.id)
            if not note.statements:
                on_section[note.section].append(note.id)
        for id_, note in self.notes.items():
            self.notes[id_] = replace(note, speaks_in=self._sections_of(note))
        for key, statement in self.statements.items():
            self.statements[key] = replace(statement, notes=tuple(on_statement[key]))
        added: dict[str, list[Addition]] = defaultdict(list)
        for key, addition in self.additions.items():
            self.additions[key] = replace(addition, notes=tuple(on_statement[key]))
            added[addition.section].append(self.additions[key])
        for slug, section in self.sections.items():
            anchored = tuple(self.statements[statement.key] for statement in section.statements)
            self.sections[slug] = replace(
                section, statements=anchored, notes=tuple(on_section[slug]), additions=tuple(added[slug])
            )

    def _sections_of(self, note: Note) -> tuple[tuple[str, str], ...]:
        """Those in which what a note speaks about stands, where that is more than one."""
        said = (self.statements.get(key) or self.additions.get(key) for key in note.statements)
        found = {each.section for each in said if each}
        if len(found) < 2:
            return ()
        return tuple((slug, held.title) for slug, held in self.sections.items() if slug in found)


def _rule(entry: EntryReader) -> Rule:
    read = ENTRY_KINDS["rule"].read(entry, leave=("statement",))
    effect = Effect(read["effect"]) if read["effect"] in tuple(Effect) else Effect.SHOW
    if effect in USED_BY["message"] and not str(entry.data.get("message") or "").strip():
        entry.fault("message", "needs text.")
    if effect in USED_BY["statement"]:
        read["statement"] = _highlighted(entry)
    for field, effects in USED_BY.items():
        # What its effect would ignore is a mistake of the writer, and said to be one.
        if effect not in effects and entry.data.get(field):
            entry.fault(field, f"is not used by a rule of effect {effect}.")
    return Rule(id=entry.id, **read | {"effect": effect})


def _highlighted(entry: EntryReader) -> str:
    key = entry.one_known("statement", "statement", "addition")
    kind = "statement" if key in entry.ids["statement"] else "addition"
    held: Any = entry.ids[kind].get(key)
    section = held.section if isinstance(held, Statement | Addition) else held and held["section"]
    if held and section != entry.data.get("section"):
        of = "a statement of" if kind == "statement" else "an addition to"
        entry.fault("statement", f'"{key}" is {of} {section}.')
    return key


def _addition(entry: EntryReader) -> Addition:
    """Its key is a statement's nowhere: what names one of them names no other."""
    if entry.id in entry.ids["statement"]:
        entry.fault("key", "is the key of a statement.")
    return _signed(Addition(key=entry.id, **ENTRY_KINDS["addition"].read(entry)))


def _note(entry: EntryReader) -> Note:
    return _signed(Note(id=entry.id, **ENTRY_KINDS["note"].read(entry)))


def _signed(said: Signed) -> Signed:
    """Who signed it off and on which day counts where both are given."""
    is_signed = said.signed_off_by and said.signed_off_on
    return said if is_signed else replace(said, signed_off_by="", signed_off_on="")


def _weight(entry: EntryReader) -> SectionWeight:
    weight = SectionWeight(id=entry.id, **ENTRY_KINDS["weight"].read(entry))
    if bool(weight.domain) is bool(weight.section):
        entry.fault("section", "needs a domain or a section, and not both.")
    return weight


def _reference(entry: EntryReader) -> Reference:
    reference = Reference(id=entry.id, **ENTRY_KINDS["reference"].read(entry))
    if not reference.title.strip() and not reference.detail.strip():
        entry.fault("title", "needs a title or a detail.")
    return reference


_READ: Mapping[str, Callable[[EntryReader], object]] = {
    "addition": _addition,
    "note": _note,
    "reference": _reference,
    "rule": _rule,
    "weight": _weight,
}
