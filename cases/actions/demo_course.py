"""The demonstration's courses, made act by act through the actions that the pages use.

A worker takes the acts one after the other, each in the transaction that counts it: one that is killed goes
on where it was, and makes nothing twice. What a visitor has undone meanwhile is passed over.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from cases.actions.assigning import AssigningRefused, CaseTerms, extend, make_assignment, open_debrief
from cases.actions.attempts import (
    AttemptRefused,
    SentStep,
    save_step,
    self_mark_answer,
    start_assigned,
    submit_attempt,
)
from cases.actions.cohorts import CohortRefused, begin_cohort, grant, join_cohort
from cases.actions.demo import chapters_at
from cases.actions.feedback import FeedbackRefused, answer_feedback, give_feedback
from cases.actions.marking import MarkingRefused, answer_second_look, ask_second_look, override_mark
from cases.actions.time_requests import ask_for_time
from cases.content.demo_course import (
    ABILITY,
    COHORTS,
    DemoAssignment,
    DemoCohort,
    DemoFeedback,
    DemoLook,
    DemoOverride,
)
from cases.content.demo_errors import LEARNED_EACH, demo_sureness, demo_work
from cases.domain.assigning import Purpose
from cases.domain.questions import read_answer
from cases.domain.teaching import TeachingContent
from cases.models import Assignment, Attempt, Cohort, Mark, TeachingCase
from cases.queries.assigned import work_for
from cases.queries.attempts import attempt_for
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from kidmet_site.accounts.models import User

REFUSED = (
    AssigningRefused,
    AttemptRefused,
    CohortRefused,
    FeedbackRefused,
    MarkingRefused,
    PermissionError,
    ObjectDoesNotExist,
)
"""What an act meets where a visitor was at it before, or a case is retired."""

NOT_MADE = 0


@dataclass(frozen=True)
class DemoCourse:
    """What acts are done with: people by their name, and the numbers of what was `made` by its key."""

    people: Mapping[str, User]
    educator: User
    at: datetime
    made: MutableMapping[str, int]

    def when(self, days: float) -> datetime:
        """So many days before the courses are made."""
        return self.at - timedelta(days=days)

    def cohort(self, cohort: DemoCohort) -> Cohort:
        return Cohort.objects.get(pk=self.made.get(cohort.key, NOT_MADE))

    def assignment(self, assignment: DemoAssignment) -> Assignment:
        return Assignment.objects.select_related("cohort").get(pk=self.made.get(assignment.key, NOT_MADE))


CourseAct = Callable[[DemoCourse], object]


def demo_acts() -> tuple[CourseAct, ...]:
    """All of them, in their order; further ones come at the end of what they are about."""
    return tuple(act for cohort in COHORTS for act in _acts_of(cohort))


def do_act(act: CourseAct, course: DemoCourse) -> bool:
    """Whether it was done; False where something is not there or not allowed any more."""
    try:
        with transaction.atomic():
            act(course)
    except REFUSED:
        return False
    return True


def _acts_of(cohort: DemoCohort) -> Iterator[CourseAct]:
    yield partial(_begin, cohort)
    yield from (partial(_join, cohort, name) for name in cohort.residents)
    yield from (partial(_grant, cohort, name) for name in cohort.accommodations)
    for before, assignment in enumerate(cohort.assignments):
        yield partial(_assign, cohort, assignment)
        yield from (partial(_extend, assignment, each) for each in assignment.extensions)
        for name in cohort.residents:
            yield from _attempts(assignment, name, before)
        if assignment.debrief_by_hand is not None:
            yield partial(_open_debrief, assignment)
        yield from (partial(_override, assignment, each) for each in assignment.overrides)
        yield from (partial(_look, assignment, each) for each in assignment.looks)
        yield from (partial(_feedback, assignment, each) for each in assignment.feedback)
        yield from (partial(_ask_for_time, assignment, name) for name in assignment.time_requests)


# The cohort


def _begin(cohort: DemoCohort, course: DemoCourse) -> None:
    made = begin_cohort(
        title=cohort.title,
        summary=cohort.summary,
        hides_names=cohort.hides_names,
        by=course.educator,
        now=course.when(cohort.begun),
    )
    course.made[cohort.key] = made.pk


def _join(cohort: DemoCohort, name: str, course: DemoCourse) -> None:
    join_cohort(code=course.cohort(cohort).code, by=course.people[name], now=course.when(cohort.begun - 1))


def _grant(cohort: DemoCohort, name: str, course: DemoCourse) -> None:
    factor, days = cohort.accommodations[name]
    grant(
        member=course.cohort(cohort).members.select_related("cohort").get(person=course.people[name]),
        time_factor=Decimal(factor),
        extra_days=days,
        by=course.educator,
        now=course.when(cohort.begun - 2),
    )


# What is assigned


def _assign(cohort: DemoCohort, assignment: DemoAssignment, course: DemoCourse) -> None:
    cases = TeachingCase.objects.select_related("library", "latest__teaching_case__library")
    by_slug = {case.slug: case for case in cases.filter(slug__in=assignment.cases)}
    terms = {
        "title": assignment.title,
        "instructions": assignment.instructions,
        "opens_at": course.when(assignment.opens),
        "due_at": course.when(assignment.due),
        **assignment.terms,
    }
    made = make_assignment(
        cohort=course.cohort(cohort),
        cases=[CaseTerms(by_slug[slug]) for slug in assignment.cases if slug in by_slug],
        terms=terms,
        by=course.educator,
        now=course.when(assignment.opens + 1),
    )
    course.made[assignment.key] = made.pk


def _extend(assignment: DemoAssignment, given: Any, course: DemoCourse) -> None:
    held = course.assignment(assignment)
    extend(
        assignee=held.assignees.select_related("assignment__cohort").get(
            person=course.people[given.resident]
        ),
        due_at=course.when(given.until),
        minutes=given.minutes,
        reason=given.reason,
        by=course.educator,
        now=course.when(assignment.opens),
    )


def _open_debrief(assignment: DemoAssignment, course: DemoCourse) -> None:
    days = assignment.debrief_by_hand or 0.0
    open_debrief(assignment=course.assignment(assignment), by=course.educator, now=course.when(days))


# What residents make of it


def _attempts(assignment: DemoAssignment, name: str, before: int) -> Iterator[CourseAct]:
    """One for each case and attempt; a second attempt is made a day after the first."""
    if name in assignment.not_begun:
        return
    begun = _begun(assignment, name)
    for place, slug in enumerate(assignment.cases):
        for number in (1, 2) if name in assignment.again else (1,):
            at = begun - place / 3 - (number - 1)
            yield partial(_attempt, assignment, name, slug, at, number, before)


def _begun(assignment: DemoAssignment, name: str) -> float:
    """The day before the courses are made; from the opening to two days before it is due, by their lot."""
    chance = Random(f"{assignment.key} {name}")  # nothing to guard
    if name in assignment.late:
        return assignment.due - assignment.late[name]
    last = max(assignment.due + 2.2, 0.4)
    return chance.uniform(last, max(assignment.opens - 0.2, last))


def _attempt(
    assignment: DemoAssignment,
    name: str,
    slug: str,
    days: float,
    number: int,
    before: int,
    course: DemoCourse,
) -> None:
    person, begun = course.people[name], course.when(days)
    work = work_for(person, course.assignment(assignment).pk, begun)
    case = next((each for each in work.cases if each.case.teaching_case.slug == slug), None) if work else None
    if work is None or case is None:
        return  # was not drawn for them
    started = start_assigned(work=work, case=case, by=person, now=begun, timed=False)
    attempt = attempt_for(person, started.pk)
    content = teaching_case_in(attempt.version)
    chance = Random(f"{name} {slug} {number}")  # nothing to guard
    most = 0.95 * (case.minutes or 90)
    minutes = min(most, content.minutes * chance.uniform(0.6, 1.5))
    ability = ABILITY[name] + LEARNED_EACH * (before + number - 1)
    end = assignment.out_of_time.get(name, assignment.under_way.get(name, len(content.steps)))
    _commit(attempt, content, name, ability, number, begun, minutes, end, person)
    if name in assignment.out_of_time:
        minutes = (case.minutes or 90) + 1
    elif name in assignment.under_way:
        return
    _hand_in(attempt, content, ability, person, begun + timedelta(minutes=minutes), work.assignment)


def _commit(
    attempt: Attempt,
    content: TeachingContent,
    name: str,
    ability: float,
    number: int,
    begun: datetime,
    minutes: float,
    end: int,
    person: User,
) -> None:
    made = demo_work(content, name, ability, number)
    entered = {**content.key.record, **made.entered}
    for place, step in enumerate(content.steps[:end], start=1):
        save_step(
            attempt=attempt,
            step_key=step.key,
            sent=SentStep(
                saved=attempt.saved,
                chapters=chapters_at(step, entered),
                answers={each.key: read_answer(each, made.answers[each.key]) for each in step.questions},
                sureness=demo_sureness(content, step, made, name) if attempt.asks_sureness else {},
            ),
            by=person,
            now=begun + timedelta(minutes=minutes * place / (len(content.steps) + 1)),
            commit=True,
        )


def _hand_in(
    attempt: Attempt,
    content: TeachingContent,
    ability: float,
    person: User,
    at: datetime,
    assignment: Assignment,
) -> None:
    """With the ticks at short texts, where those are the writer's own."""
    submit_attempt(attempt=attempt, by=person, now=at)
    if assignment.purpose != Purpose.PRACTICE or is_withheld(attempt, at):
        return
    for question in content.questions:
        if count := len(question.points_to_tick):
            held = list(range(max(1, min(count, round(count * (0.55 + 0.25 * ability))))))
            self_mark_answer(attempt=attempt, question=question.key, points=held, by=person, now=at)


