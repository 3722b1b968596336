"""Conditions as values: comparisons over facts, joined by all, any and not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from ..vocabulary import NOT_APPLICABLE, Kind, Value
from .tokens import category_of

Operand = bool | str | int | float | tuple[str, ...] | None
"""What a comparison compares with: one value, a tuple of choices, or None for known and not_recorded."""


class Truth(IntEnum):
    """Kleene's three values, ordered so that `all` is the least and `any` the greatest."""

    FALSE = 0
    UNDECIDED = 1
    TRUE = 2

    def __invert__(self) -> Truth:
        return Truth(2 - self)


class Op(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    HAS = "has"
    HAS_ANY = "has_any"
    HAS_NONE_OF = "has_none_of"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="
    KNOWN = "known"
    NOT_RECORDED = "not_recorded"


OPS_ON_RECORDING = (Op.KNOWN, Op.NOT_RECORDED)
OPS_ON_LISTS = (Op.IN, Op.NOT_IN, Op.HAS_ANY, Op.HAS_NONE_OF)
OPS_ON_ORDER = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)

_OPS_ON_ONE = (Op.IS, Op.IS_NOT, Op.IN, Op.NOT_IN)

OPS_FOR: dict[Kind, tuple[Op, ...]] = {
    Kind.YES_NO: _OPS_ON_ONE[:2],
    Kind.ONE_OF: _OPS_ON_ONE,
    Kind.TOKEN: _OPS_ON_ONE,
    Kind.ANY_OF: (Op.HAS, Op.HAS_ANY, Op.HAS_NONE_OF, Op.IS),
    Kind.NUMBER: (Op.IS, Op.IS_NOT, *OPS_ON_ORDER),
    Kind.DATE: (Op.IS, Op.IS_NOT, *OPS_ON_ORDER),
    Kind.LESIONS: (),
}
"""Which comparisons a fact of each kind allows, besides known and not_recorded."""


@dataclass(frozen=True)
class Comparison:
    """One fact against one operand. `holds` is asked only for a recorded value.

    It is false of a fact that does not apply, whatever the operation.
    """

    fact: str
    op: Op
    value: Operand = None
    kind: Kind = Kind.ONE_OF
    holds: Callable[[Value], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holds", _predicate(self.op, self.value, self.kind))


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


def _predicate(op: Op, operand: Operand, kind: Kind) -> Callable[[Value], bool]:
    if op in OPS_ON_RECORDING:
        return lambda value: op is Op.KNOWN and value != NOT_APPLICABLE
    if kind is Kind.ANY_OF:
        return _on_sets(op, operand)
    if kind is Kind.TOKEN:
        return _on_tokens(op, operand)
    if op in OPS_ON_ORDER:
        return _on_order(op, operand)
    return _on_one(op, operand)


def _on_one(op: Op, operand: Operand) -> Callable[[Value], bool]:
    if isinstance(operand, tuple):
        members = frozenset(operand)
        wanted = op is Op.IN
        return lambda value: (value in members) is wanted and value != NOT_APPLICABLE
    wanted = op is Op.IS
    return lambda value: (value == operand) is wanted and value != NOT_APPLICABLE


def _on_sets(op: Op, operand: Operand) -> Callable[[Value], bool]:
    members = frozenset(operand if isinstance(operand, tuple) else (str(operand),))
    apart = op is Op.HAS_NONE_OF
    return lambda value: members.isdisjoint(value) is apart  # type: ignore[arg-type]


def _on_tokens(op: Op, operand: Operand) -> Callable[[Value], bool]:
    members = frozenset(operand if isinstance(operand, tuple) else (str(operand),))
    wanted = op in (Op.IS, Op.IN)
    return lambda value: (value in members or category_of(str(value)) in members) is wanted


def _on_order(op: Op, operand: Operand) -> Callable[[Value], bool]:
    limit = operand
    tests: dict[Op, Callable[[Value], bool]] = {
        Op.BELOW: lambda value: value < limit,  # type: ignore[operator]
        Op.AT_MOST: lambda value: value <= limit,  # type: ignore[operator]
        Op.ABOVE: lambda value: value > limit,  # type: ignore[operator]
        Op.AT_LEAST: lambda value: value >= limit,  # type: ignore[operator]
    }
    return tests[op]
