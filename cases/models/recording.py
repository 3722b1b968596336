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


def column_of(fact: Fact, value: Value | None) -> ColumnValue:
    """What the column of a fact holds for a value; NULL for an unknown one."""
    if isinstance(value, frozenset):
        return [choice for choice in fact.choice_values if choice in value]
    return value  # type: ignore[return-value]  # lesions have rows, not a column


def recorded_in(row: object, keys: Iterable[str]) -> dict[str, Value]:
    """The known facts among `keys` in one row."""
    found = {}
    for key in keys:
        column = getattr(row, key)
        if column is not None:
            found[key] = value_of(column)
    return found  # type: ignore[return-value]  # None was left out above


def columns_for(facts: Mapping[str, Fact], recorded: Mapping[str, Value | None]) -> dict[str, ColumnValue]:
    """Columns by name for those of `facts` that `recorded` speaks about."""
    return {key: column_of(facts[key], value) for key, value in recorded.items() if key in facts}
