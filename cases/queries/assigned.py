"""What is assigned to somebody, on the terms that hold for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import (
    Count,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.utils import timezone

from cases.domain.assigning import (
    DebriefOpens,
    Order,
    Submitted,
    TimeLimit,
    WhichCounts,
    Window,
    counted,
    days_late,
    is_debrief_open,
    kept_when_late,
    minutes_for,
    total_share,
)
from cases.models import AssignedCase, Assignee, Assignment, Attempt, Extension, Mark
from cases.queries.taken_versions import refusal_of_version
from cases.queries.windows import NOTHING_GRANTED, extended, granted, window_of, window_with
from cases.queries.withheld import withholds
from kidmet_site.accounts.models import User

BY_DUE_TIME = (F("assignment__due_at").asc(nulls_last=True), "assignment", "pk")
NOT_ASKED = ("difference", "reflection", "reflected_at", "kept_text", "page", "updated_at")
"""Of an attempt, where it is only asked how far it is and what it counts."""
AttemptsMade = Mapping[tuple[int, int], list[Any]]
"""By person and assigned case."""


class CaseWork(NamedTuple):
    """One case of an assignment, as one person stands with it. A tuple: of a group thousands are made."""

    case: AssignedCase
    minutes: int | None
    """The limit as it holds for them; None where there is none."""
    minutes_before: int | None
    """As it is for everybody."""
    attempts: tuple[Any, ...]
    """Of a group their rows, as `group_work` loads them."""
    submitted: tuple[Any, ...]
    counted: Submitted | None
    unmarked: int = 0
    """Short texts that educators have to mark yet, in what counts or may count."""

    @property
    def open_attempt(self) -> Any | None:
        return next((each for each in self.attempts if not each.is_submitted), None)

    @property
    def is_done(self) -> bool:
        return bool(self.submitted)

    @property
    def waits_for_key(self) -> bool:
        """Whether something was handed in while its key was out of use, and is to be marked yet."""
        return any(each.waits_for_marking for each in self.attempts)

    @property
    def is_extended(self) -> bool:
        return self.minutes != self.minutes_before


class AssignedWork(NamedTuple):
    """An assignment, as it holds for one person and as far as they are. A tuple, as its cases are."""

    assignee: Any
    """Of a group its row, as `group_work` loads it."""
    window: Window
    cases: tuple[CaseWork, ...]
    extra_days: int
    time_factor: Decimal
    extensions: tuple[Extension, ...]
    is_debrief_open: bool

    @property
    def assignment(self) -> Assignment:
        asked: Assignment = self.assignee.assignment
        return asked

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
    def waits_for_key(self) -> bool:
        return any(each.waits_for_key for each in self.cases)

    @property
    def has_unmarked(self) -> bool:
        """Whether anything that was handed in is in no number yet."""
        return bool(self.unmarked) or self.waits_for_key

    @property
    def is_complete(self) -> bool:
        """Whether what it comes to stands: texts that are not marked once marks were released stay open."""
        texts_stand = not self.unmarked or self.assignment.texts_released_at is not None
        return texts_stand and not self.waits_for_key

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
            if withholds(
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


def cases_asked() -> QuerySet[AssignedCase]:
    related = ("version", "teaching_case__library", "teaching_case__latest")
    return AssignedCase.objects.select_related(*related).defer(
        "version__document", "teaching_case__latest__document"
    )


def _rows(which: Q, *, also_left: bool = False) -> QuerySet[Assignee]:
    return (
        granted(Assignee.objects.filter(which if also_left else which & Q(removed_at=None)))
        .select_related("assignment__cohort", "assignment__created_by", "person")
        .prefetch_related(Prefetch("assignment__cases", cases_asked()), extended())
        .order_by(*BY_DUE_TIME)
    )


def _worked(rows: Iterable[Any], now: datetime) -> tuple[AssignedWork, ...]:
    found = list(rows)
    terms = {row.assignment_id: Terms(row.assignment) for row in found}
    people = {row.person_id for row in found}
    attempts = by_place(_attempts(people, terms.values()))
    return tuple(worked(row, terms[row.assignment_id], attempts, now) for row in found)


class Terms:
    """Those of an assignment whose cases are loaded, read once for all of its people."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        is_limited = assignment.time_limit != TimeLimit.NONE
        self.cases = tuple(
            (each, each.pk, each.minutes if is_limited else None) for each in assignment.cases.all()
        )
        """Each with its number and its limit."""
        self.window = window_of(assignment, NOTHING_GRANTED[1], None)
        """As it is for most people."""
        self.counts = WhichCounts(assignment.counts)
        self.debrief = DebriefOpens(assignment.debrief)
        self.has_marked_texts = assignment.has_marked_texts


