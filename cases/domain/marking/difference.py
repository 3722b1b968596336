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
    """A statement or an addition highlighted in one answer only, in a section that shows in both."""

    highlight: Highlight
    match: SectionMatch

    @property
    def is_addition(self) -> bool:
        return self.highlight.statement in self.match.additions

    @property
    def called(self) -> str:
        return "A curators' addition" if self.is_addition else "A statement"


@dataclass(frozen=True)
class CautionLost:
    caution: Caution
    facts: tuple[str, ...]


@dataclass(frozen=True)
class OneSided:
    """What one of two answers brings up and the other does not."""

    sections: tuple[SectionLost, ...]
    statements: tuple[StatementLost, ...]
    cautions: tuple[CautionLost, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.sections or self.statements or self.cautions)

    @property
    def hangs_on(self) -> set[str]:
        """The wrong entries that something of it hangs on."""
        of_cautions = {key for each in self.cautions for key in each.facts}
        return of_cautions | {key for each in self.sections for key in each.facts}


@dataclass(frozen=True)
class GuidanceDifference:
    """`missed` is what the key brings up and the entries do not, `raised` what only the entries bring up."""

    shared_sections: int
    missed: OneSided
    raised: OneSided

    @property
    def is_empty(self) -> bool:
        return self.missed.is_empty and self.raised.is_empty

    def as_data(self) -> dict[str, list[str]]:
        """As it is stored with an attempt."""
        stored: dict[str, list[str]] = {}
        for side, only in (("missed", self.missed), ("raised", self.raised)):
            stored[f"{side}_sections"] = [each.match.slug for each in only.sections]
            stored[f"{side}_statements"] = [each.highlight.statement for each in only.statements]
            stored[f"{side}_cautions"] = [each.caution.rule_id for each in only.cautions]
        return stored


def guidance_difference(entered: Answer, expected: Answer, wrong: Iterable[str]) -> GuidanceDifference:
    """How two answers of one edition differ. `wrong` are the facts that were not entered as the expert's.

    Raises ValueError for answers of two editions: what changed in the guidance is no fault of the entries.
    """
    if entered.edition_hash != expected.edition_hash:
        raise ValueError("the two answers are of different editions")
    facts = frozenset(wrong)
    shared = {match.slug for match in entered.sections} & {match.slug for match in expected.sections}
    return GuidanceDifference(len(shared), _only(expected, entered, facts), _only(entered, expected, facts))


def _only(of: Answer, other: Answer, wrong: frozenset[str]) -> OneSided:
    shown = {match.slug for match in other.sections}
    highlighted = {each.statement for match in other.sections for each in match.highlights}
    warned = {caution.rule_id for caution in other.cautions}
    return OneSided(
        sections=tuple(
            SectionLost(match, _among(match.reasons, wrong))
            for match in of.sections
            if match.slug not in shown
        ),
        statements=tuple(
            StatementLost(highlight, match)
            for match in of.sections
            if match.slug in shown  # a section that is missing takes its statements with it
            for highlight in {each.statement: each for each in match.highlights}.values()
            if highlight.statement not in highlighted
        ),
        cautions=tuple(
            CautionLost(caution, _among(caution.about, wrong))
            for caution in of.cautions
            if caution.rule_id not in warned
        ),
    )


def hanging_on(answer: Answer, fact: str) -> tuple[str, ...]:
    """The sections, by slug, and the cautions, by rule, of an answer for which an entry is a reason."""
    sections = (match.slug for match in answer.sections if _among(match.reasons, frozenset({fact})))
    cautions = (each.rule_id for each in answer.cautions if _among(each.about, frozenset({fact})))
    return (*sections, *cautions)


def _among(keys: Iterable[str], wrong: frozenset[str]) -> tuple[str, ...]:
    """The wrong entries that these facts are, or are derived from."""
    return VOCABULARY.in_order({asked for key in keys for asked in _inputs(key)} & wrong)


@cache
def _inputs(key: str) -> frozenset[str]:
    fact = VOCABULARY[key]
    if not fact.is_derived:
        return frozenset({key})
    return frozenset(asked for source in fact.derived_from for asked in _inputs(source))
