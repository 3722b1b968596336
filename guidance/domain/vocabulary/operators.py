"""What rules may ask of a fact: operators, comparisons with them, and what they say of a value."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, reduce
from operator import ge, gt, le, lt, or_
from typing import Any, NamedTuple

from .values import NOT_APPLICABLE, Value

Operand = bool | str | int | float | tuple[str, ...] | None
"""What a comparison compares with: one value, a tuple of choices, or None for known and not_recorded."""

Test = Callable[[Value], bool]


class Op(StrEnum):
    """An operator: as data, as it is chosen, and as a phrase about its operand."""

    label: str
    phrase: str

    def __new__(cls, value: str, label: str = "", phrase: str = "") -> "Op":
        op = str.__new__(cls, value)
        op._value_, op.label, op.phrase = value, label, phrase
        return op

    IS = "is", "is", "is {}"
    IS_NOT = "is_not", "is not", "is not {}"
    IN = "in", "is one of", "is {}"
    NOT_IN = "not_in", "is none of", "is not {}"
    HAS = "has", "has", "{}"
    HAS_ANY = "has_any", "has any of", "{}"
    HAS_NONE_OF = "has_none_of", "has none of", "without {}"
    BELOW = "<", "is below", "is below {}"
    AT_MOST = "<=", "is at most", "is at most {}"
    ABOVE = ">", "is above", "is above {}"
    AT_LEAST = ">=", "is at least", "is at least {}"
    KNOWN = "known", "is recorded", "is recorded"
    NOT_RECORDED = "not_recorded", "is not recorded", "is not recorded"

    @property
    def written(self) -> str:
        """As text writes it."""
        return self.value if self in OPS_ON_ORDER else self.label


OPS_ON_RECORDING = (Op.KNOWN, Op.NOT_RECORDED)
OPS_ON_LISTS = (Op.IN, Op.NOT_IN, Op.HAS_ANY, Op.HAS_NONE_OF)
OPS_ON_ORDER = (Op.BELOW, Op.AT_MOST, Op.ABOVE, Op.AT_LEAST)
OPS_ON_ONE = (Op.IS, Op.IS_NOT, Op.IN, Op.NOT_IN)


@dataclass(frozen=True)
class Comparison:
    """One fact against one operand, as `Fact.compared` makes it. `holds` is asked only for a recorded value.

    It is false of a fact that does not apply, whatever the operation. Where a recorded value can leave it
    undecided (a choice that was split), `not_false` tells that apart from false.
    """

    fact: str
    op: Op
    value: Operand
    holds: Test = field(repr=False, compare=False)
    not_false: Test | None = field(default=None, repr=False, compare=False)

    def may_hold(self, value: Value) -> bool:
        """Whether it is not false of a recorded value."""
        return (self.not_false or self.holds)(value)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The choices or tokens that it names."""
        if self.value is None:
            return ()
        return self.value if isinstance(self.value, tuple) else (str(self.value),)


class Literal(NamedTuple):
    """A comparison or its negation.

    `once_recorded` is one that is joined with "is recorded": it is false where its fact is not recorded, and
    waits for nothing.
    """

    comparison: Comparison
    negated: bool
    once_recorded: bool = False

    def holds(self, value: Value) -> bool:
        """Whether it is true of a recorded value."""
        return not self.comparison.may_hold(value) if self.negated else self.comparison.holds(value)

    @property
    def members(self) -> tuple[str, ...]:
        return self.comparison.members

    @property
    def asks_for_overlap(self) -> bool:
        """Whether a literal on a set is true of the sets that share a member with it, or of the others."""
        return (self.comparison.op is Op.HAS_NONE_OF) is self.negated


ClauseBits = Mapping[Literal, int]
"""For each literal on one fact, the clauses that it stands in, as an integer with one bit for each."""

ValueRow = Callable[[Value], int]
"""The clauses that a recorded value makes true."""

RuleLiterals = Sequence[Sequence[Literal]]
"""One rule's literals on the fact, clause by clause."""


WANTS: Mapping[Op, bool] = {Op.IS: True, Op.IN: True, Op.IS_NOT: False, Op.NOT_IN: False}
"""Whether an operator on one value wants what it names, or anything else."""


def on_one(op: Op, operand: Operand) -> Test:
    wanted = WANTS[op]
    if isinstance(operand, tuple):
        members = frozenset(operand)
        return lambda value: (value in members) is wanted and value != NOT_APPLICABLE
    return lambda value: (value == operand) is wanted and value != NOT_APPLICABLE


_ORDER: Mapping[Op, Callable[[Any, Any], bool]] = {
    Op.BELOW: lt,
    Op.AT_MOST: le,
    Op.ABOVE: gt,
    Op.AT_LEAST: ge,
}


def on_order(op: Op, operand: Operand) -> Test:
    """As `on_one`, where values also lie below and above each other."""
    if op not in _ORDER:
        return on_one(op, operand)
    compare = _ORDER[op]
    return lambda value: compare(value, operand)


def union(rows: Iterable[int]) -> int:
    return reduce(or_, rows, 0)


def true_of(value: Value, bits: ClauseBits) -> int:
    return union(clauses for literal, clauses in bits.items() if literal.holds(value))


def row_by_value(values: Iterable[Value], bits: ClauseBits) -> ValueRow:
    """Rows looked up by the value; what is not among them is as good as a value that nothing names."""
    rows = {value: true_of(value, bits) for value in values}
    unnamed = true_of("", bits)
    return lambda value: rows.get(value, unnamed)
