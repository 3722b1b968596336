"""What a line holds, each with its place, and where in it an element can begin or end."""

import re
from dataclasses import dataclass, field

from .category import Category, NotationError

GLUED = re.compile(
    r"(?P<prefix>[raycpu]*)(?P<element>[tnm])(?P<first>[0-9x]|is|o(?![a-z])|o(?=[raycpu]{0,3}[tnm][0-9xo])"
    r"|(?<=[nm])[+-](?=$|[ ,;)/]|[raycpu]{0,3}[tnm][0-9xo]))"
)
"""The next element, written without a space."""
DESCRIPTOR_AHEAD = re.compile(r"[pc]?(?:pn|[glvrs])[x0-9]")
INVASION_AHEAD = re.compile(r"sm[1-3](?![a-z0-9])")
"""The depth of submucosal invasion."""
ADDITION_AHEAD = re.compile(r"(?:sn|i[+-]|mol[+-])(?![a-z])")


@dataclass(frozen=True)
class Descriptor:
    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class LineFinding:
    """Something that was read otherwise than it was written, or left aside."""

    code: str
    message: str
    start: int
    end: int


@dataclass
class NotationLine:
    """What a line holds, each with its place in the folded text.

    `faulted` are elements with a fault, `first` has the place of an element's first category.
    """

    categories: list[Category] = field(default_factory=list)
    descriptors: list[Descriptor] = field(default_factory=list)
    faults: list[NotationError] = field(default_factory=list)
    said: list[LineFinding] = field(default_factory=list)
    unread: list[tuple[int, int]] = field(default_factory=list)
    faulted: set[str] = field(default_factory=set)
    first: dict[str, int] = field(default_factory=dict)
    prefixes: dict[str, None] = field(default_factory=dict)
    last_prefix: str = ""

    def add(self, category: Category) -> None:
        self.first.setdefault(category.element, len(self.categories))
        self.categories.append(category)
        if category.prefix:
            self.prefixes[category.prefix] = None
            self.last_prefix = category.prefix

    def has(self, element: str) -> bool:
        return element in self.faulted or element in self.first


def ends(low: str, at: int) -> bool:
    """May a code end here: at no letter or digit, or where another element or a descriptor begins?"""
    if at >= len(low) or not low[at].isalnum():
        return True
    glued = GLUED.match(low, at)
    if glued and len(glued["prefix"]) <= len("rayc"):
        return True
    return any(each.match(low, at) for each in (DESCRIPTOR_AHEAD, ADDITION_AHEAD, INVASION_AHEAD))


def end_of_rest(low: str, at: int) -> int:
    """Where what is glued to this place ends: at no letter or digit, or where an element begins."""
    while at < len(low) and low[at].isalnum() and not GLUED.match(low, at):
        at += 1
    return at
