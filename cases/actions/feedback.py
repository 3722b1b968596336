"""Feedback on an attempt: an educator writes it, its resident answers, and both may go on.

An entry is never changed: whoever wants to put something right writes another. Of two who write at a place at
once the second is told what the first wrote.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases.models import Attempt, CohortTeacher, Feedback, TeacherRole
from cases.permissions import check_can_answer, check_can_mark
from cases.queries.marking import GONE
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from guidance.actions.telling import tell
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import FEEDBACK, REMARK
from guidance.domain.vocabulary import upper_first
from kidmet_site.accounts.models import User


class FeedbackRefused(Exception):
    """Something that feedback does not allow, in a sentence. Nothing was written."""


class NotToWrite(FeedbackRefused):
    """Where the person finds no place to write at all."""


class FeedbackMeanwhile(FeedbackRefused):
    def __init__(self, entry: Feedback) -> None:
        who = "The resident" if entry.is_answer else upper_first(str(entry.by or GONE))
        super().__init__(
            f"{who} wrote here since you opened this page: “{entry.text}” "
            "Nothing was sent. Send yours again if it still holds."
        )


@transaction.atomic
def give_feedback(*, attempt: Attempt, step: str, text: str, seen_last: int, by: User, now: datetime) -> None:
    """An educator's entry at a step, or without one on the whole; the resident is told that there is one.

    `seen_last` is the number of the last entry there that the page showed, 0 where it showed none.
    Raises FeedbackRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    held = _locked(attempt)
    check_can_mark(by, held)
    number = _write(held, step, text, seen_last, by=by, is_answer=False, now=now)
    waits = " You can read it once the debrief opens." if is_withheld(held, now) else ""
    said = f"{by} wrote feedback on your attempt at “{held.version.title}”.{waits}"
    path = f"{reverse('attempt_debrief', args=[held.pk])}#feedback-{number}"
    tell([held.resident], said, path=path, by=by, now=now)


@transaction.atomic
def answer_feedback(
    *, attempt: Attempt, step: str, text: str, seen_last: int, by: User, now: datetime
) -> None:
    """The resident's entry where an educator wrote; who wrote and still teaches there is told.

    The notice names nobody, as names may be hidden, now or later. Raises as above, and NotYourAttempt.
    """
    held = _locked(attempt)
    check_can_answer(by, held)
    if is_withheld(held, now):
        raise NotToWrite("The debrief of this attempt is to open yet. Nothing was sent.")
    if not held.feedback.filter(step=step, is_answer=False).exists():
        raise NotToWrite("Nobody who teaches you has written there. Nothing was sent.")
    number = _write(held, step, text, seen_last, by=by, is_answer=True, now=now)
    said = f"A resident answered feedback on an attempt at “{held.version.title}”."
    path = f"{reverse('teach_attempt', args=[held.pk])}#feedback-{number}"
    tell(_teachers(held), said, path=path, now=now)


def _locked(attempt: Attempt) -> Attempt:
    """One entry is written on an attempt at a time."""
    held = Attempt.objects.select_for_update(of=("self",)).select_related(
        "version__teaching_case__library", "assigned_case__assignment__cohort", "resident"
    )
    return held.defer("version__document").get(pk=attempt.pk)


def _write(
    attempt: Attempt, step: str, text: str, seen_last: int, *, by: User, is_answer: bool, now: datetime
) -> int:
    """The number of the step, 0 for the whole attempt."""
    check_characters(text, "The text")
    REMARK.check(len(text))
    keys = ["", *(each.key for each in teaching_case_in(attempt.version).steps)]
    if attempt.submitted_at is None or step not in keys:
        raise FeedbackRefused("There is no such step in what was handed in. Nothing was sent.")
    if not seen(text):
        raise FeedbackRefused("The text is missing. Nothing was sent.")
    last = attempt.feedback.filter(step=step).select_related("by").last()
    if last is not None and last.pk != seen_last:
        if last.by_id == by.pk and last.text == seen(text):
            raise FeedbackRefused("You have sent this already.")
        if last.by_id != by.pk:
            raise FeedbackMeanwhile(last)
    FEEDBACK.check(attempt.feedback.count() + 1)
    attempt.feedback.create(step=step, by=by, is_answer=is_answer, text=seen(text), at=now)
    return keys.index(step)


def _teachers(attempt: Attempt) -> list[User]:
    """Whoever wrote and still teaches there; where nobody does, who leads the cohort."""
    assignment = attempt.assigned_case.assignment if attempt.assigned_case else None
    seats = CohortTeacher.objects.filter(cohort=assignment.cohort_id if assignment else None)
    wrote = attempt.feedback.filter(is_answer=False).values("by")
    found = seats.filter(person__in=wrote) or seats.filter(role=TeacherRole.LEAD)
    return [seat.person for seat in found.select_related("person")]
