"""The demonstration's attempts, made step by step through the actions that the pages use."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from cases.actions.assigning import assign_case
from cases.actions.attempts import (
    SentStep,
    save_step,
    self_mark_answer,
    start_attempt,
    submit_attempt,
    write_reflection,
)
from cases.content.demo_attempts import DEMO_ASSIGNMENTS, DEMO_ATTEMPTS, DemoAttempt
from cases.domain.questions import QuestionAnswer, read_answer
from cases.domain.teaching import LESIONS, OF_LESIONS, TeachingStep, fact_at, without_diagnoses
from cases.domain.teaching import TeachingContent as Content
from cases.models import Assignee, Attempt, TeachingCase
from cases.queries.teaching import teaching_case_in
from guidance.domain.vocabulary import VOCABULARY, Value
from kidmet_site.accounts.models import User


@transaction.atomic
def load_demo_attempts(*, people: Mapping[str, User], educator: User | None, now: datetime) -> int:
    """Make those that are not there; `people` are residents by their name. Returns how many were made."""
    cases = {
        case.slug: case for case in TeachingCase.objects.select_related("latest__teaching_case__library")
    }
    for name, slug, days in DEMO_ASSIGNMENTS:
        person, case = people.get(name), cases.get(slug)
        if (
            person
            and case
            and not Assignee.objects.filter(person=person, assignment__cases__teaching_case=case).exists()
        ):
            due = (now + timedelta(days=days)).date()
            assign_case(teaching_case=case, resident=person, by=educator, now=now, due_on=due)
    made = 0
    for demo in DEMO_ATTEMPTS:
        person, case = people.get(demo.resident), cases.get(demo.case)
        if person and case and not Attempt.objects.filter(resident=person, teaching_case=case).exists():
            _make(demo, case, person, now)
            made += 1
    return made


def _make(demo: DemoAttempt, case: TeachingCase, person: User, now: datetime) -> None:
    begun = now - timedelta(days=demo.days_ago)
    attempt = start_attempt(teaching_case=case, by=person, now=begun)
    content = teaching_case_in(attempt.version)
    steps = content.steps if demo.steps is None else content.steps[: demo.steps]
    entered = {**content.key.record, **demo.entered}
    for place, step in enumerate(steps):
        at = begun + timedelta(minutes=demo.minutes * (place + 1) / (len(content.steps) + 1))
        save_step(
            attempt=attempt,
            step_key=step.key,
            sent=SentStep(attempt.saved, chapters_at(step, entered), _answers(demo, step)),
            by=person,
            now=at,
            commit=True,
        )
    if demo.steps is None:
        _finish(demo, attempt, content, person, begun + timedelta(minutes=demo.minutes))


def _answers(demo: DemoAttempt, step: TeachingStep) -> dict[str, QuestionAnswer | None]:
    """The expert's where it has none of its own."""
    return {
        each.key: read_answer(each, demo.answers.get(each.key, each.expert_answer()))
        for each in step.questions
    }


def _finish(demo: DemoAttempt, attempt: Attempt, content: Content, person: User, at: datetime) -> None:
    submit_attempt(attempt=attempt, by=person, now=at)
    for question in content.questions:
        if question.points_to_tick:
            held = list(range(min(demo.self_points, len(question.points_to_tick))))
            self_mark_answer(attempt=attempt, question=question.key, points=held, by=person, now=at)
    if demo.reflection:
        write_reflection(attempt=attempt, text=demo.reflection, by=person, now=at)


def chapters_at(
    step: TeachingStep, entered: Mapping[str, Value | None]
) -> dict[str, dict[str, Value | None]]:
    """What a resident who entered this would send for the chapters of a step."""
    asked = {fact_at(address) for address in step.asked}
    known = {key: entered[key] for key in VOCABULARY if key in asked and key in entered}
    if LESIONS in known and OF_LESIONS not in step.asked:
        known[LESIONS] = without_diagnoses(known[LESIONS])
    return {
        chapter: {key: value for key, value in known.items() if VOCABULARY[key].chapter == chapter}
        for chapter in step.chapters
    }
