"""The published JSON Schema of a pack, and what it says of a payload in sentences for people."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from guidance.domain.vocabulary import nearest_word
from guidance.pack.places import place_of

SCHEMA_PATH = Path(__file__).resolve().parents[1] / "content" / "schema" / "guidance-pack-1.json"
TYPES = {
    "string": "text",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
    "boolean": "true or false",
    "number": "a number",
}


@cache
def schema() -> dict[str, Any]:
    return json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))


@cache
def _validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(schema())
    return Draft202012Validator(schema())


# What jsonschema types of its ValidationError is so wide that every use would need a cast.
Error = Any
Finding = tuple[str, str, str | None]
"""Place, message, nearest word."""


def schema_faults(payload: object, validator: Draft202012Validator | None = None) -> Iterator[Finding]:
    """What a schema has to say of a payload; without a validator, that of guidance packs."""
    for error in (validator or _validator()).iter_errors(payload):
        yield from _told(error)


def _told(error: Error) -> Iterator[Finding]:
    place = place_of(error.absolute_path)
    told = _TOLD.get(str(error.validator))
    if told is None:
        yield place, f"{error.message}.", None
    else:
        yield from told(error, place)


def _lacking(error: Error, place: str) -> Iterator[Finding]:
    for name in error.validator_value:
        if name not in error.instance:
            yield place_of((*error.absolute_path, name)), "is missing.", None


def _unknown(error: Error, place: str) -> Iterator[Finding]:
    known = tuple(error.schema["properties"])
    for name in error.instance:
        if name not in known:
            message = f"is not known here. Allowed: {', '.join(known)}."
            yield place_of((*error.absolute_path, name)), message, nearest_word(name, known)


def _of_type(error: Error, place: str) -> Iterator[Finding]:
    given = error.validator_value
    wanted = " or ".join(TYPES[name] for name in ([given] if isinstance(given, str) else given))
    yield place, f"needs {wanted}.", None


def _one_of(error: Error, place: str) -> Iterator[Finding]:
    allowed = tuple(str(each) for each in error.validator_value)
    message = f'"{error.instance}" is not allowed. Allowed: {", ".join(allowed)}.'
    yield place, message, nearest_word(error.instance, allowed)


def _pattern(error: Error, place: str) -> Iterator[Finding]:
    yield place, f'"{error.instance}" is not of the right form: {error.schema["description"]}', None


def _said(sentence: str) -> Callable[[Error, str], Iterator[Finding]]:
    def told(error: Error, place: str) -> Iterator[Finding]:
        yield place, sentence.format(wanted=error.validator_value), None

    return told


_TOLD: Mapping[str, Callable[[Error, str], Iterator[Finding]]] = {
    "required": _lacking,
    "additionalProperties": _unknown,
    "type": _of_type,
    "enum": _one_of,
    "pattern": _pattern,
    "const": _said('needs to be "{wanted}".'),
    "minLength": _said("needs text."),
    "maxLength": _said("is longer than {wanted} characters."),
    "minimum": _said("needs to be at least {wanted}."),
    "maximum": _said("needs to be at most {wanted}."),
    "exclusiveMinimum": _said("needs to be more than {wanted}."),
    "minItems": _said("needs at least {wanted}."),
    "uniqueItems": _said("names something twice."),
}
