"""One category of TNM notation, and the hand-written reader that says at which place a string goes wrong.

    tnm        = tblock nblock mblock {descriptor} [edition]
    prefix     = [ "r" | "a" ] [ "y" ] [ "c" | "p" | "u" ]
    tblock     = prefix "T" ( "X" | "0" | "a" | "is"["("word")"] | "1".."4" ["mi" | a..e["1".."3"]] )
                 [ "(m)" | "(2)".."(19)" ]
    nblock     = prefix "N" ( "X" | "0" | "1".."3" ["mi" | a..c] )
                 [ "(i+)" | "(i-)" | "(mol+)" | "(mol-)" ] [ "(sn)" | "(f)" ] [ "(positive/examined)" ]
    mblock     = prefix "M" ( "0" ["(i+)"] | "1" [a..d ["1" | "2"]] ["(0)" | "(1)"] [sites] )
    sites      = "(" site {"," site} ")"
    descriptor = G L V Pn R S with its value; each at most once

Capitals do not matter on input and spaces are optional.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from guidance.domain.limits import NOTATION
from guidance.domain.vocabulary import nearest_word

ELEMENTS = ("T", "N", "M")
SITES = ("PUL", "OSS", "HEP", "BRA", "LYM", "MAR", "PLE", "PER", "ADR", "SKI", "OTH")
IN_SITU_WORDS = ("DCIS", "LCIS", "Paget", "AIS", "SCIS", "pu", "pd", "LAMN")
DESCRIPTORS: dict[str, tuple[str, ...]] = {
    "G": ("X", "1", "2", "3", "4"),
    "L": ("X", "0", "1"),
    "V": ("X", "0", "1", "2"),
    "Pn": ("X", "0", "1"),
    "R": ("X", "0", "1", "2"),
    "S": ("X", "0", "1", "2", "3"),
}
_PREFIX = re.compile(r"[ra]?y?[cpu]?")
_PREFIX_LETTERS = "raycpu"
_DIGITS = {"T": "1234", "N": "123", "M": "1"}
_LETTERS = {"T": "abcde", "N": "abc", "M": "abcd"}
_SUBDIGITS = {"T": "123", "N": "", "M": "12"}
_FOLLOWED_BY = {"T": "N", "N": "M", "M": ""}
_CODES = {"T": "X, 0, a, is or 1 to 4", "N": "X, 0 or 1 to 3", "M": "0 or 1"}

LONGEST_QUOTED = 60
MX_HELP = "MX was abolished with the 7th edition: enter cM0, or leave M out."


class NotationError(Exception):
    """A place that cannot be read: code, message, start and end in the text, the nearest that can be."""

    def __init__(self, code: str, message: str, start: int, end: int, nearest: str | None = None) -> None:
        hint = f' The nearest is "{nearest}".' if nearest else ""
        super().__init__(message + hint)
        self.code, self.message, self.start, self.end = code, message + hint, start, end
        self.nearest = nearest


@dataclass(frozen=True)
class Category:
    """A T, N or M category as it was read. `additions` are the brackets after it, in canonical order."""

    element: str
    prefix: str
    code: str
    additions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    ambiguous: bool = False

    @property
    def plain(self) -> str:
        """The category without prefix and brackets: "T2b", "N0", "M1c"."""
        return self.element + self.code

    @property
    def name(self) -> str:
        """The category as staging tables list it: "T2b", "Tis(DCIS)", "N0(i+)", "M1c(1)"."""
        listed = "".join(addition for addition in self.additions if _is_listed(self.element, addition))
        return self.plain + listed

    @property
    def token(self) -> str:
        """Prefix, category and brackets: "cT2b", "ypN1mi(sn)", "rpM1a(OTH)"."""
        sites = f"({','.join(self.sites)})" if self.sites else ""
        return self.prefix + self.plain + "".join(self.additions) + sites

    @property
    def is_pathological(self) -> bool:
        """Judged on tissue: with p, or at autopsy."""
        return "p" in self.prefix or self.is_autopsy

    @property
    def is_autopsy(self) -> bool:
        return self.prefix.startswith("a")

    @property
    def kind(self) -> str:
        """Which of the category lists it is looked up in: "c", "p", or "" where no prefix tells."""
        if self.is_pathological:
            return "p"
        return "c" if self.prefix and self.prefix[-1] in "cu" else ""

    @property
    def isolated_cells(self) -> str | None:
        return next((each for each in self.additions if each in _ISOLATED), None)


_ISOLATED = ("(i+)", "(i-)", "(mol+)", "(mol-)")
_SENTINEL = ("(sn)", "(f)")
_LDH = ("(0)", "(1)")


def _is_listed(element: str, addition: str) -> bool:
    if element == "T":
        return addition[1:-1] in IN_SITU_WORDS
    return addition in _ISOLATED or (element == "M" and addition in _LDH)


Prefers = Callable[[str, str], bool | None]
"""Told the category with and without a letter that could also be a prefix of the next element: True for
the letter, False for the prefix, None where both are possible."""


class Scanner:
    """Reads categories and descriptors from a text, one after the other.

    Raises NotationError, and OverLimit for a text longer than a notation can be.
    """

    def __init__(self, text: str, prefers: Prefers | None = None) -> None:
        NOTATION.check(len(text))
        self.text, self.at = text, 0
        self._low = text.lower()
        self._prefers: Prefers = prefers or (lambda with_letter, without: None)

    def skip_spaces(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    @property
    def is_at_end(self) -> bool:
        return self.at >= len(self.text)

    def category(self, element: str) -> Category:
        """The category of this element at the present place."""
        self.skip_spaces()
        start = self.at
        prefix = self._prefix(element)
        code, ambiguous = self._code(element)
        additions, sites = self._additions(element, code)
        self._no_leftover(element, start)
        return Category(element, prefix, code, additions, sites, start, self.at, ambiguous)

    def descriptor(self) -> tuple[str, str]:
        """A descriptor and its value at the present place: ("Pn", "0")."""
        start = self.at
        for name in sorted(DESCRIPTORS, key=len, reverse=True):
            if self._low.startswith(name.lower(), self.at):
                value = self._peek(len(name)).upper()
                if value in DESCRIPTORS[name] and value:
                    self.at += len(name) + 1
                    return name, value
                allowed = ", ".join(name + each for each in DESCRIPTORS[name])
                raise self._error(f'"{self._word()}" is no value of {name}. Allowed: {allowed}.', start)
        allowed = ", ".join(DESCRIPTORS)
        message = f'"{self._word()}" cannot be read after M. Allowed: {allowed} with a value, or the edition.'
        raise self._error(message, start)

    def bracket(self) -> tuple[str, int] | None:
        """The content of a bracket at the present place (after spaces) and where it ends, else None."""
        place = self.at
        while place < len(self.text) and self.text[place].isspace():
            place += 1
        if not self.text.startswith("(", place):
            return None
        end = self.text.find(")", place)
        if end < 0:
            raise NotationError("E_SYNTAX", "This bracket is not closed.", place, len(self.text))
        return self.text[place + 1 : end].strip(), end + 1

    def move_on(self, element: str) -> None:
        """After a fault: to the next space, or to where the following element seems to begin."""
        rest = self._low[self.at :]
        following = _FOLLOWED_BY[element].lower()
        # Letters of a prefix are tried from the first of them only: from each, it would take their square.
        prefix = f"(?<![{_PREFIX_LETTERS}])[{_PREFIX_LETTERS}]*"
        found = re.search(rf"\s|{prefix}{following}[x0-9]" if following else r"\s", rest)
        self.at = self.at + found.start() if found else len(self.text)

    # The parts of a category

    def _peek(self, ahead: int = 0) -> str:
        place = self.at + ahead
        return self._low[place] if place < len(self._low) else ""

    def _word(self) -> str:
        """From the present place to the next space: what a message quotes."""
        word = re.split(r"\s", self.text[self.at :], maxsplit=1)[0] or "nothing"
        return quoted(word)

    def _error(self, message: str, start: int, nearest: str | None = None) -> NotationError:
        end = max(start + 1, start + len(re.split(r"\s", self.text[start:], maxsplit=1)[0]))
        return NotationError("E_SYNTAX", message, start, min(end, max(len(self.text), start)), nearest)

    def _prefix(self, element: str) -> str:
        start = self.at
        end = start
        while end < len(self._low) and self._low[end] in _PREFIX_LETTERS:
            end += 1
        letters = self._low[start:end]
        if not self._low.startswith(element.lower(), end):
            raise self._missing(element, start)
        if not _PREFIX.fullmatch(letters):
            ordered = "".join(sorted(set(letters), key=_PREFIX_LETTERS.index))
            near = ordered + element if _PREFIX.fullmatch(ordered) else None
            given = quoted(self.text[start:end])
            message = f'"{given}" before {element} is no prefix: first r or a, then y, then c, p or u.'
            raise NotationError("E_SYNTAX", message, start, end + 1, near)
        self.at = end + 1
        return letters

    def _missing(self, element: str, start: int) -> NotationError:
        if self.is_at_end:
            return self._error(f"The {element} category is expected here, but there is nothing.", start)
        expected = f'The {element} category is expected here, not "{self._word()}".'
        message = f"{expected} T, N and M are written in this order."
        return self._error(message, start)

    def _code(self, element: str) -> tuple[str, bool]:
        start, first = self.at, self._peek()
        if element == "M" and first == "x":
            raise NotationError("E_MX", MX_HELP, start - 1, start + 1, "M0")
        if first == "0" or (first == "x" and element != "M"):
            self.at += 1
            return first.upper(), False
        if element == "T" and self._low.startswith("is", self.at):
            self.at += 2
            return "is", False
        if element == "T" and first == "a":
            self.at += 1
            return "a", False
        if first and first in _DIGITS[element]:
            self.at += 1
            return self._subcategory(element, first)
        given = self.text[start : start + 1]
        message = f'"{element}{given}" is not a category: after {element} comes {_CODES[element]}.'
        near = element + _DIGITS[element][-1] if given.isdigit() else None
        raise NotationError("E_SYNTAX", message, start - 1, start + bool(given), near)

    def _subcategory(self, element: str, digit: str) -> tuple[str, bool]:
        for written in ("mi", "(mi)"):
            if element != "M" and self._low.startswith(written, self.at):
                self.at += len(written)
                return digit + "mi", False
        letter = self._peek()
        if not letter or letter not in _LETTERS[element]:
            return digit, False
        prefers = (
            True
            if not self._is_prefix_of_next(element)
            else self._prefers(element + digit + letter, element + digit)
        )
        if prefers is False:
            return digit, False
        self.at += 1
        subdigit = self._peek()
        if subdigit and subdigit in _SUBDIGITS[element]:
            self.at += 1
            return digit + letter + subdigit, False
        return digit + letter, prefers is None and letter == "c"

    def _is_prefix_of_next(self, element: str) -> bool:
        """Could the letter here be a prefix of the next element: the c of "T2cN0"?"""
        found = re.match(
            rf"([{_PREFIX_LETTERS}]+){_FOLLOWED_BY[element].lower()}[x0-9]", self._low[self.at :]
        )
        return bool(_FOLLOWED_BY[element] and found and _PREFIX.fullmatch(found[1]))

    def _additions(self, element: str, code: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found: dict[int, str] = {}
        sites: tuple[str, ...] = ()
        while (bracket := self.bracket()) and not is_edition(bracket[0]):
            content, end = bracket
            start = self.at
            if element == "M" and code.startswith("1") and f"({content})" not in _LDH:
                rank, sites = 9, _sites(content, start, end, bool(sites))
            else:
                rank, written = _addition(element, code, content, start, end)
                if rank in found:
                    raise NotationError(
                        "E_SYNTAX", f'"({quoted(content)})" is one bracket too many here.', start, end
                    )
                found[rank] = written
            self.at = end
        return tuple(found[rank] for rank in sorted(found)), sites

    def _no_leftover(self, element: str, start: int) -> None:
        """What is glued to the category has to be the beginning of what may follow."""
        following = self._peek()
        if not following or following.isspace() or following == "(":
            return
        allowed = _PREFIX_LETTERS + _FOLLOWED_BY[element].lower() if element != "M" else "glvprs"
        if following in allowed:
            return
        read = self.text[start : self.at]
        raise self._error(f'"{self.text[self.at]}" cannot follow "{read}". {_may_follow(element)}', self.at)


def is_edition(content: str) -> bool:
    return content.upper() in EDITION_TOKENS


def quoted(given: str) -> str:
    """What was given, cut to what a sentence can hold."""
    return given if len(given) <= LONGEST_QUOTED else f"{given[:LONGEST_QUOTED]}…"


EDITION_TOKENS = ("AJCC8", "V9", "GENERIC", "LUGANO")


def _may_follow(element: str) -> str:
    letters = ", ".join(_LETTERS[element])
    small = "mi or " if element != "M" else ""
    return f"After a number comes {small}one of the letters {letters}, a bracket or a space."


def _addition(element: str, code: str, content: str, start: int, end: int) -> tuple[int, str]:
    """A bracket after T, N or M: its place among the brackets, and how it is written."""
    word = content.lower()
    if element == "T":
        in_situ = {known.lower(): known for known in IN_SITU_WORDS}
        if code == "is" and word in in_situ:
            return 0, f"({in_situ[word]})"
        if word == "m" or (word.isdigit() and 2 <= int(word) <= 19):
            return 1, f"({word.lstrip('0')})"
    if element == "N" and f"({word})" in _ISOLATED:
        return 0, f"({word})"
    if element == "N" and f"({word})" in _SENTINEL:
        return 1, f"({word})"
    if element == "N" and (nodes := re.fullmatch(r"(\d+)\s*/\s*(\d+)", word)):
        return 2, f"({int(nodes[1])}/{int(nodes[2])})"
    if element == "M" and ((code == "0" and word == "i+") or (code != "0" and f"({word})" in _LDH)):
        return 0, f"({word})"
    message = f'"({quoted(content)})" cannot follow {element}{code}. Allowed: {_brackets(element, code)}.'
    raise NotationError("E_SYNTAX", message, start, end)


def _brackets(element: str, code: str) -> str:
    if element == "T":
        words = f"({'), ('.join(IN_SITU_WORDS)}), " if code == "is" else ""
        return words + "(m), (2) to (19)"
    if element == "N":
        return "(i+), (i-), (mol+), (mol-), (sn), (f), (positive/examined)"
    return "(i+)" if code == "0" else f"(0), (1), or sites: {', '.join(SITES)}"


def _sites(content: str, start: int, end: int, again: bool) -> tuple[str, ...]:
    codes = [code.strip().upper() for code in content.split(",")]
    if again or len(set(codes)) < len(codes):
        raise NotationError("E_SYNTAX", f'"({quoted(content)})": each site is named once.', start, end)
    for code in codes:
        if code not in SITES:
            raise _unknown_site(code, start, end)
    return tuple(codes)


def _unknown_site(code: str, start: int, end: int) -> NotationError:
    allowed = ", ".join(SITES)
    if code in ("REN", "KID"):
        return NotationError(
            "E_SYNTAX", f"The kidney has no site code of its own. Allowed: {allowed}.", start, end, "OTH"
        )
    if code == "GEN":
        message = f"GEN is used by German registries only and is not part of TNM. Allowed: {allowed}."
        return NotationError("E_SYNTAX", message, start, end)
    near = nearest_word(code, SITES)
    return NotationError(
        "E_SYNTAX", f'"{quoted(code)}" is not a site code. Allowed: {allowed}.', start, end, near
    )


def read_category(text: str, element: str) -> Category:
    """One category alone, as a case records it: "cN2b". Raises NotationError."""
    scanner = Scanner(text)
    category = scanner.category(element)
    scanner.skip_spaces()
    if not scanner.is_at_end:
        rest = quoted(text[scanner.at :])
        raise NotationError("E_SYNTAX", f'"{rest}" is too much here.', scanner.at, len(text))
    return category
