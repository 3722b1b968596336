"""How a text that is attached fits the guidance: for a window, for a program, and for the curators' page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guidance.actions.source_text import AttachedText
from guidance.domain.source_fitting import FitReport, StatementFit
from guidance.domain.source_paragraphs import SourceParagraph
from guidance.domain.words import SHOWN_TO

MOST_TOLD = 100
"""As many of a kind are listed on a page; a command lists all."""
OPENING = 90
"""Characters of a paragraph that tell which one it is."""


@dataclass(frozen=True)
class ReportGroup:
    """Statements of which the same is to be said; `more` are those that are not listed."""

    title: str
    rows: tuple[StatementFit, ...]
    more: int


@dataclass(frozen=True)
class ShownReport:
    """`summary` are its sentences; `unnamed` paragraphs with their first words."""

    summary: tuple[str, ...]
    groups: tuple[ReportGroup, ...]
    lost: tuple[str, ...]
    unnamed: tuple[tuple[SourceParagraph, str], ...]
    more_unnamed: int
    is_whole: bool


def shown_report(report: FitReport, other_paragraphs: int | None = None) -> ShownReport:
    groups = (
        ("Statements without a paragraph in this text", report.missing),
        ("Statements whose place is otherwise in this text", report.otherwise),
        ("Statements that may stand beside the wrong paragraph", report.doubtful),
    )
    return ShownReport(
        summary=tuple(_summary(report, other_paragraphs)),
        groups=tuple(
            ReportGroup(title, rows[:MOST_TOLD], max(len(rows) - MOST_TOLD, 0))
            for title, rows in groups
            if rows
        ),
        lost=report.lost[:MOST_TOLD],
        unnamed=tuple((each, _opening(each)) for each in report.unnamed[:MOST_TOLD]),
        more_unnamed=max(len(report.unnamed) - MOST_TOLD, 0),
        is_whole=report.is_whole,
    )


def _opening(paragraph: SourceParagraph) -> str:
    words = paragraph.words
    return words if len(words) <= OPENING else f"{words[: OPENING - 1].rstrip()}…"


def _summary(report: FitReport, others: int | None) -> Iterator[str]:
    yield (
        f"{report.found:,} of {_many(report.statements, 'statement')} find their paragraph "
        f"among {_many(report.paragraphs, 'paragraph')} on {_many(report.lines, 'line')}."
    )
    if report.is_whole:
        yield "Each stands on the line, below the heading and in the form that its statements name."
    else:
        yield from _otherwise(report)
    if report.unnamed:
        count = len(report.unnamed)
        yield (
            f"{_many(count, 'paragraph')} {'is' if count == 1 else 'are'} named by no statement; "
            "a line that only leads to a list needs none."
        )
    if others:
        yield f"{_many(others, 'paragraph')} of it did not stand so in the text that was attached before."


def _otherwise(report: FitReport) -> Iterator[str]:
    told = (
        (len(report.missing), "statement", "no paragraph"),
        (len(report.otherwise), "statement", "a place that is otherwise in this text"),
        (len(report.doubtful), "statement", "more words in common with a paragraph near by"),
        (len(report.lost), "heading", "no like in this text"),
    )
    for count, what, has in told:
        if count:
            yield f"{_many(count, what)} {'has' if count == 1 else 'have'} {has}."
    yield "It may be another edition of the article than the one that the guidance restates."


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


# The command


def attached_data(done: AttachedText) -> dict[str, Any]:
    """What `import_document --attach --json` prints; no word of the text."""
    return {
        "attached": not done.is_tried,
        "changed": done.is_changed and not done.is_tried,
        "hash": done.hash,
        "shown_to": done.shown_to,
        "rights": done.rights,
        "changed_paragraphs": done.other_paragraphs,
        **done.report.as_data,
    }


def attached_lines(done: AttachedText) -> Iterator[str]:
    yield _headline(done)
    yield from _summary(done.report, done.other_paragraphs)
    for fit in done.report.fits:
        if fit.said:
            yield f"{'-' if fit.found is None else '~'} {fit.key}: {fit.said}"
    yield from (f"- There is no heading “{heading}” in the text." for heading in done.report.lost)
    for each in done.report.unnamed:
        place = f"Line {each.line}, {each.form} {each.number} below “{each.heading}”"
        yield f"? {place}, is named by no statement."


def _headline(done: AttachedText) -> str:
    if done.is_tried:
        return "Nothing was attached: this was a trial."
    if not done.is_changed:
        return "This text was attached before; nothing was changed."
    return f"The source's own words are attached, and shown to {SHOWN_TO[done.shown_to]}."
