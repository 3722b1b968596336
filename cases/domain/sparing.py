"""What followed from earlier facts is taken over where no fact that it was worked out of has changed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from guidance.domain.vocabulary import Value

from .known import Recorded

T = TypeVar("T")


class _Watched(Mapping[str, Value]):
    """Facts that note which of them are read. Whoever goes through them has read all."""

    def __init__(self, facts: Recorded) -> None:
        self.facts = facts
        self.read: dict[str, Value | None] = {}
        self.read_all = False

    def get(self, key: str, default: Any = None) -> Any:
        self.read[key] = self.facts.get(key)
        return self.facts.get(key, default)

    def __getitem__(self, key: str) -> Value:
        self.read[key] = self.facts.get(key)
        return self.facts[key]

    def __iter__(self) -> Iterator[str]:
        self.read_all = True
        return iter(self.facts)

    def __len__(self) -> int:
        self.read_all = True
        return len(self.facts)


@dataclass(frozen=True)
class _Followed:
    result: Any
    of: _Watched

    def still_follows(self, facts: Recorded) -> bool:
        return not self.of.read_all and all(
            _is_same(facts.get(key), value) for key, value in self.of.read.items()
        )


def _is_same(now: Value | None, before: Value | None) -> bool:
    """2 and 2.0 are told apart, since they may be written differently."""
    return now is before or (type(now) is type(before) and now == before)


class Sparing:
    """Works out what follows, each by a pure function of facts, and spares what the one before has."""

    def __init__(self, before: "Sparing | None" = None) -> None:
        self._before = before._followed if before else {}
        self._followed: dict[Callable[..., Any], _Followed] = {}

    def of(self, make: Callable[[Recorded], T], facts: Recorded) -> T:
        said = self._before.get(make)
        if said is None or not said.still_follows(facts):
            watched = _Watched(facts)
            said = _Followed(make(watched), watched)
        self._followed[make] = said
        result: T = said.result
        return result
