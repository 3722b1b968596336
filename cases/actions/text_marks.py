"""Short texts that count: marked by educators, and released together.

Until the release a mark is held apart: nothing tells it, nothing counts it. Then it becomes a marking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases.actions.keeping_marks import keep_tallies
from cases.actions.marking import MarkingRefused, attempt_of, hold_attempts, replace_mark
from cases.domain.marks import MarkLine
from cases.models import Assignment, Attempt, Mark, MarkingKind, Tally, TextMark
from cases.permissions import check_can_assign_in
from cases.queries.assigned import in_words
from cases.queries.attempts import marks_of
from cases.queries.marking import GONE
from cases.queries.text_marks import TO_MARK, are_all_marked, held_in, standing_alike, texts_in
from cases.queries.withheld import is_withheld
from guidance.actions.telling import tell
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import REMARK
from guidance.domain.vocabulary import upper_first
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import Progress, begin, daily, kind
from kidmet_site.work.models import Job

RELEASE, OWN_MARKS = "release_texts", "own_marks"
AT_A_TIME = 20
WHY = "Marked by an educator against the model answer."


class TextMarkedMeanwhile(MarkingRefused):
    def __init__(self, held: TextMark) -> None:
        super().__init__(
            f"{upper_first(str(held.by or GONE))} marked this text on {in_words(held.marked_at)}: "
            f"{_points_held(held)}{f', “{held.comment}”' if held.comment else ''}. "
            "Nothing of yours was kept: what you ticked stands here, and saving again puts it in "
            "place of theirs."
        )


class AlreadyReleased(MarkingRefused):
    def __init__(self) -> None:
        super().__init__(
            "Since you opened this page the mark of this text was released, or made anew with a corrected "
            "key. Nothing was changed: look at the text again."
        )


def _points_held(held: TextMark) -> str:
    return f"{len(held.points)} of {len(held.mark.lines)} points of the model answer"


# Marking


@transaction.atomic
def mark_text(
    *,
    mark: Mark,
    points: Sequence[int],
    comment: str,
    seen_at: datetime | None,
    by: User,
    now: datetime,
    alike: bool = False,
) -> int:
    """Say which points of the model answer a text holds; returns how many texts were marked.

    `seen_at` is when the mark that somebody saw was given, None where there was none: of two at once the
    second is told. With `alike` all equal texts are marked as well that stand as this one does: those that
    wait, or those that were marked together with it.

    Raises MarkingRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    assignment = _assignment_of(mark)
    check_can_assign_in(by, assignment.cohort)
    if not assignment.has_marked_texts:
        raise MarkingRefused("Texts in practice are marked by their writers. Nothing was changed.")
    check_characters(comment, "The comment")
    REMARK.check(len(comment))
    held, twins = _held(assignment, mark, alike=alike)
    given = _given(held, points, comment, by, now)
    before = getattr(held, "text_mark", None)
    if before is not None and before.marked_at != seen_at:
        before.mark = held
        if not _is_again(before, given):
            raise TextMarkedMeanwhile(before)
        return 0
    TextMark.objects.update_or_create(mark=held, defaults=given)
    if before is None:
        TextMark.objects.bulk_create((TextMark(mark=each, **given) for each in twins), ignore_conflicts=True)
    else:
        TextMark.objects.filter(mark__in=twins).update(**given)
    _settle(assignment, [held, *twins], now)
    return 1 + len(twins)


def _assignment_of(mark: Mark) -> Assignment:
    """Locked, so that what is marked while others release is released, too."""
    held = Assignment.objects.select_for_update(of=("self",)).select_related("cohort")
    return held.get(cases__attempts=mark.attempt_id)


def _held(assignment: Assignment, mark: Mark, *, alike: bool) -> tuple[Mark, list[Mark]]:
    """The mark as it stands now, and those of equal texts, with their attempts locked."""
    numbers = {each.attempt_id for each in (mark, *(_twins(assignment, mark) if alike else ()))}
    hold_attempts(numbers)
    held = Mark.objects.filter(pk=mark.pk, credit__isnull=True).select_related("text_mark__by").first()
    if held is None:
        raise AlreadyReleased
    twins = _twins(assignment, held) if alike else []
    return held, [each for each in twins if each.attempt_id in numbers]


def _given(mark: Mark, points: Sequence[int], comment: str, by: User, now: datetime) -> dict[str, Any]:
    places = sorted(set(points))
    if [place for place in places if not 0 <= place < len(mark.lines)]:
        raise MarkingRefused(f"The model answer has {len(mark.lines)} points. Nothing was changed.")
    credit = len(places) / len(mark.lines)
    return {"points": places, "credit": credit, "comment": seen(comment), "marked_at": now, "by": by}


def _is_again(before: TextMark, given: dict[str, Any]) -> bool:
    """The same from the same person: a page that was sent twice."""
    return all(getattr(before, name) == given[name] for name in ("points", "comment", "by"))


def _twins(assignment: Assignment, mark: Mark) -> list[Mark]:
    """The others that stand as it does."""
    attempt = Attempt.objects.select_related("assigned_case").get(pk=mark.attempt_id)
    case: Any = attempt.assigned_case
    case.assignment = assignment
    others = standing_alike(case, mark).exclude(pk=mark.pk)
    return [each for each in others if len(each.lines) == len(mark.lines)]


def _settle(assignment: Assignment, marks: Iterable[Mark], now: datetime) -> None:
    """Once marks are released, what is marked later is told at once; before, once all are marked."""
    if assignment.texts_released_at is None:
        if are_all_marked(assignment, now):
            _release(assignment, now)
        return
    for attempt in dict.fromkeys(each.attempt_id for each in marks):
        _put_in_place(attempt, now)
        _tell_of(assignment, [attempt], now)


