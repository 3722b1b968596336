"""Things of which there are several, each in a row of plain fields."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guidance.domain.characters import without_refused, written_said

MOST_ROWS = 100


@dataclass(frozen=True)
class Row:
    """`number` is part of the names of its fields: "sources-2-text"."""

    name: str
    number: int
    values: Mapping[str, str]
    said: str = ""
    """What is wrong with a character in it; the values are without it."""

    @property
    def prefix(self) -> str:
        return f"{self.name}-{self.number}"

    @property
    def is_blank(self) -> bool:
        return not any(self.values.values())


def rows_of(
    name: str, columns: Iterable[str], held: Iterable[Mapping[str, Any]], data: Mapping[str, Any] | None
) -> list[Row]:
    """The rows as they were sent, else as they are held; blank ones are no rows."""
    columns = tuple(columns)
    if data is None:
        texts = ({column: _text(each.get(column)) for column in columns} for each in held)
        return [Row(name, number, values) for number, values in enumerate(texts)]
    pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})-({'|'.join(columns)})")
    found: dict[int, dict[str, str]] = {}
    said: dict[int, str] = {}
    for sent in data:
        matched = pattern.fullmatch(sent) if sent.startswith(name) else None
        if matched:
            number, typed = int(matched[1]), str(data[sent]).strip()
            if wrong := written_said(typed):
                said[number] = f"This {wrong}"
            row = found.setdefault(number, dict.fromkeys(columns, ""))
            row[matched[2]] = without_refused(typed)
    rows = [Row(name, number, values, said.get(number, "")) for number, values in sorted(found.items())]
    return [row for row in rows if not row.is_blank][:MOST_ROWS]


def with_spare(name: str, columns: Iterable[str], rows: list[Row]) -> list[Row]:
    """And one more, empty."""
    number = max((row.number for row in rows), default=-1) + 1
    return [*rows, Row(name, number, dict.fromkeys(columns, ""))]


def _text(value: Any) -> str:
    if value is None or value is False:
        return ""
    return "on" if value is True else f"{value:g}" if isinstance(value, float) else str(value)
