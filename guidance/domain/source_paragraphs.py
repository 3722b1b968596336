"""The source's own words, where an installation has them: which paragraph it is that a statement restates.

The guidance ships without them. A statement names its place: the heading of its section, the line, which
paragraph below the heading, and the form. The text that is attached may be another edition of the article, so
no part of a place is believed alone: of heading with number, and line, one may be otherwise.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from .importing import ImportedArticle, read_article

_LINE_BREAK = re.compile("\r\n|[\r\u0085\u2028\u2029]")
_PAGE_BREAK = "\f"
_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


@dataclass(frozen=True)
class SourcePlace:
    """Where a statement says that the source has it. What is not known (None, "") fits anything."""

    heading: str = ""
    line: int | None = None
    number: int | None = None
    form: str = ""


@dataclass(frozen=True)
class SourceParagraph:
    """One line of the source below its heading: a paragraph, bullet, quotation or artefact, word for word."""

    heading: str
    number: int
    line: int
    form: str
    words: str


class PlaceFit(StrEnum):
    """How a paragraph was found; all but HERE say which part of the place is otherwise in the text."""

    HERE = "here"
    LINE = "line"
    HEADING = "heading"
    FORM = "form"
    NUMBER = "paragraph"


@dataclass(frozen=True)
class FoundParagraph:
    paragraph: SourceParagraph
    fit: PlaceFit


class SourceParagraphs:
    """All paragraphs of a text, found by their place."""

    def __init__(self, paragraphs: Iterable[SourceParagraph], lines: int = 0, headings: Iterable[str] = ()):
        self.all = tuple(paragraphs)
        self.lines = lines
        self._headings = frozenset(map(heading_key, headings))
        self._by_line = {each.line: each for each in self.all}
        self._below: dict[tuple[str, int, str], list[SourceParagraph]] = {}
        for each in self.all:
            for form in (each.form, ""):
                self._below.setdefault((heading_key(each.heading), each.number, form), []).append(each)
        self._stems: dict[int, frozenset[str]] = {}

    def has_heading(self, heading: str) -> bool:
        return heading_key(heading) in self._headings

    def stems(self, paragraph: SourceParagraph) -> frozenset[str]:
        """Made where they are asked for."""
        if paragraph.line not in self._stems:
            self._stems[paragraph.line] = stems_of(paragraph.words)
        return self._stems[paragraph.line]

    def on_line(self, line: int | None) -> SourceParagraph | None:
        return self._by_line.get(line or 0)

    def below(
        self, heading: str, number: int | None, *, line: int | None = None, form: str = ""
    ) -> SourceParagraph | None:
        """That of a number below a heading, nearest to a line where the text has the heading twice."""
        alike = self._below.get((heading_key(heading), number or 0, form), [])
        behind = bisect_left(alike, line or 0, key=lambda each: each.line)
        around = alike[max(behind - 1, 0) : behind + 1]
        return min(around, key=lambda each: abs(each.line - (line or each.line)), default=None)

    def at(self, place: SourcePlace) -> FoundParagraph | None:
        """The paragraph of a place; None where the text has nothing there that could be meant."""
        nearest = self.below(place.heading, place.number, line=place.line, form=place.form)
        if nearest:
            is_here = _agree(place.line, nearest.line)
            return FoundParagraph(nearest, PlaceFit.HERE if is_here else PlaceFit.LINE)
        there = self.on_line(place.line)
        if there is None:
            return None
        otherwise = [
            fit
            for fit, says, has in (
                (PlaceFit.HEADING, heading_key(place.heading), heading_key(there.heading)),
                (PlaceFit.NUMBER, place.number, there.number),
                (PlaceFit.FORM, place.form, there.form),
            )
            if not _agree(says, has)
        ]
        if len(otherwise) > 1:
            return None
        return FoundParagraph(there, otherwise[0] if otherwise else PlaceFit.HERE)


def _agree(says: object, has: object) -> bool:
    return says in (None, "") or says == has


def heading_key(heading: str) -> str:
    """A heading without what copying it changes: case, spaces, the kinds of quotes and dashes."""
    plain = unicodedata.normalize("NFKC", heading).translate(_QUOTES)
    return " ".join(plain.casefold().split())


def stems_of(text: str) -> frozenset[str]:
    """The beginnings of its longer words: "metastasis" and "metastases" are one."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()))


def with_plain_breaks(text: str) -> str:
    """The text with each break of a line as one line feed; a break of pages is none."""
    return _LINE_BREAK.sub("\n", text).replace(_PAGE_BREAK, "")


def count_of_lines(text: str) -> int:
    """Of a text with plain breaks."""
    return text.count("\n") + (not text.endswith("\n"))


def read_paragraphs(text: str) -> SourceParagraphs:
    """All paragraphs of a text with plain breaks, each with its heading and number."""
    article = read_article(text)
    headings = [section.heading for section in article.sections]
    return SourceParagraphs(_paragraphs(article), count_of_lines(text), headings)


def _paragraphs(article: ImportedArticle) -> Iterable[SourceParagraph]:
    for section in article.sections:
        for said in section.statements:
            yield SourceParagraph(section.heading, said.paragraph, said.line, said.form, said.text)
