"""An attempt from its first step to its debrief; `beginning` begins it.

Of two writes at once one gets through; the other is told why not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from cases.actions.attempt_log import note_saved
from cases.actions.beginning import AttemptRefused, start_assigned, start_attempt
from cases.actions.case_results import renew_results
from cases.actions.cases import save_chapters
from cases.actions.first_marking import keep_first_marking, marked
from cases.actions.keeping_marks import keep_tallies
from cases.actions.reminding import take_back_reminder
from cases.actions.sureness import SureAnswers, check_sure_places, write_sureness
from cases.actions.waiting_marks import mark_what_waits
from cases.domain.kept import Kept, keepable
from cases.domain.known import Recorded
from cases.domain.questions import QuestionAnswer, answer_as_data
from cases.domain.record import write_case_file
from cases.domain.teaching import TeachingContent as Content
from cases.domain.teaching import TeachingStep, differing, fact_at, given_at
from cases.models import Attempt, CommittedStep, GivenAnswer, Mark, PatientCase, SelfMark
from cases.permissions import check_can_answer
from cases.queries.assigned import in_words
from cases.queries.attempts import is_marked_by_teachers, marks_of
from cases.queries.cases import record_of
from cases.queries.remarking import key_for
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import ANSWER
from guidance.domain.open_page import follows
from guidance.domain.vocabulary import VOCABULARY, Value
from guidance.models.kept_sql import insert
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User

__all__ = [
    "AlreadySubmitted",
    "AttemptRefused",
    "NotAskedHere",
    "SentStep",
    "StepIsClosed",
    "StepNotReached",
    "save_step",
    "self_mark_answer",
    "start_assigned",
    "start_attempt",
    "submit_attempt",
    "write_reflection",
]

Chapters = Mapping[str, Mapping[str, Value | None]]
Record = Callable[..., None]
"""Writes chapters, what of them is kept as it was typed, and what is given, into the attempt's record."""


class AlreadySubmitted(AttemptRefused):
    def __init__(self, at: datetime | None) -> None:
        when = f" on {in_words(at)}" if at else ""
        super().__init__(
            f"This attempt was submitted{when} and cannot be changed. Begin another one to try again."
        )


class StepIsClosed(AttemptRefused):
    def __init__(self, title: str) -> None:
        super().__init__(f"The step “{title}” was committed and is closed. Nothing was changed.")


class StepNotReached(AttemptRefused):
    def __init__(self, title: str) -> None:
        super().__init__(f"That step comes later. Commit “{title}” first. Nothing was changed.")


class NotAskedHere(AttemptRefused):
    def __init__(self, what: str, title: str) -> None:
        super().__init__(f"{what} is not asked at the step “{title}”. Nothing was changed.")


# Steps


@dataclass(frozen=True)
class SentStep:
    """What a page sends of a step.

    What is not valid is `kept` as it was typed, by chapter, and `kept_answers` by question; a question that
    `answers` leaves out keeps the answer that it had. `sureness` is how sure they say they are, by place:
    never needed, and left out of account where the attempt does not ask for it.

    `saved` is the count of saves that the page was opened with, and `page` names that page: an older count
    is its own where it saved last and the answer was lost.
    """

    saved: int
    chapters: Chapters = field(default_factory=dict)
    answers: Mapping[str, QuestionAnswer | None] = field(default_factory=dict)
    kept: Mapping[str, Kept] = field(default_factory=dict)
    kept_answers: Mapping[str, Kept] = field(default_factory=dict)
    sureness: SureAnswers = field(default_factory=dict)
    page: str = ""

    @property
    def is_valid(self) -> bool:
        return not (self.kept_answers or any(self.kept.values()))


def save_step(
    *,
    attempt: Attempt,
    step_key: str,
    sent: SentStep,
    by: User,
    now: datetime,
    commit: bool = False,
    case: PatientCase | None = None,
) -> Attempt:
    """Save what was entered at the open step in one transaction, and with `commit` close the step.

    As it closes, what the next one gives is written into the record; with anything that is not valid it is
    not closed. `case` is the attempt's record where it was loaded already.

    Raises AttemptRefused, NotYourAttempt and FactError.
    """
    content = teaching_case_in(attempt.version)
    step = _open_step(attempt, content, step_key, by=by, now=now)
    case = case or record_of(attempt.case_id)
    _check_sent(step, sent, case.recorded(), commit=commit)
    saved = attempt.saved if follows(sent.page, attempt.page) else sent.saved
    texts = {key: keepable(typed) for key, typed in sent.kept_answers.items()}
    columns = {"step": attempt.step + int(commit), "page": sent.page, "kept_text": texts}
    record = partial(save_chapters, case=case, by=by, now=now, edition_number=current_edition().number)
    with transaction.atomic():
        _claim(attempt, saved, now=now, **columns)
        if commit:
            _close(attempt, content, sent, case, record, now)
        else:
            _write(attempt, sent, record, now)
            note_saved(attempt=attempt, step=step_key, saves=saved, now=now)
    for name, value in {"saved": saved + 1, "updated_at": now, **columns}.items():
        setattr(attempt, name, value)
    return attempt


