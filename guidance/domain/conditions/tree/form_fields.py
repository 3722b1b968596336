"""The tree from the fields of a flat form.

The node at path (1, 0) has fields named n0.1.0-…; the root is n0. A group has `shape`, `parts` (how many)
and, if it is a bare root, `bare`; a comparison has `fact`, `op` and any number of `value`.
"""

import re
from collections.abc import Mapping, Sequence

from guidance.domain.limits import CONDITION_VALUE, CONDITION_VALUES

from ...vocabulary import VOCABULARY, Fact, Vocabulary
from ...vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING
from ..parsing import MAX_DEPTH
from .draft_nodes import (
    ALL,
    EMPTY,
    MAX_NODES,
    DraftComparison,
    DraftError,
    DraftGroup,
    DraftNode,
    Path,
    too_deep,
    too_many,
)

MAX_VALUES = CONDITION_VALUES.most
MAX_TYPED = CONDITION_VALUE.most
"""Characters of one value; no value of any fact is as long. What is longer stays as typed, for its fault."""

Fields = Mapping[str, Sequence[str]]

_PATH = re.compile(r"0(?:\.(?:0|[1-9][0-9]{0,2})){0,30}")


def path_name(path: Path) -> str:
    """ "0.1.0" for (1, 0): how a button says which part it is about."""
    return ".".join(str(place) for place in (0, *path))


def is_path(name: str) -> bool:
    return bool(_PATH.fullmatch(name))


def path_from_name(name: str) -> Path:
    """Raises DraftError for what is no path."""
    if not is_path(name):
        raise DraftError("This part of the condition is no longer there. Load the page again.")
    return tuple(int(place) for place in name.split(".")[1:])


def field_name(path: Path, field: str) -> str:
    """ "n0.1-fact" for (1,) and "fact"."""
    return f"n{path_name(path)}-{field}"


def from_fields(data: Fields, vocabulary: Vocabulary = VOCABULARY) -> DraftGroup:
    """The tree that a form sent. Without a root nothing is written yet; a part that was counted and not sent
    is an empty comparison. Raises DraftError for too many nodes, for what nests too deep, and where the form
    came back without its counts."""
    return _Form(data, vocabulary).root()


class _Form:
    def __init__(self, data: Fields, vocabulary: Vocabulary) -> None:
        self.data, self.vocabulary = data, vocabulary
        self.nodes = 0

    def one(self, path: Path, field: str) -> str:
        values = self.data.get(field_name(path, field)) or ("",)
        return values[-1].strip()[:MAX_TYPED]

    def root(self) -> DraftGroup:
        if not self.is_group(()):
            return EMPTY
        return self.group((), bare=bool(self.one((), "bare")))

    def is_group(self, path: Path) -> bool:
        return field_name(path, "shape") in self.data

    def node(self, path: Path) -> DraftNode:
        return self.group(path) if self.is_group(path) else self.comparison(path)

    def group(self, path: Path, bare: bool = False) -> DraftGroup:
        if len(path) > MAX_DEPTH:
            raise too_deep()
        number = self.number_of_parts(path)
        parts = tuple(self.node((*path, place)) for place in range(number))
        return DraftGroup(self.one(path, "shape") or ALL, parts, bare)

    def number_of_parts(self, path: Path) -> int:
        """Counted before any of them is read, so that no count makes more work than is allowed."""
        count = self.one(path, "parts")
        if not (count.isascii() and count.isdigit()):
            raise DraftError("The form came back incomplete. Load the page again.")
        self.nodes += int(count) + (not path)
        if self.nodes > MAX_NODES:
            raise too_many()
        return int(count)

    def comparison(self, path: Path) -> DraftComparison:
        key, op = self.one(path, "fact"), self.one(path, "op")
        typed = self.data.get(field_name(path, "value")) or ()
        if len(typed) > MAX_VALUES:
            raise DraftError(f"A comparison takes at most {MAX_VALUES} values.")
        values = tuple(value.strip() for value in typed if value.strip())
        fact = self.vocabulary.get(key)
        return DraftComparison(key, op, _typed(fact, op, values))


def _typed(fact: Fact | None, op: str, values: tuple[str, ...]) -> object:
    """One value, a tuple for an operator on lists and for several, None for none."""
    if op in OPS_ON_RECORDING or not values:
        return None
    read = tuple(fact.from_word(value) if fact else value for value in values)
    return read if op in OPS_ON_LISTS or len(read) > 1 else read[0]
