"""Which wrong entries a group makes most often, and which two of them go together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

MOST_PAIRED = 12
"""Pairs are looked for among so many of the commonest entries at a case."""
LEAST_TOGETHER = 2
"""What one person alone has made together says nothing of a group."""


@dataclass(frozen=True)
class WrongEntry:
    """An entry or answer that earned nothing, as a mark has it. `entered` may be empty."""

    subject: str
    key: str
    part: str
    label: str
    entered: str
    expected: str


@dataclass(frozen=True)
class EntryCount:
    """How many people have made a wrong entry."""

    entry: WrongEntry
    people: int


@dataclass(frozen=True)
class EntryPair:
    """Two wrong entries, and how many people have made both, and each."""

    first: WrongEntry
    second: WrongEntry
    both: int
    with_first: int
    with_second: int


def commonest_first(counts: Iterable[EntryCount]) -> list[EntryCount]:
    """By people; of equally many, by what was asked and entered, so that a list is the same each time.

    What was left empty stands after everything that was entered.
    """

    def place(each: EntryCount) -> tuple[bool, int, str, str, str, str]:
        entry = each.entry
        return not entry.entered, -each.people, entry.label.casefold(), entry.key, entry.part, entry.entered

    return sorted(counts, key=place)


def entries_together(
    made: Mapping[int, frozenset[WrongEntry]], counts: Iterable[EntryCount], group: int
) -> list[EntryPair]:
    """Pairs of wrong entries that more of a group have made than two that have nothing to do with each other.

    `made` has the entries of each person, `counts` how many have made each, `group` is everybody who could
    have: of two independent entries, those with both would be with_first * with_second / group. Two entries
    at one fact or question are no pair, nor is what was left empty. The commonest first; of equally many,
    those that hang together most.
    """
    entered = [each for each in commonest_first(counts) if each.entry.entered]
    held = {each.entry: each.people for each in entered[:MOST_PAIRED]}
    both: dict[tuple[WrongEntry, WrongEntry], int] = {}
    for entries in made.values():
        ordered = [entry for entry in held if entry in entries]
        for pair in combinations(ordered, 2):
            both[pair] = both.get(pair, 0) + 1
    pairs = [
        EntryPair(first, second, people, held[first], held[second])
        for (first, second), people in both.items()
        if people >= LEAST_TOGETHER
        and (first.subject, first.key) != (second.subject, second.key)
        and people * group > held[first] * held[second]
    ]
    return sorted(pairs, key=lambda each: (-each.both, each.with_first + each.with_second))
