"""What a worker does for a corrected key, by portions: what it finds is written with how far it is."""

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from cases.actions.case_results import renew_results
from cases.actions.remarking_cards import put_cards_right
from cases.actions.remarking_marks import MarkedBecause, mark_anew, take_back
from cases.actions.watching import tell_who_left
from cases.domain.marking.remarking import (
    MOST_KEPT,
    MarkMatter,
    Marks,
    MovedPoints,
    direction,
    moved_points,
    with_moves,
)
from cases.domain.marks import MarkScore
from cases.models import Attempt, Marking, MarkingKind, Remarking, RemarkPolicy
from cases.models.remarking import MovedToKeep, keep_moved
from cases.queries.remarking import (
    Anew,
    StandingPoints,
    attempts_marked,
    attempts_numbered,
    changed_by,
    marked_with,
    standing_marks,
    standing_points,
    versions_numbered,
)
from cases.queries.teaching import teaching_case_in

COUNTED_AT_A_TIME, MARKED_AT_A_TIME = 2_000, 50


def anew_for(remarking: Remarking) -> Anew:
    """Kept through a step: what was marked once is not marked again."""
    version = remarking.version
    return Anew(teaching_case_in(version), changed_by(version, remarking.corrects))


# The dry run


def count_some(remarking: Remarking, *, now: datetime, until: float) -> None:
    counting = Counting(anew_for(remarking))
    at, counts = remarking.at, remarking.counts
    while True:
        every = attempts_marked(remarking.teaching_case, remarking.corrects).filter(pk__gt=at)
        portion: Found = list(every.values_list("pk", "earned", "possible")[:COUNTED_AT_A_TIME])
        is_over = len(portion) < COUNTED_AT_A_TIME
        last = portion[-1][0] if portion else at
        rows, counts = counting.portion(every.filter(pk__lte=last).order_by(), portion, counts)
        if not _keep_count(remarking, at, last, rows, counts, is_over=is_over, now=now) or is_over:
            return
        at = last
        if time.monotonic() >= until:
            return


Found = Sequence[tuple[int, Any, Any]]
"""Attempts by number, with the points that stand and those possible."""


@dataclass
class Counting:
    """Goes through attempts; what moves of a matter is worked out once for all who have it alike."""

    anew: Anew
    held: dict[Hashable, tuple[Marks, MovedPoints | None]] = field(default_factory=dict)

    def portion(
        self, which: QuerySet[Attempt], portion: Found, counts: dict[str, Any]
    ) -> tuple[list[MovedToKeep], dict[str, Any]]:
        """What of a portion moves, and the numbers so far with it."""
        so_far = _copied(counts)
        marks = self.anew.of(which)
        standing = standing_points(which, self.anew.matters())
        rows = []
        for attempt, earned, possible in portion:
            here, found = standing.get(attempt, {}), []
            for matter, after in marks[attempt].items():
                one = self._moved(matter, here.get(matter, ()), after)
                if one is not None:
                    found.append((matter, one))
            so_far["attempts"] += 1
            so_far["by_hand"] += any(mark[-1] for marked in here.values() for mark in marked)
            if found:
                rows.append(_counted(attempt, MarkScore(earned, possible), found, so_far))
        return rows, so_far

    def _moved(self, matter: MarkMatter, before: StandingPoints, after: Marks) -> MovedPoints | None:
        """None where nothing does, or an educator marked it."""
        known = self.held.get((matter, before, id(after)))
        if known is not None and known[0] is after:
            return known[1]
        credits = {part: credit for part, _, credit, _ in before}
        pairs = [
            (mark.weight, credits.get(mark.part) if mark.credit is None else mark.credit) for mark in after
        ]
        one = moved_points([(weight, credit) for _, weight, credit, _ in before], pairs)
        is_left = any(by_hand for *_, by_hand in before) or not one.is_other
        if len(self.held) >= MOST_KEPT:
            self.held.clear()
        self.held[matter, before, id(after)] = after, None if is_left else one
        return self.held[matter, before, id(after)][1]


def _counted(
    attempt: int, before: MarkScore, found: Sequence[tuple[MarkMatter, MovedPoints]], counts: dict[str, Any]
) -> MovedToKeep:
    after = with_moves(before, (one for _, one in found))
    way = direction(before, after)
    _count_move(counts, way, (after.share or 0.0) - (before.share or 0.0))
    for (subject, key), one in found:
        tally = counts["matters"].setdefault(f"{subject}:{key}", [0, 0, 0])
        tally[(one.earned > 0) - (one.earned < 0)] += 1
    said = tuple((*matter, round(one.before.earned, 6), round(one.after.earned, 6)) for matter, one in found)
    return attempt, before.earned, before.possible, after.earned, after.possible, way, said


def _count_move(counts: dict[str, Any], way: int, apart: float) -> None:
    """One attempt more, with how much of the points it gains or loses."""
    counts[("even", "up", "down")[way]] += 1
    if way:
        name = "up" if way > 0 else "down"
        counts[f"share_{name}"] = round(counts[f"share_{name}"] + abs(apart), 9)
        counts[f"most_{name}"] = max(counts[f"most_{name}"], round(abs(apart), 9))


def _copied(counts: dict[str, Any]) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(("attempts", "up", "down", "even", "by_hand"), 0)
    nothing |= dict.fromkeys(("share_up", "share_down", "most_up", "most_down"), 0.0)
    matters = {key: [*tally] for key, tally in counts.get("matters", {}).items()}
    return nothing | counts | {"matters": matters}


