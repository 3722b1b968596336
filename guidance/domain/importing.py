"""An article as plain text, taken apart into headings and what stands below them. Nothing is dropped.

One line is one heading, paragraph or bullet, as in text copied from a web page. Plain text does not say which
heading stands below which: all are of one level, unless marks ("##") or numbers ("2.1") tell. The curator who
works on the draft sees to the rest.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

MARKED = re.compile(r"(#{1,6})\s+(\S.*?)[\s#]*$")
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?=\S)")
BULLET = re.compile(r"(?:[-*+•‣◦▪–—]|\d{1,2}[.)])\s+(?=\S)")
QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»"}
LONGEST_HEADING, MOST_WORDS = 120, 14
ENDS_OF_SENTENCES = '.,;:!?…"”'
# Six levels of this length and the slashes between them fit into a slug.
SLUG_PART = 28


@dataclass(frozen=True)
class ImportedStatement:
    """One line of the source as it stands there, without the mark of a bullet."""

    key: str
    text: str
    line: int
    paragraph: int
    form: str


@dataclass
class ImportedSection:
    """A heading and the lines up to the next one. Text above the first heading has one without a line."""

    slug: str
    heading: str
    line: int | None
    parent: str | None
    statements: list[ImportedStatement] = field(default_factory=list)


@dataclass(frozen=True)
class ImportedArticle:
    """`title_line` is None where the text has no title of its own, and the first heading lends its words."""

    title: str
    title_line: int | None
    sections: tuple[ImportedSection, ...]


def read_article(text: str, untitled: str = "Untitled") -> ImportedArticle:
    """Every line that is not blank becomes the title, a heading or a statement, with its number from 1."""
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if line]
    levels = [_level(*around) for around in _neighbours([line for _, line in numbered])]
    title_line = None
    if len(levels) > 1 and levels[0] and levels[1]:
        title_line = numbered[0][0]
    writer = _Writer(untitled)
    for (number, line), level in zip(numbered, levels, strict=True):
        if number == title_line:
            writer.title = _words(line)
        elif level:
            writer.head(_words(line), number, level)
        else:
            writer.say(line, number)
    first = next((section.heading for section in writer.sections), untitled)
    return ImportedArticle(writer.title or first, title_line, tuple(writer.sections))


def slug_of(text: str, longest: int = SLUG_PART, *, otherwise: str = "section") -> str:
    """Small letters, digits and hyphens; what has none of them is called `otherwise`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:longest].strip("-") or otherwise


def _neighbours(lines: list[str]) -> Iterator[tuple[str, str, str]]:
    yield from zip(["", *lines][:-1], lines, [*lines, ""][1:], strict=True)


def _level(before: str, line: str, after: str) -> int:
    marked = MARKED.match(line)
    if marked:
        return len(marked[1]) if len(marked[2]) <= LONGEST_HEADING else 0
    if not _is_short_phrase(line) or after[:1].islower() or before.endswith(","):
        return 0
    number = NUMBERED.match(line)
    if number:
        depth = number[1].count(".") + 1
        listed = any(_depth(near) == depth for near in (before, after))
        return 0 if listed else depth
    return 0 if BULLET.match(line) else 1


def _depth(line: str) -> int:
    number = NUMBERED.match(line)
    return number[1].count(".") + 1 if number else 0


def _is_short_phrase(line: str) -> bool:
    return (
        len(line) <= LONGEST_HEADING
        and len(line.split()) <= MOST_WORDS
        and line[-1] not in ENDS_OF_SENTENCES
        and not line[0].islower()
        and line[0] not in QUOTES
        and "\\" not in line
        and any(letter.isalpha() for letter in line)
    )


def _words(line: str) -> str:
    """A heading without its marks; its number is part of it."""
    marked = MARKED.match(line)
    return marked[2] if marked else line


def _form(line: str) -> tuple[str, str]:
    """Its form, and its text without the mark of a bullet; a number stays, for other text may name it."""
    if not any(letter.isalpha() or letter.isdigit() for letter in line) or re.fullmatch(r"(\\[a-z])+", line):
        return "artefact", line
    if len(line) > 1 and line[-1] == QUOTES.get(line[0]):
        return "quotation", line
    bullet = BULLET.match(line)
    if bullet is None:
        return "paragraph", line
    return "bullet", line if line[0].isdigit() else line[bullet.end() :]


class _Writer:
    """Puts each line below the heading that is open."""

    def __init__(self, untitled: str) -> None:
        self.untitled, self.title = untitled, ""
        self.sections: list[ImportedSection] = []
        self.open: list[tuple[int, str]] = []
        self.slugs: set[str] = set()
        self.counts: dict[str, int] = {}

    def head(self, heading: str, line: int | None, level: int) -> None:
        while self.open and self.open[-1][0] >= level:
            self.open.pop()
        parent = self.open[-1][1] if self.open else None
        slug = self._free(f"{parent}/{slug_of(heading)}" if parent else slug_of(heading))
        self.open.append((level, slug))
        self.sections.append(ImportedSection(slug, heading, line, parent))

    def say(self, line: str, number: int) -> None:
        if not self.sections:
            self.head(self.title or self.untitled, None, 1)
        form, text = _form(line)
        said = self.sections[-1].statements
        said.append(ImportedStatement(f"{number:03}-1", text, number, len(said) + 1, form))

    def _free(self, slug: str) -> str:
        """The slug, with a number behind it where another section has it already."""
        free, count = slug, self.counts.get(slug, 1)
        while free in self.slugs:
            count += 1
            free = f"{slug}-{count}"
        self.slugs.add(free)
        # Where the search ended, so that the next of the same name does not begin anew.
        self.counts[slug] = count
        return free
