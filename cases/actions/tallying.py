"""Keeping what a marked attempt adds to its writer's progress."""

from collections.abc import Iterable

from django.utils import timezone

from cases.domain.marking.tallying import tallies_of
from cases.domain.marks import AttemptMark
from cases.models import Attempt, Tally
from cases.models.tally import MONTHS


def keep_tallies(*, attempt: Attempt, marks: Iterable[AttemptMark]) -> None:
    """Of a submitted attempt; again when its writer has marked a short text."""
    at = attempt.submitted_at
    assert at is not None
    day = timezone.localtime(at)
    missed = (attempt.difference or {}).get("missed_sections", ())
    Tally.objects.bulk_create(
        [
            Tally(
                attempt=attempt,
                resident_id=attempt.resident_id,
                submitted_at=at,
                month=day.year * MONTHS + day.month - 1,
                kind=each.kind,
                key=each.key,
                earned=each.earned,
                possible=each.possible,
                percent=each.percent,
                times=each.times,
            )
            for each in tallies_of(marks, missed)
        ],
        update_conflicts=True,
        unique_fields=["attempt", "kind", "key"],
        update_fields=["earned", "possible", "percent", "times"],
    )
