"""Many cases at once against one edition or two: who reaches what, and who gains or loses it.

A set of cases is an integer with one bit for each case. A fact is a column: the values that occur, and which
case has which. So a comparison is asked once for each value, not once for each case, and `all`, `any` and
`not` are one operation on whole sets. What is answered is what `answer` says case by case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from ..conditions import All, Any, Comparison, Condition, Not, Op
from ..edition import CompiledEdition
from ..entries import Effect
from ..vocabulary import Value

Cases = int
"""A set of cases: one bit for each."""


UNKNOWN = " "
FIRST = ord(UNKNOWN) + 1


@dataclass(frozen=True)
class TableColumn:
    """One fact of many cases: the values that occur, and for each case which of them.

    `codes` has a character for each place, the highest first: a space where the fact is unknown, else one
    that counts through `values`. So the cases with some of the values are one translation of the text.
    """

    values: tuple[Value, ...]
    codes: str

    @classmethod
    def at(cls, held: Mapping[int, Value], size: int) -> "TableColumn":
        """The column of the values at some of `size` places."""
        of_value: dict[Value, str] = {}
        codes = [UNKNOWN] * size
        for place, value in held.items():
            codes[-1 - place] = of_value.setdefault(value, chr(FIRST + len(of_value)))
        return cls(tuple(of_value), "".join(codes))

    def where(self, holds: Callable[[Value], bool]) -> Cases:
        """The cases with a value of which this is true."""
        bits = {ord(UNKNOWN): "0"}
        for code, value in enumerate(self.values, FIRST):
            bits[code] = "1" if holds(value) else "0"
        return int(self.codes.translate(bits) or "0", 2)

    @cached_property
    def known(self) -> Cases:
        """The cases in which the fact is known."""
        return self.where(lambda value: True)


NOBODY_KNOWS = TableColumn((), "")


@dataclass(frozen=True)
class CaseTable:
    """Cases by column. A fact without a column is known of nobody."""

    everyone: Cases
    columns: Mapping[str, TableColumn]

    @classmethod
    def of(cls, cases: Sequence[Mapping[str, Value]]) -> "CaseTable":
        """Each case takes the bit of its place in the sequence."""
        return cls.at(dict(enumerate(cases)))

    @classmethod
    def at(cls, cases: Mapping[int, Mapping[str, Value]]) -> "CaseTable":
        """Each case takes the bit that it is given."""
        found: dict[str, dict[int, Value]] = {}
        everyone = 0
        for place, case in cases.items():
            everyone |= 1 << place
            for key, value in case.items():
                found.setdefault(key, {})[place] = _told_apart(value)
        size = everyone.bit_length()
        return cls(everyone, {key: TableColumn.at(held, size) for key, held in found.items()})

    def __len__(self) -> int:
        return self.everyone.bit_count()


def _told_apart(value: Value) -> Value:
    """Of lesions a rule asks only whether they are recorded, so all lists of them are one value."""
    return () if isinstance(value, tuple) else value


# Conditions over a table


class Truths(NamedTuple):
    """The cases of which a condition is true, and those of which it is undecided."""

    true: Cases
    undecided: Cases


def truths(condition: Condition, table: CaseTable) -> Truths:
    """What `evaluate` says of each case."""
    program = Program()
    place = program.add(condition)
    true, possible = program.run(table)[place]
    return Truths(true, possible & ~true)


class Held(NamedTuple):
    """The cases of which something is true, and those of which it is not false."""

    true: Cases
    possible: Cases


ProgramStep = Callable[[CaseTable, Sequence[Held]], Held]


class Program:
    """Conditions as steps, each worked out once, after the steps that it is made of.

    Conditions that share a part share its step; so do two editions, which are equal almost everywhere.
    """

    def __init__(self) -> None:
        self._steps: list[ProgramStep] = []
        self._places: dict[Condition, int] = {}
        self.facts: set[str] = set()

    def add(self, condition: Condition) -> int:
        """The place of the condition's result."""
        place = self._places.get(condition)
        if place is None:
            self._steps.append(self._step(condition))
            place = self._places[condition] = len(self._steps) - 1
        return place

    def run(self, table: CaseTable) -> list[Held]:
        """The results of every step, by place."""
        done: list[Held] = []
        for step in self._steps:
            done.append(step(table, done))
        return done

    def _step(self, condition: Condition) -> ProgramStep:
        if isinstance(condition, Comparison):
            self.facts.add(condition.fact)
            return _absent(condition.fact) if condition.op is Op.NOT_RECORDED else _holding(condition)
        if isinstance(condition, Not):
            return _opposite(self.add(condition.part))
        parts = tuple(self.add(part) for part in condition.parts)
        return _every(parts) if isinstance(condition, All) else _some(parts)


def _absent(fact: str) -> ProgramStep:
    def step(table: CaseTable, done: Sequence[Held]) -> Held:
        absent = table.everyone & ~table.columns.get(fact, NOBODY_KNOWS).known
        return Held(absent, absent)

    return step


