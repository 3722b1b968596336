"""The plain three-valued interpreter, which says what it means; `matching` is the fast one and must agree.

Kleene's logic: a comparison over a fact that was not recorded is undecided, as is one that needs to know
which of two choices is meant where only the one that they were split from was recorded; `all` takes the least
of its parts, `any` the greatest, `not` swaps true and false.
"""

from collections.abc import Mapping

from ..facts import Facts
from ..vocabulary import Comparison, Op, Value
from .nodes import All, Any, Condition, Not, Truth

Weighed = tuple[Truth, tuple[str, ...]]
"""A truth with the facts behind it: those that settled it, or, undecided, those it waits for."""


def evaluate(condition: Condition, facts: Mapping[str, Value]) -> Truth:
    """TRUE, FALSE or UNDECIDED for what is known."""
    if isinstance(condition, Comparison):
        return compare(condition, facts)
    if isinstance(condition, Not):
        return ~evaluate(condition.part, facts)
    truths = (evaluate(part, facts) for part in condition.parts)
    return min(truths) if isinstance(condition, All) else max(truths)


def compare(comparison: Comparison, facts: Mapping[str, Value]) -> Truth:
    value = facts.get(comparison.fact)
    if value is None:
        return Truth.TRUE if comparison.op is Op.NOT_RECORDED else Truth.UNDECIDED
    if comparison.holds(value):
        return Truth.TRUE
    return Truth.UNDECIDED if comparison.may_hold(value) else Truth.FALSE


def weigh(condition: Condition, facts: Facts) -> Weighed:
    """The truth of a condition and the facts behind it, each once.

    Only the parts that decide count: where `any` is true, its true parts; where `all` is undecided, its
    undecided parts. So what is listed as missing could still change the answer, and a reason made it.
    """
    truth, keys = _weigh(condition, facts)
    return truth, tuple(dict.fromkeys(keys))


def _weigh(condition: Condition, facts: Facts) -> Weighed:
    if isinstance(condition, Comparison):
        key = condition.fact
        if key not in facts and condition.op is not Op.NOT_RECORDED:
            return Truth.UNDECIDED, facts.waiting(key)
        return compare(condition, facts), (key,)
    if isinstance(condition, Not):
        truth, keys = _weigh(condition.part, facts)
        return ~truth, keys
    return _weigh_group(condition, facts)


def _weigh_group(group: All | Any, facts: Facts) -> Weighed:
    """In one pass: a part that decides more than those before it takes their place, its equals join it."""
    is_all = isinstance(group, All)
    truth, keys = _weigh(group.parts[0], facts)
    for part in group.parts[1:]:
        of_part, keys_of_part = _weigh(part, facts)
        if of_part is truth:
            keys += keys_of_part
        elif (of_part < truth) is is_all:
            truth, keys = of_part, keys_of_part
    return truth, keys


def still_open(condition: Condition, facts: Facts) -> Condition:
    """What is left of an undecided condition when the parts that are settled are taken away.

    The rule applies if this does: "extent is kidney only" is left of "primary site is lung and extent is
    kidney only" once the primary is known to be lung.
    """
    if isinstance(condition, Comparison):
        return condition
    if isinstance(condition, Not):
        return Not(still_open(condition.part, facts))
    undecided = [part for part in condition.parts if evaluate(part, facts) is Truth.UNDECIDED]
    parts = tuple(still_open(part, facts) for part in undecided)
    return parts[0] if len(parts) == 1 else type(condition)(parts)


def missing(condition: Condition, facts: Facts) -> tuple[str, ...]:
    """The askable facts that an undecided condition waits for; empty for a settled one.

    A derived fact is replaced by what it lacks (`facts.waits`). The answer is empty, too, for a condition
    that waits only for a derived fact that nothing more would settle.
    """
    if isinstance(condition, Comparison) and condition.fact not in facts:
        return () if condition.op is Op.NOT_RECORDED else facts.waiting(condition.fact)
    truth, keys = weigh(condition, facts)
    return keys if truth is Truth.UNDECIDED else ()
