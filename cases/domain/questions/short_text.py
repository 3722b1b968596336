"""Short text, which its writer marks against the model answer, point by point."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from cases.domain.marks import MarkLine
from guidance.domain.limits import SHORT_TEXT

from .answers import AnswerError, texts_in
from .controls import AnswerControl, WriteText
from .kind import AnswerMarking, AsksFor, QuestionFault, TeachingQuestion


@dataclass(frozen=True, kw_only=True)
class ShortText(TeachingQuestion[str]):
    kind: ClassVar[str] = "short_text"
    label: ClassVar[str] = "Short text"
    asks_for: ClassVar[AsksFor] = AsksFor.JUDGEMENT
    expected_label: ClassVar[str] = "Model answer"
    example: ClassVar = {
        "model_answer": "This for one reason, and that for another.",
        "points": ["this", "that"],
    }

    of_the_key: ClassVar = frozenset({"model_answer"})

    model_answer: Annotated[str, {"description": "Shown in the debrief. Markdown."}]
    points: Annotated[
        tuple[str, ...],
        {"minItems": 1, "description": "What a full answer holds; the writer ticks what theirs holds."},
    ]
    maximum_length: Annotated[int, {"minimum": 50, "maximum": 4000}] = SHORT_TEXT.most

    def faults(self) -> Iterator[QuestionFault]:
        return iter(())

    @property
    def hint(self) -> str:
        return (
            f"At most {self.maximum_length} characters. You mark it yourself after submission, "
            "against a model answer."
        )

    @property
    def hint_where_taught(self) -> str:
        return f"At most {self.maximum_length} characters. Those who teach you mark it."

    @property
    def control(self) -> AnswerControl:
        return WriteText(rows=5)

    @property
    def points_to_tick(self) -> tuple[str, ...]:
        return self.points

    def read_answer(self, given: object) -> str | None:
        text = "\n".join(texts_in(given)).replace("\r\n", "\n").strip()
        if len(text) > self.maximum_length:
            raise AnswerError(f"The text has {len(text)} characters; at most {self.maximum_length} are kept.")
        return text or None

    def expert_answer(self) -> object:
        return " ".join(self.points)[: self.maximum_length]

    def counted(self, answer: str) -> tuple[str, ...]:
        return ()

    def mark_answer(self, answer: str | None) -> AnswerMarking:
        return AnswerMarking(
            credit=0.0 if answer is None else None,
            entered=answer or "",
            expected=self.model_answer,
            why="Marked by its writer against the model answer.",
            lines=tuple(MarkLine(point) for point in self.points),
        )
