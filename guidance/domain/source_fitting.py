"""How well a text fits the guidance that restates it: each statement with its paragraph, and what is left.

A place says where a paragraph stands and not what it says. So the words are looked at, too: a statement that
shares clearly more of them with a paragraph near by than with its own may stand beside the wrong one, as it
does after a paragraph was put in or taken out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .changing import Entries, Entry
from .source_paragraphs import (
    FoundParagraph,
    PlaceFit,
    SourceParagraph,
    SourceParagraphs,
    SourcePlace,
    stems_of,
)

NEAR = 3
"""Paragraphs before and behind its own that a statement is held against."""
FEWEST_WORDS = 5
HERE = "in the text that is attached"
CLEARLY = 0.25
"""So much more of its words must a statement share with another paragraph. The shipped statements, held
against the article, come nowhere near."""


@dataclass(frozen=True)
class RestatedPlace:
    """A statement by its key, where it says that the source has it, and what it says."""

    key: str
    place: SourcePlace
    text: str


@dataclass(frozen=True)
class StatementFit:
    """`said` is what is to be told of it, "" where all is as it should be; `closer` the paragraph near by
    that shares more of its words."""

    key: str
    place: SourcePlace
    found: FoundParagraph | None
    said: str
    closer: SourceParagraph | None = None

    @property
    def is_sure(self) -> bool:
        """Whether readers are shown the paragraph."""
        return self.found is not None and self.closer is None

    @property
    def as_data(self) -> dict[str, Any]:
        there = self.found.paragraph if self.found else None
        return {
            "key": self.key,
            "line": self.place.line,
            "paragraph": self.place.number,
            "form": self.place.form,
            "found_on_line": there.line if there else None,
            "message": self.said,
        }


@dataclass(frozen=True)
class FitReport:
    """`unnamed` are the paragraphs that no statement names; `lost` the headings of the guidance that the text
    does not have."""

    fits: tuple[StatementFit, ...]
    unnamed: tuple[SourceParagraph, ...]
    lost: tuple[str, ...]
    paragraphs: int
    lines: int

    @property
    def statements(self) -> int:
        return len(self.fits)

    @property
    def found(self) -> int:
        return sum(each.found is not None for each in self.fits)

    @property
    def below_own_heading(self) -> int:
        """Without any it is another document: some line of it may still have a fitting number and form."""
        return sum(each.found is not None and each.found.fit is not PlaceFit.HEADING for each in self.fits)

    @property
    def missing(self) -> tuple[StatementFit, ...]:
        return tuple(each for each in self.fits if each.found is None)

    @property
    def otherwise(self) -> tuple[StatementFit, ...]:
        """Found, and some part of their place is otherwise in the text."""
        return tuple(each for each in self.fits if each.found and each.found.fit is not PlaceFit.HERE)

    @property
    def doubtful(self) -> tuple[StatementFit, ...]:
        """Found, and a paragraph near by says more of it."""
        return tuple(each for each in self.fits if each.closer)

    @property
    def is_whole(self) -> bool:
        return not any(each.said for each in self.fits) and not self.lost

    @property
    def as_data(self) -> dict[str, Any]:
        return {
            "lines": self.lines,
            "paragraphs": self.paragraphs,
            "statements": {
                "all": self.statements,
                "found": self.found,
                "otherwise": [each.as_data for each in self.otherwise],
                "doubtful": [each.as_data for each in self.doubtful],
                "missing": [each.as_data for each in self.missing],
            },
            "unnamed_paragraphs": [
                {"line": each.line, "heading": each.heading, "paragraph": each.number, "form": each.form}
                for each in self.unnamed
            ],
            "missing_headings": list(self.lost),
        }


def fit_report(
    paragraphs: SourceParagraphs, statements: Iterable[RestatedPlace], headings: Iterable[str]
) -> FitReport:
    """`headings` are those of the guidance."""
    fits = tuple(statement_fit(paragraphs, each) for each in statements)
    named = {each.found.paragraph.line for each in fits if each.found}
    return FitReport(
        fits,
        tuple(each for each in paragraphs.all if each.line not in named),
        tuple(each for each in headings if not paragraphs.has_heading(each)),
        len(paragraphs.all),
        paragraphs.lines,
    )


def statement_fit(paragraphs: SourceParagraphs, said: RestatedPlace) -> StatementFit:
    found = paragraphs.at(said.place)
    if found is None:
        return StatementFit(said.key, said.place, None, _missing(paragraphs, said.place))
    closer = _closer(paragraphs, found.paragraph, said.text)
    return StatementFit(said.key, said.place, found, " ".join(_told(said.place, found, closer)), closer)


def _told(place: SourcePlace, found: FoundParagraph, closer: SourceParagraph | None) -> Iterator[str]:
    there = found.paragraph
    match found.fit:
        case PlaceFit.LINE:
            yield f"The statement names line {place.line}; {HERE} it is line {there.line}."
        case PlaceFit.HEADING:
            yield f"{HERE.capitalize()} line {there.line} stands below the heading “{there.heading}”."
        case PlaceFit.NUMBER:
            yield (
                f"The statement names paragraph {place.number}; {HERE} line "
                f"{there.line} is paragraph {there.number} below its heading."
            )
        case PlaceFit.FORM:
            yield f"The statement names {_a(place.form)}; {HERE} line {there.line} is {_a(there.form)}."
    if closer:
        yield (
            f"It shares more of its words with paragraph {closer.number} (line {closer.line}) than with this "
            "one: look whether its place is right."
        )


def _missing(paragraphs: SourceParagraphs, place: SourcePlace) -> str:
    if not place.line and not (place.heading and place.number):
        return "The statement names no line of the source."
    there = paragraphs.on_line(place.line)
    if there:
        holds = f"paragraph {there.number} below “{there.heading}”, {_a(there.form)}"
        return f"The statement names line {place.line}; {HERE} this is {holds}."
    if place.line and place.line > paragraphs.lines:
        return f"The statement names line {place.line}; the text that is attached has {paragraphs.lines}."
    if place.line:
        return f"The statement names line {place.line}; {HERE} no paragraph stands there."
    return f"The text that is attached has no paragraph {place.number} below “{place.heading}”."


def _a(form: str) -> str:
    return f"an {form}" if form[:1] in "aeiou" else f"a {form}"


def _closer(paragraphs: SourceParagraphs, own: SourceParagraph, text: str) -> SourceParagraph | None:
    words = stems_of(text)
    if len(words) < FEWEST_WORDS:
        return None

    def shared(each: SourceParagraph) -> float:
        return len(words & paragraphs.stems(each)) / len(words)

    numbers = range(max(own.number - NEAR, 1), own.number + NEAR + 1)
    near = (paragraphs.below(own.heading, number, line=own.line) for number in numbers)
    best = max((each for each in near if each), key=shared, default=own)
    return best if shared(best) >= shared(own) + CLEARLY else None


# The guidance


def place_in(entries: Entries, statement: Entry) -> SourcePlace:
    """Where a statement of the draft, or what was typed of one, says that the source has it."""
    section = entries.get("section", str(statement.get("section") or "")) or {}
    source = statement.get("source") or {}
    return SourcePlace(
        str(section.get("heading") or ""),
        source.get("line"),
        source.get("paragraph"),
        str(source.get("form") or ""),
    )


def report_on(paragraphs: SourceParagraphs, entries: Entries) -> FitReport:
    """How a text fits a draft. A section without a line is no heading of the source."""
    said = (
        RestatedPlace(key, place_in(entries, entry), str(entry.get("text") or ""))
        for key, entry in entries.by_kind["statement"].items()
    )
    sections = entries.by_kind["section"].values()
    headings = [str(each["heading"]) for each in sections if each.get("heading_line") and each.get("heading")]
    return fit_report(paragraphs, said, headings)