def _holding(comparison: Comparison) -> ProgramStep:
    fact, holds, not_false = comparison.fact, comparison.holds, comparison.not_false

    def step(table: CaseTable, done: Sequence[Held]) -> Held:
        column = table.columns.get(fact, NOBODY_KNOWS)
        true = column.where(holds)
        possible = true if not_false is None else column.where(not_false)
        return Held(true, possible | table.everyone & ~column.known)

    return step


def _opposite(place: int) -> ProgramStep:
    def step(table: CaseTable, done: Sequence[Held]) -> Held:
        part = done[place]
        return Held(table.everyone & ~part.possible, table.everyone & ~part.true)

    return step


def _every(places: tuple[int, ...]) -> ProgramStep:
    def step(table: CaseTable, done: Sequence[Held]) -> Held:
        true = possible = table.everyone
        for place in places:
            part = done[place]
            true &= part.true
            possible &= part.possible
        return Held(true, possible)

    return step


def _some(places: tuple[int, ...]) -> ProgramStep:
    def step(table: CaseTable, done: Sequence[Held]) -> Held:
        true = possible = 0
        for place in places:
            part = done[place]
            true |= part.true
            possible |= part.possible
        return Held(true, possible)

    return step


# What an edition lets cases reach


class OutcomeKind(StrEnum):
    SECTION = "section"
    STATEMENT = "statement"
    ADDITION = "addition"
    CAUTION = "caution"


class Outcome(NamedTuple):
    """What a case can reach: a section that shows (by slug), a statement or an addition that is highlighted
    in a section that shows (by key), a caution that is raised (by the id of its rule)."""

    kind: OutcomeKind
    id: str


Groups = tuple[frozenset[Condition], ...]
"""When an outcome is reached: one condition of every group holds. The order of rules makes no difference."""


def outcomes(edition: CompiledEdition) -> dict[Outcome, Groups]:
    """Everything that some case could reach, and when."""
    shows: dict[str, set[Condition]] = {}
    highlights: dict[str, set[Condition]] = {}
    found: dict[Outcome, Groups] = {}
    for rule in edition.rules.values():
        if rule.effect is Effect.CAUTION:
            found[Outcome(OutcomeKind.CAUTION, rule.id)] = (frozenset([rule.when]),)
        elif rule.effect is Effect.SHOW:
            shows.setdefault(rule.section, set()).add(rule.when)
        elif rule.statement:
            highlights.setdefault(rule.statement, set()).add(rule.when)
    for slug, when in shows.items():
        found[Outcome(OutcomeKind.SECTION, slug)] = (frozenset(when),)
    for key, when in highlights.items():
        kind = OutcomeKind.STATEMENT if key in edition.statements else OutcomeKind.ADDITION
        section = edition.said(key).section
        if section in shows:
            found[Outcome(kind, key)] = (frozenset(shows[section]), frozenset(when))
    return found


def _as_condition(groups: Groups) -> Condition:
    return All(tuple(Any(tuple(group)) for group in groups))


class Survey:
    """An edition made ready for one table after another."""

    def __init__(self, edition: CompiledEdition) -> None:
        self._program = Program()
        self._places = {
            outcome: self._program.add(_as_condition(when)) for outcome, when in outcomes(edition).items()
        }

    @property
    def facts(self) -> frozenset[str]:
        """The facts that its rules ask about."""
        return frozenset(self._program.facts)

    def over(self, table: CaseTable) -> dict[Outcome, Cases]:
        """The cases that reach each outcome; an outcome that none reaches has the empty set."""
        done = self._program.run(table)
        return {outcome: done[place].true for outcome, place in self._places.items()}


def reached(edition: CompiledEdition, table: CaseTable) -> dict[Outcome, Cases]:
    """As `Survey.over`, for a single table."""
    return Survey(edition).over(table)


# What changes between two editions


class ReachChange(NamedTuple):
    gained: Cases
    lost: Cases


NEVER: Groups = (frozenset(),)


class Replay:
    """Two editions made ready for one table after another. Only where they differ is anything asked."""

    def __init__(self, before: CompiledEdition, after: CompiledEdition) -> None:
        was, becomes = outcomes(before), outcomes(after)
        pairs = {each: (was.get(each, NEVER), becomes.get(each, NEVER)) for each in {**was, **becomes}}
        program = self._program = Program()
        self._places = {
            outcome: (program.add(_as_condition(old)), program.add(_as_condition(new)))
            for outcome, (old, new) in pairs.items()
            if old != new
        }

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that some case could gain or lose."""
        return tuple(self._places)

    @property
    def facts(self) -> frozenset[str]:
        """The facts that decide about them: no other column has to be loaded."""
        return frozenset(self._program.facts)

    def over(self, table: CaseTable) -> dict[Outcome, ReachChange]:
        """By outcome, the cases that gain and those that lose it; without the outcomes that nobody does."""
        done = self._program.run(table)
        found = {}
        for outcome, (old, new) in self._places.items():
            before, after = done[old].true, done[new].true
            if before != after:
                found[outcome] = ReachChange(after & ~before, before & ~after)
        return found


def impact(before: CompiledEdition, after: CompiledEdition, table: CaseTable) -> dict[Outcome, ReachChange]:
    """As `Replay.over`, for a single table."""
    return Replay(before, after).over(table)
