"""Marks put right: by an educator with a reason, or because a resident asks to have one looked at again.

A mark is never written over. Of two who change one at once the second is told.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases.actions.case_results import renew_results
from cases.actions.keeping_marks import drop_tallies, keep_tallies
from cases.domain.marks import FULL, MarkScore
from cases.models import Attempt, Mark, Marking, MarkingKind, SecondLook
from cases.permissions import check_can_answer, check_can_mark
from cases.queries.assigned import in_words
from cases.queries.attempts import is_marked_by_teachers, marks_of
from cases.queries.cohorts import who_assigns_in
from cases.queries.marking import GONE, is_answered_for, key_number_of, name_in_cohort
from cases.queries.withheld import is_withheld
from guidance.actions.telling import tell
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import MARKINGS, REMARK, SECOND_LOOKS
from guidance.domain.vocabulary import upper_first
from kidmet_site.accounts.models import User


class MarkingRefused(Exception):
    """Something that marking does not allow, in a sentence. Nothing was changed."""


class MarkedMeanwhile(MarkingRefused):
    def __init__(self, mark: Mark) -> None:
        now = Mark.objects.select_related("marking__by").get(attempt=mark.attempt_id, position=mark.position)
        super().__init__(
            f"{upper_first(str(now.marking.by or GONE))} changed this mark on "
            f"{in_words(now.marking.made_at)}, since you opened this page. "
            "Nothing was saved: look at the mark as it stands now."
        )


class AnsweredMeanwhile(MarkingRefused):
    def __init__(self, look: SecondLook) -> None:
        held = SecondLook.objects.select_related("answered_by").get(pk=look.pk)
        super().__init__(
            f"{upper_first(str(held.answered_by or GONE))} has answered this: “{held.answer}” "
            "Nothing was saved."
        )


@transaction.atomic
def override_mark(*, mark: Mark, credit: float, reason: str, by: User, now: datetime) -> Marking:
    """Put another mark in the place of the one that somebody saw; both are kept.

    Raises MarkingRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    attempt = attempt_of(mark)
    marking = _override(attempt, mark, credit, reason, by=by, now=now)
    _tell(attempt, mark, f"{by} changed a mark of yours in “{attempt.version.title}”.", by, now)
    return marking


def attempt_of(mark: Mark) -> Attempt:
    """Locked until the transaction ends."""
    held = Attempt.objects.select_for_update(of=("self",)).select_related(
        "version", "assigned_case__assignment__cohort", "resident"
    )
    return held.defer("version__document").get(pk=mark.attempt_id)


def hold_attempts(numbers: Iterable[int]) -> None:
    """Locked until the transaction ends, in the one order in which all do who hold several."""
    rows = Attempt.objects.select_for_update(of=("self",)).filter(pk__in=list(numbers))
    list(rows.order_by("pk").values_list("pk", flat=True))


def _override(
    attempt: Attempt, mark: Mark, credit: float, reason: str, *, by: User, now: datetime
) -> Marking:
    check_can_mark(by, attempt)
    said = _said(reason, "The reason")
    if mark.credit is None and mark.stands and is_marked_by_teachers(attempt):
        raise MarkingRefused(
            "This text is marked with the others of its question, and released with them. "
            "Nothing was changed."
        )
    if not 0 <= credit <= FULL:
        raise MarkingRefused(f"This mark earns from 0 to {mark.weight:g} points.")
    if credit == earned_by(attempt, mark):
        raise MarkingRefused("It earns that already. Nothing was changed.")
    return replace_mark(attempt, mark, MarkingKind.OVERRIDE, credit, said, by=by, now=now)


def replace_mark(
    attempt: Attempt,
    mark: Mark,
    kind: MarkingKind,
    credit: float,
    reason: str,
    *,
    by: User | None,
    now: datetime,
    made_at: datetime | None = None,
    **columns: Any,
) -> Marking:
    """A marking of one mark, with other `columns` where given, and what follows from it at once.

    `attempt` is locked. Raises MarkedMeanwhile, OverLimit.
    """
    number = attempt.markings.count() + 1
    MARKINGS.check(number)
    _give_way(mark)
    score = _score_with(attempt, mark.weight, credit)
    marking = Marking.objects.create(
        attempt=attempt,
        number=number,
        kind=kind,
        key_version_id=key_number_of(attempt),
        made_at=made_at or now,
        by=by,
        reason=reason,
        earned=score.earned,
        possible=score.possible,
    )
    given = {"marking": marking, "stands": True, "credit": credit} | columns
    other = Mark.objects.model(**_columns(mark) | given)
    other.save(force_insert=True)
    Attempt.objects.filter(pk=attempt.pk).update(earned=score.earned, possible=score.possible)
    marks = marks_of(attempt)
    keep_tallies(attempt=attempt, marks=marks)
    drop_tallies(attempt=attempt, marks=marks)
    renew_results(filter(None, [attempt.assigned_case_id]), now)
    return marking


def _said(text: str, what: str) -> str:
    return said_with(text, what, MarkingRefused)


