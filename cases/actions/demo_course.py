"""The demonstration's courses, made act by act through the actions that the pages use.

A worker takes the acts one after the other, each in the transaction that counts it: one that is killed goes
on where it was, and makes nothing twice. What a visitor has undone meanwhile is passed over.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from cases.actions.assigning import CaseTerms, extend, make_assignment, open_debrief
from cases.actions.attempts import SentStep, save_step, self_mark_answer, start_assigned, submit_attempt
from cases.actions.cohorts import begin_cohort, grant, join_cohort
from cases.actions.demo import chapters_at
from cases.actions.demo_acting import CourseAct, DemoCourse, ability_of, known_of
from cases.actions.demo_correcting import copy_case, correct_copy, is_counted, mark_anew, pull_copy
from cases.actions.demo_marks import ask_more_time, look_again, mark_texts, put_right, say
from cases.content.demo_course import COHORTS
from cases.content.demo_errors import DemoWork, demo_sureness, demo_work
from cases.content.demo_plan import DemoAssignment, DemoCohort
from cases.domain.assigning import Purpose
from cases.domain.questions import read_answer
from cases.domain.teaching import TeachingContent
from cases.models import Accommodation, Assignment, Attempt, Extension
from cases.queries.assigned import work_for
from cases.queries.attempts import attempt_for
from cases.queries.teaching import teaching_case_in
from cases.queries.withheld import is_withheld
from kidmet_site.accounts.models import User


def demo_acts() -> tuple[CourseAct, ...]:
    """All of them, in their order."""
    return tuple(act for cohort in COHORTS for act in _acts_of(cohort))


def _acts_of(cohort: DemoCohort) -> Iterator[CourseAct]:
    yield CourseAct(partial(_begin, cohort))
    yield from (CourseAct(partial(_join, cohort, name)) for name in cohort.residents)
    yield from (CourseAct(partial(_grant, cohort, name)) for name in cohort.accommodations)
    for before, assignment in enumerate(cohort.assignments):
        if copy := assignment.copy:
            yield CourseAct(partial(copy_case, copy))
        yield CourseAct(partial(_assign, cohort, assignment))
        yield from (CourseAct(partial(_extend, assignment, each)) for each in assignment.extensions)
        for name in cohort.residents:
            yield from _attempts(assignment, name, before)
        yield from _afterwards(assignment, before)


def _afterwards(assignment: DemoAssignment, before: int) -> Iterator[CourseAct]:
    """What is made of what was handed in."""
    if assignment.debrief_by_hand is not None:
        yield CourseAct(partial(_open_debrief, assignment))
    yield from (CourseAct(partial(put_right, assignment, each)) for each in assignment.overrides)
    yield from (CourseAct(partial(look_again, assignment, each)) for each in assignment.looks)
    yield from (CourseAct(partial(say, assignment, each)) for each in assignment.feedback)
    yield from (CourseAct(partial(ask_more_time, assignment, name)) for name in assignment.time_requests)
    if assignment.texts_marked:
        yield CourseAct(partial(mark_texts, assignment, before))
    if copy := assignment.copy:
        yield CourseAct(partial(pull_copy, copy))
        yield CourseAct(partial(correct_copy, copy))
        yield CourseAct(partial(mark_anew, copy), partial(is_counted, copy))


# The cohort


def _begin(cohort: DemoCohort, course: DemoCourse) -> None:
    if cohort.key in course.made:
        return
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
    member = course.cohort(cohort).members.select_related("cohort").get(person=course.people[name])
    if Accommodation.objects.filter(member=member).exists():
        return
    grant(
        member=member,
        time_factor=Decimal(factor),
        extra_days=days,
        by=course.educator,
        now=course.when(cohort.begun - 2),
    )


# What is assigned


def _assign(cohort: DemoCohort, assignment: DemoAssignment, course: DemoCourse) -> None:
    if assignment.key in course.made:
        return
    terms = {
        "title": assignment.title,
        "instructions": assignment.instructions,
        "opens_at": course.when(assignment.opens),
        "due_at": course.when(assignment.due),
        **assignment.terms,
    }
    made = make_assignment(
        cohort=course.cohort(cohort),
        cases=[CaseTerms(course.case(key)) for key in assignment.cases],
        terms=terms,
        by=course.educator,
        now=course.when(assignment.opens + 1),
    )
    course.made[assignment.key] = made.pk


def _extend(assignment: DemoAssignment, given: Any, course: DemoCourse) -> None:
    rows = course.assignment(assignment).assignees.select_related("assignment__cohort")
    assignee = rows.get(person=course.people[given.resident])
    if Extension.objects.filter(assignee=assignee).exists():
        return
    extend(
        assignee=assignee,
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
    for place, key in enumerate(assignment.cases):
        for number in (1, 2) if name in assignment.again else (1,):
            at = begun - place / 3 - (number - 1)
            yield CourseAct(partial(_attempt, assignment, name, key, at, number, before))


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
    key: str,
    days: float,
    number: int,
    before: int,
    course: DemoCourse,
) -> None:
    person, begun = course.people[name], course.when(days)
    work = work_for(person, course.assignment(assignment).pk, begun)
    asked = course.case(key).pk
    case = next((each for each in work.cases if each.case.teaching_case_id == asked), None) if work else None
    if work is None or case is None or len(case.attempts) >= number:
        return  # was not drawn for them, or is made
    started = start_assigned(work=work, case=case, by=person, now=begun, timed=False)
    attempt = attempt_for(person, started.pk)
    content = teaching_case_in(attempt.version)
    known = known_of(content, course)
    chance = Random(f"{name} {known.slug} {number}")  # nothing to guard
    most = 0.95 * (case.minutes or 90)
    minutes = min(most, content.minutes * chance.uniform(0.6, 1.5))
    made = demo_work(known, name, ability_of(name, before, number), number)
    end = assignment.out_of_time.get(name, assignment.under_way.get(name, len(content.steps)))
    _commit(attempt, known, made, name, begun, minutes, end, person)
    if name in assignment.out_of_time:
        minutes = (case.minutes or 90) + 1
    elif name in assignment.under_way:
        return
    _hand_in(attempt, made, person, begun + timedelta(minutes=minutes), work.assignment)


def _commit(
    attempt: Attempt,
    known: TeachingContent,
    made: DemoWork,
    name: str,
    begun: datetime,
    minutes: float,
    end: int,
    person: User,
) -> None:
    entered = {**known.key.record, **made.entered}
    steps = teaching_case_in(attempt.version).steps
    for place, step in enumerate(steps[:end], start=1):
        save_step(
            attempt=attempt,
            step_key=step.key,
            sent=SentStep(
                saved=attempt.saved,
                chapters=chapters_at(step, entered),
                answers={each.key: read_answer(each, made.answers[each.key]) for each in step.questions},
                sureness=demo_sureness(known, step, made, name) if attempt.asks_sureness else {},
            ),
            by=person,
            now=begun + timedelta(minutes=minutes * place / (len(steps) + 1)),
            commit=True,
        )


def _hand_in(attempt: Attempt, made: DemoWork, person: User, at: datetime, assignment: Assignment) -> None:
    """With the ticks at short texts, where those are the writer's own."""
    submit_attempt(attempt=attempt, by=person, now=at)
    if assignment.purpose != Purpose.PRACTICE or is_withheld(attempt, at):
        return
    for question, points in made.points.items():
        self_mark_answer(attempt=attempt, question=question, points=list(points), by=person, now=at)