# Marks


def _attempt_of(assignment: DemoAssignment, resident: str, course: DemoCourse) -> Attempt:
    made = Attempt.objects.filter(
        assigned_case__assignment=course.assignment(assignment), resident=course.people[resident]
    )
    return made.exclude(submitted_at=None).earliest("submitted_at")


def _override(assignment: DemoAssignment, given: DemoOverride, course: DemoCourse) -> None:
    attempt = _attempt_of(assignment, given.resident, course)
    override_mark(
        mark=Mark.objects.get(attempt=attempt, key=given.fact),
        credit=given.credit,
        reason=given.reason,
        by=course.educator,
        now=course.when(assignment.due - 1),
    )


def _look(assignment: DemoAssignment, asked: DemoLook, course: DemoCourse) -> None:
    attempt = _attempt_of(assignment, asked.resident, course)
    mark = Mark.objects.filter(attempt=attempt, credit=0).earliest("position")
    person, at = course.people[asked.resident], course.when(assignment.due - 3)
    look = ask_second_look(mark=mark, reason=asked.reason, by=person, now=at)
    if asked.answer:
        answer_second_look(
            look=look,
            mark=mark,
            answer=asked.answer,
            credit=asked.credit,
            by=course.educator,
            now=course.when(assignment.due - 4),
        )


def _feedback(assignment: DemoAssignment, given: DemoFeedback, course: DemoCourse) -> None:
    attempt = _attempt_of(assignment, given.resident, course)
    give_feedback(
        attempt=attempt,
        step="",
        text=given.text,
        seen_last=0,
        by=course.educator,
        now=course.when(assignment.due - 2),
    )
    if given.answer:
        answer_feedback(
            attempt=attempt,
            step="",
            text=given.answer,
            seen_last=attempt.feedback.latest("pk").pk,
            by=course.people[given.resident],
            now=course.when(assignment.due - 3),
        )


def _ask_for_time(assignment: DemoAssignment, name: str, course: DemoCourse) -> None:
    ask_for_time(
        assignment=course.assignment(assignment),
        reason=assignment.time_requests[name],
        by=course.people[name],
        now=course.when(0.2),
    )
