"""The guidance panel: what an answer says, ready for a template that only prints it."""

from collections.abc import Container, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from cases.domain.marking.fact_marking import DOMAIN_OF_CHAPTER
from cases.presenting.changed_since import ChangedSince, highlights_changed
from cases.presenting.foremost import foremost, is_background, reason_in_short
from cases.presenting.stage_path import stage_line
from cases.presenting.stamps import stamp
from cases.presenting.summary import DOMAINS, BroughtUp, additions_of
from cases.queries.cases import CaseReading
from guidance.domain.edition import CompiledEdition, Note, Section, Statement
from guidance.domain.explaining import Answer, Caution, Difference, SectionMatch, Undecided, difference
from guidance.domain.vocabulary import VOCABULARY, Fact

# The document has its prognostic factors in the staging.
OPENS_ON = {**DOMAIN_OF_CHAPTER, "prognosis": "staging"}
"""The tab that a chapter opens on, until the person chooses another."""
BACKGROUND_UNDER = {"background": "diagnosis"}
"""Sections of the background stand in the first tab: there are few, about what this disease is."""
_LABELS = {**DOMAINS, "palliative": "Palliative"}
TABS = tuple((key, label) for key, label in _LABELS.items() if key not in BACKGROUND_UNDER)
NOTHING_CHANGED = Difference((), (), (), ())


@dataclass(frozen=True)
class Card:
    edition: CompiledEdition
    match: SectionMatch
    domain: str
    is_new: bool
    is_background: bool = False

    @property
    def section(self) -> Section:
        return self.edition.sections[self.match.slug]

    @property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(self.edition.statements[key] for key in self.match.statements)

    @property
    def additions(self) -> tuple[BroughtUp, ...]:
        return additions_of(self.match, self.edition)

    @property
    def notes(self) -> tuple[Note, ...]:
        return _notes(self.match.notes, self.edition)

    @property
    def domain_label(self) -> str:
        return DOMAINS[self.match.domain]

    @property
    def id(self) -> str:
        return f"card-{self.match.slug.replace('/', '-')}"

    @cached_property
    def parts(self) -> tuple["CardPart", "CardPart"]:
        """Why it applies, which many an entry changes, and what it says, which stays for longer."""
        match = self.match
        said = tuple((each.addition.key, each.because) for each in self.additions)
        return (
            CardPart("why", self, (match.slug, match.because, self.is_new)),
            CardPart("what", self, (match.slug, match.statements, said, match.notes)),
        )


@dataclass(frozen=True)
class CardPart:
    """A piece of a card that is drawn, kept and sent by itself; `key` is what, in an edition, it shows."""

    name: str
    card: Card = field(compare=False)
    key: Hashable

    @property
    def id(self) -> str:
        return f"{self.card.id}-{self.name}"

    @property
    def template(self) -> str:
        return f"cases/_panel.html#card_{self.name}"

    @cached_property
    def stamp(self) -> str:
        return stamp("card", self.card.edition.hash, self.name, self.key)


@dataclass(frozen=True)
class CautionCard:
    caution: Caution
    notes: tuple[Note, ...]
    is_new: bool

    @property
    def key(self) -> Hashable:
        return self.caution, self.is_new


@dataclass(frozen=True)
class Tab:
    key: str
    label: str
    cards: tuple[Card, ...]
    later: tuple["Later", ...]
    gone: tuple[str, ...]
    chosen: bool

    @property
    def in_front(self) -> list[Card]:
        return [card for card in self.cards if not card.is_background]

    @property
    def background(self) -> list[Card]:
        return [card for card in self.cards if card.is_background]

    @property
    def has_new(self) -> bool:
        return any(card.is_new for card in self.cards)

    @cached_property
    def stamp(self) -> str:
        """Of which cards it has, and in which order; what a card shows is stamped there."""
        cards = tuple((card.match.slug, card.is_background) for card in self.cards)
        return stamp("tab", self.key, self.chosen, self.gone, cards)

    @cached_property
    def later_stamp(self) -> str:
        return stamp("later", self.key, tuple(later.key for later in self.later))


@dataclass(frozen=True)
class Later:
    """A section that would apply if facts were known, each a place to go to."""

    undecided: Undecided
    facts: tuple[Fact, ...]

    @property
    def key(self) -> Hashable:
        return self.undecided


