"""Multiple best answer: right ones minus wrong ones, over all that are right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from .answers import texts_in
from .controls import AnswerControl, ChooseSome
from .kind import AnswerMarking, QuestionFault
from .options import BestOptions


@dataclass(frozen=True, kw_only=True)
class MultipleBestAnswer(BestOptions[tuple[str, ...]]):
    kind: ClassVar[str] = "multiple_best_answer"
    hint: ClassVar[str] = "Choose all that are right. Each wrong one takes a right one away."
    example: ClassVar = {
        "options": [
            {"key": "first", "text": "This holds", "credit": 1},
            {"key": "second", "text": "This holds, too", "credit": 1},
            {"key": "other", "text": "This does not"},
        ]
    }

    def faults(self) -> Iterator[QuestionFault]:
        yield from super().faults()
        if not self.right:
            yield "options", "none of the options is right."
        for place, option in enumerate(self.options):
            if option.credit not in (0, 1):
                said = "where several are right, an option is right (1) or not (0)."
                yield f"options[{place}].credit", said

    @property
    def control(self) -> AnswerControl:
        return ChooseSome(self.choices)

    def read_answer(self, given: object) -> tuple[str, ...] | None:
        return self.known(texts_in(given)) or None

    def mark_answer(self, answer: tuple[str, ...] | None) -> AnswerMarking:
        chosen, wanted = answer or (), len(self.right)
        hits = sum(self.option_by_key[key].credit == 1 for key in chosen)
        wrong = len(chosen) - hits
        why = f"{hits} right and {wrong} wrong, of {wanted} that are right."
        return self.marking(chosen, max(0.0, (hits - wrong) / wanted), why)
