"""What is assigned to somebody, on the terms that hold for them, and what of it no key may be told of yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils import timezone

from cases.domain.assigning import (
    DebriefOpens,
    Late,
    Order,
    Purpose,
    Submitted,
    TimeLimit,
    WhichCounts,
    Window,
    counted,
    days_late,
    due_for,
    is_debrief_open,
    kept_when_late,
    minutes_for,
    total_share,
)
from cases.models import Accommodation, AssignedCase, Assignee, Assignment, Attempt, Extension, Mark
from cases.queries.cohorts import lets_in
from cases.queries.taken_versions import refusal_of_version
from guidance.domain.zones import zone_named
from kidmet_site.accounts.models import User

BY_DUE_TIME = (F("assignment__due_at").asc(nulls_last=True), "assignment", "pk")
NOT_ASKED = ("difference", "reflection", "reflected_at", "kept_text", "page", "updated_at")
"""Of an attempt, where it is only asked how far it is and what it counts."""
NOTHING_GRANTED = (Decimal(1), 0)
EVERYBODY = Q()
NAMED_ONE_BY_ONE = 200
"""Of more people than this all attempts are loaded that were made at a case: most are theirs."""


@dataclass(frozen=True)
class CaseWork:
    """One case of an assignment, as one person stands with it."""

    case: AssignedCase
    minutes: int | None
    """The limit as it holds for them; None where there is none."""
    minutes_before: int | None
    """As it is for everybody."""
    attempts: tuple[Attempt, ...]
    counted: Submitted | None
    unmarked: int = 0
    """Short texts that educators have to mark yet, in what counts or may count."""

    @property
    def open_attempt(self) -> Attempt | None:
        return next((each for each in self.attempts if not each.is_submitted), None)

    @property
    def submitted(self) -> tuple[Attempt, ...]:
        return tuple(each for each in self.attempts if each.is_submitted)

    @property
    def is_done(self) -> bool:
        return bool(self.submitted)

    @property
    def is_extended(self) -> bool:
        return self.minutes != self.minutes_before


@dataclass(frozen=True)
class AssignedWork:
    """An assignment, as it holds for one person and as far as they are."""

    assignee: Assignee
    window: Window
    cases: tuple[CaseWork, ...]
    extra_days: int
    time_factor: Decimal
    extensions: tuple[Extension, ...]
    is_debrief_open: bool

    @property
    def assignment(self) -> Assignment:
        return self.assignee.assignment

    @property
    def is_done(self) -> bool:
        return all(each.is_done for each in self.cases)

    @property
    def is_begun(self) -> bool:
        return any(each.attempts for each in self.cases)

    @property
    def is_to_do(self) -> bool:
        """Whether something is left that can be begun or handed in, be it late."""
        under_way = any(each.open_attempt for each in self.cases)
        return not self.is_done and (under_way or not self.assignment.is_archived)

    @property
    def unmarked(self) -> int:
        """Short texts that educators have to mark yet, or whose marks are to be released."""
        return sum(each.unmarked for each in self.cases)

    @property
    def is_complete(self) -> bool:
        """Whether what it comes to stands: texts that are not marked once marks were released stay open."""
        return not self.unmarked or self.assignment.texts_released_at is not None

    @property
    def share(self) -> float | None:
        """What it comes to by now, with what was not submitted as 0, and without unmarked texts."""
        return total_share([(each.case.weight, each.counted) for each in self.cases])

    @property
    def due_before(self) -> datetime | None:
        """When it is due for everybody."""
        return self.assignment.due_at

    @property
    def is_due_later(self) -> bool:
        return self.window.due_at != self.due_before

    def work_on(self, case: int) -> CaseWork | None:
        """Of an assigned case by its number."""
        return next((each for each in self.cases if each.case.pk == case), None)


@dataclass(frozen=True)
class AllWork:
    """What is assigned to a person, what is due first, and the cases of whose key they are told nothing."""

    standing: tuple[AssignedWork, ...]
    withheld: frozenset[int]


def work_of(person: User, now: datetime) -> AllWork:
    """One query where nothing is assigned; else four, however much it is."""
    every = _worked(_rows(Q(person=person), also_left=True), now)
    return AllWork(
        standing=tuple(each for each in every if each.assignee.removed_at is None),
        withheld=frozenset(
            case.case.teaching_case_id
            for each in every
            for case in each.cases
            if _withholds(
                each.assignment,
                each.window,
                left=each.assignee.removed_at is not None,
                is_begun=bool(case.attempts),
                is_done=case.is_done,
                now=now,
            )
        ),
    )


def works_on(assignees: Iterable[int], now: datetime) -> tuple[AssignedWork, ...]:
    """By their numbers, or a query for those; as many queries for many."""
    return _worked(_rows(Q(pk__in=assignees)), now)


def work_for(person: User, assignment: int, now: datetime) -> AssignedWork | None:
    """One assignment of the person who asks; None for another's as for none."""
    return next(iter(_worked(_rows(Q(person=person, assignment=assignment)), now)), None)


