"""Marks as they are kept: in markings beside each other, and added up for their writer's progress."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.utils import timezone

from cases.domain.marking.tallying import LOST_FACT, PointsTally, tallies_of
from cases.domain.marks import AttemptMark, score_of
from cases.models import Attempt, Mark, Marking, MarkingKind, Tally, TeachingCaseVersion, TextMark
from cases.models.tally import MONTHS


def keep_marking(
    *, attempt: Attempt, marks: Iterable[AttemptMark], key: TeachingCaseVersion, now: datetime
) -> Marking:
    """The first marking of an attempt, which its submission makes, with the key of a version."""
    marks = tuple(marks)
    score = score_of(marks)
    marking = Marking.objects.create(
        attempt=attempt,
        number=1,
        kind=MarkingKind.SUBMISSION,
        key_version_id=key.pk,
        made_at=now,
        earned=score.earned,
        possible=score.possible,
    )
    Mark.objects.bulk_create(mark_row(marking, place, mark) for place, mark in enumerate(marks))
    return marking


def mark_row(marking: Marking, place: int, mark: AttemptMark) -> Mark:
    held = asdict(mark)
    held["statements"], held["notes"] = list(mark.statements), list(mark.notes)
    held["lines"] = [asdict(line) for line in mark.lines]
    return Mark(attempt_id=marking.attempt_id, marking=marking, position=place, **held)


def carry_text_marks(*, attempt: Attempt) -> None:
    """What an educator gave a text and is not released goes with it to the mark that stands there now.

    Where that asks for other points it is to be marked again.
    """
    for held in TextMark.objects.filter(mark__attempt=attempt, mark__stands=False).select_related("mark"):
        now = Mark.objects.filter(attempt=attempt, position=held.mark.position, credit__isnull=True).first()
        if now is not None and now.key == held.mark.key and _points_of(now) == _points_of(held.mark):
            TextMark.objects.filter(pk=held.pk).update(mark=now)
        else:
            held.delete()


def _points_of(mark: Mark) -> list[str]:
    return [line["text"] for line in mark.lines]


def keep_tallies(*, attempt: Attempt, marks: Iterable[AttemptMark]) -> None:
    """What a submitted attempt adds to its writer's progress; again when a mark is another."""
    if attempt.is_trial:
        return
    missed = (attempt.difference or {}).get("missed_sections", ())
    found = tallies_of(marks, missed)
    Tally.objects.bulk_create(
        [_tally(attempt, each) for each in found],
        update_conflicts=True,
        unique_fields=["attempt", "kind", "key"],
        update_fields=["earned", "possible", "percent", "times"],
    )


def drop_tallies(*, attempt: Attempt, marks: Iterable[AttemptMark]) -> None:
    """Facts at which nothing is lost any longer, by other marks than before."""
    lost = [each.key for each in tallies_of(marks, ()) if each.kind == LOST_FACT]
    Tally.objects.filter(attempt=attempt, kind=LOST_FACT).exclude(key__in=lost).delete()


def _tally(attempt: Attempt, each: PointsTally) -> Tally:
    at = attempt.submitted_at
    assert at is not None
    # By the clock of the site: kept, and the same whoever reads it.
    day = timezone.localtime(at, timezone.get_default_timezone())
    return Tally(
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
