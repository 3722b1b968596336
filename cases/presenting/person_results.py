"""The results of one resident of a cohort: as its teachers read them, and as the resident does."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from cases.domain.needing_a_word import LEAST_GROUP, Matter
from cases.forms.cohort_results import PeopleOrder
from cases.models import AssignedCase, Attempt
from cases.presenting.assigned import has_passed, may_be_told, percent
from cases.presenting.charts import LineChart, Series, line_chart
from cases.presenting.feedback import number_of
from cases.presenting.results import ShownResults, reason_in_words, shown_results
from cases.presenting.teaching_cohorts import case_cell, granted_in_words, seat_name
from cases.queries.assigned import AssignedWork, CaseWork, in_words, submitted_as
from cases.queries.marking import GONE
from cases.queries.person_results import WEAK, OneResult
from cases.queries.result_rows import ObjectiveResults
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import joined


@dataclass(frozen=True)
class PersonAttempt:
    """Something that was handed in; `percent` is what it comes to, with what late work costs."""

    attempt: Attempt
    percent: int | None
    is_late: bool
    counts: bool
    is_alone: bool
    """No other attempt at the case could count."""

    @property
    def said(self) -> str:
        """ ", 75 %, counts, late"; what goes without saying is left out."""
        said = [f"{self.percent} %"] if self.percent is not None else []
        said += ["counts"] if self.counts and not self.is_alone else []
        return "".join(f", {each}" for each in [*said, *(["late"] if self.is_late else [])])


@dataclass(frozen=True)
class PersonCase:
    """One assigned case; numbers are None where there are none, and where they are withheld."""

    case: AssignedCase
    said: str
    percent: int | None
    middle: int | None
    is_late: bool
    minutes: int | None
    attempts: tuple[PersonAttempt, ...]
    is_complete: bool = True
    """Not while a short text is to be marked, or its mark to be released."""


@dataclass(frozen=True)
class PersonWork:
    work: AssignedWork
    cases: tuple[PersonCase, ...]
    total: int | None
    has_passed: bool | None
    more_time: tuple[str, ...]


@dataclass(frozen=True)
class PersonStep:
    """What is to be done next, and where."""

    said: str
    label: str = ""
    href: str = ""


@dataclass(frozen=True)
class PersonFeedback:
    """The newest entry of feedback somewhere in an attempt."""

    title: str
    place: str
    who: str
    at: datetime
    text: str
    href: str


@dataclass(frozen=True)
class ShownPerson:
    """Everything that the page shows and its files hold."""

    one: OneResult
    is_own: bool
    name: str
    granted: str
    works: tuple[PersonWork, ...]
    steps: tuple[PersonStep, ...]
    results: ShownResults
    chart: LineChart | None
    feedback: tuple[PersonFeedback, ...]
    least_group: int = LEAST_GROUP
    weak: int = round(WEAK * 100)

    @property
    def address(self) -> str:
        """Empty where names are hidden."""
        person = self.one.seat.person
        return "" if self.one.seat.cohort.hides_names or person.email == self.name else person.email

    @property
    def handed_in(self) -> int:
        return sum(case.is_done for work in self.one.works for case in work.cases)

    @property
    def asked(self) -> int:
        return sum(len(work.cases) for work in self.one.works)


def shown_person(
    one: OneResult, edition: CompiledEdition, now: datetime, *, is_own: bool, may_assign: bool = False
) -> ShownPerson:
    """Without a name in a file where names are hidden."""
    works = tuple(_work(one, work, now) for work in one.works)
    return ShownPerson(
        one=one,
        is_own=is_own,
        name=str(one.seat.person) if is_own else seat_name(one.seat.cohort, one.seat),
        granted=granted_in_words(getattr(one.seat, "accommodation", None)),
        works=works,
        steps=tuple(_steps(one, now, is_own=is_own, may_assign=may_assign)),
        results=shown_results(one.results, edition, PeopleOrder.NAME, now),
        chart=_chart(works, has_middle=not is_own),
        feedback=tuple(_feedback(one, is_own)),
    )


# Work


def _work(one: OneResult, work: AssignedWork, now: datetime) -> PersonWork:
    minutes = {each.case.pk: each.time.middle for each in one.results.cases if each.time}
    # From who teaches nothing is withheld.
    is_told = not one.withheld or may_be_told(work, one.withheld)
    return PersonWork(
        work=work,
        cases=tuple(_case(one, work, case, minutes, now) for case in work.cases),
        total=percent(work.share) if work.is_begun and is_told else None,
        has_passed=has_passed(work) if work.is_done and is_told else None,
        more_time=tuple(_more_time(work)),
    )


def _case(
    one: OneResult, work: AssignedWork, case: CaseWork, minutes: Mapping[int, int], now: datetime
) -> PersonCase:
    cell = case_cell(work, case, now)
    waits = case.case.teaching_case_id in one.withheld
    return PersonCase(
        case=case.case,
        said=_said(case, waits, cell.said if cell else ""),
        percent=None if waits or cell is None else cell.percent,
        middle=percent(one.middles.get(case.case.pk)),
        is_late=bool(cell and cell.is_late),
        minutes=minutes.get(case.case.pk),
        attempts=tuple(_attempts(work, case, waits)),
        is_complete=waits or not case.unmarked,
    )


def _said(case: CaseWork, waits: bool, said: str) -> str:
    if case.is_done:
        if waits:
            return "handed in, waits for its debrief"
        if case.counted is None:
            return "handed in, to be marked"
        return "handed in, not complete" if case.unmarked else "handed in"
    return said


def _attempts(work: AssignedWork, case: CaseWork, waits: bool) -> Iterator[PersonAttempt]:
    for attempt in case.submitted:
        made = submitted_as(work.assignment, work.window, attempt)
        due = work.window.due_at
        yield PersonAttempt(
            attempt=attempt,
            percent=percent(made.counted_share) if made and not waits else None,
            is_late=bool(made and due and made.submitted_at > due),
            counts=bool(not waits and case.counted and case.counted.number == attempt.pk),
            is_alone=len(case.submitted) == 1,
        )


def _more_time(work: AssignedWork) -> Iterator[str]:
    if work.is_due_later and work.window.due_at:
        before = f", extended from {in_words(work.due_before)}" if work.due_before else ""
        yield f"Due {in_words(work.window.due_at)}{before}."
    for each in work.extensions:
        said = [f"{each.minutes} more minutes at each limit"] if each.minutes else []
        said += [f"until {in_words(each.due_at)}"] if each.due_at else []
        yield f"{capfirst(' and '.join(said))}{f': {each.reason}' if each.reason else '.'}"


def _chart(works: tuple[PersonWork, ...], *, has_middle: bool) -> LineChart | None:
    """What counts, in the order in which it was handed in; one point alone is no course."""
    held = []
    for work in works:
        for case in work.cases:
            at = next((each.attempt.submitted_at for each in case.attempts if each.counts), None)
            if at and case.percent is not None:
                held.append((at, case))
    if len(held) < 2:
        return None
    held.sort(key=lambda each: (each[0], each[1].case.pk))
    series = [Series("Result", "person-result", tuple(case.percent for _, case in held))]
    if has_middle:
        series.append(Series("Middle", "person-middle", tuple(case.middle for _, case in held)))
    labels = [f"{timezone.localtime(at):%-d %b}" for at, _ in held]
    return line_chart(labels, series, maximum=100, unit=" %")


# Next


def _steps(one: OneResult, now: datetime, *, is_own: bool, may_assign: bool) -> Iterator[PersonStep]:
    """The most urgent first: what is due, what waits, and what is weak with a case that trains it."""
    urgent = set()
    for reason in one.reasons:
        if is_own and reason.matter is Matter.FAR_BELOW:
            continue
        assignment = reason.work.about if reason.work else None
        urgent.add(assignment.pk if assignment else 0)
        yield PersonStep(reason_in_words(reason), *_to_assignment(assignment, is_own))
    for work in one.works:
        if work.assignment.pk not in urgent and work.is_to_do and work.window.takes_work(now):
            yield PersonStep(_waits(work, now), *_to_assignment(work.assignment, is_own))
    if not is_own:
        for look in one.looks:
            at = reverse("teach_attempt_mark", args=[look.attempt_id, look.mark_id])
            yield PersonStep(f"A second look at “{look.mark.label}” is asked for.", "Answer", at)
    yield from _training(one, is_own=is_own, may_assign=may_assign)


def _to_assignment(assignment: Any, is_own: bool) -> tuple[str, str]:
    if assignment is None:
        return "", ""
    return "To the assignment", reverse("assignment" if is_own else "teach_assignment", args=[assignment.pk])


def _waits(work: AssignedWork, now: datetime) -> str:
    done = sum(case.is_done for case in work.cases)
    at = work.window.due_at
    due = (
        f"{'was' if work.window.is_overdue(now) else 'is'} due on {in_words(at)}" if at else "has no due time"
    )
    if not work.is_begun:
        return f"“{work.assignment.title}” {due}; nothing of it is begun."
    return f"“{work.assignment.title}” {due}; {done} of {len(work.cases)} handed in."


def _training(one: OneResult, *, is_own: bool, may_assign: bool) -> Iterator[PersonStep]:
    """Each case once, with all weak objectives that it trains."""
    by_case: dict[int, list[ObjectiveResults]] = {}
    for each in one.weak:
        case = one.trained_by.get(each.key)
        by_case.setdefault(case.pk if case else 0, []).append(each)
    for weak in by_case.values():
        said, them = _weak(weak), "it" if len(weak) == 1 else "them"
        case = one.trained_by.get(weak[0].key)
        if case is None or case.latest is None:
            yield PersonStep(f"{said} No other open case trains {them}.")
        else:
            link = ("", "")
            if is_own or may_assign:
                link = "To the case", reverse("teaching_case", args=[case.library.slug, case.slug])
            yield PersonStep(f"{said} “{case.latest.title}” trains {them}.", *link)


def _weak(objectives: Sequence[ObjectiveResults]) -> str:
    if len(objectives) == 1:
        return f"“{objectives[0].text}” is weak: {objectives[0].score.percent} % of its points."
    named = [f"“{each.text}” ({each.score.percent} % of its points)" for each in objectives]
    return f"{joined(named)} are weak."


# Feedback


def _feedback(one: OneResult, is_own: bool) -> Iterator[PersonFeedback]:
    """The last entry of each thread, the newest first."""
    seen = set()
    page = "attempt_debrief" if is_own else "teach_attempt"
    for entry in one.feedback:
        if (entry.attempt_id, entry.step) in seen:
            continue
        seen.add((entry.attempt_id, entry.step))
        number = number_of(entry.attempt, entry.step)
        yield PersonFeedback(
            title=entry.attempt.version.title,
            place=f"Step {number}" if number else "The whole attempt",
            who=("You" if is_own else "The resident") if entry.is_answer else str(entry.by or GONE),
            at=entry.at,
            text=entry.text,
            href=f"{reverse(page, args=[entry.attempt_id])}#feedback-{number}",
        )
