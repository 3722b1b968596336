"""Which rules apply to a case and which are undecided, for all rules at once.

Each rule is a few clauses (`clauses`), each clause one bit of an integer; each fact contributes the clauses
that its value makes true. One `or` over the facts therefore evaluates every clause of every rule,
and one `and` over the clauses of a rule, for all rules side by side, gives the answer. Rules lie in order
of their number of clauses, most first, so that the n-th clauses of all the rules that have one lie together.
A few rules may have many more clauses than the rest: these are looked at one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Generic, NamedTuple, Protocol, TypeVar

from ..conditions import Condition, Truth, evaluate
from ..facts import Facts
from ..vocabulary import VOCABULARY
from ..vocabulary.operators import Literal, ValueRow, union
from .clauses import Clause, TooManyClauses, clauses_of, when_absent

MOST_CLAUSES = 20
"""Rules that would need more are left to the plain interpreter, which takes more time for each."""

STEPS_OF_A_LAYER = 3
"""What it costs to go through a layer, in times of looking at one rule by itself."""

_AS_FLAGS = bytes.maketrans(b"01", b"\0\1")


class HasCondition(Protocol):
    @property
    def when(self) -> Condition: ...


R = TypeVar("R", bound=HasCondition)


@dataclass(frozen=True)
class Decisions(Generic[R]):
    """The rules that apply and those that are undecided, as lists and as bits; the others do not apply."""

    applies: list[R]
    undecided: list[R]
    bits: "RuleBits"


class RuleBits(NamedTuple):
    """One bit for each compiled rule; interpreted rules have none."""

    applies: int
    undecided: int


class RuleColumn(NamedTuple):
    """One fact: its rows, what its absence makes true, what its absence leaves possible."""

    key: str
    row: ValueRow
    open_row: ValueRow | None
    true_when_absent: int
    possible_when_absent: int


class Layer(NamedTuple):
    """The n-th clauses of the rules that have one: where they begin, and the rules that have none."""

    offset: int
    mask: int
    without: int


class CompiledRules(Generic[R]):
    """Rules ready to be decided again and again. Building takes time; deciding takes little."""

    def __init__(self, rules: Iterable[R]) -> None:
        clauses, self.interpreted = _split(rules)
        clauses.sort(key=lambda pair: -len(pair[1]))
        self.rules: list[R] = [rule for rule, _ in clauses]
        self.clauses = [of_rule for _, of_rule in clauses]
        self.layers = _layers([len(of_rule) for _, of_rule in clauses])
        self.clause_bits = [
            tuple(1 << (self.layers[depth].offset + place) for depth in range(len(of_rule)))
            for place, (_, of_rule) in enumerate(clauses)
        ]
        wide = _many_clauses([len(of_rule) for of_rule in self.clauses])
        self.wide = [(1 << place, union(self.clause_bits[place])) for place in range(wide)]
        self.deeper = self.layers[1 : len(self.clauses[wide]) if wide < len(self.clauses) else 1]
        self.literals = _literals(clauses, self.clause_bits)
        self.columns = tuple(_column(key, bits) for key, bits in self.literals.items())
        self.with_one_clause = self.layers[1].without if len(self.layers) > 1 else (1 << len(self.rules)) - 1

    def decide(self, facts: Facts) -> Decisions[R]:
        """The rules that apply and the undecided ones, in the order of `rules`, then of `interpreted`."""
        bits = self.decide_bits(facts)
        applies, undecided = self.listed(bits.applies), self.listed(bits.undecided)
        for rule in self.interpreted:
            truth = evaluate(rule.when, facts)
            if truth is not Truth.FALSE:
                (applies if truth is Truth.TRUE else undecided).append(rule)
        return Decisions(applies, undecided, bits)

    def decide_bits(self, facts: Facts) -> RuleBits:
        """As `decide`, without the interpreted rules."""
        true = possible = 0
        value_of = facts.known.get
        for key, row, open_row, true_when_absent, possible_when_absent in self.columns:
            value = value_of(key)
            if value is None:
                true |= true_when_absent
                possible |= possible_when_absent
                continue
            true |= row(value)
            if open_row is not None:
                possible |= open_row(value)
        applies = self.fold(true)
        return RuleBits(applies, self.fold(true | possible) & ~applies)

    def fold(self, clauses: int) -> int:
        """The rules of which every clause is set."""
        if not self.layers:
            return 0
        rules = clauses & self.layers[0].mask
        for offset, mask, without in self.deeper:
            rules &= clauses >> offset & mask | without
        for rule, needed in self.wide:
            if rules & rule and clauses & needed != needed:
                rules ^= rule
        return rules

    def listed(self, bits: int) -> list[R]:
        """The rules of a set of bits."""
        return list(compress(self.rules, flags(bits)))


def flags(bits: int) -> bytes:
    """One byte, 0 or 1, for each bit, lowest first."""
    return f"{bits:b}"[::-1].encode().translate(_AS_FLAGS)


def _split(rules: Iterable[R]) -> tuple[list[tuple[R, tuple[Clause, ...]]], list[R]]:
    """The rules with their clauses, and those that have too many."""
    compiled: list[tuple[R, tuple[Clause, ...]]] = []
    interpreted: list[R] = []
    for rule in rules:
        try:
            compiled.append((rule, clauses_of(rule.when, MOST_CLAUSES)))
        except TooManyClauses:
            interpreted.append(rule)
    return compiled, interpreted


def _layers(clause_counts: Sequence[int]) -> list[Layer]:
    """From the number of clauses of each rule, most first: where each layer lies."""
    layers: list[Layer] = []
    everyone = (1 << len(clause_counts)) - 1
    offset = 0
    for depth in range(max(clause_counts, default=0)):
        width = sum(count > depth for count in clause_counts)
        mask = (1 << width) - 1
        layers.append(Layer(offset, mask, everyone & ~mask))
        offset += width
    return layers


def _many_clauses(clause_counts: Sequence[int]) -> int:
    """How many of the rules that have most clauses are best looked at one by one."""
    steps = [place + STEPS_OF_A_LAYER * count for place, count in enumerate((*clause_counts, 1))]
    return steps.index(min(steps))


def _literals(
    clauses: Sequence[tuple[object, tuple[Clause, ...]]], clause_bits: Sequence[tuple[int, ...]]
) -> Mapping[str, dict[Literal, int]]:
    """By fact, in the order of the vocabulary: each literal with the clauses that it stands in."""
    literals: dict[str, dict[Literal, int]] = {}
    for (_, of_rule), bits_of_rule in zip(clauses, clause_bits, strict=True):
        for clause, bit in zip(of_rule, bits_of_rule, strict=True):
            for literal in clause:
                bits = literals.setdefault(literal.comparison.fact, {})
                bits[literal] = bits.get(literal, 0) | bit
    return {key: literals[key] for key in VOCABULARY.in_order(set(literals))}


def _column(key: str, bits: Mapping[Literal, int]) -> RuleColumn:
    true = union(clauses for literal, clauses in bits.items() if when_absent(literal) is Truth.TRUE)
    not_false = union(clauses for literal, clauses in bits.items() if when_absent(literal) is not Truth.FALSE)
    fact = VOCABULARY[key]
    return RuleColumn(key, fact.row(bits), fact.open_row(bits), true, not_false)
