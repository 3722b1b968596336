"""From a pack (one JSON object) to an edition, or to every fault that the pack has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from .conditions import All, Condition, ConditionErrors, parse_condition
from .edition import FORMAT, Edition, Note, Reference, Section, Statement, content_hash
from .rules import Effect, Rule
from .templates import TemplateError, parse_template
from .vocabulary import VOCABULARY, nearest_word

DOMAINS = ("background", "diagnosis", "staging", "treatment", "palliative")
KINDS = ("fact", "recommendation", "strength", "limitation", "caution")
FORMS = ("paragraph", "bullet", "quotation", "artefact")
SEVERITIES = ("high", "medium", "low")
CERTAINTIES = ("A", "B", "C")

MOST_FAULTS = 500
"""Reading stops there: nobody mends more at once, and a payload can be made of nothing but faults."""

LOOKED_THROUGH = 20_000
"""Words that are compared with misspelt ones; after that, faults are told without the nearest word."""

Entry = Mapping[str, object]


@dataclass(frozen=True)
class EditionFault:
    """One fault: its place in the payload ("rules[3].when.any[1].value"), the entry, the nearest word."""

    place: str
    message: str
    id: str = ""
    nearest: str | None = None

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        hint = f' The nearest is "{self.nearest}".' if self.nearest else ""
        return f"{self.place}{named}: {self.message}{hint}"


class EditionErrors(ValueError):
    """Every fault of a payload."""

    def __init__(self, faults: Sequence[EditionFault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


def compile_edition(payload: Entry, number: int, *, published_at: str = "") -> Edition:
    """The edition of a payload, ready for matching. Raises EditionErrors with every fault."""
    pack = _Pack(payload)
    if pack.faults:
        raise EditionErrors(pack.faults)
    edition = Edition(
        number=number,
        hash=content_hash(payload),
        title=str(pack.document.get("title", "")),
        published_at=published_at,
        document=MappingProxyType(dict(pack.document)),
        sections=MappingProxyType(pack.sections),
        statements=MappingProxyType(pack.statements),
        notes=MappingProxyType(pack.notes),
        references=MappingProxyType(pack.references),
        rules=MappingProxyType(pack.rules),
    )
    edition.plan  # noqa: B018  compiled now, so that the first reader does not wait
    return edition


def faults_of(payload: Entry) -> tuple[EditionFault, ...]:
    """Every fault of a payload; empty where it can be compiled."""
    return tuple(_Pack(payload).faults)


class _EnoughFaults(Exception):
    """There are so many that reading on would help nobody."""


class _Faults(list[EditionFault]):
    """What was found so far."""

    looked_through = 0

    def add(self, fault: EditionFault) -> None:
        self.append(fault)
        if len(self) >= MOST_FAULTS:
            raise _EnoughFaults

    def nearest(self, word: object, words: Sequence[str] | Mapping[str, object]) -> str | None:
        """The word that was meant, while looking for it is cheap."""
        self.looked_through += len(words)
        return nearest_word(word, words) if self.looked_through <= LOOKED_THROUGH else None


class _Entry:
    """One object of the payload with its place; reads typed fields and reports what is wrong with them."""

    def __init__(self, data: object, place: str, name: str, faults: _Faults) -> None:
        self.data: Entry = data if isinstance(data, Mapping) else {}
        self.place, self.faults = place, faults
        self.id = str(self.data.get(name, ""))
        if not isinstance(data, Mapping):
            self.fault("", "is not an object.")

    def fault(self, field: str, message: str, nearest: str | None = None) -> None:
        place = f"{self.place}.{field}" if field else self.place
        self.faults.add(EditionFault(place, message, self.id, nearest))

    def text(self, field: str, required: bool = True) -> str:
        value = self.data.get(field)
        if isinstance(value, str) and (value.strip() or not required):
            return value
        if value is not None or required:
            self.fault(field, "needs text.")
        return ""

    def words(self, field: str) -> str:
        """Text that may have been written as a number (a year, a volume)."""
        value = self.data.get(field)
        return "" if value is None else str(value)

    def one_of(self, field: str, allowed: Sequence[str]) -> str:
        value = self.text(field)
        if value and value not in allowed:
            near = self.faults.nearest(value, tuple(allowed))
            self.fault(field, f'"{value}" is not allowed. Allowed: {", ".join(allowed)}.', near)
        return value

    def number(self, field: str, required: bool = True) -> int:
        value = self.data.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None or required:
            self.fault(field, "needs a whole number.")
        return 0

    def known(self, field: str, ids: Mapping[str, object], what: str) -> tuple[str, ...]:
        """A list of ids that exist; absent means none."""
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple):
            self.fault(field, "needs a list.")
            return ()
        for place, word in enumerate(value):
            if not isinstance(word, str):
                self.fault(f"{field}[{place}]", "needs text.")
            elif word not in ids:
                self.fault(f"{field}[{place}]", f'"{word}" is no {what}.', self.faults.nearest(word, ids))
        return tuple(str(word) for word in value)

    def one_known(self, field: str, ids: Mapping[str, object], what: str) -> str:
        value = self.text(field)
        if value and value not in ids:
            self.fault(field, f'"{value}" is no {what}.', self.faults.nearest(value, ids))
        return value


class _Pack:
    """Reads a payload from top to bottom, keeping what it could read and every fault."""

    def __init__(self, payload: Entry) -> None:
        self.payload = payload
        self.faults = _Faults()
        document = payload.get("document")
        self.document: Entry = document if isinstance(document, Mapping) else {}
        self.statements: dict[str, Statement] = {}
        self.sections: dict[str, Section] = {}
        with suppress(_EnoughFaults):
            self._read()

    def _read(self) -> None:
        if self.payload.get("format") != FORMAT:
            self.faults.add(EditionFault("format", f'is not "{FORMAT}".'))
        self._read_sections()
        self.references = {entry.id: _reference(entry) for entry in self.entries("references", "id")}
        self.notes = {entry.id: self._note(entry) for entry in self.entries("notes", "id")}
        self._anchor_notes()
        self.rules = {entry.id: self._rule(entry) for entry in self.entries("rules", "id")}

    def entries(self, field: str, name: str, within: Entry | None = None, at: str = "") -> Iterator[_Entry]:
        """The objects of a list, each with an id that is its own."""
        listed = (self.payload if within is None else within).get(field, ())
        seen: set[str] = set()
        for place, data in enumerate(listed if isinstance(listed, list | tuple) else ()):
            entry = _Entry(data, f"{at}{field}[{place}]", name, self.faults)
            if entry.text(name) and entry.id in seen:
                entry.fault(name, "is used twice.")
            seen.add(entry.id)
            yield entry

    def _read_sections(self) -> None:
        for entry in self.entries("sections", "slug"):
            parent = self._parent(entry.id)
            heading = entry.text("heading")
            above = self.sections[parent].heading_path if parent else ()
            self.sections[entry.id] = Section(
                slug=entry.id,
                title=entry.text("title"),
                heading=heading,
                heading_path=(*above, heading),
                domain=entry.one_of("domain", DOMAINS),
                parent=parent,
                depth=len(above),
                statements=tuple(self._statements(entry)),
                heading_line=entry.number("heading_line", required=False) or None,
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

    def _statements(self, section: _Entry) -> Iterator[Statement]:
        for entry in self.entries("statements", "key", section.data, f"{section.place}."):
            source = _Entry(entry.data.get("source"), f"{entry.place}.source", "line", self.faults)
            if entry.id in self.statements:
                entry.fault("key", "is used twice.")
            statement = Statement(
                key=entry.id,
                text=entry.text("text"),
                kind=entry.one_of("kind", KINDS),
                section=section.id,
                line=source.number("line"),
                paragraph=source.number("paragraph"),
                form=source.one_of("form", FORMS),
            )
            self.statements[entry.id] = statement
            yield statement

    def _note(self, entry: _Entry) -> Note:
        by, on = _signed_off(entry)
        return Note(
            id=entry.id,
            severity=entry.one_of("severity", SEVERITIES),
            klass=entry.text("class"),
            section=entry.one_known("section", self.sections, "section"),
            statements=entry.known("statements", self.statements, "statement"),
            text=entry.text("text"),
            references=entry.known("references", self.references, "reference"),
            certainty=entry.one_of("certainty", CERTAINTIES),
            signed_off_by=by,
            signed_off_on=on,
        )

    def _anchor_notes(self) -> None:
        """Give each statement and section the notes that speak about it."""
        on_statement: dict[str, list[str]] = defaultdict(list)
        on_section: dict[str, list[str]] = defaultdict(list)
        for note in self.notes.values():
            for key in note.statements:
                on_statement[key].append(note.id)
            if not note.statements:
                on_section[note.section].append(note.id)
        for key, statement in self.statements.items():
            self.statements[key] = replace(statement, notes=tuple(on_statement[key]))
        for slug, section in self.sections.items():
            anchored = tuple(self.statements[statement.key] for statement in section.statements)
            self.sections[slug] = replace(section, statements=anchored, notes=tuple(on_section[slug]))

    def _rule(self, entry: _Entry) -> Rule:
        effect = entry.one_of("effect", tuple(Effect))
        rule = Rule(
            id=entry.id,
            effect=Effect(effect) if effect in tuple(Effect) else Effect.SHOW,
            section=entry.one_known("section", self.sections, "section"),
            when=self._when(entry),
            because=self._template(entry, "because", required=False),
            statement=self._statement_of(entry, effect),
            message=self._template(entry, "message", required=effect == Effect.CAUTION),
            about=entry.known("about", VOCABULARY, "fact"),
            notes=entry.known("notes", self.notes, "note"),
        )
        self._only_where_it_counts(entry, rule)
        return rule

    def _when(self, entry: _Entry) -> Condition:
        try:
            return parse_condition(entry.data.get("when"))
        except ConditionErrors as errors:
            for error in errors.errors:
                entry.fault(error.place, error.message, error.nearest)
        return All(())

    def _template(self, entry: _Entry, field: str, required: bool) -> str:
        text = entry.text(field, required)
        try:
            parse_template(text)
        except TemplateError as error:
            entry.fault(field, error.message, error.nearest)
            return ""
        return text

    def _statement_of(self, entry: _Entry, effect: str) -> str | None:
        if effect != Effect.HIGHLIGHT:
            return None
        key = entry.one_known("statement", self.statements, "statement")
        if key in self.statements and self.statements[key].section != entry.data.get("section"):
            entry.fault("statement", f'"{key}" is a statement of {self.statements[key].section}.')
        return key

    def _only_where_it_counts(self, entry: _Entry, rule: Rule) -> None:
        """A field that its effect would ignore is a mistake of the writer, and said to be one."""
        ignored = {
            "because": rule.effect is Effect.CAUTION,
            "message": rule.effect is not Effect.CAUTION,
            "about": rule.effect is not Effect.CAUTION,
            "statement": rule.effect is not Effect.HIGHLIGHT,
        }
        for field, is_ignored in ignored.items():
            if is_ignored and entry.data.get(field):
                entry.fault(field, f"is not used by a rule of effect {rule.effect}.")


def _signed_off(entry: _Entry) -> tuple[str, str]:
    """Who signed a note off and on which day; both empty where nobody has, or where it is no day."""
    signed = entry.data.get("signed_off")
    given = signed if isinstance(signed, Mapping) else {}
    by, on = str(given.get("by", "")), str(given.get("on", ""))
    if not (by and on):
        return "", ""
    try:
        date.fromisoformat(on)
    except ValueError:
        return "", ""
    return by, on


def _reference(entry: _Entry) -> Reference:
    names = ("authors", "title", "journal", "year", "volume", "pages", "doi", "url", "detail")
    parts = {name: entry.words(name) for name in names}
    if not parts["title"].strip() and not parts["detail"].strip():
        entry.fault("title", "needs a title or a detail.")
    return Reference(id=entry.id, certainty=entry.one_of("certainty", CERTAINTIES), **parts)