def _check_is_open(attempt: Attempt, *, by: User, now: datetime) -> None:
    """Whether anything can still be entered. Raises AttemptRefused, NotYourAttempt."""
    check_can_answer(by, attempt)
    if attempt.is_submitted:
        raise AlreadySubmitted(attempt.submitted_at)
    if attempt.is_late(now):
        raise AttemptRefused(
            f"The time for this attempt ended on {in_words(attempt.deadline_at)}. This was not saved; "
            "what was saved before counts, and you can submit it."
        )


def _open_step(attempt: Attempt, content: Content, key: str, *, by: User, now: datetime) -> TeachingStep:
    _check_is_open(attempt, by=by, now=now)
    titles = [step.title for step in content.steps]
    try:
        place = content.place_of(key)
    except KeyError:
        raise NotAskedHere(f"The step “{key}”", titles[min(attempt.step, len(titles) - 1)]) from None
    if place < attempt.step:
        raise StepIsClosed(titles[place])
    if place > attempt.step:
        raise StepNotReached(titles[attempt.step])
    return content.steps[place]


def _check_sent(step: TeachingStep, sent: SentStep, recorded: Recorded, *, commit: bool) -> None:
    asked = {question.key for question in step.questions}
    for key in sent.answers.keys() | sent.kept_answers.keys():
        if key not in asked:
            raise NotAskedHere(f"The question “{key}”", step.title)
    for chapter in sent.chapters:
        if chapter not in step.chapters:
            raise NotAskedHere(f"The chapter {chapter}", step.title)
    facts = {fact: value for chapter in sent.chapters.values() for fact, value in chapter.items()}
    for address in differing(facts, recorded):
        if address not in step.asked:
            raise NotAskedHere(f"“{VOCABULARY[fact_at(address)].label}”", step.title)
    check_sure_places(step, sent.sureness)
    if commit and not sent.is_valid:
        raise AttemptRefused("Not committed: something at this step is not valid yet. Nothing was changed.")


def _claim(attempt: Attempt, saved: int, *, now: datetime, **columns: Any) -> None:
    """Take the next save, if nobody took it since: of two saves at once, one gets through."""
    rows = Attempt.objects.filter(pk=attempt.pk, saved=saved, submitted_at__isnull=True)
    if not rows.update(saved=saved + 1, updated_at=now, **columns):
        current = Attempt.objects.get(pk=attempt.pk)
        if current.is_submitted:
            raise AlreadySubmitted(current.submitted_at)
        raise AttemptRefused(
            "This attempt was changed elsewhere since you opened this page. Nothing was saved."
        )


def _write(
    attempt: Attempt, sent: SentStep, record: Record, now: datetime, given: Mapping[str, Value] | None = None
) -> None:
    record(chapters=sent.chapters, kept=sent.kept, given=given or {})
    _write_answers(attempt, sent.answers, now)
    write_sureness(attempt=attempt, said=sent.sureness)


def _write_answers(attempt: Attempt, answers: Mapping[str, QuestionAnswer | None], now: datetime) -> None:
    given = {key: answer for key, answer in answers.items() if answer is not None}
    GivenAnswer.objects.filter(attempt=attempt, question__in=answers.keys() - given.keys()).delete()
    GivenAnswer.objects.bulk_create(
        [
            GivenAnswer(attempt=attempt, question=key, answer=answer_as_data(answer), answered_at=now)
            for key, answer in given.items()
        ],
        update_conflicts=True,
        unique_fields=["attempt", "question"],
        update_fields=["answer", "answered_at"],
    )


def _close(
    attempt: Attempt, content: Content, sent: SentStep, case: PatientCase, record: Record, now: datetime
) -> None:
    """With what the next step gives. Over an answer that waits for a second write, so that the step closes
    with the answer."""
    step, given = content.steps[attempt.step], _given_next(content, attempt.step)
    overwrites = not given.keys().isdisjoint(map(fact_at, step.asked))
    _write(attempt, sent, record, now, given={} if overwrites else given)
    _keep_committed(attempt, step, case, now)
    if overwrites:
        record(chapters={}, kept={}, given=given)