class FirstLine(NamedTuple):
    card: Card
    reason: str

    @property
    def key(self) -> Hashable:
        """What, within an edition, the line shows."""
        return self.card.match.slug, self.card.is_new, bool(self.card.match.additions), self.reason


@dataclass(frozen=True)
class FirstView:
    """What matters now, before the tabs: a few sections in a line each, and what else a save changed."""

    is_empty: bool
    stage: str
    staged_by: str
    lines: tuple[FirstLine, ...]
    adding: tuple[Card, ...] = ()
    """Those below the lines that have an addition for this case."""
    new_below: tuple[Card, ...] = ()
    gone: tuple[str, ...] = ()

    @cached_property
    def stage_stamp(self) -> str:
        return stamp("stage", self.is_empty, self.stage, self.staged_by)

    @cached_property
    def stamp(self) -> str:
        lines = tuple(line.key for line in self.lines)
        adding, new = (tuple(card.match.slug for card in cards) for cards in (self.adding, self.new_below))
        return stamp("first", self.is_empty, lines, adding, new, self.gone)


@dataclass(frozen=True)
class Asking:
    fact: Fact
    settles: int


@dataclass(frozen=True)
class PanelCounts:
    sections: int
    cautions: int

    @property
    def key(self) -> Hashable:
        return self.sections, self.cautions


@dataclass(frozen=True)
class Panel:
    edition: CompiledEdition
    first: FirstView
    tabs: tuple[Tab, ...]
    cautions: tuple[CautionCard, ...]
    asking: tuple[Asking, ...]
    applies: int
    announcement: str
    since: ChangedSince | None = None

    @property
    def stamp(self) -> str:
        """Of what stands around the pieces that have stamps of their own."""
        return stamp("panel", self.edition.hash, self.edition.number, self.since)

    def besides(self, on_page: Container[str]) -> "PanelChanges":
        """What of it a page does not show that tells the stamps of its pieces."""
        shown = [tab for tab in self.tabs if tab.stamp in on_page]
        return PanelChanges(
            counts=self.count_stamp not in on_page,
            stage=self.first.stage_stamp not in on_page,
            first=self.first.stamp not in on_page,
            asking=self.asking_stamp not in on_page,
            cautions=self.cautions_stamp not in on_page,
            heads=self.tabs_stamp not in on_page,
            tabs=[tab for tab in self.tabs if tab.stamp not in on_page],
            parts=[
                part
                for tab in shown
                for card in tab.cards
                for part in card.parts
                if part.stamp not in on_page
            ],
            later=[tab for tab in shown if tab.later_stamp not in on_page],
        )

    @property
    def counts(self) -> PanelCounts:
        return PanelCounts(self.applies, len(self.cautions))

    @property
    def count_stamp(self) -> str:
        return stamp("count", self.edition.number, self.applies, len(self.cautions))

    @property
    def asking_stamp(self) -> str:
        return stamp("asking", tuple((asking.fact.key, asking.settles) for asking in self.asking))

    @property
    def cautions_stamp(self) -> str:
        return stamp("cautions", self.edition.hash, tuple(card.key for card in self.cautions))

    @property
    def tabs_stamp(self) -> str:
        return stamp("tabs", tuple((tab.key, len(tab.cards), tab.has_new, tab.chosen) for tab in self.tabs))


class PanelChanges(NamedTuple):
    """Pieces of it: what stands around the tabs, whole tabs, and of others what changed in their cards."""

    counts: bool
    stage: bool
    first: bool
    asking: bool
    cautions: bool
    heads: bool
    tabs: list[Tab]
    parts: list[CardPart]
    later: list[Tab]


