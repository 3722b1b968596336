"""What the entries cost in guidance: sections, statements and cautions, theirs against those of the key."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from guidance.domain.explaining import Answer, Caution, Highlight, SectionMatch
from guidance.domain.vocabulary import VOCABULARY


@dataclass(frozen=True)
class SectionLost:
    """A section that only one of the two answers shows. `facts` are the wrong entries that it hangs on."""

    match: SectionMatch
    facts: tuple[str, ...]


@dataclass(frozen=True)
class StatementLost:
    """A statement highlighted in one answer only, in a section that shows in both."""

    highlight: Highlight
    match: SectionMatch


@dataclass(frozen=True)
class CautionLost:
    caution: Caution
    facts: tuple[str, ...]


@dataclass(frozen=True)
class GuidanceDifference:
    """`missed` is what the key brings up and the entries do not, `raised` what only the entries bring up."""

    edition_number: int
    edition_hash: str
    shared_sections: int
    missed_sections: tuple[SectionLost, ...]
    raised_sections: tuple[SectionLost, ...]
    missed_statements: tuple[StatementLost, ...]
    raised_statements: tuple[StatementLost, ...]
    missed_cautions: tuple[CautionLost, ...]
    raised_cautions: tuple[CautionLost, ...]

    @property
    def is_empty(self) -> bool:
        return not any(held for held in vars(self).values() if isinstance(held, tuple))


def guidance_difference(entered: Answer, expected: Answer, wrong: Iterable[str]) -> GuidanceDifference:
    """How two answers of one edition differ. `wrong` are the facts that were not entered as the expert's.

    Raises ValueError for answers of two editions: what changed in the guidance is no fault of the entries.
    """
    if entered.edition_hash != expected.edition_hash:
        raise ValueError("the two answers are of different editions")
    facts = frozenset(wrong)
    mine = {match.slug: match for match in entered.sections}
    right = {match.slug: match for match in expected.sections}
    return GuidanceDifference(
        edition_number=expected.edition_number,
        edition_hash=expected.edition_hash,
        shared_sections=len(mine.keys() & right.keys()),
        missed_sections=tuple(_section(match, facts) for slug, match in right.items() if slug not in mine),
        raised_sections=tuple(_section(match, facts) for slug, match in mine.items() if slug not in right),
        missed_statements=_statements(expected, entered),
        raised_statements=_statements(entered, expected),
        missed_cautions=_cautions(expected, entered, facts),
        raised_cautions=_cautions(entered, expected, facts),
    )


def _section(match: SectionMatch, wrong: frozenset[str]) -> SectionLost:
    return SectionLost(match, _among(match.reasons, wrong))


def _statements(of: Answer, other: Answer) -> tuple[StatementLost, ...]:
    theirs = {key for match in other.sections for key in match.statements}
    shown = {match.slug for match in other.sections}
    return tuple(
        StatementLost(highlight, match)
        for match in of.sections
        if match.slug in shown  # a section that is missing takes its statements with it
        for highlight in {each.statement: each for each in match.highlights}.values()
        if highlight.statement not in theirs
    )


def _cautions(of: Answer, other: Answer, wrong: frozenset[str]) -> tuple[CautionLost, ...]:
    theirs = {caution.rule_id for caution in other.cautions}
    return tuple(
        CautionLost(caution, _among(caution.about, wrong))
        for caution in of.cautions
        if caution.rule_id not in theirs
    )


def _among(keys: Iterable[str], wrong: frozenset[str]) -> tuple[str, ...]:
    """The wrong entries that these facts are, or are derived from."""
    return VOCABULARY.in_order({asked for key in keys for asked in _inputs(key)} & wrong)


@cache
def _inputs(key: str) -> frozenset[str]:
    fact = VOCABULARY[key]
    if not fact.is_derived:
        return frozenset({key})
    return frozenset(asked for source in fact.derived_from for asked in _inputs(source))
