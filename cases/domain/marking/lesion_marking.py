"""Lesions against lesions: each expected one is paired with the entered one that fits it best."""

from collections.abc import Sequence
from itertools import permutations

from cases.domain.known import Lesion
from cases.domain.marks import MarkLine
from cases.domain.teaching import FactKey
from guidance.domain.vocabulary import LESION_FIELDS

MOST_PERMUTED = 5
"""Above this the pairs are made greedily: the best first."""

Pairs = list[tuple[int | None, int | None, float]]


def lesion_credit(
    entered: Sequence[Lesion], expected: Sequence[Lesion], key: FactKey, *, are_given: bool = False
) -> tuple[float, str, tuple[MarkLine, ...]]:
    """The share of the compared properties that fit, over as many lesions as the longer list has.

    Lesions that were given stand in the order of the key, each for itself.
    """
    if not entered and not expected:
        return 1.0, "No lesion, and it was looked for.", ()
    pairs = _in_order(entered, expected, key) if are_given else _pairs(entered, expected, key)
    longer = max(len(entered), len(expected))
    credit = sum(score for _, _, score in pairs) / longer
    lines = tuple(_line(pair, entered, expected, key) for pair in pairs)
    return round(credit, 6), f"{len(entered)} entered, {len(expected)} expected.", lines


def _pairs(entered: Sequence[Lesion], expected: Sequence[Lesion], key: FactKey) -> Pairs:
    scores = [[_fit(mine, right, key) for right in expected] for mine in entered]
    if max(len(entered), len(expected)) <= MOST_PERMUTED:
        matched = _best(scores, len(entered), len(expected))
    else:
        matched = _greedy(scores)
    left = {mine for mine, _ in matched}
    right = {theirs for _, theirs in matched}
    found: Pairs = [
        (mine, theirs, scores[mine][theirs]) for mine, theirs in sorted(matched, key=lambda at: at[1])
    ]
    found += [(None, theirs, 0.0) for theirs in range(len(expected)) if theirs not in right]
    found += [(mine, None, 0.0) for mine in range(len(entered)) if mine not in left]
    return found


def _in_order(entered: Sequence[Lesion], expected: Sequence[Lesion], key: FactKey) -> Pairs:
    both = list(zip(entered, expected, strict=False))
    return [(place, place, _fit(mine, right, key)) for place, (mine, right) in enumerate(both)]


def _best(scores: list[list[float]], mine: int, theirs: int) -> list[tuple[int, int]]:
    if not mine or not theirs:
        return []
    if mine <= theirs:
        ways = (list(enumerate(way)) for way in permutations(range(theirs), mine))
    else:
        ways = ([(m, t) for t, m in enumerate(way)] for way in permutations(range(mine), theirs))
    return max(ways, key=lambda way: sum(scores[m][t] for m, t in way))


def _greedy(scores: list[list[float]]) -> list[tuple[int, int]]:
    ranked = sorted(
        ((score, mine, theirs) for mine, row in enumerate(scores) for theirs, score in enumerate(row)),
        key=lambda at: (-at[0], at[1], at[2]),
    )
    found: list[tuple[int, int]] = []
    used_mine: set[int] = set()
    used_theirs: set[int] = set()
    for _, mine, theirs in ranked:
        if mine not in used_mine and theirs not in used_theirs:
            found.append((mine, theirs))
            used_mine.add(mine)
            used_theirs.add(theirs)
    return found


def _fit(mine: Lesion, right: Lesion, key: FactKey) -> float:
    compared = [field for field in key.fields if field in right]
    if not compared:
        return 1.0
    return sum(_same(field, mine, right, key.tolerance) for field in compared) / len(compared)


def _same(field: str, mine: Lesion, right: Lesion, tolerance: float) -> bool:
    if field not in mine:
        return False
    a, b = mine[field], right[field]
    if isinstance(a, int | float) and isinstance(b, int | float) and not isinstance(a, bool):
        return abs(a - b) <= tolerance + 1e-9
    return a == b


def _line(
    pair: tuple[int | None, int | None, float],
    entered: Sequence[Lesion],
    expected: Sequence[Lesion],
    key: FactKey,
) -> MarkLine:
    mine, theirs, score = pair
    if theirs is None:
        return MarkLine(f"{_words(entered[mine or 0], key)}: not in the case", "wrong")
    right = _words(expected[theirs], key)
    if mine is None:
        return MarkLine(f"{right}: not entered", "missing")
    verdict = "right" if score == 1 else "partly" if score else "wrong"
    said = "" if score == 1 else f": entered as {_words(entered[mine], key)}"
    return MarkLine(right + said, verdict)


def _words(lesion: Lesion, key: FactKey) -> str:
    said = [LESION_FIELDS[field].words(lesion[field]) for field in key.fields if field in lesion]
    return ", ".join(said) or "a lesion, nothing else recorded"
