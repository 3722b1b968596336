"""What readers see: an immutable, numbered, content-hashed edition of the guidance, compiled for matching."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from .engine.planning import Plan
from .rules import Effect, Rule
from .words import UNREFERENCED

FORMAT = "kidmet.guidance/1"


@dataclass(frozen=True)
class Statement:
    """One idea of the document. `line` and `paragraph` say where the source has it, `form` in which shape
    (paragraph, bullet, quotation, artefact); `notes` are the curator notes anchored to it."""

    key: str
    text: str
    kind: str
    section: str
    line: int
    paragraph: int
    form: str = "paragraph"
    notes: tuple[str, ...] = ()

    @property
    def bullet(self) -> bool:
        return self.form == "bullet"


@dataclass(frozen=True)
class Section:
    """`heading` is the source's own, `title` the friendly label; `notes` are those about the section as a
    whole, anchored to none of its statements."""

    slug: str
    title: str
    heading: str
    heading_path: tuple[str, ...]
    domain: str
    parent: str | None
    depth: int
    statements: tuple[Statement, ...] = field(default=(), repr=False)
    children: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    heading_line: int | None = None


@dataclass(frozen=True)
class Note:
    """A curator note. `references` may be empty: then it is expert consensus, and shown as such.

    `signed_off_by` is the clinician who answers for it, `signed_off_on` the day (2026-05-31); both empty
    where it awaits clinical sign-off.
    """

    id: str
    severity: str
    klass: str
    section: str
    statements: tuple[str, ...]
    text: str
    references: tuple[str, ...]
    certainty: str
    signed_off_by: str = ""
    signed_off_on: str = ""

    @property
    def sign_off(self) -> str:
        """ "Signed off by Dr A. Example on 31 May 2026.", empty where nobody has."""
        if not self.signed_off_by:
            return ""
        day = date.fromisoformat(self.signed_off_on)
        return f"Signed off by {self.signed_off_by} on {day.day} {day:%B %Y}."

    @property
    def unreferenced(self) -> str:
        """What a note without a reference is, empty for one with references."""
        if self.references:
            return ""
        return "Expert consensus, unreferenced." if self.signed_off_by else UNREFERENCED


@dataclass(frozen=True)
class Reference:
    id: str
    certainty: str
    authors: str = ""
    title: str = ""
    journal: str = ""
    year: str = ""
    volume: str = ""
    pages: str = ""
    doi: str = ""
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Edition:
    """Everything by id, in document order. Two editions are the same when their hashes are."""

    number: int
    hash: str
    title: str
    published_at: str
    document: Mapping[str, object] = field(repr=False)
    sections: Mapping[str, Section] = field(repr=False)
    statements: Mapping[str, Statement] = field(repr=False)
    notes: Mapping[str, Note] = field(repr=False)
    references: Mapping[str, Reference] = field(repr=False)
    rules: Mapping[str, Rule] = field(repr=False)

    @cached_property
    def plan(self) -> Plan:
        """The rules compiled for answering; made once, when the edition is compiled."""
        return Plan(self.rules.values(), self.sections, self.statements, self.notes)

    def rules_for(self, section: str) -> tuple[Rule, ...]:
        """The rules that name a section, in the order of the pack."""
        return tuple(rule for rule in self.rules.values() if rule.section == section)

    def notes_for(self, section: str) -> tuple[Note, ...]:
        """Every note about a section or about one of its statements, in the order of the notes."""
        return tuple(note for note in self.notes.values() if note.section == section)

    @cached_property
    def facts_used(self) -> frozenset[str]:
        """The facts that some rule asks about."""
        return frozenset(key for rule in self.rules.values() for key in rule.facts)

    @cached_property
    def matched_sections(self) -> tuple[str, ...]:
        """The sections that some rule can show, in document order."""
        shown = {rule.section for rule in self.rules.values() if rule.effect is Effect.SHOW}
        return tuple(slug for slug in self.sections if slug in shown)


def canonical_json(payload: Mapping[str, object]) -> str:
    """The one way of writing a payload: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def content_hash(payload: Mapping[str, object]) -> str:
    """SHA-256 of the payload in hexadecimal; the order of keys does not change it, that of lists does."""
    return hashlib.sha256(canonical_json(payload).encode()).hexdigest()
