"""The statistics of classical test theory that are told of a case. Each gives None where it is undefined.

`points` are rows of people, each with the points of the same items in the same order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from .f_distribution import f_quantile

LEVEL = 0.95
"""Of the confidence interval."""


def mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def variance(values: Sequence[float]) -> float | None:
    """Of a sample: over n − 1. None below two values."""
    middle = mean(values)
    if middle is None or len(values) < 2:
        return None
    return sum((each - middle) ** 2 for each in values) / (len(values) - 1)


def deviation(values: Sequence[float]) -> float | None:
    """Of a sample, as above."""
    spread = variance(values)
    return None if spread is None else sqrt(spread)


def facility(earned: Sequence[float], possible: float) -> float | None:
    """How easy an item is: the points that people earned on the average, over those that there were.

    From 0 (nobody earned anything) to 1. For an item that is right or wrong it is the share of people who got
    it right: the difficulty index p of Crocker and Algina, Introduction to Classical and Modern Test Theory
    (1986). Undefined with nobody, and where no points are to be had.
    """
    middle = mean(earned)
    return None if middle is None or not possible else middle / possible


def item_rest_correlation(points: Sequence[Sequence[float]], item: int) -> float | None:
    """How well an item tells the stronger from the weaker: Pearson's r of its points with all other points.

    From −1 to 1. The item itself is left out of the total, without which every item would agree with itself
    (Henrysson 1963, doi 10.1007/BF02289618); for an item that is right or wrong it is the corrected
    point-biserial correlation. Undefined below three people, and where the item or the rest are the same for
    everybody.
    """
    mine = [row[item] for row in points]
    rest = [sum(row) - row[item] for row in points]
    return correlation(mine, rest) if len(points) > 2 else None


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's r. Undefined where one of them does not vary."""
    first, second = mean(one), mean(other)
    if first is None or second is None:
        return None
    apart = [(a - first, b - second) for a, b in zip(one, other, strict=True)]
    spread = sqrt(sum(a * a for a, _ in apart) * sum(b * b for _, b in apart))
    if not _varies(one) or not _varies(other):
        return None
    return max(-1.0, min(1.0, sum(a * b for a, b in apart) / spread))


def _varies(values: Sequence[float]) -> bool:
    """By more than the last bits of a sum."""
    return max(values) - min(values) > 1e-9


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha with its confidence interval."""

    value: float
    lower: float
    upper: float


def cronbach_alpha(points: Sequence[Sequence[float]], level: float = LEVEL) -> Alpha | None:
    """How far items rank people alike: k / (k − 1) · (1 − Σ variance of each / variance of totals).

    At most 1; below 0 where items contradict each other. Cronbach 1951, doi 10.1007/BF02310555. The interval
    is Feldt's: 1 − (1 − α) · F at (1 ± level) / 2, with n − 1 and (n − 1)(k − 1) degrees of freedom; Feldt,
    Woodruff and Salih 1987, doi 10.1177/014662168701100107, formulas 6 and 7. Undefined below two items or
    two people, and where all have the same total.
    """
    people, items = len(points), len(points[0]) if points else 0
    totals = [sum(row) for row in points]
    whole = variance(totals)
    if people < 2 or items < 2 or not whole or not _varies(totals):
        return None
    parts = sum(variance([row[item] for row in points]) or 0.0 for item in range(items))
    value = items / (items - 1) * (1 - parts / whole)
    ends = (
        1 - (1 - value) * f_quantile((1 + side * level) / 2, people - 1, (people - 1) * (items - 1))
        for side in (1, -1)
    )
    return Alpha(value, *ends)


@dataclass(frozen=True)
class Thirds:
    """The places of people by their total: `upper` has the most points. Who is left over is in the middle."""

    upper: frozenset[int]
    middle: frozenset[int]
    lower: frozenset[int]

    def counted(self, places: Sequence[int]) -> tuple[int, int, int]:
        """How many of these people are in each third."""
        found = set(places)
        return len(found & self.upper), len(found & self.middle), len(found & self.lower)


def thirds(totals: Sequence[float]) -> Thirds:
    """Three groups by total, the upper and the lower as large as each other.

    Groups of a third are those of Allen and Yen, Introduction to Measurement Theory (1979), as `discrim` of
    the package psychometric for R takes them; Kelley (1939, doi 10.1037/h0057123) would take 27 %, of which a
    cohort has too few. Of people with the same total at a border whoever comes first in the list is in the
    higher group.
    """
    ranked = sorted(range(len(totals)), key=lambda place: (-totals[place], place))
    size = len(ranked) // 3
    return Thirds(
        frozenset(ranked[:size]),
        frozenset(ranked[size : len(ranked) - size]),
        frozenset(ranked[len(ranked) - size :]),
    )


@dataclass(frozen=True)
class PanelAgreement:
    """What the votes of a panel tell of it. Who voted how is not kept, so it has no alpha of its own."""

    size: int
    modal_share: float
    """Of the panel who chose the answer that most chose."""
    agreement: float | None
    """The chance that two of the panel chose the same answer; None where there is one."""
    own_score: float | None
    """What a panellist would earn on the average, marked by the others' votes; None where there is one."""


def panel_agreement(votes: Mapping[int, int]) -> PanelAgreement | None:
    """How far a panel of script concordance agrees, from how many chose each point.

    agreement: Σ v (v − 1) / n (n − 1), the observed agreement of Fleiss 1971, doi 10.1037/h0031619.
    own_score: each vote is taken out of its answer before that is marked, votes over those of the modal
    answer; unreferenced in this form. Both from 0 to 1. Undefined where nobody voted.
    """
    size = sum(votes.values())
    if not size:
        return None
    pairs = size * (size - 1)
    return PanelAgreement(
        size=size,
        modal_share=max(votes.values()) / size,
        agreement=sum(each * (each - 1) for each in votes.values()) / pairs if pairs else None,
        own_score=sum(number * _left_out(votes, point) for point, number in votes.items() if number) / size
        if pairs
        else None,
    )


def _left_out(votes: Mapping[int, int], point: int) -> float:
    """What one who chose this point earns by the votes of the others."""
    others = {each: number - (each == point) for each, number in votes.items()}
    return others[point] / max(others.values())
