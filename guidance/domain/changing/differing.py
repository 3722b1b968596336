"""How an entry differs from what it was: field by field, and in texts word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..entries import ENTRY_KINDS, Entry, Named, Object
from .aligning import stretches
from .entries import comparable

OBJECTS = frozenset(
    field.name
    for kind in ENTRY_KINDS.values()
    for field in kind.of_payload
    if isinstance(field, Named | Object)
)
"""Fields whose parts are compared one by one."""
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that both have ("same"), only the old one ("gone") or only the new one ("new")."""

    text: str
    how: str


@dataclass(frozen=True)
class FieldDifference:
    """One field; `pieces` where both values are text, else the two values as they are."""

    name: str
    before: Any
    after: Any
    pieces: tuple[Piece, ...] = ()


def field_differences(before: Entry | None, after: Entry | None) -> tuple[FieldDifference, ...]:
    """The fields that differ, in the order of the entries; for a new or retired entry all that it has.

    What stands in an object of its own (a statement's source) is compared part by part.
    """
    old, new = dict(_flat(before or {})), dict(_flat(after or {}))
    names = list(dict.fromkeys((*new, *old)))
    return tuple(
        _difference(name, old.get(name), new.get(name))
        for name in names
        if comparable(name, old.get(name)) != comparable(name, new.get(name))
    )


def _flat(entry: Entry) -> Iterator[tuple[str, Any]]:
    for name, value in entry.items():
        if isinstance(value, dict) and name in OBJECTS:
            yield from ((f"{name}.{part}", inner) for part, inner in value.items())
        else:
            yield name, value


def _difference(name: str, before: Any, after: Any) -> FieldDifference:
    texts = isinstance(before, str | None) and isinstance(after, str | None)
    return FieldDifference(name, before, after, word_differences(before or "", after or "") if texts else ())


def word_differences(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in pieces: joined without "new" they are the old text, without "gone" the new one."""
    pieces = _pieces(_WORDS.findall(before), _WORDS.findall(after))
    return tuple(piece for piece in pieces if piece.text)


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, i, j, k, m in stretches(old, new):
        if tag == "equal":
            yield Piece("".join(old[i:j]), "same")
        else:
            yield Piece("".join(old[i:j]), "gone")
            yield Piece("".join(new[k:m]), "new")
