"""What is opened and saved of assigned work is written down, when a request does it; nothing else is.

Begun, committed and submitted stands in the attempt and its steps. Practice is written down nowhere.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max

from cases.domain.time_on_task import PAUSE
from cases.models import Attempt, AttemptEvent, EventKind
from guidance.domain.limits import LOG_LINES
from guidance.models.kept_sql import insert

OPENINGS = (EventKind.OPENED, EventKind.REOPENED)


def note_opened(*, attempt: Attempt, step: str, now: datetime) -> None:
    """The open step the first time it is asked for, and again after a pause in which nothing was done."""
    if attempt.assigned_case_id is None or attempt.is_submitted:
        return
    rows = attempt.events.filter(kind__in=OPENINGS).order_by().values_list("step")
    opened = dict(rows.annotate(Max("at")))
    if step not in opened:
        first = AttemptEvent(attempt=attempt, kind=EventKind.OPENED, step=step, at=now)
        AttemptEvent.objects.bulk_create([first], ignore_conflicts=True)  # two tabs at once: one row
        return
    last = max(attempt.updated_at, *opened.values())
    if now - last > PAUSE and attempt.events.count() < LOG_LINES.most:
        _note_reopened(attempt, step, last, now)


@transaction.atomic
def _note_reopened(attempt: Attempt, step: str, last: datetime, now: datetime) -> None:
    """Once, also where two tabs ask at once."""
    Attempt.objects.select_for_update().only("pk").get(pk=attempt.pk)
    if not attempt.events.filter(at__gt=last).exists():
        insert(AttemptEvent(attempt=attempt, kind=EventKind.REOPENED, step=step, at=now))


def note_saved(*, attempt: Attempt, step: str, saves: int, now: datetime) -> None:
    """In the transaction of a save that does not close the step; `saves` is how many there were before."""
    if attempt.assigned_case_id is not None and saves <= LOG_LINES.most:
        insert(AttemptEvent(attempt=attempt, kind=EventKind.SAVED, step=step, at=now))


def note_moved(moved: Iterable[tuple[Attempt, datetime | None]], now: datetime) -> None:
    """Attempts that are under way, with the end of their time as it is from now on."""
    ends = {attempt.pk: deadline for attempt, deadline in moved}
    rows = AttemptEvent.objects.filter(attempt__in=ends, kind=EventKind.MOVED).order_by()
    held = dict(rows.values_list("attempt").annotate(Count("pk")))
    AttemptEvent.objects.bulk_create(
        (
            AttemptEvent(attempt_id=pk, kind=EventKind.MOVED, at=now, deadline_at=deadline)
            for pk, deadline in ends.items()
            if held.get(pk, 0) < LOG_LINES.most
        ),
        batch_size=500,
    )
