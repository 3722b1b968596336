"""Values as a stored column keeps them, and sets of cases as text."""

from typing import Any

from guidance.domain.engine.replaying import Cases
from guidance.domain.vocabulary import Value


def values_as_data(values: tuple[Value, ...]) -> list[object]:
    """Sets as lists. Lesions are an empty one: a column knows that they are recorded, and no more."""
    return [sorted(value) if isinstance(value, frozenset) else value for value in values]


def values_from_data(data: list[Any]) -> tuple[Value, ...]:
    return tuple(frozenset(value) if isinstance(value, list) else value for value in data)


def cases_as_text(cases: Cases) -> str:
    return f"{cases:x}"


def cases_from_text(text: str) -> Cases:
    return int(text, 16)
