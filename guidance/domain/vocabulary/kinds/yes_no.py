"""Yes or no. Unknown is neither."""

from collections.abc import Sequence

from ..fact import Fact
from ..operators import ClauseBits, Op, RuleLiterals, ValueRow, on_one, row_by_value
from ..values import NOT_APPLICABLE, Value

_WORDS = {"yes": True, "true": True, "no": False, "false": False}


class YesNoFact(Fact, kind="yes_no", operators=(Op.IS, Op.IS_NOT)):
    def read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.refusal(value, "is not true or false")
        return value

    def allowed_in_words(self) -> str:
        return "true, false"

    def in_words(self, value: Value) -> str:
        return "yes" if value else "no"

    as_data = Fact.as_it_is

    def from_word(self, word: str) -> object:
        return _WORDS.get(word.lower(), word)

    test = staticmethod(on_one)

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        return (True, False)

    def row(self, bits: ClauseBits) -> ValueRow:
        return row_by_value((True, False, NOT_APPLICABLE), bits)