# Releasing


@transaction.atomic
def release_texts(*, assignment: Assignment, unmarked: int, by: User, now: datetime) -> None:
    """By hand; texts without a mark stay open and count nowhere. `unmarked` is how many somebody saw.

    Raises MarkingRefused, NotYourCohort.
    """
    held = Assignment.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=assignment.pk)
    check_can_assign_in(by, held.cohort)
    if held.texts_released_at:
        raise MarkingRefused("The marks of texts were released already.")
    if not held_in(held.pk).exists():
        raise MarkingRefused("No text is marked yet: there is nothing to release.")
    now_open = texts_in([held]).filter(TO_MARK).count()
    if now_open != unmarked:
        raise MarkingRefused(
            f"{now_open} text{' is' if now_open == 1 else 's are'} not marked by now, not {unmarked}. "
            "Nothing was released: look again."
        )
    _release(held, now)


def _release(assignment: Assignment, now: datetime) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(texts_released_at=now)
    _go_on_releasing(assignment.pk, now)


def _go_on_releasing(assignment: int, now: datetime) -> None:
    path = reverse("teach_texts", args=[assignment])
    begin(RELEASE, by=None, now=now, payload={"assignment": assignment}, path=path, once=str(assignment))


@kind(RELEASE, title="Marks of texts are released", priority=5, stays=False)
def _release_some(job: Job, *, now: datetime, until: float) -> Progress:
    """The next people, each with all of their texts."""
    held = held_in(job.payload["assignment"]).order_by("mark__attempt__resident")
    people = list(held.values_list("mark__attempt__resident", flat=True).distinct()[:AT_A_TIME])
    assignment = Assignment.objects.filter(pk=job.payload["assignment"]).first()
    if assignment is None or not people:
        return Progress()

    def write() -> None:
        of_these = held_in(assignment.pk).filter(mark__attempt__resident__in=people)
        hold_attempts(of_these.values_list("mark__attempt", flat=True))
        for person in people:
            mine = held_in(assignment.pk).filter(mark__attempt__resident=person)
            attempts = list(mine.order_by().values_list("mark__attempt", flat=True).distinct())
            for attempt in attempts:
                _put_in_place(attempt, now)
            _tell_of(assignment, attempts, now)

    return Progress(done=job.done + len(people), is_done=len(people) < AT_A_TIME, write=write)


def _put_in_place(attempt: int, now: datetime) -> None:
    """Of an attempt all that is held: each text mark becomes a marking, and is gone."""
    for held in TextMark.objects.filter(mark__attempt=attempt).select_related("mark", "by").order_by("pk"):
        if held.mark.stands:
            replace_mark(
                attempt_of(held.mark),
                held.mark,
                MarkingKind.TEXT,
                held.credit,
                held.comment,
                by=held.by,
                now=now,
                made_at=held.marked_at,
                lines=[_line(line, place in held.points) for place, line in enumerate(held.mark.lines)],
                why=WHY,
            )
        held.delete()


def _line(line: dict[str, Any], is_held: bool) -> dict[str, Any]:
    return asdict(MarkLine(line["text"], "right" if is_held else "missing"))


def _tell_of(assignment: Assignment, attempts: Iterable[int], now: datetime) -> None:
    """Whose texts they are: that they are marked, and nothing of how while a debrief is to open."""
    rows = Attempt.objects.filter(pk__in=attempts).select_related("resident")
    found = list(rows.select_related("assigned_case__assignment__cohort"))
    if not found:
        return
    waits = any(is_withheld(each, now) for each in found)
    said = f"What you wrote in “{assignment.title}” is marked"
    said += ". You read the marks once the debrief opens." if waits else " by those who teach you."
    tell([found[0].resident], said, path=reverse("assignment", args=[assignment.pk]), now=now)


@daily("marks of texts to be released")
def _release_what_waits(now: datetime) -> None:
    """Where the due time made it all of them, or a job did not come to its end."""
    waiting = Assignment.objects.filter(cases__attempts__marks__text_mark__isnull=False).distinct()
    for assignment in waiting:
        if assignment.texts_released_at:
            _go_on_releasing(assignment.pk, now)
        elif assignment.has_marked_texts and are_all_marked(assignment, now):
            _release(assignment, now)


# Where work comes to count, or no longer does


def check_purpose_may_change(assignment: Assignment) -> None:
    """Raises MarkingRefused where an educator marked texts that are to be released."""
    if held_in(assignment.pk).exists():
        raise MarkingRefused(
            "Texts of it are marked and not released. Release them first: in practice nobody would mark them."
        )


def count_own_marks_anew(assignment: Assignment, now: datetime) -> None:
    """What writers ticked counts for their progress in practice, and not where work counts."""
    begin(OWN_MARKS, by=None, now=now, payload={"assignment": assignment.pk, "after": 0})


@kind(OWN_MARKS, title="Own marks of texts are counted anew", stays=False)
def _count_some(job: Job, *, now: datetime, until: float) -> Progress:
    ticked = Attempt.objects.filter(
        assigned_case__assignment=job.payload["assignment"],
        self_marks__isnull=False,
        pk__gt=job.payload["after"],
    )
    found = list(ticked.distinct().order_by("pk")[:AT_A_TIME])

    def write() -> None:
        for attempt in found:
            Tally.objects.filter(attempt=attempt).delete()
            keep_tallies(attempt=attempt, marks=marks_of(attempt))

    is_done = len(found) < AT_A_TIME
    keep = None if is_done else job.payload | {"after": found[-1].pk}
    return Progress(is_done=is_done, keep=keep, write=write)
