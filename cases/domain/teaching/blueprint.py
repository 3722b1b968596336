"""What a library covers: its objectives against the chapters and the cases that mark them, by weight."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from guidance.domain.vocabulary import CHAPTERS, VOCABULARY

from .case import TeachingContent

QUESTIONS = "questions"
"""The column of what no chapter asks: questions belong to a domain, not to a chapter."""
COLUMNS: Mapping[str, str] = {**{chapter.key: chapter.label for chapter in CHAPTERS}, QUESTIONS: "Questions"}
SINGLE = 1

SumKey = TypeVar("SumKey")


@dataclass(frozen=True)
class BlueprintMark:
    """One mark of a case: what it counts, for which objective, and where it is asked."""

    case: str
    objective: str
    column: str
    weight: float


@dataclass(frozen=True)
class Blueprint:
    """`objectives` and `cases` are in the order of the library, their texts and titles by key and slug."""

    objectives: Mapping[str, str]
    cases: Mapping[str, str]
    marks: tuple[BlueprintMark, ...]

    @cached_property
    def by_column(self) -> Mapping[tuple[str, str], float]:
        """Weight by objective and column."""
        return _summed(((mark.objective, mark.column), mark.weight) for mark in self.marks)

    @cached_property
    def by_case(self) -> Mapping[tuple[str, str], float]:
        """Weight by objective and case."""
        return _summed(((mark.objective, mark.case), mark.weight) for mark in self.marks)

    @cached_property
    def by_objective(self) -> Mapping[str, float]:
        return _summed((mark.objective, mark.weight) for mark in self.marks)

    @cached_property
    def total_of_column(self) -> Mapping[str, float]:
        return _summed((mark.column, mark.weight) for mark in self.marks)

    @property
    def unmarked(self) -> tuple[str, ...]:
        """Objectives that no case marks."""
        return tuple(key for key in self.objectives if key not in self.by_objective)

    @property
    def of_one_case(self) -> tuple[str, ...]:
        """Objectives that one case alone marks: who has worked that one has practised them all."""
        held = {key: {mark.case for mark in self.marks if mark.objective == key} for key in self.objectives}
        return tuple(key for key, cases in held.items() if len(cases) == SINGLE < len(self.cases))

    @property
    def empty_columns(self) -> tuple[str, ...]:
        """Chapters in which nothing is marked."""
        return tuple(key for key in COLUMNS if key not in self.total_of_column)


def blueprint(objectives: Mapping[str, str], cases: Iterable[TeachingContent]) -> Blueprint:
    """The blueprint of a library: `objectives` are its own, by key; what a case adds to them comes after."""
    held = tuple(cases)
    texts = dict(objectives)
    for case in held:
        texts |= {key: text for key, text in case.objective_text.items() if key not in texts}
    marks = tuple(mark for case in held for mark in _marks(case))
    return Blueprint(texts, {case.slug: case.title for case in held}, marks)


def _marks(case: TeachingContent) -> Iterator[BlueprintMark]:
    for mark in case.key.marks:
        yield BlueprintMark(case.slug, mark.objective, VOCABULARY[mark.fact].chapter, mark.weight)
    for question in case.questions:
        yield BlueprintMark(case.slug, question.objective, QUESTIONS, question.weight)


def _summed(pairs: Iterable[tuple[SumKey, float]]) -> Mapping[SumKey, float]:
    found: dict[SumKey, float] = {}
    for key, weight in pairs:
        found[key] = found.get(key, 0.0) + weight
    return found
