"""How sure a cohort was of its answers, where an assignment asks it: added up by the database.

Of the attempts that count alone, at the version that their cohort works or marked as if at it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When

from cases.domain.marks import FACT, FULL, QUESTION
from cases.domain.questions import ShortText
from cases.domain.sureness import Sureness, SureRow, as_counted, calibration
from cases.domain.teaching import TeachingContent
from cases.domain.wrong_entries import WrongEntry
from cases.models import AssignedCase, Attempt, GivenSureness, Mark, TeachingCaseVersion
from cases.queries.compared import ComparedVersions
from cases.queries.teaching import teaching_case_in

CountedRows = Callable[..., QuerySet[Any]]
"""Of rows that hang on an attempt those whose attempt counts."""
ENTRY = ("subject", "key", "part", "label", "entered", "expected")

PREFIX = "prefix"
MISSED = ("missed_sections", "missed_cautions", "missed_statements")

SureItem = tuple[int, str, str]
"""An assigned case, and the subject and key of what is marked there as one."""


@dataclass(frozen=True)
class SureAndWrong:
    """One answer that was sure and wrong, and what of the guidance its key rests on."""

    attempt: int
    case: int
    entry: WrongEntry
    statements: tuple[str, ...]
    is_written: bool = False
    """A text of one's own, which is told nowhere else than in the attempt."""

    @property
    def item(self) -> SureItem:
        return self.case, self.entry.subject, self.entry.key


@dataclass(frozen=True)
class CohortSureness:
    """`counts` are answers by item, level and outcome; `missed` is what of the guidance was, by attempt."""

    asking: frozenset[int]
    """The assigned cases that ask it."""
    counts: Mapping[SureItem, Mapping[Sureness, SureRow]]
    wrong: tuple[SureAndWrong, ...]
    wrong_prefixes: tuple[SureAndWrong, ...] = ()
    """It is said once of a category and its prefix: these count at the wrong entries, and nowhere else."""
    missed: Mapping[int, frozenset[str]] = field(default_factory=dict)
    contents: Mapping[int, TeachingContent] = field(default_factory=dict)
    """By assigned case, where a fact was sure and wrong."""

    @cached_property
    def rows(self) -> tuple[SureRow, ...]:
        of_all = [row for levels in self.counts.values() for row in levels.values()]
        return calibration(as_counted(of_all))

    @cached_property
    def by_entry(self) -> Mapping[tuple[int, WrongEntry], int]:
        """How many made a wrong entry and were sure."""
        held: dict[tuple[int, WrongEntry], int] = {}
        for each in (*self.wrong, *self.wrong_prefixes):
            held[each.case, each.entry] = held.get((each.case, each.entry), 0) + 1
        return held

    @cached_property
    def by_attempt(self) -> Mapping[int, int]:
        """How many answers of an attempt were sure and wrong."""
        held: dict[int, int] = {}
        for each in self.wrong:
            held[each.attempt] = held.get(each.attempt, 0) + 1
        return held


def sureness_at(
    counted: CountedRows, cases: Iterable[AssignedCase], compared: ComparedVersions
) -> CohortSureness | None:
    """None where nothing of it asks how sure people are; else four queries at most."""
    asking = {case.pk: case for case in cases if case.assignment.asks_sureness}
    if not asking:
        return None
    marks = _sure_marks(counted, asking, compared)
    found = tuple(_wrong(marks))
    wrong = tuple(each for each in found if each.entry.part != PREFIX)
    at, of_facts = {each.case for each in wrong}, {each.case for each in wrong if each.entry.subject == FACT}
    return CohortSureness(
        asking=frozenset(asking),
        counts=_counts(marks.exclude(part=PREFIX)),
        wrong=wrong,
        wrong_prefixes=tuple(each for each in found if each.entry.part == PREFIX),
        missed=_missed(counted, at) if at else {},
        contents=_contents([asking[pk] for pk in of_facts]) if of_facts else {},
    )


def _sure_marks(counted: CountedRows, asking: Iterable[int], compared: ComparedVersions) -> QuerySet[Any]:
    """Those that tell something of being sure, as `outcome_of` says, and prefixes, each with its `level`."""
    place = Case(When(subject=FACT, then=OuterRef("step")), default=OuterRef("key"))
    said = GivenSureness.objects.filter(
        attempt=OuterRef("attempt"), subject=OuterRef("subject"), key=place
    ).order_by()
    told = Mark.objects.filter(
        compared.rows("attempt__"),
        attempt__assigned_case__in=list(asking),
        attempt__asks_sureness=True,
        credit__isnull=False,
    )
    told = told.exclude(subject=QUESTION, entered="")
    return counted(told).annotate(level=Subquery(said.values("level")[:1])).exclude(level=None)


def _counts(marks: QuerySet[Any]) -> Mapping[SureItem, Mapping[Sureness, SureRow]]:
    rows = marks.values_list("attempt__assigned_case", "subject", "key", "level").annotate(
        right=Count("pk", filter=Q(credit__gte=FULL)),
        wrong=Count("pk", filter=Q(credit__lte=0)),
        all=Count("pk"),
    )
    held: dict[SureItem, dict[Sureness, SureRow]] = {}
    for *item, level, right, wrong, count in rows:
        row = SureRow(Sureness(level), right, count - right - wrong, wrong)
        held.setdefault((item[0], item[1], item[2]), {})[row.level] = row
    return held


def _wrong(marks: QuerySet[Any]) -> Iterable[SureAndWrong]:
    rows = marks.filter(level=Sureness.HIGH.value, credit__lte=0)
    told = ("attempt", "attempt__assigned_case", "statements", "kind")
    for attempt, case, statements, kind, *entry in rows.values_list(*told, *ENTRY):
        is_written = kind == ShortText.kind
        yield SureAndWrong(attempt, case, WrongEntry(*entry), tuple(statements), is_written)


def _missed(counted: CountedRows, cases: Iterable[int]) -> Mapping[int, frozenset[str]]:
    rows = counted(Attempt.objects.filter(assigned_case__in=list(cases), asks_sureness=True), at="")
    return {
        pk: frozenset(key for name in MISSED for key in held.get(name, ()))
        for pk, held in rows.values_list("pk", "difference")
        if held
    }


def _contents(cases: list[AssignedCase]) -> Mapping[int, TeachingContent]:
    found = TeachingCaseVersion.objects.filter(pk__in={case.version_id for case in cases})
    read = {each.pk: teaching_case_in(each) for each in found.select_related("teaching_case__library")}
    return {case.pk: read[case.version_id] for case in cases}
