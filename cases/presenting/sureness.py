"""How sure somebody was at an attempt, what came of it, and what being sure and wrong would have cost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import unescape

from django.utils.html import strip_tags

from cases.domain.marking import GuidanceDifference, guidance_difference
from cases.domain.marks import FACT, AttemptMark
from cases.domain.sureness import (
    OUTCOMES,
    RIGHT,
    WRONG,
    SureMark,
    Sureness,
    SureRow,
    SureSaid,
    calibration,
    sure_marks,
)
from cases.domain.teaching import TeachingContent
from cases.presenting.debrief import put_right
from cases.presenting.debrief_first import Cost
from cases.presenting.markdown import markdown
from cases.queries.cases import read
from guidance.domain.edition import Addition, CompiledEdition, Statement
from guidance.domain.vocabulary import VOCABULARY, Value

BAR = 100


@dataclass(frozen=True)
class BarPart:
    """A piece of a bar, in per cent of its length."""

    css: str
    at: float
    width: float


@dataclass(frozen=True)
class CalibrationRow:
    row: SureRow
    bar: tuple[BarPart, ...]
    fewest: int = 1
    """Answers below which no share is told of a level."""

    @property
    def label(self) -> str:
        return self.row.level.words.capitalize()

    @property
    def percent(self) -> int | None:
        """How often it was right; None with too few answers to say."""
        share = self.row.share
        return None if share is None or self.row.count < self.fewest else int(share * 100 + 0.5)


@dataclass(frozen=True)
class SureLine:
    """One answer whose writer was sure and wrong, or unsure and right.

    What the entry cost, and what the guidance says of it, is told of wrong ones alone.
    """

    mark: AttemptMark
    about: str
    anchor: str
    cost: Cost | None = None
    statements: tuple[Statement, ...] = ()
    additions: tuple[Addition, ...] = ()


@dataclass(frozen=True)
class SurenessShown:
    said: SureSaid
    rows: tuple[CalibrationRow, ...]
    count: int
    sure_and_wrong: tuple[SureLine, ...]
    unsure_and_right: tuple[SureLine, ...]
    together: GuidanceDifference | None
    """What all facts hid or raised of which somebody was sure and wrong; None where there is none."""


def sureness_shown(
    content: TeachingContent,
    marks: Iterable[AttemptMark],
    recorded: Mapping[str, Value],
    said: SureSaid,
    edition: CompiledEdition,
    costs: Iterable[Cost],
) -> SurenessShown:
    found = list(sure_marks(marks, said))
    rows = calibration((each.level, each.outcome, 1) for each in found)
    of_fact = {cost.fact.key: cost for cost in costs}
    wrong = [each.mark for each in _which(found, Sureness.HIGH, WRONG)]
    return SurenessShown(
        said=said,
        rows=calibration_rows(rows),
        count=len(found),
        sure_and_wrong=tuple(_wrong(mark, content, edition, of_fact) for mark in wrong),
        unsure_and_right=tuple(_line(each.mark, content) for each in _which(found, Sureness.LOW, RIGHT)),
        together=_together({mark.key for mark in wrong if mark.subject == FACT}, content, recorded, edition),
    )


def calibration_rows(rows: Iterable[SureRow], fewest: int = 1) -> tuple[CalibrationRow, ...]:
    """Each with its bar, which is empty for a level that nobody gave."""
    return tuple(CalibrationRow(row, tuple(_bar(row)), fewest) for row in rows)


def _bar(row: SureRow) -> Iterable[BarPart]:
    at = 0.0
    for outcome in OUTCOMES if row.count else ():
        width = BAR * getattr(row, outcome) / row.count
        yield BarPart(outcome, round(at, 2), round(width, 2))
        at += width


def _which(found: Iterable[SureMark], level: Sureness, outcome: str) -> list[SureMark]:
    return [each for each in found if each.level is level and each.outcome == outcome]


def _line(mark: AttemptMark, content: TeachingContent) -> SureLine:
    return SureLine(mark, about(mark, content), f"mark-{mark.key}")


def about(mark: AttemptMark, content: TeachingContent) -> str:
    """The fact, or what was asked, in a line."""
    if mark.subject == FACT:
        return VOCABULARY[mark.key].label
    return unescape(strip_tags(markdown(content.question_by_key[mark.key].stem))).strip()


def _wrong(
    mark: AttemptMark, content: TeachingContent, edition: CompiledEdition, costs: Mapping[str, Cost]
) -> SureLine:
    line = _line(mark, content)
    return SureLine(
        mark=mark,
        about=line.about,
        anchor=line.anchor,
        cost=costs.get(mark.key) if mark.subject == FACT else None,
        statements=tuple(edition.statements[key] for key in mark.statements if key in edition.statements),
        additions=tuple(edition.additions[key] for key in mark.statements if key in edition.additions),
    )


def _together(
    keys: set[str], content: TeachingContent, recorded: Mapping[str, Value], edition: CompiledEdition
) -> GuidanceDifference | None:
    """Without the cautions that being right would have raised against what else was entered: they are no cost
    of being wrong."""
    if not keys:
        return None
    mine, other = read(recorded, edition), read(put_right(keys, content, recorded), edition)
    found = guidance_difference(mine.answer, other.answer, keys)
    return replace(found, missed=replace(found.missed, cautions=()))
