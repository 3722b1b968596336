"""What a group chose at a committed step, big and without names, to be discussed together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.domain.assigning import DebriefOpens, Purpose
from cases.domain.results.group_choices import (
    FEWEST_SHOWN,
    AskedOfGroup,
    GroupChoice,
    group_choices,
    shown_count,
)
from cases.domain.teaching import TeachingContent, TeachingStep
from cases.models import AssignedCase
from cases.presenting.live import seconds_between
from cases.queries.live import Committed, Whereabouts


@dataclass(frozen=True)
class ChoiceRow:
    choice: GroupChoice
    percent: int
    bar: str
    """Of 100."""

    @property
    def is_taken(self) -> bool:
        """By the key: an expert's answer, or another that earns something."""
        return self.choice.is_expected or self.choice.accepted > 0

    @property
    def earns(self) -> str:
        """Where the key takes it for a part of the points."""
        return "" if self.choice.accepted in (0, 1) else f"{self.choice.accepted * 100:.0f} % of the points"


@dataclass(frozen=True)
class AskedRow:
    number: int
    asked: AskedOfGroup
    choices: tuple[ChoiceRow, ...]

    @property
    def accepted(self) -> str:
        """Other answers that the key takes, in a line."""
        return "; ".join(
            text if credit == 1 else f"{text} ({credit * 100:.0f} % of the points)"
            for text, credit in self.asked.accepted
        )


@dataclass(frozen=True)
class StepCount:
    """How many stand before a step and after it."""

    committed: int
    writing: int
    """Of those who have not committed it, who has an attempt open and time left."""
    to_begin: int

    @property
    def to_come(self) -> int:
        return self.writing + self.to_begin


def step_count(
    case: AssignedCase, people: Sequence[Whereabouts], done: Collection[int], now: datetime
) -> StepCount:
    """`done` are the numbers of those who committed it."""
    waiting = [each for each in people if each.person not in done]
    here = [each for each in waiting if each.attempt and each.attempt.version_id == case.version_id]
    return StepCount(
        committed=len(done),
        writing=sum(each.is_working(now) for each in here),
        to_begin=sum(each.can_begin for each in waiting),
    )


def projector_page(
    case: AssignedCase,
    content: TeachingContent,
    step: TeachingStep,
    people: Sequence[Whereabouts],
    committed: Sequence[Committed],
    *,
    shows: bool,
    expert: bool,
    now: datetime,
) -> dict[str, Any]:
    """`shows` though somebody is still writing; with `expert` also what an expert would say."""
    count = step_count(case, people, {each.person for each in committed}, now)
    taken = committed[: shown_count(count.committed, count.to_come)]
    waits = bool(count.writing) and not shows
    asked = group_choices(content, step, [each.entered for each in taken], [each.answers for each in taken])
    place = content.place_of(step.key)
    return {
        "step": step,
        "place": place + 1,
        "steps": content.steps,
        "before": content.steps[place - 1] if place else None,
        "after": content.steps[place + 1] if place + 1 < len(content.steps) else None,
        "people": people,
        "count": count,
        "every": seconds_between(people),
        "taken": len(taken),
        "left_out": count.committed - len(taken),
        "fewest": FEWEST_SHOWN,
        "waits": waits and bool(taken),
        "rows": [] if waits or not taken else _rows(asked, len(taken), expert=expert),
        "empty": [] if waits or not taken else [each for each in asked if _is_left_open(each)],
        "asks_nothing": not asked,
        "expert": expert,
        "key_waits": _key_waits(case),
        "shows": shows,
        "as_of": now,
    }


def _rows(asked: Sequence[AskedOfGroup], taken: int, *, expert: bool) -> list[AskedRow]:
    """What somebody entered or, where an expert is asked, should have."""
    told = [each for each in asked if not _is_left_open(each) or (expert and each.expected)]
    return [
        AskedRow(
            number=number,
            asked=each,
            choices=tuple(
                ChoiceRow(it, round(it.people / taken * 100), f"{it.people / taken * 100:.1f}")
                for it in each.choices
            ),
        )
        for number, each in enumerate(told, start=1)
    ]


def _is_left_open(asked: AskedOfGroup) -> bool:
    """A fact that all left open."""
    return asked.kind == "Fact" and not any(each.people for each in asked.choices)


def _key_waits(case: AssignedCase) -> bool:
    """Whether residents may yet be told nothing of the key."""
    assignment = case.assignment
    if assignment.debrief_opened_at is not None:
        return False
    return assignment.debrief != DebriefOpens.AT_ONCE or assignment.purpose == Purpose.COUNTING
