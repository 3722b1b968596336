"""Who of a group needs a word: work that is overdue, not begun, or far below what the group has reached."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from statistics import fmean, median
from typing import Any

FAR_BELOW = 0.2
"""So much of the points below the middle of the group, on average, is far."""
LEAST_GROUP = 5
"""With fewer results at a case nobody is held against them."""
SOON = timedelta(days=3)


class Matter(IntEnum):
    """What is the matter; the most urgent first."""

    OVERDUE = 0
    FAR_BELOW = 1
    NOT_BEGUN = 2


@dataclass(frozen=True)
class WorkState:
    """How far one person is with one assignment. `about` is the assignment, for whoever names it."""

    about: Any
    asked: int
    begun: int
    handed_in: int
    due_at: datetime | None
    is_open: bool
    """It has opened, and still takes work."""


@dataclass(frozen=True)
class WordReason:
    """One reason for a word: the work that it is about, or how far below the group somebody is."""

    matter: Matter
    work: WorkState | None = None
    below: float = 0.0
    results: int = 0


def reasons_for_a_word(
    works: Iterable[WorkState], below: float | None, results: int, now: datetime
) -> tuple[WordReason, ...]:
    """Why to speak with somebody, the most urgent first; nothing where all is well.

    Not begun counts from three days before it is due: earlier there is time. `below` is what
    `below_the_group` gives, over so many `results`.
    """
    reasons = [reason for work in works if (reason := _about_work(work, now))]
    if below is not None and below >= FAR_BELOW - 1e-9:
        reasons.append(WordReason(Matter.FAR_BELOW, below=below, results=results))
    return tuple(sorted(reasons, key=lambda each: (each.matter, not (each.work and not each.work.begun))))


def _about_work(work: WorkState, now: datetime) -> WordReason | None:
    if work.due_at is None or work.handed_in >= work.asked:
        return None
    if now > work.due_at:
        return WordReason(Matter.OVERDUE, work)
    if work.is_open and not work.begun and work.due_at - now <= SOON:
        return WordReason(Matter.NOT_BEGUN, work)
    return None


def middles_of(shares: Mapping[int, Sequence[float]]) -> dict[int, float]:
    """The middle result of each case that enough of a group have handed in."""
    return {case: median(each) for case, each in shares.items() if len(each) >= LEAST_GROUP}


def below_the_group(own: Mapping[int, float], middles: Mapping[int, float]) -> float | None:
    """How far below the middle of the group somebody's results are on average; negative where above it.

    Over the cases that they have handed in and that have a middle; None where there is none.
    """
    distances = [middles[case] - share for case, share in own.items() if case in middles]
    return fmean(distances) if distances else None


def urgency(reasons: Sequence[WordReason]) -> tuple[int, int, float]:
    """To sort by: who needs a word first stands first, and who needs none last."""
    worst = min((each.matter for each in reasons), default=len(Matter))
    return int(worst), -len(reasons), -max((each.below for each in reasons), default=0.0)
