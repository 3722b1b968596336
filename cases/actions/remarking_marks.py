"""One attempt marked anew with a corrected key, and taken back: another marking beside those before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.urls import reverse

from cases.actions.first_marking import marked
from cases.actions.keeping_marks import carry_text_marks, drop_tallies, keep_tallies, mark_row
from cases.actions.review import make_cards
from cases.domain.marking.remarking import (
    HAIR,
    MarkMatter,
    Marks,
    StandingMark,
    direction,
    moved,
    with_moves,
)
from cases.domain.marks import AttemptMark, MarkScore
from cases.models import Attempt, Mark, Marking, MarkingKind, Remarking, TeachingCaseVersion
from cases.queries.attempts import marks_of
from cases.queries.remarking import BY_A_KEY, others_than
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from guidance.actions.telling import tell
from guidance.queries.editions import current_edition, edition
from kidmet_site.accounts.models import User


@dataclass(frozen=True)
class MarkedBecause:
    """What a marking says of itself: for which corrected key, by whom, and why."""

    kind: MarkingKind
    remarking: Remarking
    key: TeachingCaseVersion | None
    by: User | None
    reason: str
    now: datetime


Other = tuple[MarkMatter, list[StandingMark], Marks]


def mark_anew(
    attempt: Attempt,
    given: MarkedBecause,
    standing: Mapping[MarkMatter, list[StandingMark]],
    anew: Mapping[MarkMatter, Marks],
    *,
    only_up: bool,
) -> bool:
    """Whether it got another marking: none where the key says nothing else of it, or its resident would
    have less and only who would not is marked anew."""
    others = list(_really_other(attempt, others_than(standing, anew)))
    if not others:
        return False
    before = MarkScore(attempt.earned or 0.0, attempt.possible or 0.0)
    after = with_moves(before, (moved(old, new) for _, old, new in others))
    if only_up and direction(before, after) < 0:
        return False
    marking = _marking(attempt, given, given.key, after)
    _put_in_place(attempt, marking, others)
    _follow(attempt, after, given)
    return True


def _really_other(attempt: Attempt, others: Iterable[Other]) -> Iterator[Other]:
    """What says anything else, also where it earns the same."""
    others = list(others)
    numbers = [mark.number for _, before, _ in others for mark in before]
    rows = Mark.objects.in_bulk(numbers)
    for matter, before, after in others:
        held = {mark.part: _said(rows[mark.number]) for mark in before}
        if held != {mark.part: _said_by(mark) for mark in after}:
            yield matter, before, after


def _said(row: Mark) -> dict[str, Any]:
    return {each.name: getattr(row, each.name) for each in fields(AttemptMark)}


def _said_by(mark: AttemptMark) -> dict[str, Any]:
    """As a row holds it."""
    listed = {"statements": list(mark.statements), "notes": list(mark.notes)}
    return asdict(mark) | listed | {"lines": [asdict(line) for line in mark.lines]}


def _marking(
    attempt: Attempt, given: MarkedBecause, key: TeachingCaseVersion | None, score: MarkScore, number: int = 0
) -> Marking:
    return Marking.objects.create(
        attempt=attempt,
        number=attempt.markings.count() + 1,
        kind=given.kind,
        key_version_id=key.pk if key else number,
        made_at=given.now,
        by=given.by,
        reason=given.reason,
        earned=score.earned,
        possible=score.possible,
        remarking=given.remarking,
    )


def _put_in_place(attempt: Attempt, marking: Marking, others: Sequence[Other]) -> None:
    """Each new mark at the place of the one that it follows; what is marked no longer is dropped."""
    free = (Mark.every.filter(attempt=attempt).aggregate(last=Max("position"))["last"] or 0) + 1
    rows, dropped = [], []
    for _, before, after in others:
        places = {mark.part: mark.position for mark in before}
        left = [place for part, place in places.items() if part not in {mark.part for mark in after}]
        for mark in after:
            place = places.get(mark.part)
            if place is None and left:
                place = left.pop(0)
            if place is None:
                place, free = free, free + 1
            rows.append(mark_row(marking, place, mark))
        dropped += left
    gone = [mark.number for _, before, _ in others for mark in before]
    Mark.objects.filter(pk__in=gone).update(stands=False)
    Mark.objects.bulk_create(rows)
    if dropped:
        Marking.objects.filter(pk=marking.pk).update(dropped=dropped)


def _follow(attempt: Attempt, score: MarkScore, given: MarkedBecause) -> None:
    """Points, progress, cards and what entries cost in guidance are as the marks that stand say."""
    before = MarkScore(attempt.earned or 0.0, attempt.possible or 0.0)
    attempt.earned, attempt.possible = score.earned, score.possible
    _difference_anew(attempt, given)
    attempt.save(update_fields=["earned", "possible", "difference"])
    carry_text_marks(attempt=attempt)
    marks = marks_of(attempt)
    keep_tallies(attempt=attempt, marks=marks)
    drop_tallies(attempt=attempt, marks=marks)
    if given.key is not None:
        content = teaching_case_in(given.key)
        make_cards(attempt=attempt, content=content, marks=marks, edition=current_edition(), now=given.now)
    _tell(attempt, given, before, score)


def _difference_anew(attempt: Attempt, given: MarkedBecause) -> None:
    """Against the edition that it was marked with; nothing where both keys record the same."""
    key = given.key or given.remarking.version
    records = [teaching_case_in(each).key.record for each in (key, attempt.version, given.remarking.version)]
    is_second = attempt.markings.filter(kind__in=BY_A_KEY).count() == 2
    if is_second and all(each == records[0] for each in records):
        return
    number, now = attempt.guidance_edition, current_edition()
    then = now if number in (None, now.number) else edition(number or 0)
    _, difference = marked(attempt, teaching_case_in(key), then)
    attempt.difference = difference.as_data()


def _tell(attempt: Attempt, given: MarkedBecause, before: MarkScore, after: MarkScore) -> None:
    """Unless nothing of the key may be told yet: the debrief says it later."""
    if is_withheld(attempt, given.now):
        return
    title = attempt.version.title
    did = (
        "The key of “{}” was corrected"
        if given.kind == MarkingKind.REMARKING
        else ("A corrected key of “{}” was taken back")
    )
    same = abs(before.earned - after.earned) < HAIR and abs(before.possible - after.possible) < HAIR
    points = (
        "Your points stay."
        if same
        else f"You have {_in_words(after)} points now, instead of {_in_words(before)}."
    )
    path = f"{reverse('attempt_debrief', args=[attempt.pk])}#marked-anew"
    tell([attempt.resident], f"{did.format(title)}. {points}", path=path, by=given.by, now=given.now)


def _in_words(score: MarkScore) -> str:
    return f"{round(score.earned, 2):g} of {round(score.possible, 2):g}"


# Taken back


def take_back(attempt: Attempt, given: MarkedBecause, undone: Marking) -> None:
    """What stood before the marking stands again, as copies; what an educator changed since stays."""
    every = list(Mark.every.filter(attempt=attempt).select_related("marking").order_by("marking__number"))
    before = {row.position: row for row in every if row.marking.number < undone.number}
    stands = {row.position: row for row in every if row.stands}
    touched = {row.position for row in every if row.marking_id == undone.pk} | set(undone.dropped)
    places = sorted(
        place for place in touched if place not in stands or stands[place].marking.kind in BY_A_KEY
    )
    again = {place: before[place] for place in places if place in before and _stood(before[place], undone)}
    Mark.objects.filter(pk__in=[stands[place].pk for place in places if place in stands]).update(stands=False)
    key = _key_before(attempt, undone)
    marking = _marking(attempt, given, None, MarkScore(0.0, 0.0), key)
    Mark.objects.bulk_create(_copy(row, marking) for row in again.values())
    rows = Mark.objects.filter(attempt=attempt, credit__isnull=False).values_list("weight", "credit")
    score = MarkScore(
        earned=round(sum(weight * (credit or 0.0) for weight, credit in rows), 6),
        possible=round(sum(weight for weight, _ in rows), 6),
    )
    Marking.objects.filter(pk=marking.pk).update(
        earned=score.earned,
        possible=score.possible,
        dropped=[place for place in places if place in stands and place not in again],
    )
    key_row = TeachingCaseVersion.objects.select_related("teaching_case__library").get(pk=key)
    _follow(
        attempt, score, MarkedBecause(given.kind, given.remarking, key_row, given.by, given.reason, given.now)
    )


def _stood(row: Mark, undone: Marking) -> bool:
    """Whether it stood until this marking: not where one before had dropped its place."""
    later = Marking.objects.filter(
        attempt=row.attempt_id, number__gt=row.marking.number, number__lt=undone.number
    )
    return not any(row.position in dropped for dropped in later.values_list("dropped", flat=True))


def _key_before(attempt: Attempt, undone: Marking) -> int:
    earlier = attempt.markings.filter(number__lt=undone.number).order_by("-number")
    return earlier.values_list("key_version", flat=True)[0]


def _copy(row: Mark, marking: Marking) -> Mark:
    held = {each.name: getattr(row, each.name) for each in Mark._meta.concrete_fields if not each.primary_key}
    return Mark(**held | {"marking": marking, "stands": True})
