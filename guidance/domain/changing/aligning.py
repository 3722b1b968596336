"""Two rows of words laid side by side, in time that grows with their length.

Short rows are compared as closely as can be. In long ones the words that each row has once, and that stand in
the same order in both, are held to be the same; what lies between two of them is compared by itself. Where no
such word is left and much lies between, it went and came as a whole.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

CLOSELY = 200
"""Words of both rows together that are compared closely: that takes time with their cube, at worst."""
CLOSELY_BETWEEN = 40
DEEPEST = 8

WordRow = Sequence[str]
AlignedStretch = tuple[str, int, int, int, int]
"""Whether it is "equal", and from where to where it lies in the old row and in the new one."""


def stretches(old: WordRow, new: WordRow) -> Iterator[AlignedStretch]:
    """In order; together they are both rows."""
    if len(old) + len(new) <= CLOSELY:
        yield from _closely(old, new, 0, len(old), 0, len(new))
    else:
        yield from _between(old, new, 0, len(old), 0, len(new), DEEPEST)


def _closely(old: WordRow, new: WordRow, i: int, j: int, k: int, m: int) -> Iterator[AlignedStretch]:
    for tag, a, b, c, d in SequenceMatcher(None, old[i:j], new[k:m], autojunk=False).get_opcodes():
        yield tag, i + a, i + b, k + c, k + d


def _between(
    old: WordRow, new: WordRow, i: int, j: int, k: int, m: int, deeper: int
) -> Iterator[AlignedStretch]:
    first = _same(zip(range(i, j), range(k, m), strict=False), old, new)
    if first:
        yield "equal", i, i + first, k, k + first
        i, k = i + first, k + first
    last = _same(zip(range(j - 1, i - 1, -1), range(m - 1, k - 1, -1), strict=False), old, new)
    j, m = j - last, m - last
    yield from _core(old, new, i, j, k, m, deeper)
    if last:
        yield "equal", j, j + last, m, m + last


def _core(
    old: WordRow, new: WordRow, i: int, j: int, k: int, m: int, deeper: int
) -> Iterator[AlignedStretch]:
    """A stretch whose ends differ."""
    if i == j and k == m:
        return
    if i < j and k < m and j - i + m - k <= CLOSELY_BETWEEN:
        yield from _closely(old, new, i, j, k, m)
        return
    anchors = _anchors(old, new, i, j, k, m) if deeper else []
    if not anchors:
        yield "replace", i, j, k, m
        return
    for a, c in anchors:
        yield from _between(old, new, i, a, k, c, deeper - 1)
        yield "equal", a, a + 1, c, c + 1
        i, k = a + 1, c + 1
    yield from _between(old, new, i, j, k, m, deeper - 1)


def _same(places: Iterator[tuple[int, int]], old: WordRow, new: WordRow) -> int:
    count = 0
    for i, k in places:
        if old[i] != new[k]:
            break
        count += 1
    return count


def _anchors(old: WordRow, new: WordRow, i: int, j: int, k: int, m: int) -> list[tuple[int, int]]:
    """The most of the words that both have once and that stand in one order."""
    before, after = Counter(old[i:j]), Counter(new[k:m])
    places = {new[at]: at for at in range(k, m) if after[new[at]] == 1}
    pairs = [(at, places[old[at]]) for at in range(i, j) if before[old[at]] == 1 and old[at] in places]
    return [pairs[each] for each in longest_rising([at for _, at in pairs])]


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """The places of the most numbers that stand in rising order already (patience sorting)."""
    ends: list[int] = []
    held: list[int] = []
    behind: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(ends, number)
        behind.append(held[pile - 1] if pile else -1)
        ends[pile : pile + 1] = [number]
        held[pile : pile + 1] = [place]
    found: list[int] = []
    place = held[-1] if held else -1
    while place >= 0:
        found.append(place)
        place = behind[place]
    return found[::-1]
