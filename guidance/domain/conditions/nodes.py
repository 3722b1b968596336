"""Conditions as values: comparisons over facts, joined by all, any and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from ..vocabulary import Comparison


class Truth(IntEnum):
    """Kleene's three values, ordered so that `all` is the least and `any` the greatest."""

    FALSE = 0
    UNDECIDED = 1
    TRUE = 2

    def __invert__(self) -> Truth:
        return Truth(2 - self)


@dataclass(frozen=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Any:
    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


Condition = Comparison | All | Any | Not


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """Every comparison of a condition, in the order in which it is written."""
    if isinstance(condition, Comparison):
        yield condition
    elif isinstance(condition, Not):
        yield from comparisons(condition.part)
    else:
        for part in condition.parts:
            yield from comparisons(part)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """The keys a condition asks about, each once, in the order in which they are written."""
    return tuple(dict.fromkeys(comparison.fact for comparison in comparisons(condition)))
