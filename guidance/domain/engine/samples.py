"""A few values of a fact that stand for all: between them they make every difference that rules can see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, pairwise

from ..vocabulary import NONE, Fact, Kind, Value
from .clauses import Literal
from .columns import asks_for_overlap, limits_in, members

MOST_COMBINED = 8
"""Rules that want none of more lists than this are sampled list by list and all together."""

RuleLiterals = Sequence[Sequence[Literal]]
"""One rule's literals on the fact, clause by clause."""


def samples_of(fact: Fact, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
    """Values such that whatever a value of the fact can settle in one of these rules, one of them settles."""
    kind = fact.value_kind
    literals = list(chain.from_iterable(chain.from_iterable(rules)))
    if kind is Kind.ANY_OF:
        return tuple(dict.fromkeys(chain.from_iterable(_sets(fact, rule) for rule in rules)))
    if kind is Kind.NUMBER:
        return tuple(sorted(_numbers(fact, limits_in(literals))))
    if kind is Kind.DATE:
        months = chain.from_iterable(_months_around(limit) for limit in limits_in(literals))
        return tuple(dict.fromkeys(months)) or ("2000-01",)
    if kind is Kind.TOKEN:
        return ("", *dict.fromkeys(chain.from_iterable(members(literal) for literal in literals)))
    if kind is Kind.LESIONS:
        return ((),)
    return fact.choice_values or (True, False)


def _numbers(fact: Fact, limits: list[int | float | str]) -> set[int | float]:
    """The limits, what lies beside or between them, and the ends of the range."""
    low, high = fact.minimum or 0, fact.maximum or 0
    named = [limit for limit in limits if not isinstance(limit, str)]
    step = fact.step or (1 if fact.integer else None)
    if step:
        beside = {limit + change for limit in named for change in (-step, step)}
    else:
        beside = {(left + right) / 2 for left, right in pairwise((low, *named, high))}
    return {low, high, *named, *(number for number in beside if low <= number <= high)}


def _months_around(limit: int | float | str) -> Iterator[str]:
    year, month = (int(part) for part in str(limit).split("-"))
    for change in (-1, 0, 1):
        years, months = divmod(year * 12 + month - 1 + change, 12)
        yield f"{years:04d}-{months + 1:02d}"


def _sets(fact: Fact, rule: RuleLiterals) -> Iterator[frozenset[str]]:
    """Sets of choices: the largest that avoid what the rule's literals name, and "none" alone.

    The larger a set, the more it shares with the literals that want to share; so for every combination of
    literals that want nothing shared, the largest set that grants it is enough. A clause is false where all
    of its lists that want to share are avoided.
    """
    choices = frozenset(fact.choice_values)
    if NONE in choices:
        yield frozenset([NONE])
    avoided = chain(_unions(_wanting_none(rule)), (_wanted(clause) for clause in rule))
    for words in avoided:
        largest = choices - {NONE} - words
        if largest:
            yield largest


def _wanted(clause: Sequence[Literal]) -> frozenset[str]:
    return frozenset(word for literal in clause if asks_for_overlap(literal) for word in members(literal))


def _wanting_none(rule: RuleLiterals) -> list[frozenset[str]]:
    literals = chain.from_iterable(rule)
    lists = (frozenset(members(literal)) for literal in literals if not asks_for_overlap(literal))
    return list(dict.fromkeys(lists))


def _unions(lists: list[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Nothing, every combination of the lists, and all of them."""
    sizes = range(len(lists) + 1) if len(lists) <= MOST_COMBINED else (0, 1, len(lists))
    for size in sizes:
        for combined in combinations(lists, size):
            yield frozenset().union(*combined)
