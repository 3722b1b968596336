"""Any of the choices: a set, never an empty one, and "none" only alone.

A choice may have been split into finer ones. Who recorded a finer one said the coarse one too; who recorded
the coarse one alone left it open which of the finer ones: a comparison that needs to know is undecided.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations, product

from ..fact import Fact
from ..operators import (
    OPS_ON_RECORDING,
    ClauseBits,
    Comparison,
    Literal,
    Op,
    Operand,
    RuleLiterals,
    Test,
    ValueRow,
)
from ..values import NONE, Value, joined, nearest_word

MOST_COMBINED = 8
"""Rules that want none of more lists than this are sampled list by list and all together."""


_APART = {Op.HAS: False, Op.HAS_ANY: False, Op.IS: False, Op.HAS_NONE_OF: True}


class AnyOfFact(
    Fact, kind="any_of", operators=(Op.HAS, Op.HAS_ANY, Op.HAS_NONE_OF, Op.IS), needs=("choices",)
):
    def read(self, value: object) -> frozenset[str]:
        if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            raise self.refusal(value, "is not a list of choices")
        given = list(value)
        for word in given:
            if not isinstance(word, str) or word not in self.choice_by_value:
                near = nearest_word(word, self.choice_values)
                raise self.refusal(word, "is not one of the choices", nearest=near)
        return self._exclusive_none(given)

    def _exclusive_none(self, given: list[str]) -> frozenset[str]:
        chosen = frozenset(given)
        if not chosen:
            problem = (
                'is an empty answer: give "none" where it was asked and there is none, else leave it out'
            )
            raise self.refusal(given, problem)
        if len(chosen) < len(given):
            raise self.refusal(given, "names a choice twice")
        if NONE in chosen and len(chosen) > 1:
            raise self.refusal(given, 'holds "none" together with other choices')
        return chosen

    def in_words(self, value: Value) -> str:
        if not isinstance(value, frozenset):
            return self.choice_by_value[str(value)].in_words
        return joined([choice.in_words for choice in self.choices if choice.value in value])

    def as_data(self, value: Value) -> object:
        """A set as a list; a single choice, as rules name it, as it is."""
        if not isinstance(value, frozenset):
            return value
        return [choice for choice in self.choice_values if choice in value]

    def operand(self, value: object) -> Operand:
        """A set is compared with its members."""
        (choice,) = self.read([value])
        return choice

    @staticmethod
    def test(op: Op, operand: Operand) -> Test:
        members = frozenset(operand if isinstance(operand, tuple) else (str(operand),))
        apart = _APART[op]
        return lambda value: members.isdisjoint(value) is apart  # type: ignore[arg-type]  # a set

    def compared(self, op: Op, operand: Operand = None) -> Comparison:
        if op in OPS_ON_RECORDING or not self.splits:
            return super().compared(op, operand)
        holds, surely, perhaps = self.test(op, operand), self.implied, self.conceivable
        if _APART[op]:
            surely, perhaps = perhaps, surely
        return Comparison(
            self.key,
            op,
            operand,
            lambda value: holds(surely(value)),  # type: ignore[arg-type]  # a set
            lambda value: holds(perhaps(value)),  # type: ignore[arg-type]  # a set
        )

    # Choices that were split

    @cached_property
    def splits(self) -> Mapping[str, frozenset[str]]:
        """By each choice that was split, those that it was split into."""
        found: dict[str, frozenset[str]] = {}
        for choice in self.choices:
            if choice.split_from:
                found[choice.split_from] = found.get(choice.split_from, frozenset()) | {choice.value}
        return found

    def implied(self, value: frozenset[str]) -> frozenset[str]:
        """The choices, and the coarse ones that they were split from."""
        return value.union(old for old, finer in self.splits.items() if not finer.isdisjoint(value))

    def conceivable(self, value: frozenset[str]) -> frozenset[str]:
        """What is implied, and what may be: each of the finer ones where the coarse one stands alone."""
        return self.implied(value).union(*(self.splits[old] for old in self._left_open(value)))

    def _left_open(self, value: frozenset[str]) -> list[str]:
        """The coarse choices that stand alone."""
        return [old for old, finer in self.splits.items() if old in value and finer.isdisjoint(value)]

    def as_coarse_as(self, value: frozenset[str], other: frozenset[str]) -> frozenset[str]:
        """The finer choices as the coarse one, where `other` leaves open which.

        A coarse one that leaves open which of those that `other` has is left out: it says none of them.
        """
        said = frozenset(old for old in self._left_open(other) if not self.splits[old].isdisjoint(value))
        unsaid = {old for old in self._left_open(value) if not self.splits[old].isdisjoint(other)}
        return value.difference(unsaid, *(self.splits[old] for old in said)) | said

    def as_fine_as(self, value: frozenset[str], other: frozenset[str]) -> frozenset[str]:
        """The coarse choices that stand alone as the finer ones that `other` has of them."""
        told = {old: self.splits[old] & other for old in self._left_open(value)}
        return value.difference(old for old, finer in told.items() if finer).union(*told.values())

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(self._sets(rule) for rule in rules)))

    def _sets(self, rule: RuleLiterals) -> Iterator[frozenset[str]]:
        """Sets of choices: the largest that avoid what the rule's literals name, and "none" alone.

        The larger a set, the more it shares with the literals that want to share; so for every combination of
        literals that want nothing shared, the largest set that grants it is enough. A clause is false where
        all of its lists that want to share are avoided. Choices that were split, where the rule names them,
        are tried in every way.
        """
        if NONE in self.choice_values:
            yield frozenset([NONE])
        ways, apart = self._ways_of_splits(rule)
        others = frozenset(self.choice_values) - {NONE} - apart
        for words in chain(_unions(_wanting_none(rule, apart)), (_wanted(clause) for clause in rule)):
            for way in ways:
                if largest := (others - words) | way:
                    yield largest

    def _ways_of_splits(self, rule: RuleLiterals) -> tuple[list[frozenset[str]], frozenset[str]]:
        """Every way to record the choices of the splits that the rule names, and all of these choices."""
        named = {word for clause in rule for literal in clause for word in literal.members}
        splits = [(old, new) for old, new in self.splits.items() if not named.isdisjoint({old, *new})]
        apart = frozenset().union(*({old, *new} for old, new in splits))
        ways = product(*(_ways_of_split(old, sorted(new)) for old, new in splits))
        return [frozenset().union(*way) for way in ways], apart

    def row(self, bits: ClauseBits) -> ValueRow:
        return self._row(bits, self.implied, self.conceivable) if self.splits else self._row(bits)

    def open_row(self, bits: ClauseBits) -> ValueRow | None:
        return self._row(bits, self.conceivable, self.implied) if self.splits else None

    def _row(
        self, bits: ClauseBits, sharing: "_Reading | None" = None, breaking: "_Reading | None" = None
    ) -> ValueRow:
        """A set is the union of the rows of its members, and of the clauses that want none of them.

        Two literals that want none can meet in one clause (no fever, or no pain). Each then takes a lane of
        its own, or the members that break the one would break the other too. Where choices were split,
        `sharing` and `breaking` give the members that count for the one and for the other.
        """
        always = 0
        shared = dict.fromkeys(self.choice_values, 0)
        lanes: list[_Lane] = []
        for literal, clauses in bits.items():
            if literal.comparison.value is None:
                always |= clauses if literal.holds(frozenset()) else 0
            elif literal.asks_for_overlap:
                for word in literal.members:
                    shared[word] |= clauses
            else:
                _lane_for(clauses, lanes, self).add(literal.members, clauses)
        row = _set_row(always, shared, lanes)
        if sharing is None or breaking is None:
            return lambda value: row(value, value)  # type: ignore[arg-type]  # a set
        return lambda value: row(sharing(value), breaking(value))  # type: ignore[arg-type]  # a set


def _wanted(clause: Sequence[Literal]) -> frozenset[str]:
    return frozenset(word for literal in clause if literal.asks_for_overlap for word in literal.members)


def _wanting_none(rule: RuleLiterals, apart: frozenset[str]) -> list[frozenset[str]]:
    literals = chain.from_iterable(rule)
    lists = (frozenset(literal.members) - apart for literal in literals if not literal.asks_for_overlap)
    return list(dict.fromkeys(lists))


def _ways_of_split(old: str, new: list[str]) -> Iterator[frozenset[str]]:
    """Neither, the coarse choice alone, and every combination of the finer ones."""
    yield frozenset([old])
    for size in range(len(new) + 1):
        yield from map(frozenset, combinations(new, size))


def _unions(lists: list[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Nothing, every combination of the lists, and all of them."""
    sizes = range(len(lists) + 1) if len(lists) <= MOST_COMBINED else (0, 1, len(lists))
    for size in sizes:
        for combined in combinations(lists, size):
            yield frozenset().union(*combined)


_Reading = Callable[[frozenset[str]], frozenset[str]]
_SetRow = Callable[[frozenset[str], frozenset[str]], int]


def _set_row(always: int, shared: dict[str, int], lanes: "list[_Lane]") -> _SetRow:
    def row(sharing: frozenset[str], breaking: frozenset[str]) -> int:
        clauses = always
        for word in sharing:
            clauses |= shared.get(word, 0)
        for lane in lanes:
            clauses |= lane.unbroken(breaking)
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
