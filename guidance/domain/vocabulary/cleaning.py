"""From what was typed or read to a stored value, or to a FactError that says what would be right."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from guidance.domain.limits import CASE_FAULTS, FIELD, LESIONS

from .kinds import NONE, NOT_APPLICABLE, FactError, Kind, Value, nearest_word

if TYPE_CHECKING:
    from .fact import Fact

MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
YEARS = range(1900, 2101)


def clean(fact: Fact, value: object) -> Value:
    if fact.is_derived:
        inputs = ", ".join(fact.derived_from)
        problem = f"is computed from {inputs} and cannot be entered"
        raise refusal(fact, value, problem, allowed="nothing: it is derived")
    return check(fact, value)


def check(fact: Fact, value: object) -> Value:
    if fact.may_not_apply and value == NOT_APPLICABLE:
        return NOT_APPLICABLE
    return _CLEANERS[fact.value_kind](fact, value)


def refusal(
    fact: Fact, given: object, problem: str, allowed: str = "", nearest: str | None = None
) -> FactError:
    """The error for a value: what was given, what is wrong with it, what is allowed, the nearest word."""
    allowed = allowed or fact.allowed
    sentence = f"{fact.key} ({fact.label}): {shown(given)} {problem}. Allowed: {allowed}."
    return FactError(fact.key, given, allowed, sentence, nearest)


def shown(given: object, limit: int = 60) -> str:
    """What was given, as JSON writes it where it can, cut to a length that fits a sentence."""
    if isinstance(given, str):
        text = f'"{given}"'
    elif given is None or isinstance(given, bool):
        text = json.dumps(given)
    else:
        try:
            text = repr(given)
        except (RecursionError, ValueError):
            # Nested too deep, or a number of too many digits, for Python to write it at all.
            return "…"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _yes_no(fact: Fact, value: object) -> bool:
    if not isinstance(value, bool):
        raise refusal(fact, value, "is not true or false")
    return value


def _one_of(fact: Fact, value: object) -> str:
    # A grade such as ECOG is written as a number in a case file: 2 and "2" are the same code.
    code = str(value) if fact.ordered and isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(code, str):
        raise refusal(fact, value, "is not text")
    if code not in fact.choice_by_value:
        raise refusal(
            fact, value, "is not one of the choices", nearest=nearest_word(code, fact.choice_values)
        )
    return code


def _any_of(fact: Fact, value: object) -> frozenset[str]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise refusal(fact, value, "is not a list of choices")
    given = list(value)
    for word in given:
        if not isinstance(word, str) or word not in fact.choice_by_value:
            near = nearest_word(word, fact.choice_values)
            raise refusal(fact, word, "is not one of the choices", nearest=near)
    return _exclusive_none(fact, given)


def _exclusive_none(fact: Fact, given: list[str]) -> frozenset[str]:
    chosen = frozenset(given)
    if not chosen:
        problem = 'is an empty answer: give "none" where it was asked and there is none, else leave it out'
        raise refusal(fact, given, problem)
    if len(chosen) < len(given):
        raise refusal(fact, given, "names a choice twice")
    if NONE in chosen and len(chosen) > 1:
        raise refusal(fact, given, 'holds "none" together with other choices')
    return chosen


def _number(fact: Fact, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < math.inf:
        raise refusal(fact, value, "is not a number")
    if isinstance(value, float) and value.is_integer() and (fact.integer or fact.step):
        value = int(value)
    if fact.integer and not isinstance(value, int):
        raise refusal(fact, value, "is not a whole number")
    below = fact.minimum is not None and value < fact.minimum
    above = fact.maximum is not None and value > fact.maximum
    if below or above:
        raise refusal(fact, value, "is outside the plausible range")
    if fact.step and (value - (fact.minimum or 0)) % fact.step:
        raise refusal(fact, value, f"is not in steps of {fact.step}")
    return value


def _date(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise refusal(fact, value, "is not text")
    found = MONTH.match(value)
    if not found or int(found[1]) not in YEARS:
        raise refusal(fact, value, "is not a year and month")
    if found.end() != len(value):
        raise refusal(fact, value, "is more than a year and month", nearest=found[0])
    return value


def _token(fact: Fact, value: object) -> str:
    if not isinstance(value, str):
        raise refusal(fact, value, "is not text")
    if len(value) > FIELD.most:
        raise refusal(fact, value, f"has {len(value):,} characters; at most {FIELD.allowed} are read")
    if re.fullmatch(fact.pattern, value):
        return value
    kind = "category" if fact.element else "text"
    raise refusal(fact, value, f"is not written as this {kind} is", nearest=_token_in_order(fact, value))


def _token_in_order(fact: Fact, value: str) -> str | None:
    """The same token in its proper capitals and without spaces, where that makes it valid."""
    plain = re.sub(r"\s+", "", value)
    found = re.fullmatch(f"(?i:{fact.pattern})", plain)
    if not found:
        return None
    if fact.element:
        head, rest = re.split(f"(?i:{fact.element})", plain, maxsplit=1)
        beginnings = [f"{head.lower()}{fact.element}"]
    else:
        # A stage group has its numeral in capitals; what follows is a letter in capitals or a small word.
        rest = plain.lstrip("IVXivx")
        beginnings = [plain[: len(plain) - len(rest)].upper()]
    candidates = (f"{first}{tail}" for first in beginnings for tail in (rest, rest.lower(), rest.upper()))
    return next((token for token in candidates if re.fullmatch(fact.pattern, token)), None)


def lesions(fact: Fact, value: object, most: int = LESIONS.most) -> tuple[Mapping[str, Value], ...]:
    if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
        raise refusal(fact, value, "is not a list of lesions")
    given = list(value)
    if len(given) > most:
        count = f"{len(given):,} lesions"
        sentence = f"{fact.key} ({fact.label}): {LESIONS.refusal(len(given))}"
        raise FactError(fact.key, count, f"at most {LESIONS.allowed}", sentence)
    faults: list[FactError] = []
    cleaned = tuple(
        _lesion(fact, f"{fact.key}[{place}]", lesion, faults) for place, lesion in enumerate(given)
    )
    if faults:
        raise FactError.of_all(faults)
    return cleaned


def _lesion(fact: Fact, place: str, lesion: object, faults: list[FactError]) -> Mapping[str, Value]:
    if not isinstance(lesion, Mapping):
        faults.append(refusal(fact, lesion, f"at {place} is not a lesion"))
        return {}
    fields = {field.key: field for field in fact.fields}
    cleaned: dict[str, Value] = {}
    for key in lesion:
        if len(faults) >= CASE_FAULTS.most:
            break
        if key not in fields:
            near = nearest_word(key, fields)
            fault = refusal(fact, key, "is nothing that is recorded for a lesion", nearest=near)
            faults.append(
                FactError(f"{place}.{key}", key, fault.allowed, f"{place}.{key}: {fault.sentence}", near)
            )
    for key, field in fields.items():
        if key in lesion:
            try:
                cleaned[key] = field.clean(lesion[key])
            except FactError as fault:
                faults.append(_at(place, fault))
    return cleaned


def _at(place: str, fault: FactError) -> FactError:
    """The fault of a lesion's field, with the lesion it was found in: lesions[1].size_mm."""
    key = f"{place}.{fault.key}"
    return FactError(key, fault.given, fault.allowed, f"{place}.{fault.sentence}", fault.nearest)


_CLEANERS: dict[Kind, Callable[[Fact, object], Value]] = {
    Kind.YES_NO: _yes_no,
    Kind.ONE_OF: _one_of,
    Kind.ANY_OF: _any_of,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.TOKEN: _token,
    Kind.LESIONS: lesions,
}
