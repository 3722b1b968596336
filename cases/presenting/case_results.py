"""The results of an assigned case, as an educator reads them: on a page, and in a spreadsheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.domain.questions.script_concordance import SMALL_PANEL
from cases.domain.results.case_statistics import (
    FEWEST,
    CaseStatistics,
    Concordance,
    ItemResults,
    TalliedEntry,
)
from cases.domain.results.statistics import Alpha
from cases.domain.sureness import SureRow
from cases.models import AssignedCase, StoredResults
from cases.presenting.sureness import CalibrationRow, calibration_rows
from guidance.domain.sheets import Cell, whole

EASY, HARD, WEAK = 0.95, 0.25, 0.2
"""Where an item is remarked on. KidMet's choice, unreferenced."""
BAR = 120
"""The width of the bar of an entry that everybody made."""

SIGNS = {"right": "✓", "partly": "◐", "wrong": "✗", "harmful": "⚠"}
WORDS = {
    "right": "in the key",
    "partly": "earns a part",
    "wrong": "not in the key",
    "harmful": "would do harm",
}


@dataclass(frozen=True)
class TalliedRow:
    text: str
    sign: str
    verdict: str
    entry: TalliedEntry
    percent: int
    bar: str
    is_lure: bool
    """A wrong one that more of the upper third made than of the lower."""


@dataclass(frozen=True)
class ItemRow:
    number: int
    item: ItemResults
    facility: str
    discrimination: str
    remark: str
    entries: tuple[TalliedRow, ...]
    said: str
    """What no row says."""
    sureness: tuple[CalibrationRow, ...] = ()


def results_page(case: AssignedCase, submitted: int) -> dict[str, Any]:
    kept: StoredResults | None = getattr(case, "results", None)
    told = CaseStatistics.from_data(kept.document) if kept and kept.document else None
    return {
        "case": case,
        "submitted": submitted,
        "kept": kept,
        "since": max(submitted - kept.submitted, 0) if kept else submitted,
        "fewest": FEWEST,
        "why_hidden": _why_hidden(case),
        "shown": shown_case_results(told) if told else None,
    }


def _why_hidden(case: AssignedCase) -> str:
    """Who sees names reads each attempt; who sees none could guess them."""
    cohort = case.assignment.cohort
    if cohort is None or not cohort.hides_names:
        return "Numbers of fewer people are chance: they say nothing of the group or the case."
    guess = "whoever knows the group could make out whose answers they are"
    return f"Numbers of fewer people are chance, and {guess}."


def shown_case_results(told: CaseStatistics) -> dict[str, Any]:
    rows = [_item_row(number, item, told) for number, item in enumerate(told.items, start=1)]
    return {
        "told": told,
        "share": in_percent(told.share),
        "spread": in_percent(told.spread),
        "alpha": alpha_words(told.alpha),
        "alpha_says": _alpha_says(told.alpha),
        "rows": rows,
        "sureness": calibration_rows(told.sureness, FEWEST),
        "left_out": len(told.items) - told.alpha_items,
        "concordance": _concordance(told.concordance, rows) if told.concordance else None,
    }


def in_percent(share: float | None) -> str:
    """ "62 %"; "–" where it is undefined."""
    return "–" if share is None else f"{_rounded(share)} %"


def _rounded(share: float) -> int:
    return int(share * 100 + 0.5)


def coefficient(value: float | None) -> str:
    """ "0.41", "−0.12"; "–" where it is undefined."""
    return "–" if value is None else f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def alpha_words(alpha: Alpha | None) -> str:
    """ "0.71 (95 % confidence interval 0.55 to 0.83)"."""
    if alpha is None:
        return "–"
    lower, upper = coefficient(alpha.lower), coefficient(alpha.upper)
    return f"{coefficient(alpha.value)} (95 % confidence interval {lower} to {upper})"


def _alpha_says(alpha: Alpha | None) -> str:
    if alpha is None:
        return "It cannot be told: everybody has the same points, or there is a single item."
    if alpha.upper - alpha.lower > 0.4:
        return (
            "The interval is wide: with so few people the value can be far from what more of them would give."
        )
    return ""


# Items


def _item_row(number: int, item: ItemResults, told: CaseStatistics) -> ItemRow:
    others = [] if item.others is None else [("Other entries", item.others)]
    nothing = [("Nothing entered", item.nothing)] if item.nothing.count else []
    named = [(each.text, each) for each in item.entries]
    return ItemRow(
        number=number,
        item=item,
        facility=in_percent(item.facility),
        discrimination=coefficient(item.discrimination),
        remark=_remark(item),
        entries=tuple(_entry_row(text, each, told) for text, each in (*named, *others, *nothing)),
        said=_said(item),
        sureness=calibration_rows(item.sureness, FEWEST),
    )


def _entry_row(text: str, entry: TalliedEntry, told: CaseStatistics) -> TalliedRow:
    share = entry.count / told.attempts
    return TalliedRow(
        text=text,
        sign=SIGNS[entry.verdict],
        verdict=WORDS[entry.verdict],
        entry=entry,
        percent=_rounded(share),
        bar=f"{share * BAR:.1f}",
        is_lure=entry.verdict in ("wrong", "harmful") and bool(entry.text) and entry.upper > entry.lower,
    )


