"""Attempts, always of the person who asks."""

from collections.abc import Mapping
from dataclasses import fields
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.domain.assigning import DebriefOpens, Purpose
from cases.domain.known import Recorded
from cases.domain.marks import AttemptMark, MarkLine
from cases.domain.questions import AnswerError, QuestionAnswer, read_answer
from cases.domain.teaching import Standing, standing
from cases.domain.teaching import TeachingContent as Content
from cases.models import (
    AssignedCase,
    Assignee,
    Attempt,
    CommittedStep,
    GivenAnswer,
    Library,
    Mark,
    Remarking,
    SelfMark,
    TeachingCase,
    TeachingCaseVersion,
)
from cases.queries.withheld import waiting
from guidance.domain.vocabulary import VOCABULARY, Value
from guidance.models.kept_sql import KeptSelect, made_of
from kidmet_site.accounts.models import User

_LOADED: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    path: (model, tuple(each.attname for each in model._meta.concrete_fields if each.attname != "document"))
    for path, model in {
        "": Attempt,
        "version__": TeachingCaseVersion,
        "version__teaching_case__": TeachingCase,
        "version__teaching_case__library__": Library,
    }.items()
}
"""What every page of an attempt needs: a version's document is large, and read once a worker."""
MARKED_BY_TEACHERS = Q(assignment__purpose=Purpose.COUNTING, assignment__cohort__isnull=False)
"""Of an assigned case: its short texts are."""
APPLIED = Remarking.objects.filter(applied_at__isnull=False)
of_its_case = Q(assignment__cases__teaching_case=OuterRef("teaching_case"))
_attempt_of_user = KeptSelect(
    lambda user, pk: (
        Attempt.objects.filter(resident_id=user, pk=pk)
        .order_by()
        .values_list(
            *(path + name for path, (_, columns) in _LOADED.items() for name in columns),
            Exists(waiting(OuterRef("resident")).filter(of_its_case)),
            Exists(AssignedCase.objects.filter(MARKED_BY_TEACHERS, pk=OuterRef("assigned_case"))),
            Exists(
                Remarking.objects.filter(teaching_case=OuterRef("teaching_case"), applied_at__isnull=False)
            ),
        )
    ),
    numbers=2,
)
_answers_of_attempt = KeptSelect(
    lambda pk: GivenAnswer.objects.filter(attempt_id=pk).values_list("question", "answer")
)


def attempt_for(user: User, pk: int) -> Attempt:
    """One of the person's own attempts, with its version. Raises Attempt.DoesNotExist, for another's as for
    none."""
    rows = _attempt_of_user.rows(user.pk, pk)
    if not rows:
        raise Attempt.DoesNotExist
    row, rows_of = iter(rows[0][:-3]), []
    for model, columns in _LOADED.values():
        rows_of.append(made_of(model, columns, islice(row, len(columns))))
    attempt, version, case, library = rows_of
    attempt.version, version.teaching_case, case.library = version, case, library
    attempt.may_wait, attempt.teachers_mark, attempt.may_be_corrected = map(bool, rows[0][-3:])
    return attempt


def open_attempt(user: User, case: TeachingCase, assigned_case: AssignedCase | None = None) -> Attempt | None:
    """The one in free practice, or for what is assigned."""
    going = Attempt.objects.filter(resident=user, teaching_case=case, submitted_at__isnull=True)
    return going.filter(is_trial=False, assigned_case=assigned_case).first()


def attempts_done_at(user: User, case: TeachingCase) -> QuerySet[Attempt]:
    """The person's submitted attempts at a case, the newest first."""
    done = Attempt.objects.filter(
        resident=user, teaching_case=case, submitted_at__isnull=False, is_trial=False
    )
    return done.select_related("version").defer("version__document", "difference")


def given_answers(attempt: Attempt, content: Content) -> dict[str, QuestionAnswer]:
    """The answers by question. One that its question can no longer hold is left out, never guessed."""
    found: dict[str, QuestionAnswer] = {}
    for key, given in _answers_of_attempt.rows(attempt.pk):
        question = content.question_by_key.get(key)
        if question is None:
            continue
        try:
            answer = read_answer(question, given)
        except AnswerError:
            continue
        if answer is not None:
            found[key] = answer
    return found


