"""A number in its unit, within what is plausible."""

import math
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, pairwise

from ..fact import Fact
from ..operators import ClauseBits, RuleLiterals, ValueRow, on_order
from ..values import Value
from .intervals import OPS_ON_A_LINE, limits_in, row_by_interval

SHOWN_AS_OLD = 90
"""Ages from this on are shown as "90+": the very old are few enough to be recognised by their age."""

_NUMBER = re.compile(r"[-+−]?[0-9]{1,20}(\.[0-9]{1,20})?(e[-+]?[0-9]{1,2})?")
_UNITS_WITH_A_SINGULAR = {"years", "months", "days", "weeks"}


class NumberFact(Fact, kind="number", operators=OPS_ON_A_LINE, needs=("within",)):
    def read(self, value: object) -> int | float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
            raise self.refusal(value, "is not a number")
        if isinstance(value, float) and value.is_integer() and (self.integer or self.step):
            value = int(value)
        if self.integer and not isinstance(value, int):
            raise self.refusal(value, "is not a whole number")
        if not self.is_plausible(value):
            raise self.refusal(value, "is outside the plausible range")
        if self.step and (value - self.low) % self.step:
            raise self.refusal(value, f"is not in steps of {self.step}")
        return value

    @property
    def low(self) -> float:
        return self.within[0]

    @property
    def high(self) -> float:
        return self.within[1]

    def is_plausible(self, value: float) -> bool:
        return self.low <= value <= self.high

    def allowed_in_words(self) -> str:
        whole = "a whole number " if self.integer and not self.step else ""
        steps = f" in steps of {self.step}" if self.step else ""
        return f"{whole}from {self.low:g} to {self.high:g}{steps} {self.unit}".strip()

    def in_words(self, value: Value) -> str:
        if not isinstance(value, int | float):
            return str(value)
        if self.is_old(value):
            return f"{SHOWN_AS_OLD}+ years"
        unit = self.unit[:-1] if value == 1 and self.unit in _UNITS_WITH_A_SINGULAR else self.unit
        return f"{self._digits(value)}{'' if unit == '%' else ' '}{unit}".strip()

    def is_old(self, value: object) -> bool:
        return self.unit == "years" and isinstance(value, int | float) and value >= SHOWN_AS_OLD

    def _digits(self, value: int | float) -> str:
        """The number alone, rounded half up where the fact is shown with a fixed number of decimals."""
        if self.decimals is not None:
            step = Decimal(1).scaleb(-self.decimals)
            return str(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))
        return str(int(value) if isinstance(value, float) and value.is_integer() else value)

    def hint_of_unit(self, given: float) -> str:
        """ "Did you mean 1.2 mg/dL? That is 106 µmol/L.", or "" where it is not plausible in another unit."""
        for other in self.other_units:
            stored = round(given * other.factor, 4)
            if self.is_plausible(stored):
                return f"Did you mean {given:g} {other.unit}? That is {stored:g} {self.unit}."
        return ""

    as_data = Fact.as_it_is

    def from_word(self, word: str) -> object:
        if not _NUMBER.fullmatch(word):
            return word
        plain = word.replace("−", "-")
        return int(plain) if plain.lstrip("+-").isdigit() else float(plain)

    test = staticmethod(on_order)

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        """The limits, what lies beside or between them, and the ends of the range."""
        limits = limits_in(chain.from_iterable(chain.from_iterable(rules)))
        named = [limit for limit in limits if not isinstance(limit, str)]
        step = self.step or (1 if self.integer else None)
        if step:
            beside = {limit + change for limit in named for change in (-step, step)}
        else:
            beside = {(left + right) / 2 for left, right in pairwise((self.low, *named, self.high))}
        return tuple(sorted({self.low, self.high, *named, *filter(self.is_plausible, beside)}))

    def row(self, bits: ClauseBits) -> ValueRow:
        return row_by_interval(bits)
