"""What made a condition true: the facts of its true parts, and of a set the members that they ask for."""

from collections.abc import Mapping
from typing import NamedTuple

from ..vocabulary import VOCABULARY, Comparison, Op, Value
from ..vocabulary.operators import Literal
from .evaluating import evaluate
from .nodes import All, Condition, Not, Truth

MadeTrueBy = Mapping[str, Value | None]
"""By each fact that made a condition true its value, None where it had to be absent."""


class Ground(NamedTuple):
    """A comparison that has to hold, by its fact; of a set, the members of which it wants one."""

    fact: str
    members: frozenset[str]


class PartGrounds(NamedTuple):
    """A part of an `any`, which counts where it has the wanted truth."""

    part: Condition
    wanted: Truth
    grounds: "Grounds"


Grounds = tuple[Ground | PartGrounds, ...]


def grounds_of(condition: Condition, negated: bool = False) -> Grounds:
    """All that can make a condition true, or its negation, in the order of writing."""
    if isinstance(condition, Comparison):
        return (Ground(condition.fact, _asked_for(Literal(condition, negated))),)
    if isinstance(condition, Not):
        return grounds_of(condition.part, not negated)
    if isinstance(condition, All) is not negated:
        return tuple(ground for part in condition.parts for ground in grounds_of(part, negated))
    wanted = Truth.FALSE if negated else Truth.TRUE
    return tuple(PartGrounds(part, wanted, grounds_of(part, negated)) for part in condition.parts)


def _asked_for(literal: Literal) -> frozenset[str]:
    """The members that each alone make it true, where it asks for any of them."""
    fact = VOCABULARY[literal.comparison.fact]
    if fact.kind != "any_of" or literal.comparison.value is None or not literal.asks_for_overlap:
        return frozenset()
    return frozenset(member for member in fact.choice_values if literal.holds(frozenset({member})))


def named_for_certain(condition: Condition, negated: bool = False) -> frozenset[str]:
    """The facts that are recorded and made it true, or its negation, whichever of its parts did."""
    if isinstance(condition, Comparison):
        is_recorded = negated or condition.op is not Op.NOT_RECORDED
        return frozenset({condition.fact} if is_recorded else ())
    if isinstance(condition, Not):
        return named_for_certain(condition.part, not negated)
    parts = [named_for_certain(part, negated) for part in condition.parts]
    if isinstance(condition, All) is not negated:
        return frozenset().union(*parts)
    return parts[0].intersection(*parts[1:])


def made_true_by(grounds: Grounds, known: Mapping[str, Value]) -> dict[str, Value | None]:
    """What made a condition true that is.

    Of a set only the members that were asked for: a plan of surgery and chemotherapy is surgery to who asks
    for that. The whole set where none is asked for (`known`, `has none of`).
    """
    if len(grounds) == 1 and isinstance(grounds[0], Ground):  # as most rules are
        fact, members = grounds[0]
        value = known.get(fact)
        return {fact: members.intersection(value) if members else value}  # type: ignore[arg-type]  # a set
    by: dict[str, Value | None] = {}
    asked: dict[str, frozenset[str]] = {}
    _collect(grounds, known, by, asked)
    for key, members in asked.items():
        by[key] = members.intersection(by[key])  # type: ignore[arg-type]  # a set: members are asked of it
    return by


def _collect(
    grounds: Grounds,
    known: Mapping[str, Value],
    by: dict[str, Value | None],
    asked: dict[str, frozenset[str]],
) -> None:
    for each in grounds:
        if isinstance(each, Ground):
            by[each.fact] = known.get(each.fact)
            if each.members:
                asked[each.fact] = asked.get(each.fact, each.members) | each.members
        elif evaluate(each.part, known) is each.wanted:
            _collect(each.grounds, known, by, asked)
