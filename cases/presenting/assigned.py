"""What is assigned, as whoever works it reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.domain.assigning import DebriefOpens, Late, Order, TimeLimit, WhichCounts
from cases.models import Assignment, Attempt
from cases.queries.assigned import AssignedWork, CaseWork, in_words, refusal_to_begin
from cases.queries.attempts import is_still_asked
from cases.queries.teaching import teaching_case_in


@dataclass(frozen=True)
class AssignedRow:
    """One case, and what can be done with it now: `refusal` says why nothing can be begun."""

    work: CaseWork
    refusal: str
    is_timed: bool
    asks_for_time: bool
    is_told: bool
    """The debriefs of what was handed in are open."""

    @property
    def verb(self) -> str:
        return "Begin another attempt" if self.work.is_done else "Begin"


def assigned_page(work: AssignedWork, withheld: frozenset[int], now: datetime) -> dict[str, Any]:
    """`withheld` are the cases of whose key the person may be told nothing, for whatever is assigned."""
    limit, is_told = work.assignment.time_limit, may_be_told(work, withheld)
    return {
        "work": work,
        "assignment": work.assignment,
        "rows": [
            AssignedRow(
                work=each,
                refusal=refusal_to_begin(work, each, now),
                is_timed=bool(each.minutes) and limit == TimeLimit.IMPOSED,
                asks_for_time=bool(each.minutes) and limit == TimeLimit.OFFERED,
                is_told=each.case.teaching_case_id not in withheld,
            )
            for each in work.cases
        ],
        "terms": list(terms_in_words(work)),
        "is_overdue": work.window.is_overdue(now) and not work.is_done,
        "waits_elsewhere": _has_opened(work) and not is_told,
        "share": percent(work.share) if is_told else None,
        "has_passed": has_passed(work) if is_told else None,
    }


def may_be_told(work: AssignedWork, withheld: frozenset[int]) -> bool:
    """Whether its person may be told what it comes to: its debrief is open, and that of nothing else waits
    that asks for a case which they handed in here."""
    waits = any(each.is_done and each.case.teaching_case_id in withheld for each in work.cases)
    return _has_opened(work) and not waits


def _has_opened(work: AssignedWork) -> bool:
    """Whether its own terms let anything be told."""
    at_once = work.assignment.debrief == DebriefOpens.AT_ONCE
    return work.is_debrief_open or (at_once and any(each.is_done for each in work.cases))


def percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)


def has_passed(work: AssignedWork) -> bool | None:
    """None without a pass mark or a complete total. What comes to it passes, whatever the last bit."""
    if work.assignment.pass_share is None or work.share is None or not work.is_complete:
        return None
    return work.share >= work.assignment.pass_share - 1e-9


def terms_in_words(work: AssignedWork) -> Iterator[tuple[str, str]]:
    """What holds for the person, each with its heading; what is as usual is left out."""
    assignment, window = work.assignment, work.window
    if window.due_at:
        extended = f", extended from {in_words(work.due_before)}" if work.is_due_later else ""
        yield "Due", f"{in_words(window.due_at)}{extended}"
        yield "Late work", LATE_SAID[Late(assignment.late)].format(share=f"{assignment.late_share:.0%}")
    if assignment.order == Order.IN_ORDER:
        yield "Order", "One after the other, as they stand here"
    if assignment.attempts_allowed:
        allowed = assignment.attempts_allowed
        yield "Attempts", "One at each case" if allowed == 1 else f"Up to {allowed} at each case"
    if assignment.attempts_allowed != 1:
        yield "What counts", COUNTS_SAID[WhichCounts(assignment.counts)]
    if assignment.pass_share is not None:
        yield "To pass", f"{assignment.pass_share:.0%} of the points"
    opens = DebriefOpens(assignment.debrief)
    waits = opens is DebriefOpens.AT_ONCE or not work.is_debrief_open
    yield "Debrief", DEBRIEF_SAID[opens] if waits else "Is open"
    if assignment.asks_sureness:
        yield "How sure you are", "Is asked at each answer; you may leave it open, and it never counts"


LATE_SAID = {
    Late.REFUSED: "Is not taken: what was saved by then counts",
    Late.MARKED: "Is taken, and said to be late",
    Late.MINUS: "Is taken, less {share} of its points for each day that began",
}
COUNTS_SAID = {
    WhichCounts.BEST: "Your best attempt at each case",
    WhichCounts.FIRST: "Your first attempt at each case",
    WhichCounts.LAST: "Your last attempt at each case",
}
DEBRIEF_SAID = {
    DebriefOpens.AT_ONCE: "As soon as you submit",
    DebriefOpens.AFTER_DUE: "After it was due; until then nothing is said of right and wrong",
    DebriefOpens.BY_HAND: "When your teacher opens it; until then nothing is said of right and wrong",
}


def withheld(attempt: Attempt, by: Assignment) -> dict[str, Any]:
    """Of an attempt whose debrief is to open yet: that it was handed in, and nothing of how it went.

    `by` is the assignment for which it waits, which practice was not handed in for.
    """
    case = attempt.assigned_case
    return {
        "attempt": attempt,
        "assignment": case.assignment if case and is_still_asked(attempt) else None,
        "first_step": teaching_case_in(attempt.version).steps[0].key,
        "opens_said": OPENS_SAID[DebriefOpens(by.debrief)].format(title=by.title),
    }


def to_be_marked(attempt: Attempt) -> dict[str, Any]:
    """Of an attempt that was handed in while its key was out of use: that it is kept, and waits."""
    case = attempt.assigned_case
    return {
        "attempt": attempt,
        "assignment": case.assignment if case else None,
        "first_step": teaching_case_in(attempt.version).steps[0].key,
        "is_out_of_use": True,
        "opens_said": "It is kept as you handed it in. It is not marked yet, as the key of the case is "
        "being put right: it is marked once that is done, and you are told.",
    }


OPENS_SAID = {
    DebriefOpens.AT_ONCE: "The case counts in “{title}”. "
    "The debrief opens once you hand it in for that, or once that takes no more work.",
    DebriefOpens.AFTER_DUE: "The debrief opens once “{title}” was due for you.",
    DebriefOpens.BY_HAND: "Your teacher opens the debrief of “{title}”.",
}
