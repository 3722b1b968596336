"""Single best answer: the credit of the option that was chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from .answers import AnswerError, texts_in
from .controls import AnswerControl, ChooseOne
from .kind import AnswerMarking, QuestionFault
from .options import BestOptions


@dataclass(frozen=True, kw_only=True)
class SingleBestAnswer(BestOptions[str]):
    kind: ClassVar[str] = "single_best_answer"
    hint: ClassVar[str] = "Choose the best one."
    example: ClassVar = {
        "options": [
            {"key": "best", "text": "The best", "credit": 1},
            {"key": "second", "text": "Second best", "credit": 0.5},
            {"key": "other", "text": "Another"},
        ]
    }

    def faults(self) -> Iterator[QuestionFault]:
        yield from super().faults()
        if len(self.right) != 1:
            said = f"{len(self.right)} options earn full credit; a single best answer has exactly one."
            yield "options", said

    @property
    def control(self) -> AnswerControl:
        return ChooseOne(self.choices)

    def read_answer(self, given: object) -> str | None:
        chosen = self.known(texts_in(given))
        if len(chosen) > 1:
            raise AnswerError(f"{len(chosen)} answers are chosen; this question has one.")
        return chosen[0] if chosen else None

    def mark_answer(self, answer: str | None) -> AnswerMarking:
        credit = self.option_by_key[answer].credit if answer else 0.0
        why = "The best answer." if credit == 1 else "Second best." if credit else "Not the best answer."
        return self.marking((answer,) if answer else (), credit, why)
