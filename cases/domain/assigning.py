"""Terms of an assignment: when it is open, what late work costs, which attempt counts, what it comes to.

Times are moments with a time zone; a share runs from 0 to 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LEAST_FACTOR, MOST_FACTOR, MOST_EXTRA_DAYS = Decimal(1), Decimal(4), 60


@dataclass(frozen=True)
class Granted:
    """What holds for a person throughout a cohort: more time at each limit, more days until what is due."""

    time_factor: Decimal = LEAST_FACTOR
    extra_days: int = 0

    @property
    def is_any(self) -> bool:
        return self.time_factor != 1 or bool(self.extra_days)

    @property
    def refusal(self) -> str:
        """Why so much is not given, in a sentence; "" where it is."""
        if not LEAST_FACTOR <= self.time_factor <= MOST_FACTOR:
            return f"The time is times {LEAST_FACTOR} to {MOST_FACTOR}; this is {self.time_factor}."
        if not 0 <= self.extra_days <= MOST_EXTRA_DAYS:
            return f"From 0 to {MOST_EXTRA_DAYS} more days are given; this is {self.extra_days}."
        return ""


class Order(StrEnum):
    """How the cases of an assignment are worked."""

    FREE = "free"
    IN_ORDER = "in_order"
    DRAWN = "drawn"
    """So many of them are drawn for each person."""


class Late(StrEnum):
    """What becomes of work after the due time."""

    REFUSED = "refused"
    MARKED = "marked"
    """It is accepted, and said to be late."""
    MINUS = "minus"
    """Of what it earned a set share is taken for each day that began."""


class WhichCounts(StrEnum):
    """Which of several attempts at a case counts."""

    FIRST = "first"
    BEST = "best"
    LAST = "last"


class DebriefOpens(StrEnum):
    AT_ONCE = "at_once"
    AFTER_DUE = "after_due"
    BY_HAND = "by_hand"


class Purpose(StrEnum):
    PRACTICE = "practice"
    COUNTING = "counting"


class TimeLimit(StrEnum):
    NONE = "none"
    OFFERED = "offered"
    IMPOSED = "imposed"


def due_for(
    due_at: datetime | None, extra_days: int, extended_to: datetime | None, zone: ZoneInfo
) -> datetime | None:
    """When a person's work is due: with their days, or at a single extension where that is later.

    A day is one of the calendar of `zone`, by whose clock the due time was written: what is due at 17:00
    there stays due at 17:00 when the clocks change.
    """
    if due_at is None:
        return None
    later = due_at.astimezone(zone) + extra_days * DAY
    return max(later, extended_to) if extended_to else later


@lru_cache(1_000)
def minutes_for(minutes: int, factor: Decimal, more: int = 0) -> int:
    """A limit as it holds for a person: times their factor, rounded up, and what they were given besides."""
    return int((minutes * factor).to_integral_value(ROUND_CEILING)) + more


def days_late(submitted_at: datetime, due_at: datetime | None) -> int:
    """The days that began after the due time; 0 where it was in time."""
    if due_at is None or submitted_at <= due_at:
        return 0
    return -(-(submitted_at - due_at) // DAY)


def kept_when_late(late: Late, share_a_day: float, days: int) -> float:
    """What share of what was earned is kept, with work so many days late."""
    if not days or late is Late.MARKED:
        return 1.0
    return 0.0 if late is Late.REFUSED else max(0.0, 1.0 - share_a_day * days)


class Submitted(NamedTuple):
    """A submitted attempt at one case: its share of the points, and what late work left of it."""

    number: int
    submitted_at: datetime
    share: float
    kept: float = 1.0

    @property
    def counted_share(self) -> float:
        return self.share * self.kept


def counted(attempts: Iterable[Submitted], counts: WhichCounts) -> Submitted | None:
    """The attempt that counts; None where there is none. Of several that are equally good, the first."""
    ordered = list(attempts)
    if len(ordered) < 2:  # as with most people
        return ordered[0] if ordered else None
    ordered.sort(key=lambda each: (each.submitted_at, each.number))
    if counts is WhichCounts.BEST:
        return max(ordered, key=lambda each: each.counted_share)
    return ordered[0 if counts is WhichCounts.FIRST else -1]


def total_share(cases: Sequence[tuple[float, Submitted | None]]) -> float | None:
    """The mean over (weight, attempt that counts), by weight; a case without one counts as 0.

    None where no case has a weight: there is nothing to count.
    """
    weights = sum(weight for weight, _ in cases)
    if not weights:
        return None
    return sum(weight * each.counted_share for weight, each in cases if each) / weights


@dataclass(frozen=True)
class Window:
    """When an assignment stands open to one person."""

    opens_at: datetime | None
    due_at: datetime | None
    late: Late

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at is None or now >= self.opens_at

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and now > self.due_at

    def is_over(self, now: datetime) -> bool:
        return self.late is Late.REFUSED and self.is_overdue(now)

    def takes_work(self, now: datetime) -> bool:
        return self.has_opened(now) and not self.is_over(now)

    @property
    def ends_at(self) -> datetime | None:
        """The moment after which nothing is taken; None where late work is."""
        return self.due_at if self.late is Late.REFUSED else None


def is_debrief_open(
    opens: DebriefOpens, window: Window, opened_by_hand_at: datetime | None, is_done: bool, now: datetime
) -> bool:
    """Whether a person may be shown what an expert says. `is_done`: they have submitted each case.

    By hand opens it whatever else was said: somebody may open a debrief before the due time.
    """
    if opened_by_hand_at is not None:
        return True
    if opens is DebriefOpens.AT_ONCE:
        return is_done
    return opens is DebriefOpens.AFTER_DUE and window.is_overdue(now)