def _keep_committed(attempt: Attempt, step: TeachingStep, case: PatientCase, now: datetime) -> None:
    asked = {fact_at(address) for address in step.asked}
    facts = {key: value for key, value in case.recorded().items() if key in asked}
    entered = write_case_file("", facts)["facts"]
    insert(
        CommittedStep(attempt=attempt, key=step.key, place=attempt.step, entered=entered, committed_at=now)
    )


def _given_next(content: Content, place: int) -> dict[str, Value]:
    """What the step after the one at this place gives."""
    following = content.steps[place + 1 : place + 2]
    return given_at(content, following[0]) if following else {}


# Submission


def submit_attempt(*, attempt: Attempt, by: User, now: datetime) -> Attempt:
    """Mark the attempt, against the key that holds for its version and the edition that readers see now.

    While the key is out of use it is taken all the same, and marked once the key is put right.

    Raises AttemptRefused, with steps still open unless its time is up, and NotYourAttempt.
    """
    check_can_answer(by, attempt)
    if attempt.is_submitted:
        raise AlreadySubmitted(attempt.submitted_at)
    content = teaching_case_in(attempt.version)
    if attempt.step < len(content.steps) and not attempt.is_late(now):
        open_steps = ", ".join(f"“{step.title}”" for step in content.steps[attempt.step :])
        raise AttemptRefused(f"Not submitted: commit {open_steps} first.")
    key, edition = key_for(attempt.version), current_edition()
    made = None if key is None else marked(attempt, teaching_case_in(key), edition)
    with transaction.atomic():
        _claim(attempt, attempt.saved, now=now, submitted_at=now, guidance_edition=edition.number)
        attempt.refresh_from_db(fields=["saved", "submitted_at", "guidance_edition"])
        if key is not None and made is not None:
            keep_first_marking(attempt=attempt, made=made, key=key, edition=edition, now=now)
        else:
            mark_what_waits(attempt.version.teaching_case, now)  # it may be put right at this moment
        if attempt.assigned_case is not None:
            take_back_reminder(assignment=attempt.assigned_case.assignment_id, person=by)
            renew_results([attempt.assigned_case.pk], now)  # the last thing: it is held until the end
    return attempt


# After submission


def _check_is_submitted(attempt: Attempt, by: User, now: datetime) -> None:
    check_can_answer(by, attempt)
    if not attempt.is_submitted:
        raise AttemptRefused("This attempt is not submitted yet. Its debrief opens when it is.")
    if attempt.waits_for_marking:
        raise AttemptRefused("This attempt is to be marked yet. Nothing was changed.")
    if is_withheld(attempt, now):
        raise AttemptRefused("The debrief of this attempt is to open yet. Nothing was changed.")


@transaction.atomic
def self_mark_answer(
    *, attempt: Attempt, question: str, points: list[int], by: User, now: datetime
) -> SelfMark:
    """The writer's own mark of a short text, once; where educators mark it, it counts nowhere.

    Raises AttemptRefused, NotYourAttempt, ValueError."""
    _check_is_submitted(attempt, by, now)
    asked = teaching_case_in(attempt.version).question_by_key.get(question)
    if asked is None or not asked.points_to_tick:
        raise NotAskedHere(f"The question “{question}”", attempt.version.title)
    if Mark.objects.filter(attempt=attempt, key=question, credit__isnull=False).exists():
        raise AttemptRefused("An educator has marked this answer. Nothing was changed.")
    mark, is_new = SelfMark.objects.get_or_create(
        attempt=attempt,
        question=question,
        defaults={
            "points": sorted(set(points)),
            "credit": asked.self_credit(points),
            "marked_at": now,
        },
    )
    if not is_new:
        raise AttemptRefused("You have marked this answer already. A mark stands once it is given.")
    if not is_marked_by_teachers(attempt):
        keep_tallies(attempt=attempt, marks=marks_of(attempt))
    return mark


def write_reflection(*, attempt: Attempt, text: str, by: User, now: datetime) -> Attempt:
    """What the resident takes from it, in their own words; it can be written again."""
    _check_is_submitted(attempt, by, now)
    check_characters(text, "The text")
    ANSWER.check(len(text.strip()))
    attempt.reflection, attempt.reflected_at = seen(text), now
    attempt.save(update_fields=["reflection", "reflected_at"])
    return attempt
