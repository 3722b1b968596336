"""What a cohort has made of its assigned work: everything that the page of its results and its files tell.

Of each person what counts by the terms of an assignment, and of nobody who has left. Numbers are added up by
the database where they can be: it takes as many queries for one person as for fifty.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from django.db.models import Count, F, Max, QuerySet, Sum

from cases.domain.marking.tallying import LOST_FACT, LOST_SECTION, OBJECTIVE
from cases.domain.marks import QUESTION, MarkScore
from cases.domain.needing_a_word import (
    WordReason,
    WorkState,
    below_the_group,
    middles_of,
    reasons_for_a_word,
)
from cases.domain.time_on_task import minutes_at_work, time_spread
from cases.domain.wrong_entries import EntryCount, WrongEntry, commonest_first, entries_together
from cases.models import (
    AssignedCase,
    Assignee,
    Assignment,
    Attempt,
    Cohort,
    CohortMember,
    CommittedStep,
    Mark,
    Marking,
    SelfMark,
    Tally,
    TeachingCaseVersion,
)
from cases.queries.assigned import AssignedWork
from cases.queries.cohort_sureness import ENTRY, CohortSureness, sureness_at
from cases.queries.compared import ComparedVersions, compared_at
from cases.queries.group_work import Grants, MemberSeat, load_cases, works_in
from cases.queries.kept_sums import kept_sums
from cases.queries.result_rows import (
    CaseResults,
    CohortResults,
    GroupResults,
    LostThing,
    ObjectiveResults,
    PersonResults,
)
from cases.queries.teaching import teaching_case_in
from guidance.domain.limits import RESULTS_WORK

MOST_MOMENTS = 12
"""With more assignments than this, objectives go by months."""
LOST_CAUTION, LOST_STATEMENT = "caution", "statement"
NOBODY = GroupResults((), {})
KINDS = (LOST_FACT, LOST_SECTION, LOST_CAUTION, LOST_STATEMENT)


def assignments_with_cases(cohort: Cohort) -> list[Assignment]:
    """Of a cohort, in the order in which they were made, each with its cases."""
    found = list(Assignment.objects.filter(cohort=cohort).order_by("created_at", "pk"))
    load_cases(found)
    return found


def newest_within_limit(assignments: Sequence[Assignment]) -> list[Assignment]:
    """Of assignments in their order the last that together ask no more than results are told of at once."""
    standing = Assignee.objects.filter(assignment__in=assignments, removed_at=None).order_by()
    people = dict(standing.values_list("assignment").annotate(Count("pk")))
    within: list[Assignment] = []
    work = 0
    for each in reversed(assignments):
        work += people.get(each.pk, 0) * (each.drawn_count or len(each.cases.all()))
        if work > RESULTS_WORK.most:
            break
        within.append(each)
    return within[::-1]


def results_of(
    cohort: Cohort, asked: Sequence[Assignment], now: datetime, group: GroupResults | None = None
) -> CohortResults:
    """Those of the assignments that are given, of all or of the people given; nineteen queries at most,
    and two more where attempts were made at other versions."""
    of_all = _seats(cohort).values("person") if group is None else None
    asked, group = tuple(asked), group or group_of(cohort, asked, now)
    people = group.people
    cases = tuple(case for each in asked for case in each.cases.all())
    counting = _Counting(cases, people, of_all)
    if not counting.attempts:
        waiting = tuple(CaseResults(case, 0, (), (), None, None) for case in cases)
        return CohortResults(cohort, asked, people, waiting)
    by_month = len(asked) == 1 or len(asked) > MOST_MOMENTS
    sums = kept_sums(_key(counting, by_month), partial(_summed, counting, by_month))
    held = {moment for each in sums.objectives for moment in each.by_moment}
    in_order = sorted(held) if by_month else [each.pk for each in asked if each.pk in held]
    return CohortResults(
        cohort=cohort,
        assignments=asked,
        people=people,
        cases=tuple(
            replace(each, case=case, middle=group.middles.get(case.pk))
            for case, each in zip(cases, sums.cases, strict=True)
        ),
        objectives=sums.objectives,
        by_month=by_month,
        moments=tuple(in_order),
        lost_facts=sums.lost_facts,
        lost_guidance=sums.lost_guidance,
        handed_in_by=len({each.resident_id for each in counting.attempts.values()}),
        sureness=sums.sureness,
    )


@dataclass(frozen=True)
class _Sums:
    """What is added up over the attempts that count, whoever made them."""

    cases: tuple[CaseResults, ...]
    objectives: tuple[ObjectiveResults, ...]
    lost_facts: tuple[LostThing, ...]
    lost_guidance: tuple[LostThing, ...]
    sureness: CohortSureness | None


def _summed(counting: "_Counting", by_month: bool) -> _Sums:
    return _Sums(
        cases=_cases(counting, counting.cases),
        objectives=_objectives(counting, counting.cases, by_month),
        lost_facts=_lost(counting, LOST_FACT),
        lost_guidance=_lost_guidance(counting),
        sureness=sureness_at(counting.of, counting.cases, counting.compared),
    )


def _key(counting: "_Counting", by_month: bool) -> Hashable:
    """Of all that sums are made of: an attempt changes by a marking, or as its writer marks a text."""
    at_cases = {"attempt__assigned_case__in": [case.pk for case in counting.cases]}
    stamps = (
        tuple(model._default_manager.filter(**at_cases).aggregate(Count("pk"), Max("pk")).values())
        for model in (Marking, SelfMark)
    )
    texts = (repr(case.teaching_case.library.objectives) for case in counting.cases)
    attempts = ((each.pk, each.submitted_at, each.earned) for each in counting.attempts.values())
    cases = ((case.pk, case.version_id, case.assignment.asks_sureness) for case in counting.cases)
    compared = (tuple(counting.compared.versions.items()), counting.compared.attempts)
    return by_month, tuple(cases), tuple(attempts), tuple(texts), tuple(stamps), compared


# People


def group_of(cohort: Cohort, asked: Sequence[Assignment], now: datetime) -> GroupResults:
    """Who is in the cohort and has an account that is open, with what of it is theirs to work."""
    if not asked:
        return NOBODY
    granted = ("accommodation__time_factor", "accommodation__extra_days")
    seats = list(_seats(cohort).order_by("number").values_list("pk", "number", "person", *granted))
    grants: Grants = {(cohort.pk, person): (factor, days) for _, _, person, factor, days in seats if factor}
    by_person: dict[int, list[AssignedWork]] = {}
    for work in works_in(asked, now, grants=grants):
        by_person.setdefault(work.assignee.person_id, []).append(work)
    people = [
        PersonResults(MemberSeat(pk, number, works[0].assignee.person), tuple(works))
        for pk, number, person, *_ in seats
        if (works := by_person.get(person))
    ]
    middles = _middles_of(people)
    for each in people:
        each.reasons = reasons_of(each, middles, now)
    return GroupResults(tuple(people), middles)


def _seats(cohort: Cohort) -> QuerySet[CohortMember]:
    return CohortMember.objects.filter(cohort=cohort, left_at=None, person__is_active=True)


def _middles_of(people: Iterable[PersonResults]) -> Mapping[int, float]:
    held: dict[int, list[float]] = {}
    for person in people:
        for case, share in person.shares.items():
            held.setdefault(case, []).append(share)
    return middles_of(held)


def reasons_of(person: PersonResults, middles: Mapping[int, float], now: datetime) -> tuple[WordReason, ...]:
    own = person.shares
    states = (
        WorkState(
            about=work.assignment,
            asked=len(work.cases),
            begun=sum(bool(each.attempts) for each in work.cases),
            handed_in=sum(each.is_done for each in work.cases),
            due_at=work.window.due_at,
            is_open=work.window.takes_work(now),
        )
        for work in person.works
        if not work.is_done
    )
    return reasons_for_a_word(
        states, below_the_group(own, middles), sum(case in middles for case in own), now
    )


# What counts


@dataclass
class _Counting:
    """The attempts that count, by number, and the rows of what was kept of them."""

    cases: tuple[AssignedCase, ...]
    people: tuple[PersonResults, ...]
    of_all: QuerySet[Any, Any] | None = None
    """Everybody's numbers as a query: a database takes that sooner than thousands of numbers."""
    attempts: dict[int, Any] = field(init=False)
    others: list[int] = field(init=False)
    """Attempts of the same people that do not count: another did."""
    compared: ComparedVersions = field(init=False)
    """What is told of together, whatever version it was made at."""

    def __post_init__(self) -> None:
        self.attempts, self.others = {}, []
        for person in self.people:
            for work in (case for each in person.works for case in each.cases):
                for attempt in work.submitted:
                    if work.counted and work.counted.number == attempt.pk:
                        self.attempts[attempt.pk] = attempt
                    else:
                        self.others.append(attempt.pk)
        made = ((each.assigned_case_id or 0, each.version_id) for each in self.attempts.values())
        self.compared = compared_at(self.cases, made)

    def of(self, rows: QuerySet[Any], at: str = "attempt__") -> QuerySet[Any]:
        """Of rows that hang on an attempt those whose attempt counts; `at` leads to it.

        The database passes over those that do not count, which are few, in place of finding each that does.
        """
        people = [person.seat.person_id for person in self.people] if self.of_all is None else self.of_all
        counted = rows.order_by().filter(
            **{
                f"{at}assigned_case__in": [case.pk for case in self.cases],
                f"{at}submitted_at__isnull": False,
                f"{at}resident__in": people,
            }
        )
        return counted.exclude(**{f"{at}pk__in": self.others}) if self.others else counted

    @property
    def by_case(self) -> dict[int, list[Any]]:
        held: dict[int, list[Any]] = {}
        for attempt in self.attempts.values():
            held.setdefault(attempt.assigned_case_id or 0, []).append(attempt)
        return held