def work_in(assignment: Assignment, now: datetime) -> tuple[AssignedWork, ...]:
    """That of all who are to work it."""
    return works_in([assignment], now)


def works_in(
    assignments: Iterable[Assignment], now: datetime, whose: Q = EVERYBODY
) -> tuple[AssignedWork, ...]:
    """That of all who are to work any of them, or of some of these; as many queries for many.

    All share the assignments that are given and their cases: they are loaded once, and not for each person.
    """
    asked = {each.pk: each for each in assignments}
    prefetch_related_objects(list(asked.values()), Prefetch("cases", _cases()))
    which = Assignee.objects.filter(whose, assignment__in=asked, removed_at=None)
    rows = granted(which).select_related("person")
    found = list(rows.order_by(*BY_DUE_TIME))
    given: dict[int, list[Extension]] = {}
    for each in Extension.objects.filter(assignee__assignment__in=asked):
        given.setdefault(each.assignee_id, []).append(each)
    for row in found:
        row.assignment, row.extended = asked[row.assignment_id], given.get(row.pk, [])
    return _worked(found, now)


def standing_assignment(
    person: User, teaching_case: int, now: datetime
) -> tuple[AssignedWork, CaseWork] | None:
    """Of what is assigned to a person, the one that asks for this case now and first.

    What is to open yet asks for it as well, so that nobody learns its key before; an archived cohort asks
    for nothing.
    """
    asked = Q(person=person, assignment__cases__teaching_case=teaching_case)
    later = None
    for work in _worked(_rows(asked & Q(assignment__cohort__archived_at=None)), now):
        found = next((each for each in work.cases if each.case.teaching_case_id == teaching_case), None)
        if found and not found.is_done:
            if work.window.takes_work(now):
                return work, found
            if not work.window.has_opened(now):
                later = later or (work, found)
    return later


def _cases() -> QuerySet[AssignedCase]:
    return AssignedCase.objects.select_related("version", "teaching_case__library").defer("version__document")


def extended() -> Prefetch:
    """The extensions of each row, as a list of that name."""
    return Prefetch("extensions", to_attr="extended")


def _rows(which: Q, *, also_left: bool = False) -> QuerySet[Assignee]:
    return (
        granted(Assignee.objects.filter(which if also_left else which & Q(removed_at=None)))
        .select_related("assignment__cohort", "assignment__created_by", "person")
        .prefetch_related(Prefetch("assignment__cases", _cases()), extended())
        .order_by(*BY_DUE_TIME)
    )


def granted(rows: QuerySet[Assignee]) -> QuerySet[Any]:
    """With what each person was granted throughout the cohort: `time_factor` and `extra_days`, or None."""
    grant = Accommodation.objects.filter(
        member__person=OuterRef("person"), member__cohort=OuterRef("assignment__cohort")
    )
    return rows.annotate(
        time_factor=Subquery(grant.values("time_factor")[:1]),
        extra_days=Subquery(grant.values("extra_days")[:1]),
    )


def _worked(rows: Iterable[Any], now: datetime) -> tuple[AssignedWork, ...]:
    found = list(rows)
    assignments = {row.assignment_id: row.assignment for row in found}
    cases = {pk: tuple(each.cases.all()) for pk, each in assignments.items()}
    marked = any(each.has_marked_texts for each in assignments.values())
    attempts = _attempts(found, {case.pk for each in cases.values() for case in each}, marked)
    return tuple(_work(row, cases[row.assignment_id], attempts, now) for row in found)


def _attempts(
    rows: Iterable[Assignee], cases: Iterable[int], marked: bool
) -> Mapping[tuple[int, int], list[Attempt]]:
    """By person and assigned case; where educators mark texts with how many are `unmarked`."""
    held: dict[tuple[int, int], list[Attempt]] = {}
    people = {row.person_id for row in rows}
    if not cases:
        return held
    made = Attempt.objects.filter(assigned_case__in=cases).defer(*NOT_ASKED)
    if len(people) <= NAMED_ONE_BY_ONE:
        made = made.filter(resident__in=people)
    if marked:
        texts = Mark.objects.filter(attempt=OuterRef("pk"), credit__isnull=True).order_by().values("attempt")
        made = made.annotate(unmarked=Subquery(texts.annotate(number=Count("pk")).values("number")))
    for attempt in made.order_by("started_at", "pk"):
        held.setdefault((attempt.resident_id, attempt.assigned_case_id or 0), []).append(attempt)
    return held


