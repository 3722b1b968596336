"""A number that what the case gives leads to, right within a tolerance on either side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from cases.domain.parts import Exactly

from .answers import AnswerError
from .controls import AnswerControl, WriteNumber
from .kind import AnswerMarking, AsksFor, QuestionFault, TeachingQuestion

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, kw_only=True)
class Numeric(TeachingQuestion[float]):
    kind: ClassVar[str] = "numeric"
    label: ClassVar[str] = "Number"
    asks_for: ClassVar[AsksFor] = AsksFor.COPYING
    hint: ClassVar[str] = ""
    example: ClassVar = {"value": 66, "tolerance": 1, "unit": "mL/min", "minimum": 1, "maximum": 200}

    of_the_key: ClassVar = frozenset({"value", "tolerance"})

    value: float
    tolerance: Annotated[float, {"minimum": 0}]
    unit: Annotated[str, Exactly(type="string")] = ""
    minimum: float
    maximum: float

    def faults(self) -> Iterator[QuestionFault]:
        if not self.minimum <= self.value <= self.maximum:
            low, high = f"{self.minimum:.15g}", f"{self.maximum:.15g}"
            yield ("value", f"{self.value:.15g} does not lie between {low} and {high}, which may be entered.")

    @property
    def control(self) -> AnswerControl:
        return WriteNumber(self.unit)

    def typed(self, answer: float) -> object:
        return f"{answer:g}"

    def read_answer(self, given: object) -> float | None:
        text = "" if given is None else str(given).strip().replace("−", "-")
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            usual = f"{(self.minimum + self.maximum) / 2:g}"
            raise AnswerError(f'"{text[:40]}" is no number. Write digits only, such as {usual}.')
        number = float(text.replace(",", "."))
        if not self.minimum <= number <= self.maximum:
            allowed = f"{self.minimum:g} to {self._with_unit(self.maximum)}"
            raise AnswerError(f"{self._with_unit(number)} lies outside what may be entered: {allowed}.")
        return number

    def expert_answer(self) -> object:
        return str(self.value)

    def mark_answer(self, answer: float | None) -> AnswerMarking:
        expected = self._with_unit(self.value)
        if self.tolerance:
            expected += f", give or take {self.tolerance:g}"
        if answer is None:
            return AnswerMarking(0.0, "", expected, "")
        apart = abs(answer - self.value)
        # A hair more than the tolerance, so that 0.1 + 0.2 is no fault of the resident's.
        within = apart <= self.tolerance + 1e-9
        why = "Within the tolerance." if within else f"Off by {self._with_unit(apart)}."
        return AnswerMarking(float(within), self._with_unit(answer), expected, why)

    def _with_unit(self, number: float) -> str:
        return f"{number:g} {self.unit}" if self.unit else f"{number:g}"
