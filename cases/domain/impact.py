"""What a draft changes for cases: in words for each outcome, counted for many cases, by name for a few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from guidance.domain.edition import CompiledEdition
from guidance.domain.engine.replaying import Cases, CaseTable, Outcome, OutcomeKind, ReachChange, Replay
from guidance.domain.facts import Facts
from guidance.domain.templates import Template
from guidance.domain.vocabulary import VOCABULARY

Counts = dict[str, tuple[int, int]]
"""By the key of an outcome: how many gain and how many lose it."""


class Described(TypedDict):
    """An outcome in words, kept with a run: the draft that it was worked out for will change."""

    key: str
    kind: str
    id: str
    title: str
    section: str
    domain: str


class GainsAndLosses(TypedDict):
    """By the keys of outcomes."""

    gained: list[str]
    lost: list[str]


def key_of(outcome: Outcome) -> str:
    return f"{outcome.kind}:{outcome.id}"


def described(replay: Replay, before: CompiledEdition, after: CompiledEdition) -> list[Described]:
    """The outcomes that may change, in document order; as the draft words them, else as the edition did."""
    order = {slug: place for place, slug in enumerate({**after.sections, **before.sections})}
    kinds = tuple(OutcomeKind)
    found = [_described(outcome, before, after) for outcome in replay.outcomes]
    return sorted(
        found, key=lambda each: (order[each["section"]], kinds.index(OutcomeKind(each["kind"])), each["id"])
    )


def _described(outcome: Outcome, before: CompiledEdition, after: CompiledEdition) -> Described:
    edition = after if _has(after, outcome) else before
    slug, title = _in_words(outcome, edition)
    return Described(
        key=key_of(outcome),
        kind=outcome.kind.value,
        id=outcome.id,
        title=title,
        section=slug,
        domain=edition.sections[slug].domain,
    )


def _has(edition: CompiledEdition, outcome: Outcome) -> bool:
    by_id: Mapping[OutcomeKind, Mapping[str, object]] = {
        OutcomeKind.SECTION: edition.sections,
        OutcomeKind.STATEMENT: edition.statements,
        OutcomeKind.ADDITION: edition.additions,
        OutcomeKind.CAUTION: edition.rules,
    }
    return outcome.id in by_id[outcome.kind]


def _in_words(outcome: Outcome, edition: CompiledEdition) -> tuple[str, str]:
    """The section that it stands in, and what it says."""
    if outcome.kind is OutcomeKind.SECTION:
        return outcome.id, edition.sections[outcome.id].title
    if outcome.kind in (OutcomeKind.STATEMENT, OutcomeKind.ADDITION):
        said = edition.said(outcome.id)
        return said.section, said.text
    rule = edition.rules[outcome.id]
    return rule.section, _unfilled(rule.message_template)


def _unfilled(template: Template) -> str:
    """The sentence of a caution with the names of facts where a case has their values."""
    return "".join(
        text + (f"[{VOCABULARY[key].label_in_words}]" if key else "") for text, key in template.parts
    )


@dataclass
class ImpactTally:
    """Counts added up table by table. `touched` is how many cases gain or lose anything, of all `cases`."""

    counts: Counts
    touched: int = 0
    cases: int = 0

    def add(self, changes: Mapping[Outcome, ReachChange], table: CaseTable) -> None:
        touched: Cases = 0
        for outcome, (gained, lost) in changes.items():
            gains, losses = self.counts.get(key_of(outcome), (0, 0))
            self.counts[key_of(outcome)] = gains + gained.bit_count(), losses + lost.bit_count()
            touched |= gained | lost
        self.touched += touched.bit_count()
        self.cases += len(table)


def of_each(replay: Replay, cases: Sequence[Facts]) -> list[GainsAndLosses]:
    """What each case gains and loses, in the order of the cases."""
    changes = replay.over(CaseTable.of(cases))
    return [
        GainsAndLosses(
            gained=[key_of(outcome) for outcome, change in changes.items() if change.gained >> place & 1],
            lost=[key_of(outcome) for outcome, change in changes.items() if change.lost >> place & 1],
        )
        for place in range(len(cases))
    ]


def nothing_matches(reached: Mapping[Outcome, Cases], table: CaseTable) -> Cases:
    """The cases that no section shows for and no caution speaks to."""
    matched: Cases = 0
    for cases in reached.values():
        matched |= cases
    return table.everyone & ~matched
