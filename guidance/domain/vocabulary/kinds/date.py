"""A year and a month. A full date is never kept."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from ..fact import Fact
from ..operators import ClauseBits, RuleLiterals, ValueRow, on_order
from ..values import Value
from .intervals import OPS_ON_A_LINE, limits_in, row_by_interval

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
YEARS = range(1900, 2101)


class DateFact(Fact, kind="date", operators=OPS_ON_A_LINE, needs=("example",)):
    def read(self, value: object) -> str:
        if not isinstance(value, str):
            raise self.refusal(value, "is not text")
        found = MONTH.match(value)
        if not found or int(found[1]) not in YEARS:
            raise self.refusal(value, "is not a year and month")
        if found.end() != len(value):
            raise self.refusal(value, "is more than a year and month", nearest=found[0])
        return value

    def in_words(self, value: Value) -> str:
        return str(value)

    as_data = Fact.as_it_is

    test = staticmethod(on_order)

    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        limits = limits_in(chain.from_iterable(chain.from_iterable(rules)))
        months = chain.from_iterable(_months_around(str(limit)) for limit in limits)
        return tuple(dict.fromkeys(months)) or ("2000-01",)

    def row(self, bits: ClauseBits) -> ValueRow:
        return row_by_interval(bits)


def _months_around(limit: str) -> Iterator[str]:
    year, month = (int(part) for part in limit.split("-"))
    for change in (-1, 0, 1):
        years, months = divmod(year * 12 + month - 1 + change, 12)
        yield f"{years:04d}-{months + 1:02d}"
