"""The results of an assigned case: what is kept, and the attempts that they are worked out of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.domain.assigning import WhichCounts, counted
from cases.domain.marks import MarkLine
from cases.domain.questions import AnswerError, QuestionAnswer, read_answer
from cases.domain.results.counting import CountedAttempt, ItemMark
from cases.domain.sureness import Sureness, SurePlace, SureSaid
from cases.domain.teaching import TeachingContent
from cases.models import (
    AssignedCase,
    Assignee,
    Assignment,
    Attempt,
    GivenAnswer,
    GivenSureness,
    Mark,
    StoredResults,
)
from cases.queries.assigned import submitted_as
from cases.queries.compared import compared_at
from cases.queries.windows import extended, granted, window_with
from kidmet_site.accounts.holdings import REMOVED

AT_A_TIME, PEOPLE_AT_A_TIME = 2_000, 500
_OF_MARK = ("attempt", "subject", "key", "weight", "credit", "entered", "expected", "part", "lines")


def case_in(assignment: Assignment, pk: int) -> AssignedCase:
    """Of an assignment, with its version and what is kept of its results. Raises DoesNotExist."""
    rows = AssignedCase.objects.filter(assignment=assignment)
    return (
        rows.select_related("version__teaching_case__library", "teaching_case__latest", "results")
        .defer("version__document", "teaching_case__latest__document")
        .get(pk=pk)
    )


def submitted_count(case: AssignedCase) -> int:
    """How many attempts were handed in, all of them."""
    return _handed_in().filter(assigned_case=case).count()


def _handed_in() -> QuerySet[Attempt]:
    return Attempt.objects.filter(submitted_at__isnull=False, is_trial=False)


def behind() -> list[int]:
    """The assigned cases of which something was handed in that their results do not know of."""
    kept = StoredResults.objects.filter(assigned_case=OuterRef("assigned_case"))
    counted = _handed_in().filter(assigned_case__isnull=False).order_by().values("assigned_case")
    rows = counted.annotate(now=Count("pk"), then=Coalesce(Subquery(kept.values("submitted")[:1]), 0))
    return list(rows.exclude(now=F("then")).values_list("assigned_case", flat=True))


def cases_worked_by(people: Iterable[int], cohort: int) -> list[int]:
    """The assigned cases of a cohort at which one of these people handed in an attempt."""
    done = _handed_in().filter(resident__in=list(people), assigned_case__assignment__cohort=cohort)
    return list(done.order_by().values_list("assigned_case", flat=True).distinct())


def counting_at(case: AssignedCase) -> Iterator[int]:
    """The attempt that counts, by number, of each person who is to work the case and has handed it in.

    By portions of people: nothing is held of all the attempts that do not count, or were made at other cases.
    """
    standing = granted(Assignee.objects.filter(assignment=case.assignment_id, removed_at=None))
    rows = [
        row
        for row in standing.prefetch_related(extended()).order_by("pk")
        if row.drawn is None or case.pk in row.drawn
    ]
    counts = WhichCounts(case.assignment.counts)
    for start in range(0, len(rows), PEOPLE_AT_A_TIME):
        portion = rows[start : start + PEOPLE_AT_A_TIME]
        attempts = _submitted(case, portion)
        for row in portion:
            window = window_with(case.assignment, row)
            made = (submitted_as(case.assignment, window, each) for each in attempts.get(row.person_id, ()))
            if found := counted((each for each in made if each), counts):
                yield found.number


def _submitted(case: AssignedCase, rows: Iterable[Assignee]) -> Mapping[int, list[Any]]:
    """By person, with what is asked to tell which counts."""
    people = [row.person_id for row in rows]
    made = Attempt.objects.filter(assigned_case=case, resident__in=people, submitted_at__isnull=False)
    asked = ("pk", "resident_id", "submitted_at", "deadline_at", "earned", "possible")
    held: dict[int, list[Any]] = {}
    for attempt in made.order_by().values_list(*asked, named=True):
        held.setdefault(attempt.resident_id, []).append(attempt)
    return held


@dataclass(frozen=True)
class Counted:
    """The attempts that count at an assigned case: those at its version, and how many at another."""

    attempts: list[CountedAttempt]
    other_versions: int


def counted_attempts(case: AssignedCase, content: TeachingContent) -> Counted:
    """One of each person who is to work it, as the terms say which counts.

    What was made at another version counts where it is marked as if at this one: both asked the same.
    """
    numbers = list(counting_at(case))
    made = Attempt.objects.filter(assigned_case=case)
    at_versions = made.order_by().values_list("assigned_case", "version").distinct()
    elsewhere = made.exclude(compared_at([case], at_versions).rows(""))
    others = set(elsewhere.order_by().values_list("pk", flat=True))
    here = [number for number in numbers if number not in others]
    said = _said(here) if case.assignment.asks_sureness else {}
    return Counted(_read(here, content, said), len(numbers) - len(here))


def _said(numbers: list[int]) -> Mapping[int, SureSaid]:
    """How sure they were, by attempt."""
    held: dict[int, dict[SurePlace, Sureness]] = {}
    for portion in _portions(sorted(numbers)):
        rows = GivenSureness.objects.filter(attempt__in=portion, attempt__asks_sureness=True).order_by()
        for attempt, subject, key, level in rows.values_list("attempt", "subject", "key", "level"):
            held.setdefault(attempt, {})[subject, key] = Sureness(level)
    return held


def _read(numbers: list[int], content: TeachingContent, said: Mapping[int, SureSaid]) -> list[CountedAttempt]:
    """In the order in which they were begun, whoever made them."""
    marks: dict[int, list[ItemMark]] = {number: [] for number in sorted(numbers)}
    answers: dict[int, dict[str, QuestionAnswer]] = {number: {} for number in numbers}
    alike: dict[tuple[Any, ...], ItemMark] = {}
    for portion in _portions(sorted(numbers)):
        rows = Mark.objects.filter(attempt__in=portion).order_by("attempt", "position")
        for attempt, *mark in rows.values_list(*_OF_MARK):
            marks[attempt].append(_mark(alike, *mark))
        given = GivenAnswer.objects.filter(attempt__in=portion).exclude(answer=REMOVED)
        for attempt, key, answer in given.order_by().values_list("attempt", "question", "answer"):
            read = _answer(content, key, answer)
            if read is not None:
                answers[attempt][key] = read
    return [CountedAttempt(found, answers[number], said.get(number, {})) for number, found in marks.items()]


def _mark(alike: dict[tuple[Any, ...], ItemMark], *held: Any) -> ItemMark:
    """Most marks of a group are alike, and are held once."""
    *plain, part, lines = held
    key = (*plain, part, repr(lines))
    if key not in alike:
        told = tuple(MarkLine(**line) for line in lines)
        alike[key] = ItemMark(*(*plain, told, part))
    return alike[key]


def _portions(numbers: list[int]) -> Iterable[list[int]]:
    """SQLite takes only so many at once."""
    return (numbers[start : start + AT_A_TIME] for start in range(0, len(numbers), AT_A_TIME))


def _answer(content: TeachingContent, key: str, given: Any) -> QuestionAnswer | None:
    """None also for one that its question can no longer hold."""
    question = content.question_by_key.get(key)
    try:
        return None if question is None else read_answer(question, given)
    except AnswerError:
        return None
