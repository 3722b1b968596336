"""Dates of a course, moved to another year by whole days."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

A_YEAR = timedelta(days=364)
"""52 weeks: what was due on a Friday is due on a Friday."""


def moved(at: datetime | None, days: int, zone: ZoneInfo) -> datetime | None:
    """So many days later by the calendar of `zone`: 9:00 stays 9:00 also where the clocks change between.

    An hour that the clocks leave out on the day is the one after it. Raises OverflowError beyond year 9999.
    """
    if at is None:
        return None
    later = at.astimezone(zone) + timedelta(days=days)
    return later.astimezone(UTC).astimezone(zone)


def first_moment(opening: Iterable[datetime | None], due: Iterable[datetime | None]) -> datetime | None:
    """What the first day is reckoned from: the first opening, or where nothing opens the first due time."""
    opens = [each for each in opening if each]
    return min(opens or [each for each in due if each], default=None)


def a_year_on(first: date, today: date) -> date:
    """The same weekday a year later, or as many years as it takes to be still to come."""
    later = first + A_YEAR
    while later < today:
        later += A_YEAR
    return later
