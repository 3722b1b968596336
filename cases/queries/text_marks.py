"""Short texts that educators mark: how many there are at each question, and which are to be marked yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, Min, OuterRef, Q, QuerySet, When

from cases.domain.assigning import Purpose, WhichCounts
from cases.domain.marks import QUESTION
from cases.domain.questions import ShortText
from cases.models import AssignedCase, Assignee, Assignment, Attempt, Mark, TextMark
from cases.queries.group_work import left_since, work_in
from kidmet_site.accounts.holdings import REMOVED

TO_MARK = Q(credit__isnull=True, text_mark__isnull=True)
HELD = Q(credit__isnull=True, text_mark__isnull=False)
"""Marked, and to be released."""
RELEASED = Q(credit__isnull=False)


@dataclass(frozen=True)
class TextProgress:
    """How far the texts at one question of an assigned case are."""

    case: int
    key: str
    texts: int
    held: int
    released: int
    empty: int
    """Who wrote nothing: that earns nothing, and nobody has to mark it."""

    @property
    def marked(self) -> int:
        return self.held + self.released

    @property
    def waiting(self) -> int:
        return self.texts - self.marked


@dataclass(frozen=True)
class AssignmentTexts:
    """How far the texts of a whole assignment are."""

    assignment: int
    texts: int = 0
    waiting: int = 0
    held: int = 0

    @property
    def is_asked(self) -> bool:
        return bool(self.texts)


def texts_in(assignments: Iterable[Assignment]) -> QuerySet[Mark]:
    """Of who is to work these, in attempts that count or may count; also where nothing was written."""
    at_work = Assignee.objects.filter(
        assignment=OuterRef("attempt__assigned_case__assignment"),
        person=OuterRef("attempt__resident"),
        removed_at=None,
    )
    return _of_all(assignments).filter(Exists(at_work)).order_by("entered", "pk")


def _of_all(assignments: Iterable[Assignment]) -> QuerySet[Mark]:
    """Also of those who left since.

    Whether an attempt is the one that counts is asked at those assignments alone where one of several does: a
    database that had to ask it at each took half a second for a cohort of two hundred.
    """
    asked, of = list(assignments), "attempt__assigned_case__assignment"
    rows = Mark.objects.filter(
        **{f"{of}__in": [each.pk for each in asked]},
        attempt__submitted_at__isnull=False,
        subject=QUESTION,
        kind=ShortText.kind,
    )
    other = Attempt.objects.filter(  # one after the other; by what an index finds at once
        assigned_case=OuterRef("attempt__assigned_case"),
        teaching_case=OuterRef("attempt__teaching_case"),
        resident=OuterRef("attempt__resident"),
        submitted_at__isnull=False,
    )
    for counts, way in ((WhichCounts.FIRST, "lt"), (WhichCounts.LAST, "gt")):
        if one_counts := [each.pk for each in asked if each.counts == counts]:
            better = Exists(other.filter(**{f"started_at__{way}": OuterRef("attempt__started_at")}))
            rows = rows.filter(~Q(**{f"{of}__in": one_counts}) | ~better)
    return rows.exclude(entered=REMOVED, credit__isnull=True)


def texts_at(case: AssignedCase, question: str) -> QuerySet[Mark]:
    """What was written at one question, equal texts together: an order that tells nobody's name."""
    return texts_in([case.assignment]).filter(attempt__assigned_case=case, key=question).exclude(entered="")


def progress_in(assignment: Assignment) -> list[TextProgress]:
    """Question by question of each case, in one query."""
    rows = texts_in([assignment]).order_by().values("key", case=F("attempt__assigned_case"))
    counted = rows.annotate(
        texts=Count("pk", filter=~Q(entered="")),
        held=Count("pk", filter=HELD),
        released=Count("pk", filter=RELEASED & ~Q(entered="")),
        empty=Count("pk", filter=Q(entered="")),
    )
    return [TextProgress(**row) for row in counted]


