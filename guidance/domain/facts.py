"""What is known about a case: a frozen set of facts, and what the unknown derived ones wait for."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from .vocabulary import VOCABULARY, Value

_INPUTS = {fact.key: fact.derived_from for fact in VOCABULARY.derived}


class Facts(Mapping[str, Value]):
    """The known facts by key. A fact that was not recorded is absent: never None, never False, never 0.

    `waits` maps each unknown derived fact to the askable facts that it lacks; an empty tuple says that
    nothing more would settle it (a score that does not apply). Without an entry, `waiting` looks up the
    fact's inputs.
    """

    __slots__ = ("_hash", "_known", "_lacking", "waits")

    def __init__(
        self, known: Mapping[str, Value], waits: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        for key, value in known.items():
            if value is None:
                raise ValueError(f"{key} is None: leave an unknown fact out")
        self._known = dict(known)
        self.waits: Mapping[str, tuple[str, ...]] = MappingProxyType(dict(waits or {}))
        self._lacking = dict(self.waits)
        self._hash: int | None = None

    def __getitem__(self, key: str) -> Value:
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def __contains__(self, key: object) -> bool:
        return key in self._known

    def get(self, key: str, default: object = None) -> Any:
        return self._known.get(key, default)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Facts):
            return NotImplemented
        return self._known == other._known and self.waits == other.waits

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset((key, repr(value)) for key, value in self._known.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"Facts({self._known!r}, waits={dict(self.waits)!r})"

    @property
    def known(self) -> Mapping[str, Value]:
        return MappingProxyType(self._known)

    def changed_since(self, before: "Facts") -> set[str]:
        """The keys of which the value is another than before, or what they wait for."""
        values = {key for key in VOCABULARY if self._known.get(key) != before._known.get(key)}
        return values | {key for key in _INPUTS if self.waiting(key) != before.waiting(key)}

    def waiting(self, key: str) -> tuple[str, ...]:
        """The askable facts that `key` lacks to become known; empty where none would help."""
        if key in self._known:
            return ()
        if key not in _INPUTS:
            return (key,)
        if key not in self._lacking:
            lacking = {asked for source in _INPUTS[key] for asked in self.waiting(source)}
            self._lacking[key] = VOCABULARY.in_order(lacking)
        return self._lacking[key]
