"""How long somebody was at work on an attempt, as far as what was committed tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

PAUSE = timedelta(minutes=30)
"""A stretch longer than this without anything committed is a pause, and left out."""


@dataclass(frozen=True)
class TimeSpread:
    """Minutes at work on a case over those who handed it in; whole minutes."""

    people: int
    shortest: int
    middle: int
    longest: int


def minutes_at_work(moments: Sequence[datetime]) -> float:
    """From the beginning over each committed step to the end, without pauses.

    The moments stand in any order: a clock that was set back loses no time that others have shown.
    """
    stretches = (after - before for before, after in pairwise(sorted(moments)))
    return sum((each for each in stretches if each <= PAUSE), timedelta()) / timedelta(minutes=1)


def time_spread(minutes: Sequence[float]) -> TimeSpread | None:
    """None where nobody has handed in."""
    if not minutes:
        return None
    return TimeSpread(
        len(minutes), _whole(min(minutes)), _whole(float(median(minutes))), _whole(max(minutes))
    )


def _whole(minutes: float) -> int:
    return int(minutes + 0.5)
