"""Values in words for sentences, and as JSON holds them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from .kinds import NOT_APPLICABLE, Kind, Value, joined, lower_first

if TYPE_CHECKING:
    from .fact import Fact

OLDEST_SHOWN = 89
"""Ages above this are shown as "90+": the very old are few enough to be recognised by their age."""

_UNITS_WITH_A_SINGULAR = {"years", "months", "days", "weeks"}


def words(fact: Fact, value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _quantity(fact, value)
    if isinstance(value, frozenset):
        return joined([choice.in_words for choice in fact.choices if choice.value in value])
    if isinstance(value, tuple):
        return _lesions(fact, value)
    if fact.may_not_apply and value == NOT_APPLICABLE:
        return "not applicable"
    choice = fact.choice_by_value.get(value)
    return choice.in_words if choice else value


def number(fact: Fact, value: int | float) -> str:
    """The number alone, rounded half up where the fact is shown with a fixed number of decimals."""
    if fact.decimals is not None:
        step = Decimal(1).scaleb(-fact.decimals)
        return str(Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


def allowed(fact: Fact) -> str:
    kind = fact.value_kind
    if kind is Kind.YES_NO:
        return "true, false"
    if fact.choices:
        return ", ".join(fact.choice_values)
    if kind is Kind.NUMBER:
        return _range(fact)
    if kind is Kind.LESIONS:
        return f"a list of lesions with {', '.join(field.key for field in fact.fields)}"
    return fact.written or f"text such as {fact.example}"


def hint_of_unit(fact: Fact, given: float) -> str:
    low, high = fact.minimum or 0, fact.maximum or 0
    for other in fact.other_units:
        stored = round(given * other.factor, 4)
        if low <= stored <= high:
            return f"Did you mean {given:g} {other.unit}? That is {stored:g} {fact.unit}."
    return ""


def as_data(fact: Fact, value: Value) -> object:
    if isinstance(value, frozenset):
        return [choice for choice in fact.choice_values if choice in value]
    if isinstance(value, tuple):
        return [_lesion_as_data(fact, lesion) for lesion in value]
    if fact.ordered and isinstance(value, str) and value.isdigit():
        return int(value)
    return value


def _lesion_as_data(fact: Fact, lesion: Mapping[str, Value]) -> dict[str, object]:
    return {field.key: field.as_data(lesion[field.key]) for field in fact.fields if field.key in lesion}


def _quantity(fact: Fact, value: int | float) -> str:
    if fact.unit == "years" and value > OLDEST_SHOWN:
        return f"{OLDEST_SHOWN + 1}+ years"
    unit = fact.unit[:-1] if value == 1 and fact.unit in _UNITS_WITH_A_SINGULAR else fact.unit
    return f"{number(fact, value)}{'' if unit == '%' else ' '}{unit}".strip()


def _range(fact: Fact) -> str:
    low, high = fact.minimum, fact.maximum
    whole = "a whole number " if fact.integer and not fact.step else ""
    steps = f" in steps of {fact.step}" if fact.step else ""
    if low is None or high is None:
        return f"{whole}in {fact.unit}" if fact.unit else f"{whole}number".replace("number number", "number")
    return f"{whole}from {low:g} to {high:g}{steps} {fact.unit}".strip()


def _lesions(fact: Fact, lesions: tuple[Mapping[str, Value], ...]) -> str:
    if not lesions:
        return "no lesion"
    counted = "1 lesion" if len(lesions) == 1 else f"{len(lesions)} lesions"
    each = "; ".join(_lesion(fact, lesion) for lesion in lesions)
    return f"{counted}: {each}"


def _lesion(fact: Fact, lesion: Mapping[str, Value]) -> str:
    """Side, pole, place, size and its own diagnosis: "left upper pole, parenchyma, 18 mm, benign"."""
    shown = {field.key: field.words(lesion[field.key]) for field in fact.fields if field.key in lesion}
    place = " ".join(shown[key] for key in ("side", "pole") if key in shown)
    parts = [place, *(shown[key] for key in ("location", "size_mm", "diagnosis") if key in shown)]
    return ", ".join(part for part in parts if part) or lower_first("Nothing else recorded")
