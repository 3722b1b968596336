"""Any of the choices: a set, never an empty one, and "none" only alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations

from ..fact import Fact
from ..operators import ClauseBits, Literal, Op, Operand, RuleLiterals, Test, ValueRow
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

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        return tuple(dict.fromkeys(chain.from_iterable(self._sets(rule) for rule in rules)))

    def _sets(self, rule: RuleLiterals) -> Iterator[frozenset[str]]:
        """Sets of choices: the largest that avoid what the rule's literals name, and "none" alone.

        The larger a set, the more it shares with the literals that want to share; so for every combination of
        literals that want nothing shared, the largest set that grants it is enough. A clause is false where
        all of its lists that want to share are avoided.
        """
        choices = frozenset(self.choice_values)
        if NONE in choices:
            yield frozenset([NONE])
        for words in chain(_unions(_wanting_none(rule)), (_wanted(clause) for clause in rule)):
            largest = choices - {NONE} - words
            if largest:
                yield largest

    def row(self, bits: ClauseBits) -> ValueRow:
        """A set is the union of the rows of its members, and of the clauses that want none of them.

        Two literals that want none can meet in one clause (no fever, or no pain). Each then takes a lane of
        its own, or the members that break the one would break the other too.
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
        return _set_row(always, shared, lanes)


def _wanted(clause: Sequence[Literal]) -> frozenset[str]:
    return frozenset(word for literal in clause if literal.asks_for_overlap for word in literal.members)


def _wanting_none(rule: RuleLiterals) -> list[frozenset[str]]:
    literals = chain.from_iterable(rule)
    lists = (frozenset(literal.members) for literal in literals if not literal.asks_for_overlap)
    return list(dict.fromkeys(lists))


def _unions(lists: list[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Nothing, every combination of the lists, and all of them."""
    sizes = range(len(lists) + 1) if len(lists) <= MOST_COMBINED else (0, 1, len(lists))
    for size in sizes:
        for combined in combinations(lists, size):
            yield frozenset().union(*combined)


def _set_row(always: int, shared: dict[str, int], lanes: "list[_Lane]") -> ValueRow:
    def row(value: Value) -> int:
        clauses = always
        for word in value:  # type: ignore[union-attr]  # a set
            clauses |= shared.get(word, 0)  # type: ignore[arg-type]  # of choices
        for lane in lanes:
            clauses |= lane.unbroken(value)  # type: ignore[arg-type]  # a set
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
