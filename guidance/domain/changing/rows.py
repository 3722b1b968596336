"""Ids in an order in which many are moved: each move takes the same time, however long the row is."""

from collections.abc import Iterable, Iterator

START = ""
"""Stands before the first; no entry has it for an id."""


class IdChain:
    """A chain: each id knows the one before it and the one behind it, and the last has START behind it."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._behind: dict[str, str] = {START: START}
        self._before: dict[str, str] = {START: START}
        for id_ in dict.fromkeys(ids):
            self._put(id_, self._before[START])

    def __iter__(self) -> Iterator[str]:
        id_ = self._behind[START]
        while id_ != START:
            yield id_
            id_ = self._behind[id_]

    def move(self, id_: str, after: str) -> None:
        """Behind another, START for the first place; behind one that is not there, at the end."""
        before, behind = self._before.pop(id_), self._behind.pop(id_)
        self._behind[before], self._before[behind] = behind, before
        self._put(id_, after if after in self._behind else self._before[START])

    def _put(self, id_: str, after: str) -> None:
        behind = self._behind[after]
        self._behind[after], self._behind[id_] = id_, behind
        self._before[behind], self._before[id_] = id_, after
