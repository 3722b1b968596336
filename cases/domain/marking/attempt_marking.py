"""All marks of an attempt."""

from collections.abc import Mapping

from cases.domain.known import Recorded
from cases.domain.marks import QUESTION, AttemptMark
from cases.domain.questions import AnyQuestion, QuestionAnswer
from cases.domain.teaching import TeachingContent

from .fact_marking import mark_fact


def mark_attempt(
    case: TeachingContent,
    recorded: Recorded,
    answers: Mapping[str, QuestionAnswer],
    then: Mapping[str, Recorded] | None = None,
) -> tuple[AttemptMark, ...]:
    """Every mark in the order of the steps, at each step the facts before the questions.

    `recorded` are the stored values that the resident entered, `answers` theirs by the key of the question;
    `then` is the record as each step closed, where something was given later in its place.
    A fact that the key does not name is not marked, whatever was entered for it.
    """
    closed = then or {}
    marks = [
        mark
        for key in case.key.marks
        for mark in mark_fact(case, key, recorded, closed.get(case.step_of_mark(key)))
    ]
    marks += [
        mark_question(question, answers.get(question.key), case.step_of_question[question.key])
        for question in case.questions
    ]
    place = {step.key: number for number, step in enumerate(case.steps)}
    return tuple(sorted(marks, key=lambda mark: place.get(mark.step, len(place))))


def mark_question(question: AnyQuestion, answer: QuestionAnswer | None, step: str) -> AttemptMark:
    """The mark of one question. Without an answer it earns nothing and still says what was expected."""
    earned = question.mark_answer(answer)
    return AttemptMark(
        subject=QUESTION,
        key=question.key,
        label=question.label,
        kind=question.family,
        step=step,
        domain=question.domain,
        objective=question.objective,
        weight=question.weight,
        credit=earned.credit,
        entered=earned.entered,
        expected=earned.expected,
        why=earned.why if earned.entered else "Not answered.",
        lines=earned.lines,
        statements=question.statements,
        notes=question.notes,
        source=question.source,
    )
