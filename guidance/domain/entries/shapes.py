"""What a field of an entry can be. Each shape says how it stands in a schema, in the normal form and in an
edition; forms and comparisons know the shapes as well.
"""

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, ClassVar

from ..conditions import All, Condition, ConditionErrors, parse_condition
from ..templates import TemplateError, parse_template
from ..vocabulary import VOCABULARY
from .entry_reader import EntryReader

Entry = Mapping[str, Any]
Schema = Mapping[str, Any]
Places = Mapping[str, Mapping[str, int]]
"""By kind of entry: the place of each id in the order of the pack."""

LARGEST = 2**31 - 1
SOME = {"minLength": 1}
CODE = "^[A-Za-z0-9][A-Za-z0-9-]*$"


class ComparedAs(Enum):
    """How two values are set against each other: word by word, each as a whole, item by item, or one below
    the other."""

    BY_WORD = "by word"
    WHOLE = "whole"
    BY_ITEM = "by item"
    SIDES = "sides"


EMPTY: tuple[object, ...] = (None, "", [], {})


def fact_in_words(key: str) -> str:
    return VOCABULARY[key].label_in_words if key in VOCABULARY else key


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar, as 2026-05-31."""
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def object_schema(
    description: str, properties: Mapping[str, Schema], required: Iterable[str] | None = None
) -> Schema:
    """That of an object with these properties and no others; all are required, where nothing else is said."""
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": list(properties if required is None else required),
        "additionalProperties": False,
    }


def upto(most: int) -> Schema:
    return {"maxLength": most}


def code(most: int) -> Schema:
    return {**SOME, "maxLength": most, "pattern": CODE}


def plain(value: object) -> str:
    """Text without space around it, with line breaks as one character: a browser sends two."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


@dataclass(frozen=True)
class Field:
    """One field: what people call it, and what the schema says of it.

    A form asks with the label `asked` and with `help`, where they differ from label and description; `spoken`
    is the field in a sentence. The kind fills in the rest: the name in a payload ("source.line" for what
    stands in an object), in an edition (`attribute`) and in a form, and whether an entry needs it.
    """

    label: str
    description: str
    _: KW_ONLY
    asked: str = ""
    help: str | None = None
    spoken: str = ""
    name: str = ""
    attribute: str = ""
    form_name: str = ""
    required: bool = False

    compared: ClassVar[ComparedAs] = ComparedAs.WHOLE
    shape: ClassVar[Schema] = {}
    """What JSON Schema says of such a field, whichever it is."""
    is_text: ClassVar[bool] = True
    is_typed: ClassVar[bool] = True
    """Whether an entry's form asks for it."""

    @cached_property
    def part(self) -> str:
        """Its name in the object that it stands in, or in the entry."""
        return self.name.rpartition(".")[2]

    def value_in(self, entry: Entry) -> Any:
        """None where the entry does not have it."""
        held, dot, part = self.name.partition(".")
        value = entry.get(held)
        return (value or {}).get(part) if dot else value

    def schema(self) -> Schema:
        return {**self.shape, "description": self.description}

    def normal(self, value: Any, places: Places) -> object:
        """The value in its one form; what is empty then is left out."""
        return plain(value) if self.is_text else value

    def read(self, entry: EntryReader) -> Any:
        """The value for an edition; what is wrong with it is told to the reader."""
        return entry.data.get(self.part)


@dataclass(frozen=True)
class Text(Field):
    """`limits` are in the words of JSON Schema, `rows` the lines that a form shows of it."""

    limits: Schema = field(default_factory=dict)
    _: KW_ONLY
    rows: int = 0

    shape = {"type": "string"}
    compared = ComparedAs.BY_WORD

    def schema(self) -> Schema:
        return {**self.shape, **self.limits, "description": self.description}

    def read(self, entry: EntryReader) -> str:
        return entry.text(self.part, required=self.required)


class Word(Text):
    """Text that is compared as a whole."""

    compared = ComparedAs.WHOLE


class Figure(Word):
    """A word that may have been written as a number: a year, a volume."""

    shape = {"type": ["string", "integer"]}

    def read(self, entry: EntryReader) -> str:
        value = entry.data.get(self.part)
        return "" if value is None else str(value)


class Id(Word):
    """What the entry is called, for good."""

    is_typed = False


class Sentence(Text):
    """Text with facts in it: "The primary is {primary_site}."."""

    def read(self, entry: EntryReader) -> str:
        text = super().read(entry)
        try:
            parse_template(text)
        except TemplateError as error:
            entry.fault(self.part, error.message, error.nearest)
            return ""
        return text


class CalendarDay(Word):
    def read(self, entry: EntryReader) -> str:
        """Empty where it is no day of the calendar: the checks of a pack tell of it."""
        given = str(entry.data.get(self.part, ""))
        return given if is_day(given) else ""


