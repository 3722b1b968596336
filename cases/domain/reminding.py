"""When somebody is reminded of an assignment: by day, by their own clock, once for each of its reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

FIRST_HOUR, LAST_HOUR = 8, 20
"""From when and until when somebody is told, by their own clock."""
SOON_DAYS, LAST_DAYS, NEW_DAYS = 3, 1, 3
DAY = timedelta(days=1)


class Stage(StrEnum):
    """Why somebody is reminded; each says more than those before it."""

    NEW = "new"
    """It opened on a day of another reminder: a notice at once, and by mail with the next."""
    OPENED = "opened"
    SOON = "soon"
    """Due within three days."""
    LAST = "last"
    """Due today or tomorrow."""


RANK = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True)
class Reminded:
    """A reminder that was given, and what was due when at the time."""

    stage: Stage
    due_at: datetime | None


def is_daytime(now: datetime, zone: ZoneInfo) -> bool:
    return FIRST_HOUR <= now.astimezone(zone).hour < LAST_HOUR


def stage_at(
    opened_at: datetime, due_at: datetime | None, now: datetime, zone: ZoneInfo
) -> tuple[Stage, int] | None:
    """Of what somebody is to be told now, and how many days are left by their calendar; None: of nothing.

    What is over is no reminder, and what opened days ago is no news: after a pause of the worker nobody is
    told of either.
    """
    if opened_at > now or not is_daytime(now, zone):
        return None
    today = now.astimezone(zone).date()
    left = (due_at.astimezone(zone).date() - today).days if due_at else 0
    if due_at is not None:
        if due_at <= now:
            return None
        if left <= SOON_DAYS:
            return (Stage.LAST if left <= LAST_DAYS else Stage.SOON), left
    is_new = (today - opened_at.astimezone(zone).date()).days < NEW_DAYS
    return (Stage.OPENED, left) if is_new else None


def was_told(stage: Stage, due_at: datetime | None, told: Iterable[Reminded]) -> bool:
    """Whether somebody was told as much before. That it is due is told again where it is due another day."""
    if stage is Stage.NEW:
        return any(True for _ in told)
    if stage is Stage.OPENED:
        return any(each.stage is not Stage.NEW for each in told)
    return any(
        RANK[each.stage] >= RANK[stage] and (each.due_at and due_at and abs(each.due_at - due_at) < DAY)
        for each in told
    )
