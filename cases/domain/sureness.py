"""How sure somebody said they were of an answer, and how far that goes with being right: calibration.

The three levels are those of certainty-based marking, low, mid and high. They are never part of a mark.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from cases.domain.marks import FACT, FULL, QUESTION, AttemptMark
from cases.domain.teaching import TeachingStep


class Sureness(StrEnum):
    LOW = "low"
    MID = "mid"
    HIGH = "high"

    @property
    def words(self) -> str:
        return WORDS[self]


WORDS = {Sureness.LOW: "unsure", Sureness.MID: "fairly sure", Sureness.HIGH: "sure"}
RIGHT, PARTLY, WRONG = "right", "partly", "wrong"
OUTCOMES = (RIGHT, PARTLY, WRONG)

SurePlace = tuple[str, str]
"""What one says it of: the facts of a step, by the step's key, or a question, each as marks call them."""
SureSaid = Mapping[SurePlace, Sureness]


def places_at(step: TeachingStep) -> list[SurePlace]:
    """Where it is asked at a step: of what is recorded there, as a whole, and of each question."""
    recorded = [(FACT, step.key)] if step.asked else []
    return [*recorded, *((QUESTION, question.key) for question in step.questions)]


def place_of_mark(mark: AttemptMark) -> SurePlace:
    return (FACT, mark.step) if mark.subject == FACT else (QUESTION, mark.key)


class MarkedAnswer(Protocol):
    """What a mark has to tell for it to be held against being sure."""

    @property
    def subject(self) -> str: ...
    @property
    def part(self) -> str: ...
    @property
    def entered(self) -> str: ...
    @property
    def credit(self) -> float | None: ...


def outcome_of(mark: MarkedAnswer) -> str:
    """ "right", "partly" or "wrong"; "" where it tells nothing of being sure.

    That is what somebody has to mark yet, a question without an answer, and a prefix, which is asked with its
    category. A fact that was left open was entered so.
    """
    if mark.credit is None or mark.part == "prefix" or (mark.subject == QUESTION and not mark.entered):
        return ""
    return RIGHT if mark.credit >= FULL else PARTLY if mark.credit > 0 else WRONG


@dataclass(frozen=True)
class SureRow:
    """How often answers that were given at one level were right."""

    level: Sureness
    right: int = 0
    partly: int = 0
    wrong: int = 0

    @property
    def count(self) -> int:
        return self.right + self.partly + self.wrong

    @property
    def share(self) -> float | None:
        """Of them, the right ones; None where there are none."""
        return self.right / self.count if self.count else None


def calibration(answers: Iterable[tuple[Sureness, str, int]]) -> tuple[SureRow, ...]:
    """A row for each level, the surest first, of levels with outcomes and how often."""
    held = {level: dict.fromkeys(OUTCOMES, 0) for level in reversed(Sureness)}
    for level, outcome, count in answers:
        held[level][outcome] += count
    return tuple(SureRow(level, **counts) for level, counts in held.items())


def as_counted(rows: Iterable[SureRow]) -> Iterator[tuple[Sureness, str, int]]:
    """Rows taken apart again, to be added up."""
    for row in rows:
        yield from ((row.level, outcome, getattr(row, outcome)) for outcome in OUTCOMES)


@dataclass(frozen=True)
class SureMark:
    """A mark of which its writer said how sure they were, and what came of it."""

    mark: AttemptMark
    level: Sureness
    outcome: str


def sure_marks(marks: Iterable[AttemptMark], said: SureSaid) -> Iterator[SureMark]:
    for mark in marks:
        level, outcome = said.get(place_of_mark(mark)), outcome_of(mark)
        if level is not None and outcome:
            yield SureMark(mark, level, outcome)
