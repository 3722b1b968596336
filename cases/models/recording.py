"""From columns to values of the vocabulary and back. What is NULL is unknown and left out."""

from collections.abc import Iterable, Mapping

from guidance.domain.vocabulary import Fact, Value

ColumnValue = bool | str | int | float | list[str] | None


def value_of(column: ColumnValue) -> Value | None:
    """The value that a column holds; None where the fact is unknown."""
    if isinstance(column, list):
        return frozenset(column)
    if isinstance(column, float) and column.is_integer():
        return int(column)
    return column


AS_THEY_ARE = frozenset({str, bool, int})
"""The types of columns that are values."""


def known_in(keys: Iterable[str], columns: Iterable[ColumnValue]) -> dict[str, Value]:
    """The known facts of as many columns."""
    held = zip(keys, columns, strict=True)
    known = {key: column for key, column in held if column is not None}
    read = {key: value_of(column) for key, column in known.items() if type(column) not in AS_THEY_ARE}
    return known | read  # type: ignore[return-value]  # None was left out


def column_of(fact: Fact, value: Value | None) -> ColumnValue:
    """What the column of a fact holds for a value; NULL for an unknown one."""
    if isinstance(value, frozenset):
        return [choice for choice in fact.choice_values if choice in value]
    return value  # type: ignore[return-value]  # lesions have rows, not a column


def recorded_in(row: object, keys: Iterable[str]) -> dict[str, Value]:
    """The known facts among `keys` in one row."""
    keys = tuple(keys)
    return known_in(keys, [getattr(row, key) for key in keys])


def columns_for(facts: Mapping[str, Fact], recorded: Mapping[str, Value | None]) -> dict[str, ColumnValue]:
    """Columns by name for those of `facts` that `recorded` speaks about."""
    return {key: column_of(facts[key], value) for key, value in recorded.items() if key in facts}