def cases_of(terms: Iterable[Terms]) -> list[int]:
    return [pk for each in terms for _, pk, _ in each.cases]


def _attempts(people: Iterable[int], terms: Collection[Terms]) -> Iterable[Any]:
    if not (cases := cases_of(terms)):
        return ()
    made = Attempt.objects.filter(assigned_case__in=cases, resident__in=people).defer(*NOT_ASKED)
    return with_unmarked(made, terms)


def with_unmarked(attempts: QuerySet[Attempt], terms: Iterable[Terms]) -> QuerySet[Any]:
    """The earliest first; where educators mark texts with how many are `unmarked`."""
    if any(each.has_marked_texts for each in terms):
        texts = Mark.objects.filter(attempt=OuterRef("pk"), credit__isnull=True).order_by().values("attempt")
        attempts = attempts.annotate(unmarked=Subquery(texts.annotate(number=Count("pk")).values("number")))
    return attempts.order_by("started_at", "pk")


def by_place(attempts: Iterable[Any]) -> AttemptsMade:
    held: dict[tuple[int, int], list[Any]] = {}
    for attempt in attempts:
        held.setdefault((attempt.resident_id, attempt.assigned_case_id), []).append(attempt)
    return held


def worked(row: Any, terms: Terms, attempts: AttemptsMade, now: datetime) -> AssignedWork:
    """What the row of an assignee, with what was granted, comes to by what they made."""
    extensions, drawn, person = tuple(row.extended), row.drawn, row.person_id
    factor, days = row.time_factor or NOTHING_GRANTED[0], row.extra_days or NOTHING_GRANTED[1]
    window = window_with(terms.assignment, row) if extensions or days else terms.window
    more = sum([each.minutes for each in extensions])
    cases = [
        _case_work(terms, case, limit, window, tuple(attempts.get((person, pk), ())), factor, more)
        for case, pk, limit in terms.cases
        if drawn is None or pk in drawn
    ]
    is_done = all(each.submitted for each in cases)
    by_hand = terms.assignment.debrief_opened_at
    return AssignedWork(
        assignee=row,
        window=window,
        cases=tuple(cases),
        extra_days=days,
        time_factor=factor,
        extensions=extensions,
        is_debrief_open=is_debrief_open(terms.debrief, window, by_hand, is_done, now),
    )


def _case_work(
    terms: Terms,
    case: AssignedCase,
    limit: int | None,
    window: Window,
    attempts: tuple[Any, ...],
    factor: Decimal,
    more: int,
) -> CaseWork:
    submitted = tuple([each for each in attempts if each.submitted_at])
    handed_in = [submitted_as(terms.assignment, window, each) for each in submitted]
    return CaseWork(
        case=case,
        minutes=minutes_for(limit, factor, more) if limit else None,
        minutes_before=limit,
        attempts=attempts,
        submitted=submitted,
        counted=counted([each for each in handed_in if each], terms.counts),
        unmarked=_unmarked(terms.counts, submitted) if terms.has_marked_texts else 0,
    )


def _unmarked(counts: WhichCounts, submitted: Sequence[Any]) -> int:
    """Of several attempts the best may be any, as long as one is not marked."""
    if counts is not WhichCounts.BEST:
        submitted = submitted[:1] if counts is WhichCounts.FIRST else submitted[-1:]
    return sum([each.unmarked or 0 for each in submitted])


def submitted_as(assignment: Assignment, window: Window, attempt: Any) -> Submitted | None:
    """What an attempt is handed in as; None until it is.

    One whose time had ended counts as of that moment: nothing could be entered after it.
    """
    at, ended = attempt.submitted_at, attempt.deadline_at
    if at is None or not attempt.possible:
        return None
    at = min(at, ended) if ended else at
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
