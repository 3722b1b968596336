"""Who is where at an assigned case while it is worked, and what was committed at its steps.

Pages ask this of everybody every few seconds: so it is plain rows, and as many queries for 5,000 people.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from cases.domain.questions import AnswerError, QuestionAnswer, read_answer
from cases.domain.teaching import TeachingContent, TeachingStep
from cases.models import AssignedCase, Assignee, Attempt, CohortMember, CommittedStep, GivenAnswer
from cases.queries.cohorts import numbered
from cases.queries.windows import granted, window_of
from kidmet_site.accounts.holdings import REMOVED


class LiveAttempt(NamedTuple):
    """The newest attempt of a person at the case: an open one where there is one."""

    pk: int
    resident_id: int
    version_id: int
    step: int
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    moved_at: datetime | None
    """When its last step was committed."""


@dataclass(frozen=True)
class Whereabouts:
    """One person who is to work the case, under the name that the cohort's teachers may see."""

    assignee: int
    person: int
    name: str
    number: int
    """Where names are hidden, else 0."""
    attempt: LiveAttempt | None
    done: int
    """How many attempts they handed in."""
    can_begin: bool

    def is_working(self, now: datetime) -> bool:
        """Whether an attempt is open in which something can be entered yet."""
        found = self.attempt
        if found is None or found.submitted_at is not None:
            return False
        return found.deadline_at is None or found.deadline_at >= now

    @property
    def since(self) -> datetime | None:
        """When they last moved on."""
        found = self.attempt
        return found and (found.submitted_at or found.moved_at or found.started_at)


def whereabouts(case: AssignedCase, now: datetime) -> list[Whereabouts]:
    """Of everybody who is to work the case; three queries."""
    numbers = _numbers(case)
    attempts = _attempts(case)
    rows: Any = granted(Assignee.objects.filter(assignment=case.assignment_id, removed_at=None))
    rows = rows.annotate(extended_to=Max("extensions__due_at")).order_by("pk")
    asked = ("pk", "person_id", "drawn", "extra_days", "extended_to")
    named = ("person__display_name", "person__email")
    return [
        Whereabouts(
            assignee=row.pk,
            person=row.person_id,
            name=_name(case, row, numbers),
            number=numbers.get(row.person_id, 0),
            attempt=_newest(held),
            done=sum(each.submitted_at is not None for each in held),
            can_begin=not held and _can_begin(case, row, now),
        )
        for row in rows.values_list(*asked, *named, named=True)
        if row.drawn is None or case.pk in row.drawn
        for held in [attempts.get(row.person_id, [])]
    ]


def _numbers(case: AssignedCase) -> Mapping[int, int]:
    cohort = case.assignment.cohort
    if cohort is None or not cohort.hides_names:
        return {}
    return dict(CohortMember.objects.filter(cohort=cohort).values_list("person", "number"))


def _name(case: AssignedCase, row: Any, numbers: Mapping[int, int]) -> str:
    cohort = case.assignment.cohort
    if cohort is not None and cohort.hides_names:
        return numbered(numbers.get(row.person_id))
    return row.person__display_name or row.person__email


def _attempts(case: AssignedCase) -> Mapping[int, list[LiveAttempt]]:
    """By person, the oldest first."""
    last = CommittedStep.objects.filter(attempt=OuterRef("pk")).order_by("-place").values("committed_at")
    rows = Attempt.objects.filter(assigned_case=case, is_trial=False).annotate(moved_at=Subquery(last[:1]))
    held: dict[int, list[LiveAttempt]] = {}
    for row in rows.order_by("started_at", "pk").values_list(*LiveAttempt._fields):
        held.setdefault(row[1], []).append(LiveAttempt(*row))
    return held


def _newest(held: list[LiveAttempt]) -> LiveAttempt | None:
    under_way = [each for each in held if each.submitted_at is None]
    return (under_way or held)[-1] if held else None


def _can_begin(case: AssignedCase, row: Any, now: datetime) -> bool:
    assignment = case.assignment
    if assignment.is_archived:
        return False
    window = window_of(assignment, row.extra_days or 0, row.extended_to)
    return not window.is_over(now)


# What was committed


@dataclass(frozen=True)
class Committed:
    """What one person had entered and answered as they committed a step."""

    attempt: int
    person: int
    committed_at: datetime
    entered: Mapping[str, Any]
    answers: dict[str, QuestionAnswer] = field(default_factory=dict)


def committed_at(case: AssignedCase, content: TeachingContent, step: TeachingStep) -> list[Committed]:
    """Of each who is to work it the newest attempt that committed the step, the first to commit first.

    Attempts at the version of the assignment alone; two queries.
    """
    asked = ("attempt_id", "attempt__resident_id", "committed_at", "entered")
    rows = _committed(case).filter(key=step.key).order_by("attempt").values_list(*asked)
    newest = {row[1]: Committed(*row) for row in rows}
    found = sorted(newest.values(), key=lambda each: (each.committed_at, each.attempt))
    _read_answers(case, content, step, {each.attempt: each for each in found})
    return found


def committed_counts(case: AssignedCase) -> Mapping[str, int]:
    """How many people committed each step, by its key."""
    rows = _committed(case).order_by().values_list("key")
    return dict(rows.annotate(people=Count("attempt__resident", distinct=True)))


def people_past(case: AssignedCase, step: TeachingStep) -> frozenset[int]:
    """Who of those committed the step, by number; nothing is read of what they entered."""
    return frozenset(
        _committed(case).filter(key=step.key).order_by().values_list("attempt__resident", flat=True)
    )


def _committed(case: AssignedCase) -> QuerySet[CommittedStep]:
    standing = Assignee.objects.filter(assignment=case.assignment_id, removed_at=None)
    return CommittedStep.objects.filter(_at(case), attempt__resident__in=standing.values("person"))


def _at(case: AssignedCase) -> Q:
    return Q(attempt__assigned_case=case, attempt__version=case.version_id, attempt__is_trial=False)


def _read_answers(
    case: AssignedCase, content: TeachingContent, step: TeachingStep, by_attempt: Mapping[int, Committed]
) -> None:
    asked = {question.key: question for question in step.questions}
    rows: QuerySet[Any] = GivenAnswer.objects.filter(_at(case), question__in=list(asked))
    rows = rows.filter(attempt__committed__key=step.key).exclude(answer=REMOVED)
    for attempt, key, given in rows.order_by().values_list("attempt", "question", "answer"):
        held = by_attempt.get(attempt)
        if held is None:
            continue
        try:
            answer = read_answer(asked[key], given)
        except AnswerError:
            continue
        if answer is not None:
            held.answers[key] = answer
