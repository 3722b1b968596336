"""The log of an attempt in words, the same for its resident and for those who teach; and its file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from cases.domain.teaching import TeachingContent
from cases.domain.time_on_task import PAUSE
from cases.models import Attempt
from cases.queries.assigned import in_words
from cases.queries.attempt_log import AttemptLog, LoggedAct, LoggedEvent, log_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.limits import LOG_LINES
from guidance.domain.sheets import Cell

SAID = {
    LoggedAct.BEGUN: "Begun",
    LoggedAct.OPENED: "Opened for the first time",
    LoggedAct.REOPENED: "Opened again after a pause",
    LoggedAct.SAVED: "Saved",
    LoggedAct.COMMITTED: "Committed, and closed",
    LoggedAct.MOVED: "The end of the time was moved",
    LoggedAct.SUBMITTED: "Handed in",
}
HEADINGS = ("When", "What", "Step", "Title of the step", "New end")


@dataclass(frozen=True)
class LogRow:
    """One event, or saves of one step that follow each other: `until` is the last of them."""

    at: datetime
    until: datetime
    what: str
    step: str
    pause: int
    """Minutes without anything before it, where that was a pause."""


def shown_log(attempt: Attempt) -> dict[str, Any]:
    """For the page of an attempt; of practice nothing."""
    log = log_of(attempt)
    if log is None:
        return {}
    return {
        "log": tuple(_rows(log, teaching_case_in(attempt.version))),
        "log_is_whole": log.is_whole,
        "log_limit": LOG_LINES.most,
        "log_pause": int(PAUSE.total_seconds() // 60),
    }


def _rows(log: AttemptLog, content: TeachingContent) -> Iterator[LogRow]:
    before = None
    for (act, step), group in groupby(log.events, key=lambda each: (each.act, each.step)):
        events = list(group)
        for these in [events] if act is LoggedAct.SAVED else [[each] for each in events]:
            first, last = these[0], these[-1]
            gap = first.at - before if before else None
            yield LogRow(
                at=first.at,
                until=last.at,
                what=_what(first, len(these)),
                step=_step(step, content),
                pause=int(gap.total_seconds() // 60) if gap and gap > PAUSE else 0,
            )
            before = last.at


def _what(event: LoggedEvent, times: int) -> str:
    if event.act is LoggedAct.MOVED:
        return (
            f"{SAID[event.act]} to {in_words(event.deadline_at)}" if event.deadline_at else "No end any more"
        )
    return f"{SAID[event.act]} {times} times" if times > 1 else SAID[event.act]


def _step(key: str, content: TeachingContent) -> str:
    keys = [step.key for step in content.steps]
    if key not in keys:
        return key
    return f"Step {keys.index(key) + 1}, {content.steps[keys.index(key)].title}"


def log_table(attempt: Attempt) -> Iterator[tuple[Cell, ...]]:
    """Each event a row, below the headings; of practice none."""
    yield HEADINGS
    log, content = log_of(attempt), teaching_case_in(attempt.version)
    titles = {step.key: (number, step.title) for number, step in enumerate(content.steps, start=1)}
    for event in log.events if log else ():
        number, title = titles.get(event.step, (None, ""))
        yield _moment(event.at), SAID[event.act], number, title, _moment(event.deadline_at)


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds") if at else ""
