"""Text cut into words, signs and brackets, each with the place where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from unicodedata import category

from guidance.domain.limits import CONDITION_TEXT

from ..parsing import ConditionError, ConditionErrors

MAX_LENGTH = CONDITION_TEXT.most
"""Characters of one condition. The longest that a person can follow takes a thousandth of the work."""

MAX_FAULTS = 20
"""No more are listed at once."""

_WHITE_SPACE = "\t\n\r"


class Sort(StrEnum):
    WORD = "word"
    QUOTED = "quoted"
    SIGN = "sign"
    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"
    END = "end"


_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | ["“”](?P<quoted>[^"“”\n]*)["“”]
    | (?P<open>\() | (?P<close>\)) | (?P<comma>,)
    | (?P<sign>[<>=!≤≥]+)
    | (?P<word>[^\s()",<>=!≤≥“”]+)""",
    re.VERBOSE,
)


class Token(NamedTuple):
    """A piece of the text: what it says, and from where to where it stands (characters from the start)."""

    sort: Sort
    text: str
    start: int
    end: int

    def says(self, word: str) -> bool:
        """Whether it is this word of the language. What stands in quotes never is."""
        return self.sort is Sort.WORD and self.text.lower() == word


@dataclass(frozen=True)
class TextError(ConditionError):
    """One fault in a text. Lines and columns are counted from 1, columns in characters."""

    line: int = 1
    column: int = 1


class TextErrors(ConditionErrors):
    """Every fault that could be told from one reading of the text."""

    errors: tuple[TextError, ...]

    def __init__(self, errors: Sequence[TextError]) -> None:
        super().__init__(list(errors))


class LineStarts:
    """Where the lines of a text begin, to tell line and column of a character."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def error(self, at: int, message: str, nearest: str | None = None) -> TextError:
        line = bisect_right(self.starts, at)
        column = at - self.starts[line - 1] + 1
        return TextError(f"line {line}, column {column}", message, nearest, line, column)


def tokens_of(text: str, lines: LineStarts) -> list[Token]:
    """The pieces of a text, the last of them its end. Raises TextErrors."""
    if len(text) > MAX_LENGTH:
        message = f"The text has {len(text)} characters. Allowed: up to {MAX_LENGTH}."
        raise TextErrors([lines.error(0, message)])
    said = "The invisible character U+{:04X} cannot stand here. Take it out."
    invisible = [lines.error(at, said.format(ord(text[at]))) for at in _invisible_in(text)]
    if invisible:
        raise TextErrors(invisible[:MAX_FAULTS])
    tokens = list(_tokens(text, lines))
    end = max((token.end for token in tokens), default=0)
    return [*tokens, Token(Sort.END, "", end, end)]


def _tokens(text: str, lines: LineStarts) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise TextErrors([lines.error(at, "The quotation mark is not closed on this line.")])
        at = found.end()
        if found.lastgroup != "space":
            sort = Sort(str(found.lastgroup))
            yield Token(sort, found[str(found.lastgroup)], found.start(), found.end())


def _invisible_in(text: str) -> list[int]:
    """Control and formatting characters: they change what is seen without being seen."""
    return [
        at
        for at, character in enumerate(text)
        if character not in _WHITE_SPACE and category(character).startswith("C")
    ]
