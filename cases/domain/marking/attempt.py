"""All marks of an attempt."""

from __future__ import annotations

from collections.abc import Mapping

from cases.domain.known import Recorded
from cases.domain.teaching import TeachingCase

from .answers import Answer
from .facts import mark_fact
from .mark import Mark
from .questions import mark_question


def mark_attempt(case: TeachingCase, recorded: Recorded, answers: Mapping[str, Answer]) -> tuple[Mark, ...]:
    """Every mark in the order of the steps, at each step the facts before the questions.

    `recorded` are the stored values that the resident entered, `answers` theirs by the key of the question.
    A fact that the key does not name is not marked, whatever was entered for it.
    """
    marks = [mark for key in case.key.marks for mark in mark_fact(case, key, recorded)]
    marks += [
        mark_question(question, answers.get(question.key), case.step_of_question[question.key])
        for question in case.questions
    ]
    place = {step.key: number for number, step in enumerate(case.steps)}
    return tuple(sorted(marks, key=lambda mark: place.get(mark.step, len(place))))