@dataclass(frozen=True)
class OneCode(Field):
    """One of several codes, each with its words; `options` are the words of a form where it has others."""

    labels: Mapping[str, str]
    _: KW_ONLY
    options: Mapping[str, str] | None = None

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(map(str, self.labels))

    def schema(self) -> Schema:
        return {"enum": list(self.codes), "description": self.description}

    def read(self, entry: EntryReader) -> Any:
        return entry.one_of(self.part, self.codes, required=self.required)


class SeveralCodes(OneCode):
    """Several of the codes, in an order that means nothing: the normal form has that of the codes."""

    compared = ComparedAs.BY_ITEM
    is_text = False

    def schema(self) -> Schema:
        items = {"enum": list(self.codes)}
        return {"type": "array", "items": items, "uniqueItems": True, "description": self.description}

    def normal(self, value: Any, places: Places) -> object:
        return [each for each in self.codes if each in (value or ())]

    def read(self, entry: EntryReader) -> Any:
        return entry.several_of(self.part, self.codes)


class Number(Field):
    """A whole number from one."""

    shape = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    is_text = False

    @property
    def within(self) -> tuple[int, int]:
        return self.shape["minimum"], self.shape["maximum"]

    def read(self, entry: EntryReader) -> int | None:
        return entry.number(self.part, required=self.required) or (0 if self.required else None)


class Points(Number):
    """A whole number from 0 to 100."""

    shape = {"type": "integer", "minimum": 0, "maximum": 100}

    def read(self, entry: EntryReader) -> int:
        value = entry.number(self.part) or 0
        least, most = self.within
        if not least <= value <= most:
            entry.fault(self.part, f"needs to be from {least} to {most}.")
        return value


@dataclass(frozen=True)
class One(Field):
    """The id of one entry of the kind `of`, or of one that is called for `also`: they share their ids."""

    of: str
    _: KW_ONLY
    also: tuple[str, ...] = ()

    shape = {"type": "string", **SOME}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        return (self.of, *self.also)

    def read(self, entry: EntryReader) -> Any:
        return entry.one_known(self.part, *self.kinds, required=self.required)


class Several(One):
    """Ids of entries of a kind, in an order that means nothing: the normal form has that of the pack."""

    shape = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    compared = ComparedAs.BY_ITEM

    def normal(self, value: Any, places: Places) -> object:
        """An id that names nothing goes to the end: the checks tell of it."""
        rows = [places.get(kind, {}) for kind in self.kinds]

        def place(id_: str) -> tuple[int, int, str]:
            row = next((number for number, row in enumerate(rows) if id_ in row), len(rows))
            return row, rows[row][id_] if row < len(rows) else 0, id_

        return sorted(set(value or ()), key=place)

    def read(self, entry: EntryReader) -> Any:
        return entry.known(self.part, *self.kinds)


class FactKeys(Several):
    """Keys of the vocabulary, in an order that is the writer's."""

    def normal(self, value: Any, places: Places) -> object:
        return list(dict.fromkeys(value or ()))


@dataclass(frozen=True)
class Object(Field):
    """Fields that stand in an object of their own: its parts, which the kind puts in."""

    _: KW_ONLY
    parts: tuple[Field, ...] = ()

    def schema(self) -> Schema:
        parts = {field.part: field.schema() for field in self.parts}
        return object_schema(self.description, parts)

    def normal(self, value: Any, places: Places) -> object:
        made = {field.part: field.normal((value or {}).get(field.part), places) for field in self.parts}
        return made if self.required else {part: held for part, held in made.items() if held not in EMPTY}


class When(Field):
    """A condition."""

    is_text = is_typed = False
    compared = ComparedAs.SIDES

    def schema(self) -> Schema:
        return {"$ref": "#/$defs/condition"}

    def read(self, entry: EntryReader) -> Condition:
        try:
            return parse_condition(entry.data.get(self.part))
        except ConditionErrors as errors:
            for error in errors.errors:
                entry.fault(error.place, error.message, error.nearest)
        return All(())


@dataclass(frozen=True)
class Named(Field):
    """Values by names that are not known beforehand, each of the shape `each`."""

    each: Schema

    is_text = is_typed = False

    def schema(self) -> Schema:
        return {"type": "object", "description": self.description, "additionalProperties": self.each}

    def part_named(self, name: str) -> Field:
        """One value as a field of its own."""
        return Word(f"{self.label}: {name.replace('_', ' ')}", "")


class Reasons(Named):
    """A reason for each of several facts."""

    is_typed = True

    def normal(self, value: Any, places: Places) -> object:
        return {key: str(why).strip() for key, why in (value or {}).items()}

    def part_named(self, name: str) -> Field:
        return Text(f"Why “{fact_in_words(name)}” is recorded", "")


@dataclass(frozen=True)
class Inside(Field):
    """The entries of the kind `of` that stand in this one: entries of their own, but for a pack."""

    of: str

    is_typed = False

    def schema(self) -> Schema:
        items = {"$ref": f"#/$defs/{self.of}"}
        return {"type": ["array", "null"], "items": items, "description": self.description}
