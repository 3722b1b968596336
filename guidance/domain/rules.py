"""A rule: what it does to which section, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from .conditions import Condition, facts_of
from .templates import Template, parse_template


class Effect(StrEnum):
    """Show a section; highlight a statement where its section shows; raise a caution, whatever shows."""

    SHOW = "show"
    HIGHLIGHT = "highlight"
    CAUTION = "caution"


@dataclass(frozen=True)
class Rule:
    """`because` (of show and highlight) and `message` (of caution) are templates over facts; `about` names
    the facts that the caution speaks about; `notes` are the curator notes that come with the rule."""

    id: str
    effect: Effect
    section: str
    when: Condition = field(repr=False)
    because: str = ""
    statement: str | None = None
    message: str = ""
    about: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The keys that the condition asks about."""
        return facts_of(self.when)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The facts that decide what the rule says: of its condition, and those that its sentences name."""
        named = (*(self.because_template.keys if self.because_template else ()), *self.message_template.keys)
        return frozenset((*self.facts, *named))

    @cached_property
    def because_template(self) -> Template | None:
        return parse_template(self.because) if self.because else None

    @cached_property
    def message_template(self) -> Template:
        return parse_template(self.message)
