"""The results of a cohort as tables of a file: the rows of the page, with all that it cuts.

Plain cells, so that any kind of file can be written of them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cases.models import AssignedCase
from cases.presenting.cohort_sureness import calibration_cells, sure_wrong_cells
from cases.presenting.results import NOTHING_ENTERED, HeatRow, LostRow, ShownResults, WrongRow
from cases.presenting.teaching_cohorts import CaseCell
from guidance.domain.sheets import Cell, whole

TableRows = Iterator[tuple[Cell, ...]]


@dataclass(frozen=True)
class ResultTable:
    """`key` is its name in an address."""

    key: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def result_table(key: str, shown: ShownResults) -> ResultTable | None:
    """None for a name that no table has."""
    tables = _tables(shown)
    if key not in tables:
        return None
    title, headings, rows = tables[key]
    return ResultTable(key, title, headings(shown), tuple(rows(shown)))


def tables_with_rows(shown: ShownResults) -> frozenset[str]:
    """Those worth a file: it would have more than headings."""
    return frozenset(key for key, (_, _, rows) in _tables(shown).items() if has_rows(rows(shown)))


def has_rows(rows: Iterable[tuple[Cell, ...]]) -> bool:
    return next(iter(rows), None) is not None


def _tables(shown: ShownResults) -> "dict[str, TableOf]":
    return TABLES | (SURENESS_TABLES if shown.sureness else {})


def _of(case: AssignedCase) -> tuple[str, str]:
    return case.assignment.title, case.version.title


def _people_headings(shown: ShownResults) -> tuple[str, ...]:
    total = () if shown.has_several else ("In all, in %",)
    cases = []
    for column in shown.columns:
        title = ": ".join(_of(column.case)) if shown.has_several else column.title
        cases += [f"{title}, in %", f"{title}, how it stands"]
        cases += [f"{title}, sure and wrong"] if asks_at(shown, column.case) else []
    return ("Resident", "Cases handed in", "Cases asked", *total, *cases)


def _people(shown: ShownResults) -> TableRows:
    for row in shown.people:
        total = () if shown.has_several else (row.total,)
        yield row.name, row.handed_in, row.asked, *total, *_cells(row, shown)


def _cells(row: HeatRow, shown: ShownResults) -> Iterator[Cell]:
    for column, cell in zip(shown.columns, row.cells, strict=True):
        yield cell.percent if cell else None
        yield "not asked" if cell is None else _how(cell)
        if shown.sureness and asks_at(shown, column.case):
            done = cell.attempt if cell else None
            yield None if done is None else shown.sureness.told.by_attempt.get(done, 0)


def asks_at(shown: ShownResults, case: AssignedCase) -> bool:
    return shown.sureness is not None and case.pk in shown.sureness.told.asking


def _how(cell: CaseCell) -> str:
    late, open_texts = ", late" if cell.is_late else "", "" if cell.is_complete else ", not complete"
    return f"{cell.said}{late}{open_texts}"


def _middles(shown: ShownResults) -> TableRows:
    told = (column for column in shown.columns if column.middle is not None)
    return ((*_of(column.case), column.middle) for column in told)


def _words(shown: ShownResults) -> TableRows:
    return ((row.name, reason) for row in shown.needing_a_word for reason in row.reasons)


def _wrong(shown: ShownResults) -> TableRows:
    for case in shown.wrong:
        for row in (*case.entries, *case.left_empty):
            sure = (row.sure,) if shown.sureness else ()
            yield *_of(case.case), *_entry(row), row.expected, row.people, *sure, case.handed_in


def _entry(row: WrongRow) -> tuple[str, str]:
    return row.asked, row.entered or NOTHING_ENTERED


def _pairs(shown: ShownResults) -> TableRows:
    for case in shown.wrong:
        for each in case.pairs:
            said = (*_of(case.case), *_entry(each.first), *_entry(each.second))
            yield *said, each.both, each.first.people, each.second.people, case.handed_in


def _objectives(shown: ShownResults) -> TableRows:
    return ((row.text, row.percent, *row.cells) for row in shown.objectives)


def _lost(row: LostRow, of: int) -> tuple[Cell, ...]:
    return row.people, of, row.times


def _guidance(shown: ShownResults) -> TableRows:
    return ((row.kind, row.text, *_lost(row, shown.of)) for row in shown.lost_guidance)


def _facts(shown: ShownResults) -> TableRows:
    return ((row.text, *_lost(row, shown.of), whole(row.points)) for row in shown.lost_facts)


def _time(shown: ShownResults) -> TableRows:
    for row in shown.times:
        spread = row.spread
        numbers = (spread.people, spread.shortest, spread.middle, spread.longest, row.stated)
        yield *_of(row.case), *numbers


def _wrong_headings(shown: ShownResults) -> tuple[str, ...]:
    sure = ("Of them sure",) if shown.sureness else ()
    return (*CASE, "Asked", "Entered", "Expected", "Residents", *sure, "Of those who handed in")


def _calibration(shown: ShownResults) -> TableRows:
    return calibration_cells(shown.sureness) if shown.sureness else iter(())


def _sure_and_wrong(shown: ShownResults) -> TableRows:
    return sure_wrong_cells(shown.sureness) if shown.sureness else iter(())


def _always(*headings: str) -> Callable[[ShownResults], tuple[str, ...]]:
    return lambda shown: headings


CASE = ("Assignment", "Case")
LOST = ("Residents", "Of those who handed in", "Attempts")
TableOf = tuple[str, Callable[[ShownResults], tuple[str, ...]], Callable[[ShownResults], TableRows]]
TABLES: dict[str, TableOf] = {
    "words": ("Who needs a word", _always("Resident", "Why"), _words),
    "people": ("People and cases", _people_headings, _people),
    "middles": ("Middle of the group", _always(*CASE, "Middle of the group, in %"), _middles),
    "wrong-entries": (
        "Wrong entries",
        _wrong_headings,
        _wrong,
    ),
    "pairs": (
        "Wrong entries that go together",
        _always(
            *CASE,
            "Asked first",
            "Entered first",
            "Asked second",
            "Entered second",
            "Both",
            "With the first",
            "With the second",
            "Of those who handed in",
        ),
        _pairs,
    ),
    "objectives": (
        "Objectives",
        lambda shown: ("Objective", "In all, in %", *(f"{moment}, in %" for moment in shown.moments)),
        _objectives,
    ),
    "guidance": ("Guidance missed", _always("Kind", "What", *LOST), _guidance),
    "facts": ("Facts lost", _always("Fact", *LOST, "Points lost"), _facts),
    "time": (
        "Time at work",
        _always(*CASE, "Residents", "Shortest, in minutes", "Middle", "Longest", "Stated in the case"),
        _time,
    ),
}
SURENESS_TABLES: dict[str, TableOf] = {
    "calibration": (
        "How sure they were",
        _always("How sure", "Right", "Partly", "Wrong", "Answers", "Right, in %"),
        _calibration,
    ),
    "sure-and-wrong": (
        "Sure and wrong",
        _always(
            *CASE,
            "Asked",
            "Entered most often",
            "Expected",
            "Sure and wrong",
            "Of those who were sure",
            "In the guidance",
        ),
        _sure_and_wrong,
    ),
}
"""Only where an assignment that is shown asks how sure people are."""