def _work(
    row: Any,
    asked: Iterable[AssignedCase],
    attempts: Mapping[tuple[int, int], list[Attempt]],
    now: datetime,
) -> AssignedWork:
    assignment, extensions = row.assignment, tuple(row.extended)
    factor, days = row.time_factor or NOTHING_GRANTED[0], row.extra_days or NOTHING_GRANTED[1]
    window = window_with(assignment, row)
    more = sum(each.minutes for each in extensions)
    cases = tuple(
        _case_work(assignment, case, window, tuple(attempts.get((row.person_id, case.pk), ())), factor, more)
        for case in asked
        if row.drawn is None or case.pk in row.drawn
    )
    is_done = all(each.is_done for each in cases)
    return AssignedWork(
        assignee=row,
        window=window,
        cases=cases,
        extra_days=days,
        time_factor=factor,
        extensions=extensions,
        is_debrief_open=is_debrief_open(
            DebriefOpens(assignment.debrief), window, assignment.debrief_opened_at, is_done, now
        ),
    )


def window_with(assignment: Assignment, row: Any) -> Window:
    """As it holds for a row of `granted` that was loaded with its `extended`."""
    extended = (each.due_at for each in row.extended if each.due_at)
    return window_of(assignment, row.extra_days or NOTHING_GRANTED[1], max(extended, default=None))


def zone_of(assignment: Assignment) -> ZoneInfo:
    """By whose calendar its days are counted."""
    return zone_named(assignment.due_zone) or ZoneInfo(settings.TIME_ZONE)


def window_of(assignment: Assignment, extra_days: int, extended_to: datetime | None) -> Window:
    terms = (assignment.opens_at, assignment.due_at, assignment.due_zone, assignment.late)
    return _window(*terms, extra_days, extended_to, settings.TIME_ZONE)


@lru_cache(1_000)
def _window(
    opens_at: datetime | None,
    due_at: datetime | None,
    zone: str,
    late: str,
    extra_days: int,
    extended_to: datetime | None,
    usual: str,
) -> Window:
    """Most people of an assignment have the same."""
    due = due_for(due_at, extra_days, extended_to, zone_named(zone) or ZoneInfo(usual))
    return Window(opens_at, due, Late(late))


def _case_work(
    assignment: Assignment,
    case: AssignedCase,
    window: Window,
    attempts: tuple[Attempt, ...],
    factor: Decimal,
    more: int,
) -> CaseWork:
    limited = case.minutes if assignment.time_limit != TimeLimit.NONE else None
    submitted = (submitted_as(assignment, window, each) for each in attempts)
    return CaseWork(
        case=case,
        minutes=minutes_for(limited, factor, more) if limited else None,
        minutes_before=limited,
        attempts=attempts,
        counted=counted((each for each in submitted if each), WhichCounts(assignment.counts)),
        unmarked=_unmarked(assignment, attempts) if assignment.has_marked_texts else 0,
    )


def _unmarked(assignment: Assignment, attempts: Iterable[Any]) -> int:
    """Of several attempts the best may be any, as long as one is not marked."""
    texts = [each.unmarked or 0 for each in attempts if each.is_submitted]
    if assignment.counts == WhichCounts.BEST:
        return sum(texts)
    return sum(texts[:1] if assignment.counts == WhichCounts.FIRST else texts[-1:])


def submitted_as(assignment: Assignment, window: Window, attempt: Attempt) -> Submitted | None:
    """What an attempt is handed in as; None until it is.

    One whose time had ended counts as of that moment: nothing could be entered after it.
    """
    if attempt.submitted_at is None or not attempt.possible:
        return None
    at = min(filter(None, (attempt.submitted_at, attempt.deadline_at)))
    late = days_late(at, window.due_at)
    return Submitted(
        number=attempt.pk,
        submitted_at=at,
        share=(attempt.earned or 0.0) / attempt.possible,
        kept=kept_when_late(window.late, assignment.late_share, late),
    )


