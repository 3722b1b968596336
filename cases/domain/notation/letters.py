"""The letter after a number: part of the category, or the prefix of the element that is glued to it?

"T2cN0" is T2c N0 or T2 cN0. A letter is a prefix only where that prefix fits the other elements; M0 is always
clinical, so that a c before it fits, and M1 often is beside a pathological T and N. Where both can be
meant the category is read and marked as in doubt.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .category import LETTERS, PREFIX
from .line import ADDITION_AHEAD, DESCRIPTOR_AHEAD, GLUED, INVASION_AHEAD, ends

Prefers = Callable[[str, str], bool | None]
"""Told a prefix and a category with its letter: has the primary such a category? None where not known."""

_SUBDIGITS = {"T": "123", "N": "", "M": "12"}
_OF_ZERO = {"T": "", "N": "ab", "M": ""}


@dataclass(frozen=True)
class CategoryCode:
    """The code of a category and where it ends."""

    code: str
    end: int
    ambiguous: bool = False
    impossible: bool = False


def with_letter(
    low: str, at: int, element: str, digit: str, prefix: str, others: Iterable[str], prefers: Prefers
) -> CategoryCode:
    """The code that begins with a digit before `at`. `others` are the prefixes of the elements before it."""
    letter = low[at : at + 1]
    is_letter = letter.isascii() and letter.isalpha()
    if not is_letter or ADDITION_AHEAD.match(low, at) or INVASION_AHEAD.match(low, at):
        return CategoryCode(digit, at)
    if letter in "tnm":
        return CategoryCode(digit, at)
    glued = GLUED.match(low, at)
    if letter not in (_OF_ZERO if digit in "0X" else LETTERS)[element]:
        if glued or DESCRIPTOR_AHEAD.match(low, at) or not ends(low, at + 1):
            return CategoryCode(digit, at)
        return CategoryCode(digit + letter, at + 1, impossible=True)
    wants: bool | None = True
    if glued and _has_prefix(glued, element):
        listed = prefers(prefix, element + digit + letter)
        wants = _wants(glued, [*others, *filter(None, [prefix])], listed)
    if wants is False:
        return CategoryCode(digit, at)
    sub = low[at + 1 : at + 2]
    if sub and sub in _SUBDIGITS[element]:
        return CategoryCode(digit + letter + sub, at + 2, wants is None)
    return CategoryCode(digit + letter, at + 1, wants is None)


def _has_prefix(glued: re.Match[str], element: str) -> bool:
    prefix = glued["prefix"]
    return bool(prefix and PREFIX.fullmatch(prefix)) and glued["element"].upper() != element


def _wants(glued: re.Match[str], others: list[str], listed: bool | None) -> bool | None:
    """Is the letter part of the category? None where it may be and is read so."""
    if not PREFIX.fullmatch(glued["prefix"][1:]):
        return False
    letter = glued["prefix"][0]
    fits = bool(others) and all(each[0] == "a" if letter == "a" else each[-1] == letter for each in others)
    before_m = (glued["prefix"], glued["element"]) == ("c", "m")
    before_m0 = before_m and glued["first"] == "0"
    if listed is None:
        return False if fits or (before_m0 and others) else None if letter == "c" else True
    if listed:
        return None if fits or before_m else True
    return not (fits or before_m0)