# Objectives, and what was lost


def _objectives(
    counting: _Counting, cases: Iterable[AssignedCase], by_month: bool
) -> tuple[ObjectiveResults, ...]:
    """The weakest first."""
    texts: dict[str, str] = {}
    for case in cases:
        texts |= case.teaching_case.library.objectives
    moment = "month" if by_month else "attempt__assigned_case__assignment"
    rows = counting.of(Tally.objects.filter(kind=OBJECTIVE)).values_list("key", moment)
    held: dict[str, dict[int, MarkScore]] = {}
    for key, at, earned, possible in rows.annotate(Sum("earned"), Sum("possible")):
        held.setdefault(key, {})[at] = MarkScore(earned, possible)
    found = (ObjectiveResults(key, texts.get(key, key), _sum(scores), scores) for key, scores in held.items())
    return tuple(sorted(found, key=lambda each: (each.score.share or 0.0, each.text)))


def _sum(scores: Mapping[int, MarkScore]) -> MarkScore:
    return MarkScore(
        sum(each.earned for each in scores.values()), sum(each.possible for each in scores.values())
    )


def _lost(counting: _Counting, kind: str) -> tuple[LostThing, ...]:
    """What most people lost first."""
    rows = counting.of(Tally.objects.filter(kind=kind)).values_list("key")
    counted = rows.annotate(
        people=Count("resident", distinct=True),
        attempts=Count("attempt"),
        points=Sum(F("possible") - F("earned")),
    )
    return _most_lost(LostThing(kind, *row) for row in counted)