def panel_of(
    reading: CaseReading,
    edition: CompiledEdition,
    *,
    chapter: str,
    chosen: str = "",
    before: CaseReading | None = None,
    since: ChangedSince | None = None,
) -> Panel:
    """`before` is the reading before a save: what it did not have is marked as new."""
    changed = difference(before.answer, reading.answer) if before else NOTHING_CHANGED
    new_cautions = {caution.rule_id for caution in changed.new_cautions}
    chosen = chosen if chosen in dict(TABS) else OPENS_ON[chapter]
    first, tabs = _unmarked(reading, edition, chapter, chosen)
    if not changed.is_empty:
        tabs = tuple(_marked(tab, changed) for tab in tabs)
        first = _first_marked(first, tabs, changed)
    return Panel(
        edition=edition,
        first=first,
        tabs=tabs,
        cautions=tuple(
            CautionCard(caution, _notes(caution.notes, edition), caution.rule_id in new_cautions)
            for caution in reading.answer.cautions
        ),
        asking=tuple(Asking(VOCABULARY[asked.fact], asked.settles) for asked in reading.answer.ask_next[:3]),
        applies=len(reading.answer.sections),
        announcement=_announcement(changed, reading, before) if before else "",
        since=since,
    )


@lru_cache(maxsize=256)
def _unmarked(
    reading: CaseReading, edition: CompiledEdition, chapter: str, chosen: str
) -> tuple[FirstView, tuple[Tab, ...]]:
    """With nothing in them marked as new. Kept with the readings, as the stamps of what they show are."""
    cards = [
        Card(edition, match, _under(match.domain), False, is_background(match.slug, edition))
        for match in reading.answer.sections
    ]
    return _first_view(reading, edition, chapter, cards), tuple(
        Tab(
            key,
            label,
            cards=tuple(card for card in cards if card.domain == key),
            later=tuple(_later(reading.answer, key)),
            gone=(),
            chosen=key == chosen,
        )
        for key, label in TABS
    )


def _first_view(
    reading: CaseReading, edition: CompiledEdition, chapter: str, cards: Sequence[Card]
) -> FirstView:
    by_slug = {card.match.slug: card for card in cards}
    matches = foremost(reading.answer.sections, edition, chapter=chapter)
    in_lines = {match.slug for match in matches}
    return FirstView(
        is_empty=not reading.recorded,
        stage=stage_line(reading.stage),
        staged_by=reading.stage.edition_label,
        lines=tuple(
            FirstLine(by_slug[match.slug], reason_in_short(match, reading.answer, chapter))
            for match in matches
        ),
        adding=tuple(card for card in cards if card.match.additions and card.match.slug not in in_lines),
    )


def _first_marked(first: FirstView, tabs: tuple[Tab, ...], changed: Difference) -> FirstView:
    """`tabs` are marked already."""
    marked = {card.match.slug: card for tab in tabs for card in tab.cards}
    lines = {card.match.slug: FirstLine(marked[card.match.slug], reason) for card, reason in first.lines}
    return replace(
        first,
        lines=tuple(lines.values()),
        new_below=tuple(card for slug, card in marked.items() if card.is_new and slug not in lines),
        gone=tuple(match.title for match in changed.gone_sections),
    )


def _marked(tab: Tab, changed: Difference) -> Tab:
    new = {match.slug for match in changed.new_sections}
    return replace(
        tab,
        cards=tuple(replace(card, is_new=True) if card.match.slug in new else card for card in tab.cards),
        gone=tuple(match.title for match in changed.gone_sections if _under(match.domain) == tab.key),
    )


def _later(answer: Answer, key: str) -> Iterator[Later]:
    for undecided in answer.undecided:
        if _under(undecided.domain) == key:
            yield Later(undecided, tuple(VOCABULARY[fact] for fact in undecided.waits_for[:4]))


def _notes(ids: tuple[str, ...], edition: CompiledEdition) -> tuple[Note, ...]:
    return tuple(edition.notes[each] for each in ids)


def _under(domain: str) -> str:
    return BACKGROUND_UNDER.get(domain, domain)


def _announcement(changed: Difference, reading: CaseReading, before: CaseReading) -> str:
    highlighted = ", ".join(highlights_changed(before.answer, reading.answer))
    said = [changed.sentence]
    if highlighted:
        said = [
            "The same sections and cautions." if changed.is_empty else changed.sentence,
            f"{highlighted}.",
        ]
    if reading.stage.m_from_pattern != before.stage.m_from_pattern:
        m = reading.stage.m_from_pattern
        said.append(f"M from the pattern is now {m}." if m else "M from the pattern is open now.")
    if reading.stage.stage_group != before.stage.stage_group:
        group = reading.stage.stage_group
        said.append(f"The stage group is now {group}." if group else "The stage group is open now.")
    return " ".join(said)
