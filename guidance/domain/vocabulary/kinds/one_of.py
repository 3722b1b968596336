"""One of the choices, which may form a grade."""

from collections.abc import Sequence

from ..fact import Fact
from ..operators import OPS_ON_ONE, ClauseBits, RuleLiterals, ValueRow, on_order, row_by_value
from ..values import NOT_APPLICABLE, Value, nearest_word


class OneOfFact(Fact, kind="one_of", operators=OPS_ON_ONE, needs=("choices",)):
    def read(self, value: object) -> str:
        # A grade such as ECOG is written as a number in a case file: 2 and "2" are the same code.
        is_grade = self.ordered and isinstance(value, int) and not isinstance(value, bool)
        code = str(value) if is_grade else value
        if not isinstance(code, str):
            raise self.refusal(value, "is not text")
        if code not in self.choice_by_value:
            near = nearest_word(code, self.choice_values)
            raise self.refusal(value, "is not one of the choices", nearest=near)
        return code

    def in_words(self, value: Value) -> str:
        choice = self.choice_by_value.get(str(value))
        return choice.in_words if choice else str(value)

    def as_data(self, value: Value) -> object:
        return int(value) if self.ordered and isinstance(value, str) and value.isdigit() else value

    test = staticmethod(on_order)

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        return self.choice_values

    def row(self, bits: ClauseBits) -> ValueRow:
        return row_by_value((*self.choice_values, NOT_APPLICABLE), bits)