def _most_lost(things: Iterable[LostThing]) -> tuple[LostThing, ...]:
    """Of equally many people, what cost most points; of guidance, the larger thing first."""

    def place(each: LostThing) -> tuple[float, ...]:
        return -each.people, -each.points, KINDS.index(each.kind), -each.times

    return tuple(sorted(things, key=lambda each: (*place(each), each.key)))


def _lost_guidance(counting: _Counting) -> tuple[LostThing, ...]:
    """Sections, and in sections that were brought up, cautions and statements."""
    by: dict[tuple[str, str], list[int]] = {}
    for person, difference in counting.of(Attempt.objects.all(), at="").values_list("resident", "difference"):
        for kind, name in ((LOST_CAUTION, "missed_cautions"), (LOST_STATEMENT, "missed_statements")):
            for key in dict.fromkeys((difference or {}).get(name, ())):
                by.setdefault((kind, key), []).append(person)
    others = [LostThing(kind, key, len(set(who)), len(who)) for (kind, key), who in by.items()]
    return _most_lost([*_lost(counting, LOST_SECTION), *others])


# Case by case


def _cases(counting: _Counting, cases: tuple[AssignedCase, ...]) -> tuple[CaseResults, ...]:
    attempts, wrong, minutes = counting.by_case, _wrong(counting), _minutes(counting)
    made, stems = _made(counting, wrong), _stems(cases, wrong)
    found = []
    for case in cases:
        handed_in, counts = attempts.get(case.pk, []), wrong.get(case.pk, [])
        here = [each for each in handed_in if counting.compared.takes(case, each)]
        entries = {each.pk: made[each.pk] for each in here if each.pk in made}
        found.append(
            CaseResults(
                case=case,
                handed_in=len(here),
                wrong=tuple(counts),
                pairs=tuple(entries_together(entries, counts, len(here))),
                time=time_spread([minutes[each.pk] for each in here]),
                middle=None,
                stems=stems.get(case.version_id, {}),
                other_versions=len(handed_in) - len(here),
            )
        )
    return tuple(found)


