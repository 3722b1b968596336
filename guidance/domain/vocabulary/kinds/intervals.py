"""Rows of what lies on a line, numbers and months: one for each limit that rules name and each gap."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from operator import or_

from ..operators import OPS_ON_ORDER, ClauseBits, Literal, Op, ValueRow

OPS_ON_A_LINE = (Op.IS, Op.IS_NOT, *OPS_ON_ORDER)


def limits_in(literals: Iterable[Literal]) -> list[int | float | str]:
    """The numbers or months that literals name, in order."""
    named = {literal.comparison.value for literal in literals} - {None}
    return sorted(named)  # type: ignore[arg-type]  # all numbers, or all months


def row_by_interval(bits: ClauseBits) -> ValueRow:
    """Rows by place on the line: 0 below the first limit, 1 at it, 2 between it and the next, and so on.

    Each literal is true in one stretch of places, or in all but one; so the work grows with the literals.
    """
    limits = limits_in(bits)
    place = {limit: 2 * i + 1 for i, limit in enumerate(limits)}
    end = 2 * len(limits) + 1
    from_here, up_to_here, only_here = ([0] * (end + 1) for _ in range(3))
    for literal, clauses in bits.items():
        at = place.get(literal.comparison.value, 0)  # type: ignore[arg-type]  # None has no place
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


_OPPOSITE = {Op.IS: Op.IS_NOT, Op.BELOW: Op.AT_LEAST, Op.AT_MOST: Op.ABOVE, Op.KNOWN: Op.NOT_RECORDED}
_OPPOSITE |= {opposite: op for op, opposite in _OPPOSITE.items()}
