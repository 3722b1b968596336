"""A teaching case as values: its steps in order, what each discloses, and what each asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guidance.domain.vocabulary import Value

from .key import Key
from .questions import Question

STEP_KINDS: Mapping[str, str] = {
    "history": "History",
    "examination": "Examination",
    "laboratory": "Laboratory",
    "imaging": "Imaging",
    "pathology": "Pathology",
    "staging": "Staging",
    "planning": "Planning",
}
DIFFICULTIES: Mapping[int, str] = {1: "Introductory", 2: "Intermediate", 3: "Advanced"}


@dataclass(frozen=True)
class Objective:
    """What a resident can do after the case. Its key is shared by the cases of a library."""

    key: str
    text: str


@dataclass(frozen=True)
class Source:
    """Where a clinical statement of the case comes from; certainty A, B or C as in the curator notes."""

    text: str
    certainty: str = ""


@dataclass(frozen=True)
class Table:
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class TrendPoint:
    label: str
    value: float


@dataclass(frozen=True)
class Figure:
    """A drawing of ours: a kidney map of `lesions`, or the trend of a measured value in `unit`.

    With `solitary` the one kidney is drawn that there is. `limit` is the upper limit of normal where the
    figure shows one.
    """

    kind: str
    alt: str
    caption: str
    lesions: tuple[Mapping[str, Value], ...] = ()
    solitary: bool = False
    points: tuple[TrendPoint, ...] = ()
    unit: str = ""
    limit: float | None = None


@dataclass(frozen=True)
class Step:
    """One disclosure. `chapters` are the parts of the case form to fill here."""

    key: str
    kind: str
    title: str
    narrative: str
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    chapters: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def kind_label(self) -> str:
        return STEP_KINDS[self.kind]


@dataclass(frozen=True)
class TeachingCase:
    """One version of a teaching case. `commentary` and `key` are the expert's, for the debrief only.

    `time_limit_minutes` is offered, never imposed: a limit that cannot be declined shuts people out.
    """

    slug: str
    title: str
    summary: str
    topic: str
    difficulty: int
    minutes: int
    objectives: tuple[Objective, ...]
    steps: tuple[Step, ...]
    key: Key
    commentary: str = ""
    sources: tuple[Source, ...] = ()
    time_limit_minutes: int | None = None
    document: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def difficulty_label(self) -> str:
        return DIFFICULTIES[self.difficulty]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.questions)

    @cached_property
    def question_by_key(self) -> Mapping[str, Question]:
        return {question.key: question for question in self.questions}

    @cached_property
    def step_of_chapter(self) -> Mapping[str, str]:
        """The step at which each chapter is filled for the last time: what stands then is marked."""
        return {chapter: step.key for step in self.steps for chapter in step.chapters}

    @cached_property
    def step_of_question(self) -> Mapping[str, str]:
        return {question.key: step.key for step in self.steps for question in step.questions}

    @cached_property
    def objective_text(self) -> Mapping[str, str]:
        return {objective.key: objective.text for objective in self.objectives}

    def place_of(self, step_key: str) -> int:
        """The place of a step, from 0. Raises KeyError for a step that the case does not have."""
        for place, step in enumerate(self.steps):
            if step.key == step_key:
                return place
        raise KeyError(step_key)

    def cited(self) -> Iterator[tuple[str, str]]:
        """(kind, id) of every statement and note that the key and the questions link."""
        links = [(mark.statements, mark.notes) for mark in self.key.marks]
        links += [(question.statements, question.notes) for question in self.questions]
        for statements, notes in links:
            yield from (("statement", key) for key in statements)
            yield from (("note", id_) for id_ in notes)