def _wrong(counting: _Counting) -> dict[int, list[EntryCount]]:
    """By assigned case, the commonest first."""
    rows = counting.of(_wrong_marks(counting)).values_list("attempt__assigned_case", *ENTRY)
    held: dict[int, list[EntryCount]] = {}
    for case, *entry, people in rows.annotate(Count("attempt", distinct=True)):
        held.setdefault(case, []).append(EntryCount(WrongEntry(*entry), people))
    return {case: commonest_first(counts) for case, counts in held.items()}


def _wrong_marks(counting: _Counting) -> QuerySet[Mark]:
    """Marks that stand and earned nothing, in attempts that are told of together."""
    return Mark.objects.filter(counting.compared.rows("attempt__"), credit=0)


def _made(counting: _Counting, wrong: Mapping[int, list[EntryCount]]) -> dict[int, frozenset[WrongEntry]]:
    """By attempt, of what more than one person has entered at a case."""
    keys = {each.entry.key for counts in wrong.values() for each in counts if each.people > 1}
    marks = _wrong_marks(counting).filter(key__in=keys).exclude(entered="")
    rows = counting.of(marks).values_list("attempt", *ENTRY)
    held: dict[int, set[WrongEntry]] = {}
    for attempt, *entry in rows:
        held.setdefault(attempt, set()).add(WrongEntry(*entry))
    return {attempt: frozenset(entries) for attempt, entries in held.items()}


def _stems(cases: Iterable[AssignedCase], wrong: Mapping[int, list[EntryCount]]) -> dict[int, dict[str, str]]:
    """By version, of the cases at which a question was answered wrong."""
    missed = {
        case.version_id
        for case in cases
        if any(each.entry.subject == QUESTION for each in wrong.get(case.pk, []))
    }
    versions = TeachingCaseVersion.objects.filter(pk__in=missed).select_related("teaching_case__library")
    return {
        version.pk: {key: each.stem for key, each in teaching_case_in(version).question_by_key.items()}
        for version in versions
    }


def _minutes(counting: _Counting) -> dict[int, float]:
    """At work on each attempt."""
    moments = {pk: [_end(each)] for pk, each in counting.attempts.items()}
    begun = counting.of(Attempt.objects.all(), at="").values_list("pk", "started_at")
    steps = counting.of(CommittedStep.objects.all()).values_list("attempt", "committed_at")
    for attempt, at in chain(begun, steps):
        if attempt in moments:  # not one that was handed in since
            moments[attempt].append(at)
    return {pk: minutes_at_work(each) for pk, each in moments.items()}


def _end(attempt: Any) -> datetime:
    """When it was handed in; at most when its time had ended."""
    return min(filter(None, (attempt.submitted_at, attempt.deadline_at)))
