"""A rule: what it does to which section, and when."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from ..conditions import Condition, Grounds, facts_of, grounds_of
from ..templates import Template, parse_template
from .entry_kind import EntryKind
from .shapes import SOME, FactKeys, Id, One, OneCode, Schema, Sentence, Several, When, code


class Effect(StrEnum):
    """Show a section; highlight a statement where its section shows; raise a caution, whatever shows."""

    SHOW = "show"
    HIGHLIGHT = "highlight"
    CAUTION = "caution"


EFFECTS: dict[str, str] = {
    Effect.SHOW: "shows a section",
    Effect.HIGHLIGHT: "highlights a statement or an addition",
    Effect.CAUTION: "raises a caution",
}
EFFECTS_TO_CHOOSE: dict[str, str] = {
    Effect.SHOW: "Show a section",
    Effect.HIGHLIGHT: "Highlight a statement or an addition where its section shows",
    Effect.CAUTION: "Raise a caution",
}
USED_BY = {
    "because": (Effect.SHOW, Effect.HIGHLIGHT),
    "message": (Effect.CAUTION,),
    "about": (Effect.CAUTION,),
    "statement": (Effect.HIGHLIGHT,),
}
"""Fields that only some effects have a use for."""
NEEDED = ("statement", "message")
"""Those that an effect with a use for them cannot do without."""
NOT_BUILT = {"all": [{"fact": "", "op": ""}]}
"""The condition of a new rule: one comparison that is still to be chosen."""


@dataclass(frozen=True)
class Rule:
    """`because` (of show and highlight) and `message` (of caution) are templates over facts; `about` names
    the facts that the caution speaks about; `notes` are the curator notes that come with the rule."""

    # fmt: off
    id: Annotated[str, Id("Id", "Its own for ever. Letters, digits and hyphens.", code(120))]
    effect: Annotated[Effect, OneCode("What it does", "Show a section; highlight a statement where its "
        "section shows; raise a caution, whatever shows.", EFFECTS, options=EFFECTS_TO_CHOOSE, help="")]
    section: Annotated[str, One("Section", "The slug of the section that shows, that holds the statement, or "
        "that the caution belongs to.", "section", help="")]
    statement: Annotated[str | None, One("Statement",
        "For highlight: the key of a statement of that section, or of an addition to it.", "statement",
        also=("addition",), asked="Statement or addition",
        help="It has to stand in that section.")] = field(default=None, kw_only=True)
    when: Annotated[Condition, When("When", "When it holds.", spoken="condition")] = field(repr=False)
    because: Annotated[str, Sentence("Because", "For show and highlight: one sentence for a resident; "
        "{fact_key} becomes the recorded value in words. Without it one is made from the facts.", SOME,
        help="Why it shows, for the reader. Empty: a plain sentence made of the facts.", rows=2,
        spoken="reason")] = ""
    message: Annotated[str, Sentence("Caution", "For caution: what was entered and what the guidance says, "
        "both; {fact_key} as above. Never an order.", SOME, rows=3,
        help="What the reader is told. It gives no treatment order.")] = ""
    about: Annotated[tuple[str, ...], FactKeys("Facts it speaks about",
        "For caution: the facts to look at again.", "fact",
        help="The entries beside which the caution stands. None: those of its condition.")] = ()
    notes: Annotated[tuple[str, ...], Several("Notes that come with it", "Curator notes that come with it.",
        "note", help="")] = ()
    # fmt: on

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The keys that the condition asks about."""
        return facts_of(self.when)

    @cached_property
    def grounds(self) -> Grounds:
        """What can make it apply."""
        return grounds_of(self.when)

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


def _asks_for(name: str, effect: Effect) -> Schema:
    """A rule of that effect needs that field."""
    given = {"properties": {"effect": {"const": str(effect)}}, "required": ["effect"]}
    return {"if": given, "then": {"required": [name]}}


RULE = EntryKind(
    "rule",
    Rule,
    description="When a section shows, a statement of it is highlighted, or a caution is raised.",
    listed="What shows when.",
    title="Rules: what a case brings up",
    demands=tuple(_asks_for(name, effect) for name in NEEDED for effect in USED_BY[name]),
)