def said_with(text: str, what: str, refusal: type[Exception]) -> str:
    """What somebody says of marks that they change. Raises the refusal where it is missing."""
    check_characters(text, what)
    REMARK.check(len(text))
    if not seen(text):
        raise refusal(f"{what} is missing. Nothing was changed.")
    return seen(text)


def _give_way(mark: Mark) -> None:
    """A mark that stands no longer was changed by somebody else: of two, one gets through."""
    if not Mark.objects.filter(pk=mark.pk).update(stands=False):
        raise MarkedMeanwhile(mark)


def _score_with(attempt: Attempt, weight: float, credit: float) -> MarkScore:
    """What the attempt comes to by the marks that stand and one more; a writer's own marks do not count."""
    rows = [*Mark.objects.filter(attempt=attempt).values_list("weight", "credit"), (weight, credit)]
    counted = [(weight, credit) for weight, credit in rows if credit is not None]
    return MarkScore(
        earned=round(sum(weight * credit for weight, credit in counted), 6),
        possible=round(sum(weight for weight, _ in counted), 6),
    )


def _columns(mark: Mark) -> dict[str, Any]:
    return {
        each.name: getattr(mark, each.name) for each in Mark._meta.concrete_fields if not each.primary_key
    }


def earned_by(attempt: Attempt, mark: Mark) -> float | None:
    """The credit of a mark, with a short text as its writer marked it where no educator does."""
    if mark.credit is not None or is_marked_by_teachers(attempt):
        return mark.credit
    own = attempt.self_marks.filter(question=mark.key).first()
    return own.credit if own else None


def _tell(attempt: Attempt, mark: Mark, text: str, by: User, now: datetime) -> None:
    """Whose attempt it is, unless nothing of the key may be told yet: the debrief says it later."""
    if not is_withheld(attempt, now):
        path = f"{reverse('attempt_debrief', args=[attempt.pk])}#mark-{mark.key}"
        tell([attempt.resident], text, path=path, by=by, now=now)


# A second look


@transaction.atomic
def ask_second_look(*, mark: Mark, reason: str, by: User, now: datetime) -> SecondLook:
    """Ask the educators of the cohort, or who assigned the case, to look at a mark again; one at a time.

    Raises MarkingRefused, NotYourAttempt, OverLimit, ForbiddenCharacter.
    """
    attempt = attempt_of(mark)
    check_can_answer(by, attempt)
    if not is_answered_for(attempt):
        raise MarkingRefused("Nobody looks at marks again but in what an educator assigned to you.")
    if is_withheld(attempt, now):
        raise MarkingRefused("The debrief of this attempt is to open yet. Nothing was changed.")
    said = _said(reason, "The reason")
    if attempt.second_looks.filter(position=mark.position, answered_at=None).exists():
        raise MarkingRefused("You have asked already. You can ask again once it is answered.")
    SECOND_LOOKS.check(attempt.second_looks.count() + 1)
    if not Mark.objects.filter(pk=mark.pk).exists():
        raise MarkedMeanwhile(mark)
    asked = attempt.second_looks.create(mark=mark, position=mark.position, reason=said, asked_at=now)
    _tell_who_answers(attempt, mark, by, now)
    return asked


def _tell_who_answers(attempt: Attempt, mark: Mark, by: User, now: datetime) -> None:
    """Where names are hidden nothing tells whose notice it is."""
    assignment = attempt.assigned_case.assignment if attempt.assigned_case else None
    if assignment is None:
        return
    cohort = assignment.cohort
    alone = [assignment.created_by] if assignment.created_by else []
    people = who_assigns_in(cohort) if cohort else alone
    text = f"{name_in_cohort(cohort, by)} asks for a second look at a mark in “{attempt.version.title}”."
    path = reverse("teach_attempt_mark", args=[attempt.pk, mark.pk])
    tell(people, text, path=path, by=None if cohort and cohort.hides_names else by, now=now)


@transaction.atomic
def answer_second_look(
    *, look: SecondLook, mark: Mark, answer: str, credit: float | None, by: User, now: datetime
) -> Marking | None:
    """Answer once, in words that the resident reads, and with another mark where there is a `credit`.

    Raises MarkingRefused, NotYourCohort, OverLimit, ForbiddenCharacter.
    """
    attempt = attempt_of(mark)
    check_can_mark(by, attempt)
    said = _said(answer, "The answer")
    if not Mark.objects.filter(pk=mark.pk).exists():
        raise MarkedMeanwhile(mark)
    answered = {"answer": said, "answered_at": now, "answered_by": by}
    open_one = SecondLook.objects.filter(
        pk=look.pk, attempt=attempt, position=mark.position, answered_at=None
    )
    if not open_one.update(**answered):
        raise AnsweredMeanwhile(look)
    marking = None if credit is None else _override(attempt, mark, credit, said, by=by, now=now)
    _tell(attempt, mark, f"{by} answered what you asked about a mark in “{attempt.version.title}”.", by, now)
    return marking
