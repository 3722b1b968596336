"""One category of TNM notation, and the fault that a place of a text can have.

prefix     = [ "r" | "a" ] [ "y" ] [ "c" | "p" | "u" ]
tblock     = prefix "T" ( "X" | "0" | "a" | "is"["("word")"] | "1".."4" ["mi" | a..e["1".."3"]] )
             [ "(m)" | "(2)".."(19)" ]
nblock     = prefix "N" ( "X" | "0" [a | b] | "1".."3" ["mi" | a..c] )
             [ "(i+)" | "(i-)" | "(mol+)" | "(mol-)" ] [ "(sn)" | "(f)" ] [ "(positive/examined)" ]
mblock     = prefix "M" ( "0" ["(i+)"] | "1" [a..d ["1" | "2"]] ["(0)" | "(1)"] [sites] )
sites      = "(" site {"," site} ")"
descriptor = G L V Pn R S with its value; each at most once
"""

import re
from dataclasses import dataclass

from guidance.domain.vocabulary.tokens import IN_SITU_WORDS

from .sites import written

ELEMENTS = ("T", "N", "M")
PREFIX = re.compile(r"[ra]?y?[cpu]?")
PREFIX_LETTERS = "raycpu"
DIGITS = {"T": "01234", "N": "0123", "M": "01"}
LETTERS = {"T": "abcde", "N": "abc", "M": "abcd"}
CODES = {"T": "X, 0, a, is or 1 to 4", "N": "X, 0 or 1 to 3", "M": "0 or 1"}

ISOLATED = ("(i+)", "(i-)", "(mol+)", "(mol-)")
SENTINEL = ("(sn)", "(f)")
LDH = ("(0)", "(1)")
LONGEST_QUOTED = 60


class NotationError(Exception):
    """A place that cannot be read: code, message, start and end in the text, the nearest that can be."""

    def __init__(self, code: str, message: str, start: int, end: int, nearest: str | None = None) -> None:
        hint = f' The nearest is "{nearest}".' if nearest else ""
        super().__init__(message + hint)
        self.code, self.message, self.start, self.end = code, message + hint, start, end
        self.nearest = nearest


@dataclass(frozen=True)
class Category:
    """A T, N or M category as it was read. `additions` are the brackets after it, in canonical order.

    `organs` are the sites as they were meant: KID for a kidney, which has no code of its own and is written
    OTH. A category is `impossible` where no primary has its letter.
    """

    element: str
    prefix: str
    code: str
    additions: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    ambiguous: bool = False
    organs: tuple[str, ...] = ()
    impossible: bool = False

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
    def sites(self) -> tuple[str, ...]:
        """The sites as a notation writes them: the kidney is one of the others."""
        return written(self.organs)

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
        return next((each for each in self.additions if each in ISOLATED), None)

    @property
    def counts(self) -> tuple[int, int] | None:
        """Positive and examined nodes."""
        written = next((each[1:-1] for each in self.additions if "/" in each), None)
        if written is None:
            return None
        positive, examined = written.split("/")
        return int(positive), int(examined)


def _is_listed(element: str, addition: str) -> bool:
    if element == "T":
        return addition[1:-1] in IN_SITU_WORDS
    return addition in ISOLATED or (element == "M" and addition in LDH)


def clinical(prefix: str) -> str:
    """The prefix that M0 can have: judged on tissue only at autopsy."""
    return prefix if prefix.startswith("a") else prefix.replace("p", "c")


def quoted(given: str) -> str:
    """What was given, cut to what a sentence can hold."""
    return given if len(given) <= LONGEST_QUOTED else f"{given[:LONGEST_QUOTED]}…"


def may_follow(element: str) -> str:
    letters = ", ".join(LETTERS[element])
    small = "mi or " if element != "M" else ""
    return f"After a number comes {small}one of the letters {letters}, a bracket or a space."