@transaction.atomic
def _keep_count(
    remarking: Remarking,
    at: int,
    last: int,
    rows: Sequence[MovedToKeep],
    counts: dict[str, Any],
    *,
    is_over: bool,
    now: datetime,
) -> bool:
    """Whether it stood where it was read: of two at the same portion one is dropped."""
    standing = Remarking.objects.filter(pk=remarking.pk, state=Remarking.State.COUNTING, at=at)
    columns: dict[str, Any] = {"counts": counts, "done": counts["attempts"], "at": last}
    if is_over:
        columns |= {"state": Remarking.State.COUNTED, "total": counts["attempts"]}
    if not standing.update(**columns):
        return False
    keep_moved(remarking, rows)
    if is_over:
        _told(remarking, "is worked out: nothing is changed yet", now)
    return True


def _told(remarking: Remarking, said: str, now: datetime) -> None:
    job = remarking.job
    if job is not None:
        tell_who_left(job, f"{job.title} {said}.", path=job.path, now=now)


# Applied


def apply_some(remarking: Remarking, *, now: datetime, until: float) -> None:
    anew = anew_for(remarking)
    while _apply_portion(remarking, anew, now):
        if time.monotonic() >= until:
            return


@transaction.atomic
def _apply_portion(remarking: Remarking, anew: Anew, now: datetime) -> bool:
    """Whether there is more. Whoever changes a mark meanwhile waits for the attempt, or is waited for."""
    row = Remarking.objects.select_for_update().get(pk=remarking.pk)
    if row.state != Remarking.State.APPLYING:
        return False
    found = attempts_marked(remarking.teaching_case, remarking.corrects).filter(pk__gt=row.at)
    portion = _held(found)
    which = attempts_numbered(each.pk for each in portion)
    marks, standing = anew.of(which), standing_marks(which, anew.matters())
    given = MarkedBecause(
        MarkingKind.REMARKING, remarking, remarking.version, remarking.applied_by, remarking.reason, now
    )
    only_up = remarking.policy == RemarkPolicy.UPWARD
    changed = [
        each
        for each in portion
        if mark_anew(each, given, standing.get(each.pk, {}), marks[each.pk], only_up=only_up)
    ]
    _go_on(row, portion, changed, now, over=Remarking.State.APPLIED)
    if row.state == Remarking.State.APPLIED:
        put_cards_right(remarking.version, versions_numbered(remarking.teaching_case, remarking.corrects))
        _told(remarking, f"is applied: {row.changed} attempts have new marks", now)
    return row.state == Remarking.State.APPLYING


def _held(found: Any) -> list[Attempt]:
    rows = found.select_for_update(of=("self",)).select_related(
        "resident", "version__teaching_case__library", "assigned_case__assignment__cohort"
    )
    return list(rows.defer("version__document")[:MARKED_AT_A_TIME])


def _go_on(
    row: Remarking, portion: Sequence[Attempt], changed: Sequence[Attempt], now: datetime, *, over: str
) -> None:
    is_applied = row.state == Remarking.State.APPLYING
    if len(portion) < MARKED_AT_A_TIME:
        row.state = over
    if portion:
        row.at = portion[-1].pk
    row.done += len(portion)
    row.changed += len(changed) if is_applied else 0
    row.save(update_fields=["state", "at", "done", "changed"])
    renew_results({each.assigned_case_id for each in changed if each.assigned_case_id}, now)


# Undone


def undo_some(remarking: Remarking, *, now: datetime, until: float) -> None:
    while _undo_portion(remarking, now):
        if time.monotonic() >= until:
            return


@transaction.atomic
def _undo_portion(remarking: Remarking, now: datetime) -> bool:
    row = Remarking.objects.select_for_update().get(pk=remarking.pk)
    if row.state != Remarking.State.UNDOING:
        return False
    made = Marking.objects.filter(remarking=row.pk, kind=MarkingKind.REMARKING)
    portion = _held(marked_with(remarking).filter(pk__gt=row.at))
    markings = {each.attempt_id: each for each in made.filter(attempt__in=portion)}
    given = MarkedBecause(
        MarkingKind.UNDOING, remarking, None, remarking.undone_by, remarking.undone_reason, now
    )
    for each in portion:
        if each.pk in markings:
            take_back(each, given, markings[each.pk])
    _mark_by_own_keys(given, [each for each in portion if each.pk not in markings])
    _go_on(row, portion, portion, now, over=Remarking.State.UNDONE)
    if row.state == Remarking.State.UNDONE:
        before = versions_numbered(remarking.teaching_case, remarking.corrects)
        for version in before[:1]:  # the newest: what was given out before
            put_cards_right(version, [remarking.version])
        _told(remarking, "is taken back: the marks from before stand again", now)
    return row.state == Remarking.State.UNDOING


def _mark_by_own_keys(given: MarkedBecause, handed_in_since: Sequence[Attempt]) -> None:
    """What was handed in after the key was applied has no marks from before: it gets those of its version."""
    by_version: dict[int, list[Attempt]] = {}
    for each in handed_in_since:
        by_version.setdefault(each.version_id, []).append(each)
    for attempts in by_version.values():
        own = attempts[0].version
        anew = Anew(teaching_case_in(own), changed_by(given.remarking.version, [own.number]))
        which = attempts_numbered(each.pk for each in attempts)
        marks, standing = anew.of(which), standing_marks(which, anew.matters())
        for each in attempts:
            because = replace(given, key=own)
            mark_anew(each, because, standing.get(each.pk, {}), marks[each.pk], only_up=False)
