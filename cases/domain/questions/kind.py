"""What every kind of question is made of. `registry` refuses one that lacks a part."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Generic, Self, TypeAlias, TypeVar

from cases.domain.marks import MarkLine
from cases.domain.parts import DocumentPart, Exactly, PartSchema, Slug, schema_of
from guidance.domain.words import DOMAINS

from .answers import QuestionAnswer, check_sent
from .controls import AnswerControl

Given = TypeVar("Given", bound=QuestionAnswer)

QuestionFault = tuple[str, str]
"""The place inside the question, as "options[1].credit", and what is wrong there."""

Keys = Annotated[tuple[str, ...], {"description": "Keys of statements and additions of the guidance."}]
NoteIds = Annotated[tuple[str, ...], {"description": "Curator notes of the guidance, such as C26."}]
Traced = Annotated[
    str, {"description": "Where a clinical statement comes from that the guidance does not hold."}
]
Weight = Annotated[float, Exactly(type="number", exclusiveMinimum=0)]


OF_EVERY_KEY = frozenset({"domain", "objective", "weight", "feedback", "statements", "notes", "source"})
"""Of any question: how much it counts, for what, and what its debrief says."""

KINDS: "dict[str, type[AnyQuestion]]" = {}
"""The kinds by their name, in the order of the schema, once they are registered."""


class AsksFor(StrEnum):
    """Whether an answer is weighed, or taken over or worked out from what the case gives."""

    JUDGEMENT = "judgement"
    COPYING = "copying"


@dataclass(frozen=True)
class AnswerMarking:
    """What an answer earns, from 0 to 1 and None until somebody marks it, and why in words."""

    credit: float | None
    entered: str
    expected: str
    why: str
    lines: tuple[MarkLine, ...] = ()


@dataclass(frozen=True)
class Alternative:
    """Something that can be chosen; `verdict` is "right", "partly", "wrong" or "harmful"."""

    text: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class TeachingQuestion(DocumentPart, ABC, Generic[Given]):
    """One question of a case. `stem` and `feedback` are Markdown; `feedback` is for the debrief only."""

    definition: ClassVar[str] = "question"
    kind: ClassVar[str]
    label: ClassVar[str]
    asks_for: ClassVar[AsksFor]
    example: ClassVar[Mapping[str, object]]
    """What a small one adds in the file to what every kind has."""
    expected_label: ClassVar[str] = "Expected"
    of_the_key: ClassVar[frozenset[str]] = frozenset()
    """The fields of the kind's own that no resident sees before the debrief."""

    key: Slug
    stem: Annotated[str, {"description": "What is asked. Markdown."}]
    domain: Annotated[str, Exactly(enum=[key for key in DOMAINS if key != "background"])]
    objective: str
    weight: Weight = 1.0
    feedback: Annotated[str, {"description": "For the debrief. Markdown."}] = ""
    statements: Keys = ()
    notes: NoteIds = ()
    source: Traced = ""

    # Read

    @classmethod
    def read(cls, given: Any) -> Self:
        """The question in a document of the published shape, of the kind that it names."""
        kind: Any = KINDS[given["kind"]] if cls is TeachingQuestion else super()
        question: Self = kind.read(given)
        return question

    @abstractmethod
    def faults(self) -> Iterator[QuestionFault]:
        """What does not hang together in it: nothing right, an option named twice."""

    # Ask

    @property
    @abstractmethod
    def hint(self) -> str:
        """How it is answered and what that earns, in a sentence beside the answer; "" where that is plain."""

    @property
    def hint_where_taught(self) -> str:
        """The hint in work that educators mark where it is not marked here."""
        return self.hint

    @property
    @abstractmethod
    def control(self) -> AnswerControl:
        """What it is answered with."""

    @property
    def premises(self) -> tuple[tuple[str, str], ...]:
        """What is given between the stem and the answer, each with its term."""
        return ()

    def typed(self, answer: Given) -> object:
        """An answer as its control shows it."""
        return answer

    @property
    def asks(self) -> dict[str, object]:
        """What its residents saw, by field: a correction of the key leaves all of it as it is."""
        hidden = OF_EVERY_KEY | self.of_the_key
        return {each.name: getattr(self, each.name) for each in fields(self) if each.name not in hidden}

    # Answer

    @abstractmethod
    def read_answer(self, given: object) -> Given | None:
        """The answer in what was sent or stored; None where there is none. Raises AnswerError."""

    @abstractmethod
    def expert_answer(self) -> object:
        """An answer that earns everything, as a form would send it."""

    # Mark

    @abstractmethod
    def mark_answer(self, answer: Given | None) -> AnswerMarking:
        """What an answer earns. Without one it earns nothing and still says what was expected."""

    @property
    def family(self) -> str:
        """The kind as marks keep it, where several are told as one."""
        return self.kind

    @property
    def recalled(self) -> str:
        """The premises as the debrief recalls them, in a sentence."""
        return ""

    # Count, over a group

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        """What there is to choose from; nothing where an answer is written."""
        return ()

    def counted(self, answer: Given) -> tuple[str, ...]:
        """What of an answer is counted over a group, in words; nothing of a text of one's own."""
        return (self.mark_answer(answer).entered,)

    @property
    def points_to_tick(self) -> tuple[str, ...]:
        """What the writer looks for in their own text after submission; nothing where it is marked here."""
        return ()

    def self_credit(self, held: Sequence[int]) -> float:
        """The share of the points of the model answer that the writer finds in their own text.

        `held` are places from 0; raises ValueError for one that the model answer does not have.
        """
        count, places = len(self.points_to_tick), set(held)
        if places - set(range(count)):
            raise ValueError(f"the model answer has {count} points")
        return len(places) / count

    # The schema

    @classmethod
    def schema(cls) -> PartSchema:
        if cls is TeachingQuestion:
            return _schema_by_kind()
        shape = super().schema()
        key, *more = shape["properties"].items()
        shape["properties"] = dict([key, ("kind", schema_of(str)), *more])
        shape["required"].insert(1, "kind")
        return shape


AnyQuestion: TypeAlias = TeachingQuestion[Any]


def read_answer(question: AnyQuestion, given: object) -> QuestionAnswer | None:
    """The answer in what was sent or stored; None where there is none. Raises AnswerError.

    More answers than a key-feature question allows are an answer: it is marked, and earns nothing.
    """
    check_sent(given)
    found: QuestionAnswer | None = question.read_answer(given)
    return found


def definition_of(kind: str) -> str:
    return f"question_{kind}"


def _schema_by_kind() -> PartSchema:
    return {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"enum": list(KINDS)}},
        "allOf": [
            {
                "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
                "then": {"$ref": f"#/$defs/{definition_of(kind)}"},
            }
            for kind in KINDS
        ],
    }
