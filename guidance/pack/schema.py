"""The published JSON Schemas, and what they say of a payload in sentences for people.

Whether there is anything to say is asked first, of code that is made of the schema once: it takes a twentieth
of the time, and what is sent is nearly always as it should be.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import fastjsonschema
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from guidance.domain import entries
from guidance.domain.characters import shown
from guidance.domain.faults import Fault, Faults
from guidance.domain.json_text import in_lines
from guidance.domain.vocabulary import nearest_word
from guidance.pack.places import place_of

SCHEMA_PATH = Path(__file__).resolve().parents[1] / "content" / "schema" / "guidance-pack-1.json"
CHANGE_SET_SCHEMA_PATH = SCHEMA_PATH.with_name("change-set-1.json")
PUBLISHED = {SCHEMA_PATH: entries.pack_schema, CHANGE_SET_SCHEMA_PATH: entries.change_set_schema}
"""What each file that is published is written from."""
TYPES = {
    "string": "text",
    "integer": "a whole number",
    "array": "a list",
    "object": "an object",
    "boolean": "true or false",
    "number": "a number",
    "null": "nothing",
}


LONGEST_QUOTED = 200
SOMETHING = r"\S"
"""The pattern of a text that may not be blank."""


def text_of(schema: Mapping[str, Any]) -> str:
    """The text of a file that is published."""
    return f"{in_lines(schema)}\n"


schema, change_set_schema = cache(entries.pack_schema), cache(entries.change_set_schema)


def _to_the_end(validator: Any, pattern: str, instance: object, schema: object) -> Iterator[ValidationError]:
    """As JSON Schema means it: in Python alone, "$" would let a line break at the end pass."""
    if isinstance(instance, str) and not re.search(re.sub(r"\$$", r"\\Z", pattern), instance):
        yield ValidationError("is not of the right form")


def _each_once(validator: Any, wanted: bool, instance: object, schema: object) -> Iterator[ValidationError]:
    """In time that grows with the list, whatever stands in it."""
    held = instance if wanted and isinstance(instance, list) else []
    said = {each if isinstance(each, str) else json.dumps([each], sort_keys=True) for each in held}
    if len(said) < len(held):
        yield ValidationError("names something twice")


def _in_list(validator: Any, items: object, instance: object, schema: Any) -> Iterator[ValidationError]:
    """Texts are looked at one by one only where there is something else among them."""
    if items == {"type": "string"} and isinstance(instance, list):
        others = (place for place, each in enumerate(instance) if not isinstance(each, str))
        for place in others:
            yield from validator.descend(instance[place], items, path=place)
    else:
        yield from Draft202012Validator.VALIDATORS["items"](validator, items, instance, schema)


def _all_at_once(
    validator: Any, required: list[str], instance: object, schema: object
) -> Iterator[ValidationError]:
    """One error for all that is missing: `_lacking` tells of each."""
    if isinstance(instance, dict) and not instance.keys() >= set(required):
        yield ValidationError("lacks something")


QUICK = {"pattern": _to_the_end, "uniqueItems": _each_once, "items": _in_list, "required": _all_at_once}
Telling: Any = extend(Draft202012Validator, QUICK)


class Validator:
    """One schema, made ready twice: to see at once whether all is well, and to tell all that is wrong."""

    def __init__(self, shape: dict[str, Any]) -> None:
        self._telling = Telling(shape)
        # Its drafts end before ours; of what we use they mean the same.
        self._passes = fastjsonschema.compile({name: shape[name] for name in shape if name != "$schema"})

    def iter_errors(self, payload: object) -> Iterator[ValidationError]:
        try:
            self._passes(payload)
        except fastjsonschema.JsonSchemaValueException:
            yield from self._telling.iter_errors(payload)


@cache
def _validator() -> Validator:
    return Validator(_inlined(schema(), schema()["$defs"]))


def _inlined(part: Any, definitions: Mapping[str, Any]) -> Any:
    """A schema with its definitions put where they are named: looking them up takes most of the time.

    Conditions are left out: the vocabulary refuses all in them that the schema does, and says why.
    """
    if isinstance(part, list):
        return [_inlined(each, definitions) for each in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].removeprefix("#/$defs/")
        return {} if name == "condition" else _inlined(definitions[name], definitions)
    return {name: _inlined(inner, definitions) for name, inner in part.items() if name != "$defs"}


@cache
def change_set_frame() -> Validator:
    """The validator of a change set, but for the entries in it: `entry_validator` tells more of those."""
    definitions = dict(change_set_schema()["$defs"])
    definitions["change"] = {name: part for name, part in definitions["change"].items() if name != "allOf"}
    return Validator(_inlined(change_set_schema(), definitions))


@cache
def entry_validator(kind: str) -> Validator:
    """The validator of one entry as a change set has it."""
    definitions = change_set_schema()["$defs"]
    return Validator(_inlined(definitions[kind], definitions))


# What jsonschema types of its ValidationError is so wide that every use would need a cast.
Error = Any


def schema_faults(payload: object, validator: Any = None) -> Faults:
    """What a schema has to say of a payload; without a validator, that of guidance packs."""
    for error in (validator or _validator()).iter_errors(payload):
        yield from _told(error)


def _told(error: Error) -> Faults:
    place = place_of(error.absolute_path)
    told = _TOLD.get(str(error.validator))
    if told is None:
        yield Fault(place, f"{shown(error.message, LONGEST_QUOTED)}.")
    else:
        yield from told(error, place)


def _lacking(error: Error, place: str) -> Faults:
    for name in error.validator_value:
        if name not in error.instance:
            yield Fault(place_of((*error.absolute_path, name)), "is missing.")


def _unknown(error: Error, place: str) -> Faults:
    known = tuple(error.schema["properties"])
    for name in error.instance:
        if name not in known:
            message = f"is not known here. Allowed: {', '.join(known)}."
            yield Fault(place_of((*error.absolute_path, name)), message, nearest=nearest_word(name, known))


def _of_type(error: Error, place: str) -> Faults:
    given = error.validator_value
    wanted = " or ".join(TYPES[name] for name in ([given] if isinstance(given, str) else given))
    yield Fault(place, f"needs {wanted}.")


def _one_of(error: Error, place: str) -> Faults:
    allowed = tuple(str(each) for each in error.validator_value)
    message = f'"{_quoted(error)}" is not allowed. Allowed: {", ".join(allowed)}.'
    yield Fault(place, message, nearest=nearest_word(error.instance, allowed))


def _pattern(error: Error, place: str) -> Faults:
    if error.validator_value == SOMETHING:
        yield Fault(place, "needs text.")
    else:
        yield Fault(place, f'"{_quoted(error)}" is not of the right form: {error.schema["description"]}')


def _one_alone(error: Error, place: str) -> Faults:
    """Of objects that differ in what they need."""
    names = [name for each in error.validator_value for name in each["required"]]
    yield Fault(place, f"needs {' or '.join(names)}, and not both.")


def _quoted(error: Error) -> str:
    return shown(str(error.instance), LONGEST_QUOTED)


def _said(sentence: str) -> Callable[[Error, str], Faults]:
    return lambda error, place: iter([Fault(place, sentence.format(wanted=error.validator_value))])


_TOLD: Mapping[str, Callable[[Error, str], Faults]] = {
    "required": _lacking,
    "additionalProperties": _unknown,
    "type": _of_type,
    "enum": _one_of,
    "pattern": _pattern,
    "oneOf": _one_alone,
    "const": _said('needs to be "{wanted}".'),
    "minLength": _said("needs text."),
    "maxLength": _said("is longer than {wanted} characters."),
    "minimum": _said("needs to be at least {wanted}."),
    "maximum": _said("needs to be at most {wanted}."),
    "exclusiveMinimum": _said("needs to be more than {wanted}."),
    "minItems": _said("needs at least {wanted}."),
    "maxItems": _said("takes at most {wanted}."),
    "uniqueItems": _said("names something twice."),
}