def standing_of(attempt: Attempt, content: Content, recorded: Recorded) -> Standing:
    """What counts of what was entered. Of a case that gives nothing it asks the database nothing."""
    if not content.gives:
        return standing(content, recorded, {})
    committed = {row.key: entered_at(row) for row in attempt.committed.all()}
    return standing(content, recorded, committed)


def committed_step(attempt: Attempt, key: str) -> CommittedStep | None:
    """With `answers_wait`: whether it was assigned so that what the expert says waits for the debrief."""
    return attempt.committed.filter(key=key).annotate(answers_wait=Exists(_so_assigned(attempt))).first()


def is_still_asked(attempt: Attempt) -> bool:
    """Whether what an attempt is handed in for is its writer's to work: not once they left the cohort."""
    rows = Assignee.objects.filter(assignment__cases=attempt.assigned_case_id or 0, removed_at=None)
    return rows.filter(person=attempt.resident_id).exists()


def has_left(attempt: Attempt) -> bool:
    """Whether its writer left the cohort since; no query for practice."""
    return attempt.assigned_case_id is not None and not is_still_asked(attempt)


def is_assigned_to_wait(attempt: Attempt) -> bool:
    return _so_assigned(attempt).exists()


def _so_assigned(attempt: Attempt) -> QuerySet[Assignee]:
    """Where the debrief itself comes later, the answers wait for good: in a second attempt as well.

    Where the case counts they wait in practice, until it is handed in.
    """
    made = Attempt.objects.filter(
        resident=attempt.resident_id,
        assigned_case__assignment=OuterRef("assignment"),
        assigned_case__teaching_case=attempt.teaching_case_id,
    )
    counting = Q(assignment__purpose=Purpose.COUNTING, assignment__debrief_opened_at=None)
    waits = Q(assignment__answers_wait=True) | ~Q(assignment__debrief=DebriefOpens.AT_ONCE)
    waits |= counting & Q(~Exists(made.filter(Q(submitted_at__isnull=False) | Q(pk=attempt.pk))))
    return Assignee.objects.filter(
        waits, person=attempt.resident_id, assignment__cases__teaching_case=attempt.teaching_case_id
    )


def entered_at(step: CommittedStep) -> dict[str, Value]:
    return {key: VOCABULARY[key].clean(value) for key, value in step.entered.items()}


def marks_of(attempt: Attempt) -> tuple[AttemptMark, ...]:
    """The marks that stand, with short texts as their writer marked them where no educator does."""
    rows = list(Mark.objects.filter(attempt=attempt))
    own = {} if is_marked_by_teachers(attempt) else self_marks_of(attempt)
    return tuple(_marked(row, own.get(row.key)) for row in rows)


def is_marked_by_teachers(attempt: Attempt) -> bool:
    """Whether its short texts are: then what their writer ticks counts nowhere."""
    if attempt.assigned_case_id is None:
        return False
    if attempt.teachers_mark is None:
        asked = AssignedCase.objects.filter(MARKED_BY_TEACHERS, pk=attempt.assigned_case_id)
        attempt.teachers_mark = asked.exists()
    return attempt.teachers_mark


def self_marks_of(attempt: Attempt) -> dict[str, SelfMark]:
    return {row.question: row for row in attempt.self_marks.all()}


def ticked_by_writer(attempt: Attempt) -> dict[str, tuple[int, ...]]:
    """For themselves, where educators mark: the places of points by question. No query in practice."""
    if not is_marked_by_teachers(attempt):
        return {}
    return {key: tuple(each.points) for key, each in self_marks_of(attempt).items()}


def _marked(row: Mark, own: SelfMark | None) -> AttemptMark:
    lines = tuple(MarkLine(**line) for line in row.lines)
    credit = row.credit
    if own is not None:
        credit = own.credit if credit is None else credit
        lines = tuple(
            MarkLine(line.text, "right" if place in own.points else "missing")
            for place, line in enumerate(lines)
        )
    held: dict[str, Any] = {each.name: getattr(row, each.name) for each in fields(AttemptMark)}
    listed = {"lines": lines, "statements": tuple(row.statements), "notes": tuple(row.notes)}
    return AttemptMark(**{**held, **listed, "credit": credit})
