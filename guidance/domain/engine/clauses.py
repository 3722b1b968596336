"""Conditions as clauses: an `all` of `any`s of literals, which is what bits can answer.

Distribution, De Morgan's laws and absorption hold in Kleene's logic, so the clauses have the same truth as
the condition for every set of facts, undecided included. (Excluded middle does not hold; it is not used.)
"""

from collections.abc import Iterator
from itertools import product

from ..conditions import All, Any, Comparison, Condition, Not, Op, Truth
from ..vocabulary.operators import Literal

Clause = frozenset[Literal]


def when_absent(literal: Literal) -> Truth:
    """The truth of a literal while its fact is not recorded."""
    if literal.once_recorded:
        return Truth.TRUE if literal.negated else Truth.FALSE
    if literal.comparison.op is Op.NOT_RECORDED:
        return Truth.FALSE if literal.negated else Truth.TRUE
    return Truth.UNDECIDED


class TooManyClauses(Exception):
    """Distribution would take more clauses than allowed."""


def clauses_of(condition: Condition, limit: int) -> tuple[Clause, ...]:
    """The clauses of a condition, at most `limit` of them. Raises TooManyClauses."""
    return tuple(_clauses(condition, False, limit))


def _clauses(condition: Condition, negated: bool, limit: int) -> list[Clause]:
    if isinstance(condition, Comparison):
        return [frozenset([Literal(condition, negated)])]
    if isinstance(condition, Not):
        return _clauses(condition.part, not negated, limit)
    parts = list(_parts(condition, negated, limit))
    if isinstance(condition, All) is not negated:
        return _minimal([clause for part in parts for clause in part], limit)
    return _distributed(parts, limit)


def _parts(group: All | Any, negated: bool, limit: int) -> Iterator[list[Clause]]:
    """The clauses of each part. "Is recorded" beside a comparison of the same fact goes into its literal: by
    itself it would double the clauses of each `any` around it."""
    compared = {part.fact for part in group.parts if isinstance(part, Comparison)}
    recorded = {fact for part in group.parts if (fact := _recorded(part))} & compared
    if not isinstance(group, All):
        recorded = set()
    for part in group.parts:
        if isinstance(part, Comparison):
            yield [frozenset([Literal(part, negated, part.fact in recorded)])]
        elif _recorded(part) not in recorded:
            yield _clauses(part, negated, limit)


def _recorded(part: Condition) -> str | None:
    """The fact of which it says no more than that it is recorded."""
    inner = part.part if isinstance(part, Not) else None
    return inner.fact if isinstance(inner, Comparison) and inner.op is Op.NOT_RECORDED else None


def _distributed(parts: list[list[Clause]], limit: int) -> list[Clause]:
    """The clauses of an `any`: one for each way of taking a clause from every part."""
    clauses: list[Clause] = [frozenset()]
    for part in parts:
        clauses = _minimal([left | right for left, right in product(clauses, part)], limit)
    return clauses


def _minimal(clauses: list[Clause], limit: int) -> list[Clause]:
    """Without the clauses that another one makes redundant (absorption)."""
    kept: list[Clause] = []
    for clause in sorted(dict.fromkeys(clauses), key=len):
        if not any(other <= clause for other in kept):
            kept.append(clause)
            if len(kept) > limit:
                raise TooManyClauses
    return kept
