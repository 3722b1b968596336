"""A text as reports hold it, brought to plain characters: each keeps its place in what was given.

Unicode's own compatibility forms (NFKC: full width, subscripts, superscripts) become plain characters, and
letters of other scripts that look like the letters of TNM become those. What turns text around or cannot be
seen is left out. Nothing here knows what a notation means.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_CYRILLIC = dict(zip("АВЕКМНОРСТХУІЅаеорсухіѕтмнпк", "ABEKMHOPCTXYISaeopcyxistmhnk", strict=True))
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοριχντυ", "ABEZHIKMNOPTYXaopixvtu", strict=True))
LOOK_ALIKES = _CYRILLIC | _GREEK | {"Ø": "0", "ø": "0", "∅": "0", "ı": "i", "\u2044": "/", "\u2215": "/"}
_DASHES = frozenset("‐‑‒–—―−⁃﹘﹣－")
_BRACKETS = {"[": "(", "]": ")", "{": "(", "}": ")"}

_WORD = re.compile(r"\S+")

LOOK_ALIKE, FORM, INVISIBLE = "look-alike", "form", "invisible"
MOST_NAMED = 3


@dataclass(frozen=True)
class FoldedCharacters:
    """Characters of one kind that were changed: the first of them at `place`, and which they were."""

    kind: str
    place: int
    given: tuple[str, ...]
    written: tuple[str, ...]


@dataclass(frozen=True)
class Folded:
    """`text` with plain characters and single spaces, `low` the same without capitals.

    `starts` and `ends` hold for each character where it stands in what was given.
    """

    text: str
    low: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    length: int
    changes: tuple[FoldedCharacters, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where something that was found here stands in the text as it was given."""
        if start >= len(self.starts):
            return self.length, self.length
        last = min(max(end, start + 1), len(self.ends)) - 1
        return self.starts[start], self.ends[last]


def fold(given: str) -> Folded:
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    seen: dict[str, dict[str, str]] = {}
    first: dict[str, int] = {}
    foreign = _foreign(given)
    for place, character in enumerate(given):
        written, kind = (character, "") if place in foreign else _plain(character)
        if kind:
            first.setdefault(kind, place)
            seen.setdefault(kind, {}).setdefault(character, written)
        if written == " " and text and text[-1] == " ":
            ends[-1] = place + 1
            continue
        text += written
        starts += [place] * len(written)
        ends += [place + 1] * len(written)
    whole = "".join(text)
    changes = tuple(
        FoldedCharacters(kind, first[kind], tuple(of), tuple(of.values())) for kind, of in seen.items()
    )
    return Folded(whole, _lowered(whole), tuple(starts), tuple(ends), len(given), changes)


def _foreign(given: str) -> frozenset[int]:
    """Where words of another script stand: a letter in them looks like none of ours, so none is meant so."""
    words = (found.span() for found in _WORD.finditer(given)) if not given.isascii() else ()
    return frozenset(
        place
        for start, end in words
        if any(each.isalpha() and not _plain(each)[0].isascii() for each in given[start:end])
        for place in range(start, end)
        if given[place] in LOOK_ALIKES
    )


def _lowered(text: str) -> str:
    """Without capitals and as long as before: a few letters would become two."""
    low = text.lower()
    return (
        low if len(low) == len(text) else "".join(each.lower() if each.isascii() else each for each in text)
    )


@lru_cache(maxsize=1_000)
def _plain(character: str) -> tuple[str, str]:
    """How a character is written here, and the kind of change where it is one to speak of."""
    if character.isspace():
        return " ", ""
    if character.isascii():
        return _BRACKETS.get(character, character), ""
    if character in _DASHES:
        return "-", ""
    if character in LOOK_ALIKES:
        return LOOK_ALIKES[character], LOOK_ALIKE
    if unicodedata.category(character) == "Cf":
        return "", INVISIBLE
    compatible = unicodedata.normalize("NFKC", character)
    if compatible == character or len(compatible) > len("viii"):
        return character, ""
    return "".join(_plain(each)[0] for each in compatible), FORM
