"""The log of an attempt at assigned work: what is written down besides, and what its own rows tell."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cases.models import Attempt, EventKind


class LoggedAct(StrEnum):
    """What happened; of what happened at one moment the first here comes first."""

    BEGUN = "begun"
    MOVED = "moved"
    SAVED = "saved"
    COMMITTED = "committed"
    OPENED = "opened"
    REOPENED = "reopened"
    SUBMITTED = "submitted"


ACTS = list(LoggedAct)


@dataclass(frozen=True)
class LoggedEvent:
    """`step` is its key where it was about one, `deadline_at` to when an end was moved."""

    act: LoggedAct
    at: datetime
    step: str = ""
    deadline_at: datetime | None = None


@dataclass(frozen=True)
class AttemptLog:
    """In order of time. Of work that was begun before events were kept only what its own rows tell."""

    events: tuple[LoggedEvent, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the first step was seen to be opened."""
        return any(each.act is LoggedAct.OPENED for each in self.events)


def log_of(attempt: Attempt) -> AttemptLog | None:
    """None for practice. Two queries."""
    if attempt.assigned_case_id is None:
        return None
    held = [LoggedEvent(LoggedAct.BEGUN, attempt.started_at)]
    held += [
        LoggedEvent(LoggedAct(EventKind(kind).value), at, step, deadline)
        for kind, at, step, deadline in attempt.events.values_list("kind", "at", "step", "deadline_at")
    ]
    committed = attempt.committed.values_list("committed_at", "key")
    held += [LoggedEvent(LoggedAct.COMMITTED, at, key) for at, key in committed]
    if attempt.submitted_at:
        held.append(LoggedEvent(LoggedAct.SUBMITTED, attempt.submitted_at))
    return AttemptLog(tuple(sorted(held, key=lambda each: (each.at, ACTS.index(each.act)))))
