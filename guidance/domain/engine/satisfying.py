"""Whether any facts at all can make conditions true: decided exactly, within a bound on the work.

Each condition is taken as clauses, each fact as the few values that make a difference (its samples) and its
absence. A value makes some clauses true; what is sought is one for each fact, so that all clauses are.

Facts are taken as independent of each other, and derived ones as reaching beyond their range. So more may
seem possible than is; what is found impossible is.
"""

from collections.abc import Iterable, Iterator, Sequence

from ..conditions import All, Any, Condition, Not, Truth
from ..vocabulary import VOCABULARY, AnyOfFact, Fact, NumberFact, Value
from ..vocabulary.kinds.any_of import MOST_COMBINED
from ..vocabulary.operators import OPS_ON_RECORDING, Literal
from .clauses import Clause, TooManyClauses, clauses_of, when_absent

MOST_CLAUSES = 16
"""Of one part; parts that an `all` joins are taken one by one."""

MOST_WORK = 200_000
"""Trials of a literal on a value: some tenths of a second."""


class _TooMuchWork(Exception):
    pass


class Reasoner:
    """Answers until its work is used up; from then on everything seems possible and nothing follows."""

    def __init__(self, most_work: int = MOST_WORK) -> None:
        self.work_left = most_work
        self._clauses: dict[Condition, tuple[Clause, ...] | None] = {}

    def is_possible(self, true: Iterable[Condition], not_true: Condition | None = None) -> bool:
        """Can all of `true` be true while `not_true` is not (false or undecided)? False is always right."""
        try:
            clauses = list(dict.fromkeys(clause for part in true for clause in self._conjuncts(part)))
            if not_true is None:
                return self._is_coverable(clauses, frozenset())
            return any(self._is_coverable(clauses, clause) for clause in self._conjuncts(not_true))
        except _TooMuchWork:
            return True

    def follows(self, condition: Condition, *given: Condition) -> bool:
        """Whether the condition is true whenever all of the given ones are. True is always right."""
        return not self.is_possible(given, condition)

    def is_always(self, condition: Condition) -> bool:
        """Is it true whatever the values are, once its facts are recorded, without asking whether they are?

        True is always right. Facts are independent, so a clause is always true only if one fact alone makes
        it so.
        """
        try:
            return all(self._is_always(clause) for clause in self._conjuncts(condition))
        except _TooMuchWork:
            return False

    def _is_always(self, clause: Clause) -> bool:
        return any(self._leaves_no_value(key, on_fact) for key, on_fact in _by_fact(clause).items())

    def _leaves_no_value(self, key: str, literals: list[Literal]) -> bool:
        """Whether some literal on the fact holds, whichever its value."""
        asking = [literal for literal in literals if literal.comparison.op not in OPS_ON_RECORDING]
        if not asking:
            return False
        samples = self._samples(VOCABULARY[key], [[_negation(literal)] for literal in asking])
        return all(any(literal.holds(value) for literal in asking) for value in samples)

    def _conjuncts(self, condition: Condition) -> tuple[Clause, ...]:
        """The clauses of a condition, those of the parts of an `all` side by side."""
        if condition not in self._clauses:
            self._clauses[condition] = _clauses_of(condition)
        found = self._clauses[condition]
        if found is None:
            raise _TooMuchWork
        return found

    def _is_coverable(self, clauses: Sequence[Clause], not_true: Clause) -> bool:
        """Has each fact a value (or none), so that every clause has a true literal, and `not_true` none?"""
        required: dict[str, list[tuple[int, list[Literal]]]] = {}
        for place, clause in enumerate(clauses):
            for key, literals in _by_fact(clause).items():
                required.setdefault(key, []).append((1 << place, literals))
        refused = _by_fact(not_true)
        self._spend(10 * (len(required) + len(refused)))
        columns: list[list[int]] = []
        for key in dict.fromkeys((*required, *refused)):
            rows = self._rows(key, required.get(key, []), refused.get(key, []))
            if not rows:
                return False
            columns.append(rows)
        return self._search(columns, (1 << len(clauses)) - 1)

    def _rows(self, key: str, required: list[tuple[int, list[Literal]]], refused: list[Literal]) -> list[int]:
        """The largest sets of clauses that a value of the fact (or its absence) makes true, without making
        true what is refused. Empty where every value does that."""
        rows = set()
        if all(when_absent(literal) is not Truth.TRUE for literal in refused):
            absent = (
                bit for bit, on_fact in required if any(when_absent(lit) is Truth.TRUE for lit in on_fact)
            )
            rows.add(sum(absent))
        asked = [on_fact for _, on_fact in required] + [[_negation(literal)] for literal in refused]
        for value in self._samples(VOCABULARY[key], asked):
            if not any(literal.holds(value) for literal in refused):
                rows.add(sum(bit for bit, on_fact in required if any(lit.holds(value) for lit in on_fact)))
        return [row for row in rows if not any(row != other and row | other == other for other in rows)]

    def _samples(self, fact: Fact, clauses: list[list[Literal]]) -> tuple[Value, ...]:
        """Values that make every difference to the clauses. For a derived number also some beyond its range,
        which is what is plausible, not what its formula can give."""
        apart = {frozenset(lit.members) for on_fact in clauses for lit in on_fact if not lit.asks_for_overlap}
        if isinstance(fact, AnyOfFact) and len(apart) > MOST_COMBINED:
            raise _TooMuchWork
        samples = fact.samples([clauses])
        self._spend(len(samples) * sum(map(len, clauses)))
        if fact.is_derived and isinstance(fact, NumberFact):
            return (*samples, fact.low - 1, fact.high + 1)
        return samples

    def _search(self, columns: list[list[int]], wanted: int) -> bool:
        """Can one row of each column be taken, so that together they hold all the clauses that are wanted?"""
        for column in columns:
            if len(column) == 1:
                wanted &= ~column[0]
        open_ = [column for column in columns if len(column) > 1]
        return self._covers(open_, wanted)

    def _covers(self, columns: list[list[int]], wanted: int) -> bool:
        if not wanted:
            return True
        self._spend(1 + sum(map(len, columns)))
        _, takers = min(_takers(columns, wanted), key=lambda pair: len(pair[1]))
        return any(
            self._covers(columns[:place] + columns[place + 1 :], wanted & ~row) for place, row in takers
        )

    def _spend(self, work: int) -> None:
        self.work_left -= work
        if self.work_left < 0:
            raise _TooMuchWork