def texts_of_assignment(assignment: Assignment) -> AssignmentTexts:
    """One query; none in practice."""
    if not assignment.has_marked_texts:
        return AssignmentTexts(assignment.pk)
    rows = texts_in([assignment]).exclude(entered="").order_by()
    return AssignmentTexts(
        assignment.pk,
        **rows.aggregate(
            texts=Count("pk"), waiting=Count("pk", filter=TO_MARK), held=Count("pk", filter=HELD)
        ),
    )


def assignments_to_mark(cohort: int) -> list[tuple[Assignment, int]]:
    """Of a cohort, each in which texts wait, with how many; three or four queries.

    The database counts those of all, and what people have left behind is taken off: they are few.
    """
    asked = list(Assignment.objects.filter(cohort=cohort, purpose=Purpose.COUNTING))
    waiting = _of_all(asked).filter(TO_MARK).order_by()
    at = "attempt__assigned_case__assignment"
    found = Counter(dict(waiting.values_list(at).annotate(Count("pk"))))
    if found and (left := left_since(asked)):
        theirs = waiting.filter(attempt__resident__in={person for _, person in left})
        for pk, person, count in theirs.values_list(at, "attempt__resident").annotate(Count("pk")):
            found[pk] -= count if (pk, person) in left else 0
    return [(each, found[each.pk]) for each in asked if found[each.pk]]


def held_in(assignment: int) -> QuerySet[TextMark]:
    """What was marked and is to be released, whoever wrote it."""
    return TextMark.objects.filter(mark__attempt__assigned_case__assignment=assignment)


def are_all_marked(assignment: Assignment, now: datetime) -> bool:
    """Whether no text waits, and none is to come: all have handed in, or their time has ended."""
    if texts_in([assignment]).filter(TO_MARK).exists():
        return False
    return all(work.is_done or work.window.is_overdue(now) for work in work_in(assignment, now))


ALIKE = ("entered", "expected", "credit", "text_mark__marked_at", "text_mark__by", "given_at", "giver")
"""What texts that stand alike share: the words, the model answer, and the mark that was given together."""


@dataclass(frozen=True)
class EqualTexts:
    """Texts in the very same words that stand alike, by the number of the first, with who wrote them."""

    first: int
    number: int
    writers: tuple[tuple[int, int], ...] = ()
    """Resident and attempt; empty unless they were asked for."""


def equal_texts(rows: QuerySet[Mark]) -> QuerySet[Any]:
    """Groups of those, with `first` and `number`, in an order that tells nobody's name."""
    grouped = _by_mark(rows).values(*ALIKE).annotate(first=Min("pk"), number=Count("pk"))
    return grouped.order_by("entered", "first")


def with_writers(rows: QuerySet[Mark], groups: Sequence[EqualTexts]) -> list[EqualTexts]:
    """The same groups with who wrote them; one query."""
    firsts = {each.first for each in groups}
    texts = Mark.objects.filter(pk__in=firsts).values("entered")
    found: dict[tuple[Any, ...], list[tuple[int, int, int]]] = {}
    names = ("pk", "attempt__resident", "attempt", *ALIKE)
    for pk, person, attempt, *alike in _by_mark(rows.filter(entered__in=texts)).values_list(*names):
        found.setdefault(tuple(alike), []).append((pk, person, attempt))
    held = {min(each)[0]: each for each in found.values()}
    return [
        replace(each, writers=tuple((person, attempt) for _, person, attempt in sorted(held[each.first])))
        if each.first in held
        else each
        for each in groups
    ]


def _by_mark(rows: QuerySet[Mark]) -> QuerySet[Mark]:
    """Of what is released with when and by whom it was marked; that of others is the submission's."""
    is_given = Q(credit__isnull=False)
    return rows.order_by().annotate(
        given_at=Case(When(is_given, then=F("marking__made_at"))),
        giver=Case(When(is_given, then=F("marking__by"))),
    )


def standing_alike(case: AssignedCase, mark: Mark) -> QuerySet[Mark]:
    """It and the equal texts that stand as it does: to be marked, or marked together and not released."""
    held = getattr(mark, "text_mark", None)
    same = texts_at(case, mark.key).filter(entered=mark.entered, expected=mark.expected, credit__isnull=True)
    if held is None:
        return same.filter(TO_MARK)
    return same.filter(text_mark__marked_at=held.marked_at, text_mark__by=held.by_id)
