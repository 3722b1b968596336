"""One fact's part in a set of rules: for each value that it can take, the clauses that the value makes true.

A set of clauses is an integer with one bit for each clause. A column has few distinct rows: a number has one
for each interval between the limits that rules name, a choice one for each choice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import accumulate
from operator import or_

from ..conditions import Op, Truth
from ..conditions.tokens import category_of
from ..vocabulary import NOT_APPLICABLE, Fact, Kind, Value
from .clauses import Literal

Row = Callable[[Value], int]
"""The clauses that a recorded value makes true."""

Bits = Mapping[Literal, int]
"""For each literal on one fact, the clauses that it stands in."""


def union(rows: Iterable[int]) -> int:
    return reduce(or_, rows, 0)


def row_when_absent(bits: Bits) -> tuple[int, int]:
    """The clauses that are true, and those that are not false, while the fact is not recorded."""
    true = union(clauses for literal, clauses in bits.items() if literal.when_absent is Truth.TRUE)
    not_false = union(clauses for literal, clauses in bits.items() if literal.when_absent is not Truth.FALSE)
    return true, not_false


def row_of(fact: Fact, bits: Bits) -> Row:
    """How to find the row of a recorded value, by the kind of its fact."""
    kind = fact.value_kind
    if kind in (Kind.NUMBER, Kind.DATE):
        return _by_interval(bits)
    if kind is Kind.ANY_OF:
        return _by_members(fact, bits)
    if kind is Kind.TOKEN:
        return _by_token(bits)
    if kind is Kind.LESIONS:
        row = _true_of((), bits)
        return lambda value: row
    return _by_choice(fact.choice_values or (True, False), bits)


def _by_choice(choices: tuple[Value, ...], bits: Bits) -> Row:
    rows = {choice: _true_of(choice, bits) for choice in (*choices, NOT_APPLICABLE)}
    unnamed = _true_of("", bits)
    return lambda value: rows.get(value, unnamed)


def _true_of(value: Value, bits: Bits) -> int:
    return union(clauses for literal, clauses in bits.items() if literal.holds(value))


def limits_in(literals: Iterable[Literal]) -> list[int | float | str]:
    """The numbers or months that literals name, in order."""
    named = {literal.comparison.value for literal in literals} - {None}
    return sorted(named)  # type: ignore[arg-type]


def _by_interval(bits: Bits) -> Row:
    """Rows by place on the line: 0 below the first limit, 1 at it, 2 between it and the next, and so on.

    Each literal is true in one stretch of places, or in all but one; so the work grows with the literals.
    """
    limits = limits_in(bits)
    place = {limit: 2 * i + 1 for i, limit in enumerate(limits)}
    end = 2 * len(limits) + 1
    from_here, up_to_here, only_here = ([0] * (end + 1) for _ in range(3))
    for literal, clauses in bits.items():
        at = place.get(literal.comparison.value, 0)  # type: ignore[arg-type]
        for first, last in _stretches(literal.comparison.op, at, end, literal.negated):
            if first == last - 1:
                only_here[first] |= clauses
            elif last == end:
                from_here[first] |= clauses
            elif first == 0:
                up_to_here[last - 1] |= clauses
    rows = list(accumulate(from_here, or_))[:end]
    for here, clauses in enumerate(reversed(list(accumulate(reversed(up_to_here[:end]), or_)))):
        rows[here] |= clauses | only_here[here]
    return lambda value: rows[bisect_left(limits, value) + bisect_right(limits, value)]


def _stretches(op: Op, at: int, end: int, negated: bool) -> tuple[tuple[int, int], ...]:
    """Where a comparison with the limit at a place is true, each stretch as (first, behind the last)."""
    below, here, above = (0, at), (at, at + 1), (at + 1, end)
    tests: dict[Op, tuple[tuple[int, int], ...]] = {
        Op.IS: (here,),
        Op.IS_NOT: (below, above),
        Op.BELOW: (below,),
        Op.AT_MOST: ((0, at + 1),),
        Op.ABOVE: (above,),
        Op.AT_LEAST: ((at, end),),
        Op.KNOWN: ((0, end),),
        Op.NOT_RECORDED: (),
    }
    return tests[_OPPOSITE[op] if negated else op]


_OPPOSITE = {
    Op.IS: Op.IS_NOT,
    Op.BELOW: Op.AT_LEAST,
    Op.AT_MOST: Op.ABOVE,
    Op.KNOWN: Op.NOT_RECORDED,
}
_OPPOSITE |= {opposite: op for op, opposite in _OPPOSITE.items()}


def _by_token(bits: Bits) -> Row:
    """Rows by the tokens that rules name: the token itself, else its category, else none of them."""
    named = {word for literal in bits for word in members(literal)}
    rows = {word: _true_of(word, bits) for word in named}
    unnamed = _true_of("", bits)

    def row(value: Value) -> int:
        token = str(value)
        if token in rows:
            return rows[token]
        return rows.get(category_of(token), unnamed)

    return row


def members(literal: Literal) -> tuple[str, ...]:
    """The choices or tokens that a literal names."""
    operand = literal.comparison.value
    if operand is None:
        return ()
    return operand if isinstance(operand, tuple) else (str(operand),)


def asks_for_overlap(literal: Literal) -> bool:
    """Whether a literal on a set is true of the sets that share a member with it, or of the others."""
    return (literal.comparison.op is Op.HAS_NONE_OF) is literal.negated


def _by_members(fact: Fact, bits: Bits) -> Row:
    """A set is the union of the rows of its members, and of the clauses that want none of them.

    Two literals that want none can meet in one clause (no fever, or no pain). Each then takes a lane of its
    own, or the members that break the one would break the other too.
    """
    always = 0
    shared = dict.fromkeys(fact.choice_values, 0)
    lanes: list[_Lane] = []
    for literal, clauses in bits.items():
        if literal.comparison.value is None:
            always |= clauses if literal.holds(frozenset()) else 0
        elif asks_for_overlap(literal):
            for word in members(literal):
                shared[word] |= clauses
        else:
            _lane_for(clauses, lanes, fact).add(members(literal), clauses)
    return _set_row(always, shared, lanes)


def _set_row(always: int, shared: dict[str, int], lanes: list[_Lane]) -> Row:
    def row(value: Value) -> int:
        clauses = always
        for word in value:  # type: ignore[union-attr]
            clauses |= shared.get(word, 0)  # type: ignore[arg-type]
        for lane in lanes:
            clauses |= lane.unbroken(value)  # type: ignore[arg-type]
        return clauses

    return row


class _Lane:
    """Clauses that want none of some members, at most one such literal to a clause."""

    def __init__(self, fact: Fact) -> None:
        self.clauses = 0
        self.broken_by = dict.fromkeys(fact.choice_values, 0)

    def add(self, words: tuple[str, ...], clauses: int) -> None:
        self.clauses |= clauses
        for word in words:
            self.broken_by[word] |= clauses

    def unbroken(self, value: frozenset[str]) -> int:
        broken = 0
        for word in value:
            broken |= self.broken_by.get(word, 0)
        return self.clauses & ~broken


def _lane_for(clauses: int, lanes: list[_Lane], fact: Fact) -> _Lane:
    for lane in lanes:
        if not lane.clauses & clauses:
            return lane
    lanes.append(_Lane(fact))
    return lanes[-1]