def refusal_to_begin(work: AssignedWork, case: CaseWork, now: datetime) -> str:
    """Why the person cannot begin another attempt at this case now, in a sentence; "" where they can."""
    assignment, window = work.assignment, work.window
    allowed, done = assignment.attempts_allowed, len(case.submitted)
    if assignment.is_archived:
        return "The cohort is archived: nothing new is begun in it."
    if not window.has_opened(now):
        return f"This assignment opens on {in_words(window.opens_at)}."
    if not window.takes_work(now):
        return f"This assignment was due on {in_words(window.due_at)}, and takes no late work."
    if said := refusal_of_version(case.case, assignment):
        return said
    if allowed is not None and done >= allowed:
        return (
            f"You have used {'your one attempt' if allowed == 1 else f'all {allowed} attempts'} at this case."
        )
    if assignment.order == Order.IN_ORDER:
        first = next((each for each in work.cases if not each.is_done), None)
        if first is not None and not case.is_done and first.case.pk != case.case.pk:
            return f"The cases are worked in order: “{first.case.version.title}” comes first."
    return ""


def in_words(at: datetime | None) -> str:
    """ "4 May 2027 at 17:00 UTC", by the clock in force."""
    return f"{timezone.localtime(at):%-d %B %Y at %H:%M %Z}" if at else ""


# What waits


def waiting(of: int | OuterRef) -> QuerySet[Assignee]:
    """Where a key may wait: by the debrief, which no hand has opened, or by work that counts.

    `of` is a person's number.
    """
    rows = Assignee.objects.filter(person=of, assignment__debrief_opened_at=None)
    return rows.exclude(assignment__debrief=DebriefOpens.AT_ONCE, assignment__purpose=Purpose.PRACTICE)


def _withholds(
    assignment: Assignment, window: Window, *, left: bool, is_begun: bool, is_done: bool, now: datetime
) -> bool:
    """Whether nothing may be told of the key of a case that a person has begun, or handed in, for this.

    Where the debrief opens at once the key of what counts waits until it is handed in, or cannot be. Of who
    left nothing counts; but they could come back, so it waits as long as the code lets them in.
    """
    opens = DebriefOpens(assignment.debrief)
    if opens is DebriefOpens.AT_ONCE:
        is_over = window.is_over(now) or (assignment.is_archived and not is_begun)
        if left and not is_over:
            share = kept_when_late(window.late, assignment.late_share, days_late(now, window.due_at))
            is_over = share == 0 or not lets_in(assignment.cohort, now)
        if assignment.purpose != Purpose.COUNTING or is_over:
            return False
    return not is_debrief_open(opens, window, assignment.debrief_opened_at, is_done, now)


def withheld_cases(person: int, now: datetime) -> frozenset[int]:
    """The teaching cases of whose key a person may be told nothing yet, by number.

    Also in free practice, in an attempt before, and after leaving the cohort: a debrief that opens later
    opens for nobody before. One query where nothing waits, two where something does.
    """
    return frozenset(_withholding(person, now))


def _withholding(person: int, now: datetime, attempt: int | None = None) -> dict[int, Assignment]:
    """By teaching case. What an `attempt` is handed in for does not keep its own debrief from it."""
    rows: QuerySet[Any] = granted(waiting(person)).annotate(extended_to=Max("extensions__due_at"))
    held = {row.assignment_id: row for row in rows.select_related("assignment__cohort")}
    held = {key: row for key, row in held.items() if _row_withholds(row, True, False, now)}
    if not held:
        return {}
    made = Attempt.objects.filter(resident=person, assigned_case=OuterRef("pk"))
    cases = AssignedCase.objects.filter(assignment__in=held).annotate(
        is_begun=Exists(made),
        is_done=Exists(made.filter(Q(submitted_at__isnull=False) | Q(pk=attempt))),
    )
    columns = ("assignment_id", "pk", "teaching_case_id", "is_begun", "is_done")
    return {
        case: held[key].assignment
        for key, pk, case, is_begun, is_done in cases.order_by("-pk").values_list(*columns)
        if held[key].drawn is None or pk in held[key].drawn
        if _row_withholds(held[key], is_begun, is_done, now)
    }


def _row_withholds(row: Any, is_begun: bool, is_done: bool, now: datetime) -> bool:
    window = window_of(row.assignment, row.extra_days or 0, row.extended_to)
    left = row.removed_at is not None
    return _withholds(row.assignment, window, left=left, is_begun=is_begun, is_done=is_done, now=now)


def withheld_by(attempt: Attempt, now: datetime) -> Assignment | None:
    """For which assignment, the first of several, its resident may be told nothing yet of its key."""
    if not attempt.may_wait:
        return None
    return _withholding(attempt.resident_id, now, attempt.pk).get(attempt.teaching_case_id)


def is_withheld(attempt: Attempt, now: datetime) -> bool:
    """Whether its resident may be told nothing yet of the key of its case."""
    return withheld_by(attempt, now) is not None
