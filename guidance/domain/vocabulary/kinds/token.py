"""A text of a pattern: a TNM category, a line of them, a stage group."""

import re
from collections.abc import Sequence
from itertools import chain

from guidance.domain.limits import FIELD

from ..fact import Fact
from ..operators import OPS_ON_ONE, WANTS, ClauseBits, Op, Operand, RuleLiterals, Test, ValueRow, true_of
from ..tokens import category_of
from ..values import Value


class TokenFact(Fact, kind="token", operators=OPS_ON_ONE, needs=("pattern", "example")):
    def read(self, value: object) -> str:
        if not isinstance(value, str):
            raise self.refusal(value, "is not text")
        if len(value) > FIELD.most:
            raise self.refusal(value, f"has {len(value):,} characters; at most {FIELD.allowed} are read")
        if re.fullmatch(self.pattern, value):
            return value
        kind = "category" if self.element else "text"
        raise self.refusal(value, f"is not written as this {kind} is", nearest=self._in_order(value))

    def _in_order(self, value: str) -> str | None:
        """The same token in its proper capitals and without spaces, where that makes it valid."""
        plain = re.sub(r"\s+", "", value)
        if not re.fullmatch(f"(?i:{self.pattern})", plain):
            return None
        if self.element:
            head, rest = re.split(f"(?i:{self.element})", plain, maxsplit=1)
            first = f"{head.lower()}{self.element}"
        else:
            # A stage group has its numeral in capitals; what follows is a letter in capitals or a small word.
            rest = plain.lstrip("IVXivx")
            first = plain[: len(plain) - len(rest)].upper()
        candidates = (f"{first}{tail}" for tail in (rest, rest.lower(), rest.upper()))
        return next((token for token in candidates if re.fullmatch(self.pattern, token)), None)

    def in_words(self, value: Value) -> str:
        return str(value)

    as_data = Fact.as_it_is

    @staticmethod
    def test(op: Op, operand: Operand) -> Test:
        """Met by the token itself, and by its category alone."""
        members = frozenset(operand if isinstance(operand, tuple) else (str(operand),))
        wanted = WANTS[op]
        return lambda value: (value in members or category_of(str(value)) in members) is wanted

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        literals = chain.from_iterable(chain.from_iterable(rules))
        return ("", *dict.fromkeys(chain.from_iterable(literal.members for literal in literals)))

    def row(self, bits: ClauseBits) -> ValueRow:
        """Rows by the tokens that rules name: the token itself, else its category, else none of them."""
        rows = {word: true_of(word, bits) for literal in bits for word in literal.members}
        unnamed = true_of("", bits)

        def row(value: Value) -> int:
            token = str(value)
            return rows[token] if token in rows else rows.get(category_of(token), unnamed)

        return row
