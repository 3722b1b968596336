"""Which unrecorded fact to ask about next: the one that would settle most undecided rules.

A fact settles a rule when some value of that fact alone makes the rule true or false. The count is exact, and
is taken for all rules at once on the bits of the engine.

Derived facts come into it: recording `lesions` makes their number and side known as well. A derived fact that
lacks one askable fact only counts as free to take any value once that one is recorded.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import accumulate, product
from operator import and_, or_
from typing import Generic, NamedTuple

from ..conditions import Condition, Truth, comparisons, evaluate, facts_of
from ..facts import Facts
from ..vocabulary import VOCABULARY
from ..vocabulary.operators import Literal, RuleLiterals, union
from .matching import CompiledRules, R, RuleColumn


class AskNext(NamedTuple):
    """An unrecorded fact and the number of undecided rules that it would settle."""

    fact: str
    settles: int


class FactTrial(NamedTuple):
    """One fact's column with the distinct rows that its values can give: the clauses that some value makes
    true, and those that no value makes false."""

    column: RuleColumn
    rows: tuple[int, ...]
    under_some_value: int
    under_every_value: int


class Asker(Generic[R]):
    """Counts, for each askable fact that is not recorded, the undecided rules that it would settle."""

    def __init__(self, compiled: CompiledRules[R]) -> None:
        self.compiled = compiled
        self.trials = tuple(_trial(column, compiled) for column in compiled.columns)
        self.rule_clauses = [union(bits) for bits in compiled.clause_bits]

    def ask_next(self, facts: Facts, asked: int, interpreted: Sequence[R] = ()) -> tuple[AskNext, ...]:
        """`asked` are the bits of the undecided rules that count, `interpreted` those without bits.

        Ranked by what they settle, then in the order of the vocabulary.
        """
        counts = dict(self._counts(facts, asked))
        for rule in interpreted:
            for key in _settling(rule.when, facts):
                counts[key] = counts.get(key, 0) + 1
        place = VOCABULARY.position
        asking = (
            AskNext(key, count)
            for key, count in counts.items()
            if count and VOCABULARY[key].is_worth_asking(facts)
        )
        return tuple(sorted(asking, key=lambda next_: (-next_.settles, place[next_.fact])))

    def _counts(self, facts: Facts, asked: int) -> Iterator[tuple[str, int]]:
        if not asked:
            return
        known, elsewhere, groups = self._grouped(facts)
        absent = [[trial.column for trial in group] for group in groups.values()]
        true = _all_but_each([union([column.true_when_absent for column in each]) for each in absent])
        possible = _all_but_each([union([column.possible_when_absent for column in each]) for each in absent])
        for (key, group), others_true, others_possible in zip(groups.items(), true, possible, strict=True):
            true_now = known | others_true
            possible_now = true_now | elsewhere | others_possible
            yield key, self._settled(group, true_now, possible_now, asked).bit_count()

    def _grouped(self, facts: Facts) -> tuple[int, int, dict[str, list[FactTrial]]]:
        """The clauses that are true whatever is asked next, those that stay possible, and the absent facts by
        the one fact that would bring them."""
        known = elsewhere = 0
        groups: dict[str, list[FactTrial]] = {}
        value_of = facts.known.get
        for trial in self.trials:
            key, row, open_row, true_when_absent, possible_when_absent = trial.column
            value = value_of(key)
            if value is not None:
                known |= row(value)
                elsewhere |= open_row(value) if open_row else 0
                continue
            lacking = facts.waiting(key)
            if len(lacking) == 1:
                groups.setdefault(lacking[0], []).append(trial)
            else:
                known |= true_when_absent
                elsewhere |= possible_when_absent
        return known, elsewhere, groups

    def _settled(self, group: list[FactTrial], true: int, possible: int, asked: int) -> int:
        """The rules among `asked` that some values of the group settle."""
        fold = self.compiled.fold
        under_every, under_some = 0, 0
        for trial in group:
            under_every |= trial.under_every_value
            under_some |= trial.under_some_value
        open_still = fold(possible | under_every)
        settled, asked = asked & ~open_still, asked & open_still
        hopeful = asked & fold(true | under_some) if asked else 0
        one_clause = hopeful & self.compiled.with_one_clause
        return settled | one_clause | self._made_true(group, true, hopeful & ~one_clause)

    def _made_true(self, group: list[FactTrial], true: int, hopeful: int) -> int:
        """Of the rules whose clauses can each be made true: those where one value does it for all."""
        made_true = 0
        while hopeful:
            rule = hopeful & -hopeful
            clauses = self.rule_clauses[rule.bit_length() - 1]
            if _one_value_for_all(group, clauses & ~true):
                made_true |= rule
            hopeful ^= rule
        return made_true


def _one_value_for_all(group: list[FactTrial], clauses: int) -> bool:
    choices = [{row & clauses for row in trial.rows} for trial in group if trial.under_some_value & clauses]
    return any(union(rows) == clauses for rows in product(*choices))


def _all_but_each(rows: list[int]) -> list[int]:
    """For each row, the union of all the others."""
    before = accumulate(rows, or_, initial=0)
    after = list(accumulate(reversed(rows), or_, initial=0))[-2::-1]
    return [left | right for left, right in zip(before, after, strict=False)]


def _trial(column: RuleColumn, compiled: CompiledRules[R]) -> FactTrial:
    rules = [_literals_on(column.key, clauses) for clauses in compiled.clauses]
    samples = VOCABULARY[column.key].samples([rule for rule in rules if rule])
    rows = tuple(dict.fromkeys(column.row(value) for value in samples))
    not_false = map(column.open_row, samples) if column.open_row else rows
    return FactTrial(column, rows, reduce(or_, rows), reduce(and_, not_false))


def _literals_on(key: str, clauses: Sequence[frozenset[Literal]]) -> list[list[Literal]]:
    on_fact = ([literal for literal in clause if literal.comparison.fact == key] for clause in clauses)
    return [literals for literals in on_fact if literals]


def _settling(condition: Condition, facts: Facts) -> list[str]:
    """The askable facts that alone would settle a condition, by trying values on the interpreter."""
    groups: dict[str, list[str]] = {}
    for key in facts_of(condition):
        lacking = facts.waiting(key)
        if len(lacking) == 1:
            groups.setdefault(lacking[0], []).append(key)
    return [asked for asked, keys in groups.items() if _some_values_settle(condition, keys, facts)]


def _some_values_settle(condition: Condition, keys: list[str], facts: Facts) -> bool:
    samples = [VOCABULARY[key].samples([_as_clauses(condition, key)]) for key in keys]
    return any(
        evaluate(condition, {**facts.known, **dict(zip(keys, values, strict=True))}) is not Truth.UNDECIDED
        for values in product(*samples)
    )


def _as_clauses(condition: Condition, key: str) -> RuleLiterals:
    """Each comparison on the fact and its negation, as clauses of their own."""
    on_fact = [comparison for comparison in comparisons(condition) if comparison.fact == key]
    return [[Literal(comparison, negated)] for comparison in on_fact for negated in (False, True)]
