"""One mark, and marks added up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

FULL = 1.0
FACT, QUESTION = "fact", "question"


@dataclass(frozen=True)
class MarkLine:
    """One part of an answer: an option, a place in a ranking, a lesion. `verdict` is as for a mark, or "" """

    text: str
    verdict: str = ""
    why: str = ""


@dataclass(frozen=True)
class AttemptMark:
    """What was entered, what was expected, why, and what it earns.

    `credit` runs from 0 to 1 and is None while the writer has not marked a short text; `weight` is how much
    the mark counts. `part` tells the category of a TNM token from its prefix. `step` is where it was asked.
    """

    subject: str
    key: str
    label: str
    step: str
    domain: str
    objective: str
    weight: float
    credit: float | None
    entered: str
    expected: str
    why: str
    part: str = ""
    chapter: str = ""
    kind: str = ""
    lines: tuple[MarkLine, ...] = ()
    statements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""

    @property
    def verdict(self) -> str:
        """ "right", "partly", "wrong", "missing" (nothing entered) or "pending" (marked by its writer)."""
        if self.credit is None:
            return "pending"
        if self.credit >= FULL:
            return "right"
        if self.credit > 0:
            return "partly"
        return "wrong" if self.entered else "missing"

    @property
    def earned(self) -> float:
        return self.weight * (self.credit or 0.0)

    @property
    def is_missed(self) -> bool:
        return self.credit is not None and self.credit < FULL


@dataclass(frozen=True)
class MarkScore:
    """Points earned of those possible. What its writer has not marked yet counts in neither."""

    earned: float
    possible: float

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where nothing counted."""
        return self.earned / self.possible if self.possible else None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else int(self.share * 100 + 0.5)


def score_of(marks: Iterable[AttemptMark]) -> MarkScore:
    counted = [mark for mark in marks if mark.credit is not None]
    return MarkScore(
        earned=round(sum(mark.earned for mark in counted), 6),
        possible=round(sum(mark.weight for mark in counted), 6),
    )


def missed_facts(marks: Iterable[AttemptMark]) -> tuple[str, ...]:
    """The facts that were not entered as the expert's, each once, in the order of the marks."""
    return tuple(dict.fromkeys(mark.key for mark in marks if mark.subject == FACT and mark.is_missed))


def score_by(marks: Iterable[AttemptMark], key: Callable[[AttemptMark], str]) -> dict[str, MarkScore]:
    """The score of each group, in the order in which the groups appear; "" is left out."""
    groups: dict[str, list[AttemptMark]] = {}
    for mark in marks:
        if key(mark):
            groups.setdefault(key(mark), []).append(mark)
    return {name: score_of(group) for name, group in groups.items()}
