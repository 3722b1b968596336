"""What readers see: an immutable, numbered, content-hashed edition of the guidance, compiled for matching."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .engine.planning import Plan
from .entries import (
    FORMAT,
    UNWEIGHED,
    Addition,
    Effect,
    Note,
    Reference,
    Rule,
    Section,
    Statement,
    WeightsByPlace,
)

__all__ = [
    "FORMAT",
    "Addition",
    "CompiledEdition",
    "Note",
    "Reference",
    "Section",
    "Statement",
    "canonical_json",
    "content_hash",
]


@dataclass(frozen=True, eq=False)
class CompiledEdition:
    """Everything by id, in document order. Two editions are the same when their hashes are."""

    number: int
    hash: str
    title: str
    published_at: str
    document: Mapping[str, object] = field(repr=False)
    sections: Mapping[str, Section] = field(repr=False)
    statements: Mapping[str, Statement] = field(repr=False)
    additions: Mapping[str, Addition] = field(repr=False)
    notes: Mapping[str, Note] = field(repr=False)
    references: Mapping[str, Reference] = field(repr=False)
    rules: Mapping[str, Rule] = field(repr=False)
    weights: WeightsByPlace = field(repr=False)

    @cached_property
    def plan(self) -> Plan:
        """The rules compiled for answering; made once, when the edition is compiled."""
        return Plan(self.rules.values(), self.sections, self.statements, self.additions, self.notes)

    @cached_property
    def all_said(self) -> Mapping[str, Statement | Addition]:
        """Statements, then additions: they share their keys."""
        return {**self.statements, **self.additions}

    def said(self, key: str) -> Statement | Addition:
        """The statement of a key, or the addition. Raises KeyError."""
        return self.all_said[key]

    def rules_for(self, section: str) -> tuple[Rule, ...]:
        """The rules that name a section, in the order of the pack."""
        return tuple(rule for rule in self.rules.values() if rule.section == section)

    def notes_for(self, section: str) -> tuple[Note, ...]:
        """Every note about a section or about something that stands in it, in the order of the notes."""
        held = self.sections[section]
        about = {*held.notes, *(id_ for each in held.statements for id_ in each.notes)}
        about.update(id_ for each in held.additions for id_ in each.notes)
        return tuple(self.notes[id_] for id_ in self.plan.notes_in_order(about))

    def weight_of(self, section: str, chapter: str = "") -> int:
        """How far to the front a section stands beside a chapter of a case, from 0 to 100; 0 is never in a
        first view. What is closest to it decides: the section, then those above it, then its domain; and of
        each of these a weight for the chapter before one for all.
        """
        parts = section.split("/")
        above = [("section", "/".join(parts[:count])) for count in range(len(parts), 0, -1)]
        for place in (*above, ("domain", self.sections[section].domain)):
            for beside in (chapter, ""):
                if (*place, beside) in self.weights:
                    return self.weights[*place, beside]
        return UNWEIGHED

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