def _takers(columns: list[list[int]], wanted: int) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """For each clause that is wanted, the rows that hold it, each with the place of its column."""
    while wanted:
        clause = wanted & -wanted
        yield (
            clause,
            [(place, row) for place, column in enumerate(columns) for row in column if row & clause],
        )
        wanted ^= clause


def _clauses_of(condition: Condition) -> tuple[Clause, ...] | None:
    """None where one part alone takes too many."""
    try:
        parts = _joined_by_all(condition, negated=False)
        found = (clause for part in parts for clause in clauses_of(part, MOST_CLAUSES))
        return tuple(dict.fromkeys(found))
    except TooManyClauses:
        return None


def _by_fact(clause: Clause) -> dict[str, list[Literal]]:
    found: dict[str, list[Literal]] = {}
    for literal in clause:
        found.setdefault(literal.comparison.fact, []).append(literal)
    return found


def _negation(literal: Literal) -> Literal:
    return literal._replace(negated=not literal.negated)


def _joined_by_all(condition: Condition, negated: bool) -> Iterator[Condition]:
    """The parts that must all be true; "not (a or b)" has two."""
    if isinstance(condition, Not):
        yield from _joined_by_all(condition.part, not negated)
    elif isinstance(condition, All | Any) and isinstance(condition, All) is not negated:
        for part in condition.parts:
            yield from _joined_by_all(part, negated)
    else:
        yield Not(condition) if negated else condition