def _remark(item: ItemResults) -> str:
    if item.facility is None:
        return ""
    if item.discrimination is not None and item.discrimination < 0:
        return "Who does well otherwise does worse here: look at its key and its wording."
    if item.facility <= HARD:
        return "Few get it right: look at how it is asked, and at its key."
    if item.facility >= EASY:
        return "Nearly everybody gets it right, so that it tells little apart."
    if item.discrimination is not None and item.discrimination < WEAK:
        return "It hardly tells who does well otherwise from who does not."
    return ""


def _said(item: ItemResults) -> str:
    if item.is_written:
        return "Texts of one's own are not told here: they could name somebody, and each is another."
    if item.is_pending:
        return "Not everybody was asked this, or it has to be marked yet: it is in no number."
    return ""


# Script concordance


def _concordance(told: Concordance, rows: Sequence[ItemRow]) -> dict[str, Any]:
    names = {row.item.key: row for row in rows if row.item.subject == "question"}
    return {
        "score": in_percent(told.score),
        "alpha": alpha_words(told.alpha) if told.items > 1 else "",
        "panels": [
            {
                "row": names[key],
                "size": panel.size,
                "is_small": panel.size < SMALL_PANEL,
                "modal": in_percent(panel.modal_share),
                "agreement": in_percent(panel.agreement),
                "own": in_percent(panel.own_score),
            }
            for key, panel in told.panels
            if key in names
        ],
    }


# In a spreadsheet

COLUMNS = (
    *("number", "step", "item", "kind", "points", "facility %", "discrimination", "remark", "key"),
    *("entry", "verdict", "people", "% of people", "upper third", "middle third", "lower third"),
)
OF_PANELS = (
    *("number", "item", "panel", "chose its commonest answer %", "two of it agree %"),
    "earned by a member %",
)


def sheet_rows(told: CaseStatistics, made_at: datetime) -> Iterator[list[Cell]]:
    """The numbers of the page, as it rounds them."""
    yield ["worked out", made_at.isoformat(timespec="seconds")]
    yield ["people", told.attempts]
    yield ["upper, middle and lower third", *told.thirds]
    yield ["mean share %", _cell(told.share, 100)]
    yield ["standard deviation %", _cell(told.spread, 100)]
    alpha = told.alpha
    ends = (alpha.value, alpha.lower, alpha.upper) if alpha else ()
    yield ["Cronbach's alpha, lower and upper end of its 95 % confidence interval", *map(_cell, ends)]
    yield from _sure_rows(told)
    yield []
    yield list(COLUMNS)
    for number, item in enumerate(told.items, start=1):
        row = _item_row(number, item, told)
        head: list[Cell] = [number, item.step, item.label, item.kind, whole(round(item.weight, 2))]
        head += [_cell(item.facility, 100), _cell(item.discrimination), row.remark or row.said]
        head.append("" if item.is_written else item.expected)
        for each in row.entries:
            counts = (each.entry.count, each.percent, each.entry.upper, each.entry.middle, each.entry.lower)
            yield [*head, each.text, each.verdict, *counts]
        if not row.entries:
            yield head
    if told.concordance:
        yield from _panel_rows(told.concordance, told)


def _panel_rows(concordance: Concordance, told: CaseStatistics) -> Iterator[list[Cell]]:
    """What panels agree on."""
    yield []
    yield ["script concordance: mean share %", _cell(concordance.score, 100)]
    if concordance.items > 1:
        alpha = concordance.alpha
        ends = (alpha.value, alpha.lower, alpha.upper) if alpha else ()
        yield ["its Cronbach's alpha, lower and upper end", *map(_cell, ends)]
    yield list(OF_PANELS)
    places = {item.key: (number, item) for number, item in enumerate(told.items, start=1)}
    for key, panel in concordance.panels:
        if key in places:
            number, item = places[key]
            shares = (panel.modal_share, panel.agreement, panel.own_score)
            yield [number, item.label, panel.size, *(_cell(share, 100) for share in shares)]


OF_SURENESS = ("number", "item", "how sure", "right", "partly", "wrong", "answers", "right %")


def _sure_rows(told: CaseStatistics) -> Iterator[list[Cell]]:
    """Calibration of all together, and of each of which enough said it; nothing where it is not asked."""
    if not told.sureness:
        return
    yield []
    yield list(OF_SURENESS)
    named: list[tuple[Cell, str, tuple[SureRow, ...]]] = [("", "all together", told.sureness)]
    named += [(number, item.label, item.sureness) for number, item in enumerate(told.items, start=1)]
    for number, label, rows in named:
        for each in calibration_rows(rows, FEWEST):
            row = each.row
            counts = (row.right, row.partly, row.wrong, row.count)
            yield [number, label, each.label, *counts, "" if each.percent is None else each.percent]


def _cell(value: float | None, times: int = 1) -> Cell:
    """Rounded as the page does; empty where it is undefined."""
    if value is None:
        return ""
    return _rounded(value) if times == 100 else round(value, 2) + 0.0
