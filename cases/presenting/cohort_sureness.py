"""How sure a cohort was against what came of it: a chart with its table, and what was sure and wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cases.domain.marking.difference import hanging_on
from cases.domain.marks import FACT
from cases.domain.results.case_statistics import FEWEST
from cases.domain.sureness import Sureness, SureRow
from cases.models import AssignedCase
from cases.presenting.sureness import CalibrationRow, calibration_rows
from cases.queries.cases import read
from cases.queries.cohort_sureness import CohortSureness, SureAndWrong, SureItem
from guidance.domain.edition import CompiledEdition
from guidance.domain.sheets import Cell
from guidance.presenting.entry_fields import template_in_words

OWN_WORDS = "words of their own"


@dataclass(frozen=True)
class SureGuidance:
    """Something of the guidance that hangs on an answer, or that its key rests on, and how many missed it."""

    text: str
    people: int

    @property
    def in_words(self) -> str:
        return f"{self.text} (missed by {self.people})" if self.people else self.text


@dataclass(frozen=True)
class SureWrongRow:
    """A fact or question: how many were sure of it, how many of these wrong, what they entered most often."""

    case: AssignedCase
    row: Any
    sure: int
    wrong: int
    guidance: tuple[SureGuidance, ...]
    """What was missed first."""


@dataclass(frozen=True)
class ShownSureness:
    told: CohortSureness
    rows: tuple[CalibrationRow, ...]
    lines: tuple[SureWrongRow, ...]
    fewest: int = FEWEST

    @property
    def count(self) -> int:
        return sum(each.row.count for each in self.rows)

    @property
    def has_enough(self) -> bool:
        """With fewer answers a share would be chance."""
        return self.count >= FEWEST


def shown_sureness(
    told: CohortSureness | None, cases: Mapping[int, tuple[AssignedCase, Any]], edition: CompiledEdition
) -> ShownSureness | None:
    """`cases` has each assigned case with what makes a row of a wrong entry of it."""
    if told is None:
        return None
    by_item: dict[SureItem, list[SureAndWrong]] = {}
    for each in told.wrong:
        by_item.setdefault(each.item, []).append(each)
    lines = [_line(told, item, found, *cases[item[0]], edition) for item, found in by_item.items()]
    lines.sort(key=lambda line: (-line.wrong, -line.wrong / max(line.sure, 1), line.row.asked))
    return ShownSureness(told, calibration_rows(told.rows, FEWEST), tuple(lines))


def _line(
    told: CohortSureness,
    item: SureItem,
    found: list[SureAndWrong],
    case: AssignedCase,
    row_of: Any,
    edition: CompiledEdition,
) -> SureWrongRow:
    entries = sorted({each.entry for each in found}, key=lambda entry: (-_count(found, entry), entry.entered))
    entry = replace(entries[0], entered=OWN_WORDS) if found[0].is_written else entries[0]
    level = told.counts[item].get(Sureness.HIGH, SureRow(Sureness.HIGH))
    return SureWrongRow(
        case=case,
        row=row_of(entry, _count(found, entries[0])),
        sure=level.count,
        wrong=len(found),
        guidance=tuple(sorted(_guidance(told, item, found, edition), key=lambda said: -said.people)),
    )


def _count(found: Iterable[SureAndWrong], entry: Any) -> int:
    return sum(each.entry == entry for each in found)


def _guidance(
    told: CohortSureness, item: SureItem, found: list[SureAndWrong], edition: CompiledEdition
) -> Iterator[SureGuidance]:
    """Of a fact what of the expert's guidance hangs on it and was missed; then what the key rests on."""
    case, subject, key = item
    if subject == FACT and case in told.contents:
        answer = read(told.contents[case].key.record, edition).answer
        for name in hanging_on(answer, key):
            people = _missing(told, name, found)
            if people and (text := _said(name, edition)):
                yield SureGuidance(text, people)
    said = edition.all_said
    for statement in dict.fromkeys(each for one in found for each in one.statements):
        if statement in said:
            yield SureGuidance(said[statement].text, _missing(told, statement, found))


def _missing(told: CohortSureness, name: str, found: Iterable[SureAndWrong]) -> int:
    return sum(name in told.missed.get(each.attempt, ()) for each in found)


def _said(name: str, edition: CompiledEdition) -> str:
    if name in edition.sections:
        return f"Section “{edition.sections[name].title}”"
    rule = edition.rules.get(name)
    return f"Caution: {template_in_words(rule.message)}" if rule and rule.message else ""


# In files


def calibration_cells(shown: ShownSureness) -> Iterator[tuple[Cell, ...]]:
    """Nothing below as many answers as the page tells of."""
    for each in shown.rows if shown.has_enough else ():
        row = each.row
        yield each.label, row.right, row.partly, row.wrong, row.count, each.percent


def sure_wrong_cells(shown: ShownSureness) -> Iterator[tuple[Cell, ...]]:
    for each in shown.lines:
        of = (each.case.assignment.title, each.case.version.title)
        missed = "; ".join(said.in_words for said in each.guidance)
        entered = each.row.entered or "nothing entered"
        yield *of, each.row.asked, entered, each.row.expected, each.wrong, each.sure, missed
