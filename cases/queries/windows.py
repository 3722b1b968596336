"""When the work of one person opens and is due, with what they were granted."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from cases.domain.assigning import (
    Late,
    Window,
    due_for,
)
from cases.models import Accommodation, Assignee, Assignment
from guidance.domain.zones import zone_named

NOTHING_GRANTED = (Decimal(1), 0)


def extended() -> Prefetch:
    """The extensions of each row, as a list of that name."""
    return Prefetch("extensions", to_attr="extended")


def granted(rows: QuerySet[Assignee]) -> QuerySet[Any]:
    """With what each person was granted throughout the cohort: `time_factor` and `extra_days`, or None."""
    grant = Accommodation.objects.filter(
        member__person=OuterRef("person"), member__cohort=OuterRef("assignment__cohort")
    )
    return rows.annotate(
        time_factor=Subquery(grant.values("time_factor")[:1]),
        extra_days=Subquery(grant.values("extra_days")[:1]),
    )


def window_with(assignment: Assignment, row: Any) -> Window:
    """As it holds for a row of `granted` that was loaded with its `extended`."""
    extended = (each.due_at for each in row.extended if each.due_at)
    return window_of(assignment, row.extra_days or NOTHING_GRANTED[1], max(extended, default=None))


def zone_of(assignment: Assignment) -> ZoneInfo:
    """By whose calendar its days are counted."""
    return zone_named(assignment.due_zone) or ZoneInfo(settings.TIME_ZONE)


def window_of(assignment: Assignment, extra_days: int, extended_to: datetime | None) -> Window:
    terms = (assignment.opens_at, assignment.due_at, assignment.due_zone, assignment.late)
    return _window(*terms, extra_days, extended_to, settings.TIME_ZONE)


@lru_cache(1_000)
def _window(
    opens_at: datetime | None,
    due_at: datetime | None,
    zone: str,
    late: str,
    extra_days: int,
    extended_to: datetime | None,
    usual: str,
) -> Window:
    """Most people of an assignment have the same."""
    due = due_for(due_at, extra_days, extended_to, zone_named(zone) or ZoneInfo(usual))
    return Window(opens_at, due, Late(late))
