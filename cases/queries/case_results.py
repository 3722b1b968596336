"""The results of an assigned case: what is kept, and the attempts that they are worked out of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.domain.marks import MarkLine
from cases.domain.questions import AnswerError, QuestionAnswer, read_answer
from cases.domain.results.counting import CountedAttempt, ItemMark
from cases.domain.teaching import TeachingContent
from cases.models import AssignedCase, Assignment, Attempt, GivenAnswer, Mark, StoredResults
from cases.queries.assigned import work_in
from kidmet_site.accounts.holdings import REMOVED

AT_A_TIME = 2_000
_OF_MARK = ("attempt", "subject", "key", "weight", "credit", "entered", "expected", "lines")


def case_in(assignment: Assignment, pk: int) -> AssignedCase:
    """Of an assignment, with its version and what is kept of its results. Raises DoesNotExist."""
    rows = AssignedCase.objects.filter(assignment=assignment)
    return (
        rows.select_related("version__teaching_case__library", "results")
        .defer("version__document")
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


@dataclass(frozen=True)
class Counted:
    """The attempts that count at an assigned case: those at its version, and how many at another."""

    attempts: list[CountedAttempt]
    other_versions: int


def counted_attempts(case: AssignedCase, content: TeachingContent, now: datetime) -> Counted:
    """One of each person who is to work it, as the terms say which counts."""
    found = [each.counted for work in work_in(case.assignment, now) if (each := work.work_on(case.pk))]
    numbers = [each.number for each in found if each]
    at_version = Attempt.objects.filter(assigned_case=case, version=case.version_id)
    same = set(at_version.order_by().values_list("pk", flat=True))
    counted = [number for number in numbers if number in same]
    return Counted(_read(counted, content), len(numbers) - len(counted))


def _read(numbers: list[int], content: TeachingContent) -> list[CountedAttempt]:
    """In the order in which they were begun, whoever made them."""
    marks: dict[int, list[ItemMark]] = {number: [] for number in sorted(numbers)}
    answers: dict[int, dict[str, QuestionAnswer]] = {number: {} for number in numbers}
    for portion in _portions(sorted(numbers)):
        rows = Mark.objects.filter(attempt__in=portion).order_by("attempt", "position")
        for attempt, subject, key, weight, credit, entered, expected, lines in rows.values_list(*_OF_MARK):
            told = tuple(MarkLine(**line) for line in lines)
            marks[attempt].append(ItemMark(subject, key, weight, credit, entered, expected, told))
        given = GivenAnswer.objects.filter(attempt__in=portion).exclude(answer=REMOVED)
        for attempt, key, answer in given.order_by().values_list("attempt", "question", "answer"):
            read = _answer(content, key, answer)
            if read is not None:
                answers[attempt][key] = read
    return [CountedAttempt(found, answers[number]) for number, found in marks.items()]


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
