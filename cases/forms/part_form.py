"""A form for any part of a document, made of its fields: texts, numbers, choices, lists, rows, parts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from django import forms
from django.forms import BoundField

from cases.domain.parts import DocumentPart, is_part, part_fields, schema_of
from cases.forms.draft_fields import CodesField, GrowingField, WrittenNumber
from cases.forms.draft_parts import WrittenField, settled, settled_set
from cases.forms.plain_widgets import HiddenLine, TickBox
from guidance.domain.limits import NARRATIVE, ONE_LINE, OPTIONS, Limit
from guidance.forms.plain import PlainForm

SELECT = forms.Select({"class": "form-select"})
CHECK = TickBox({"class": "form-check-input"})
MOST_ROWS = 60


class NoSuchField(TypeError):
    """A field of a part for which there is nothing to fill it in with."""


@dataclass(frozen=True)
class Said:
    """What a field is called on a page, and the hint under it."""

    label: str
    hint: str = ""


@dataclass(frozen=True)
class PartEntry:
    """One field of a part: its type without annotations, and what the schema says of it."""

    name: str
    base: Any
    says: Mapping[str, Any]
    usual: Any
    """What it is where nothing is said; MISSING where something has to be."""

    @property
    def is_rows(self) -> bool:
        return get_origin(self.base) is tuple and is_part(get_args(self.base)[0])

    @property
    def is_part(self) -> bool:
        return is_part(self.base)

    @property
    def is_counts(self) -> bool:
        """Numbers under names that the schema knows, such as the votes for each point of a scale."""
        return "properties" in self.says and not self.is_part


@cache
def entries_of(part: Any) -> tuple[PartEntry, ...]:
    usual = {each.name: _usual(each) for each in fields(part)}
    return tuple(
        PartEntry(each.name, _bare(each.kind), schema_of(each.kind), usual[each.name])
        for each in part_fields(part)
    )


def _usual(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _bare(kind: Any) -> Any:
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


# A field of a form for each type of field of a part


class LinesField(WrittenField):
    """Several texts: one on each line, or in one line with semicolons."""

    def __init__(self, *, rows: int = 0, most: Limit = OPTIONS, **more: Any) -> None:
        super().__init__(NARRATIVE, rows=rows, **more)
        self.separator, self.most = "\n" if rows else ";", most
        self.widget.attrs["data-plain"] = ""

    def prepare_value(self, value: Any) -> Any:
        joint = "\n" if self.separator == "\n" else "; "
        return joint.join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).split(self.separator)]
        found = [line for line in lines if line]
        if len(found) > self.most.most:
            raise forms.ValidationError(f"At most {self.most.most} can be given; these are {len(found)}.")
        return found


def _text(entry: PartEntry, is_row: bool) -> forms.Field:
    if "Markdown" in str(entry.says.get("description", "")):
        return WrittenField(NARRATIVE, rows=4)
    return GrowingField() if is_row else WrittenField(ONE_LINE)


def _number(entry: PartEntry, is_row: bool) -> forms.Field:
    return WrittenNumber(
        least=entry.says.get("minimum"),
        most=entry.says.get("maximum"),
        above=entry.says.get("exclusiveMinimum"),
        whole=entry.base is int,
    )


def _lines(entry: PartEntry, is_row: bool) -> forms.Field:
    return LinesField(rows=0 if is_row else 4)


def _tick(entry: PartEntry, is_row: bool) -> forms.Field:
    return forms.BooleanField(required=False, widget=CHECK)


_FIELDS: Mapping[Any, Callable[[PartEntry, bool], forms.Field]] = {
    str: _text, int: _number, float: _number, bool: _tick, tuple[str, ...]: _lines,
}  # fmt: skip


def field_of(entry: PartEntry, words: Said, *, is_row: bool = False) -> forms.Field:
    """Raises NoSuchField for a type that no form can fill in yet."""
    if "enum" in entry.says:
        field: Any = forms.ChoiceField(required=False, widget=SELECT)
        field.choices = [(each, str(each).capitalize()) for each in entry.says["enum"]]
    elif entry.base in _FIELDS:
        field = _FIELDS[entry.base](entry, is_row)
    else:
        raise NoSuchField(f"no field of a form can hold {entry.name}, which is {entry.base}.")
    field.label, field.help_text = words.label, words.hint
    return field


# The form


@dataclass(frozen=True)
class PartPiece:
    """What stands at one place of the form: a field, the rows of a list, or a part with fields of its own."""

    kind: str
    name: str
    words: Said
    it: Any
    spare: Any = None


class PartForm(PlainForm):
    """`names` says what its fields are called; `leaving` are those that are not asked, and stay as held."""

    def __init__(
        self,
        part: type[DocumentPart],
        held: Mapping[str, Any],
        data: Any = None,
        *,
        prefix: str = "",
        names: Mapping[str, Said],
        leaving: Iterable[str] = (),
        is_row: bool = False,
    ) -> None:
        self.held, self.names, self.is_row = held, names, is_row
        hashable: Any = part
        self.entries = [each for each in entries_of(hashable) if each.name not in set(leaving)]
        self.leaving = frozenset(leaving)
        asked = () if is_row else self.entries  # a row shows what it holds: a new one is to be empty
        initial = {each.name: each.usual for each in asked if each.usual is not MISSING}
        super().__init__(data, prefix=prefix or None, initial={**initial, **held})
        self.rows: dict[str, list[PartForm]] = {}
        self.inner: dict[str, PartForm] = {}
        for entry in self.entries:
            self._add(entry)

    def _add(self, entry: PartEntry) -> None:
        if entry.is_rows:
            self.rows[entry.name] = self._rows(entry)
        elif entry.is_part:
            self.inner[entry.name] = self._inner(entry)
        elif entry.is_counts:
            for point in entry.says["properties"]:
                field = WrittenNumber(
                    least=0, most=1000, whole=True, label=self.words(f"{entry.name}{point}").label
                )
                field.initial = (self.held.get(entry.name) or {}).get(point)
                self.fields[f"{entry.name}{point}"] = field
        elif entry.name in ("statements", "notes"):
            self.fields[entry.name] = CodesField()
        elif entry.name == "key":
            self.fields["key"] = WrittenField(widget=HiddenLine())
        else:
            self.fields[entry.name] = field_of(entry, self.words(entry.name), is_row=self.is_row)

    def words(self, name: str) -> Said:
        return self.names.get(name) or Said(name.replace("_", " ").capitalize())

    def _prefix(self, name: str) -> str:
        return f"{self.prefix}-{name}" if self.prefix else name

    def _inner(self, entry: PartEntry) -> "PartForm":
        held = self.held.get(entry.name) or {}
        data = self.data if self.is_bound else None
        return PartForm(entry.base, held, data, prefix=self._prefix(entry.name), names=self.names)

    # Rows

    def _rows(self, entry: PartEntry) -> list["PartForm"]:
        held = dict(enumerate(self.held.get(entry.name) or ()))
        numbers = self._sent_rows(entry.name) if self.is_bound else sorted(held)
        found = [self._row(entry, number, held.get(number, {})) for number in numbers]
        return [row for row in found if not self.is_bound or not row.is_blank]

    @property
    def number(self) -> int:
        """Its place among the rows of the page, from one."""
        return int(str(self.prefix).rpartition("-")[2]) + 1

    @property
    def is_gone(self) -> bool:
        """Whether the row was taken out; it stays on its page until that is left."""
        return bool(self.is_bound and self.data.get(self.add_prefix("gone")))

    def _sent_rows(self, name: str) -> list[int]:
        pattern = re.compile(rf"{re.escape(self._prefix(name))}-(\d{{1,3}})-\w+")
        numbers = {int(found[1]) for sent in self.data if (found := pattern.fullmatch(sent))}
        return sorted(numbers)[:MOST_ROWS]

    def _row(
        self, entry: PartEntry, number: int, held: Mapping[str, Any], *, is_spare: bool = False
    ) -> "PartForm":
        data = self.data if self.is_bound and not is_spare else None
        prefix = f"{self._prefix(entry.name)}-{number}"
        return self.row_form(get_args(entry.base)[0], held, data, prefix)

    def row_form(self, part: Any, held: Mapping[str, Any], data: Any, prefix: str) -> "PartForm":
        return PartForm(part, held, data, prefix=prefix, names=self.names, is_row=True)

    def spare(self, entry: PartEntry) -> "PartForm":
        """One to fill in, so that a row is added without JavaScript too."""
        number = max((row.number for row in self.rows[entry.name]), default=0)
        return self._row(entry, number, {}, is_spare=True)

    @property
    def is_blank(self) -> bool:
        texts = (self.data.get(self.add_prefix(name), "") for name in self.fields if name != "key")
        usual = {str(each.usual) for each in self.entries} | {"0"}
        return not any(text.strip() and text not in usual for text in map(str, texts))

    # What the page draws

    @property
    def pieces(self) -> Iterator[PartPiece]:
        for entry in self.entries:
            name, words = entry.name, self.words(entry.name)
            if entry.is_rows:
                yield PartPiece("rows", self._prefix(name), words, self.rows[name], self.spare(entry))
            elif entry.is_part:
                yield PartPiece("part", self._prefix(name), words, self.inner[name])
            elif entry.is_counts:
                counted = [self[f"{name}{point}"] for point in entry.says["properties"]]
                yield PartPiece("counts", self._prefix(name), words, counted)
            elif name in self.fields and name not in ("key", "statements", "notes"):
                yield PartPiece("field", name, words, self[name])

    def all_fields(self) -> Iterator[BoundField]:
        """Every field with a fault's place of its own, those of its rows and parts as well."""
        yield from () if self.is_gone else self.visible_fields()
        for inner in (*self.inner.values(), *(row for rows in self.rows.values() for row in rows)):
            yield from inner.all_fields()

    @property
    def has_faults(self) -> bool:
        return any(field.errors for field in self.all_fields()) or bool(self.errors)

    # What comes of it

    def value(self) -> dict[str, Any]:
        """The part as a document holds it. What is not valid keeps what is held."""
        self.is_valid()
        found = {name: self.held[name] for name in self.leaving if name in self.held}
        for entry in self.entries:
            value = self._value(entry)
            is_usual = entry.usual is not MISSING and value == entry.usual and entry.name not in self.held
            if value not in (None, "", [], {}) and not is_usual:
                found[entry.name] = value
        return {name: found[name] for name in dict.fromkeys((*self.held, *found)) if name in found}

    def _value(self, entry: PartEntry) -> Any:
        name, held = entry.name, self.held.get(entry.name)
        if entry.is_rows:
            return settled([row.value() for row in self.rows[name] if not row.is_gone], held)
        if entry.is_part:
            return settled(self.inner[name].value(), held)
        if entry.is_counts:
            return settled(self._counts(entry), held)
        if name in self.errors or name not in self.cleaned_data:
            return held
        value = self.cleaned_data[name]
        if name in ("statements", "notes"):
            return settled_set(value, held)
        return value if value is not False or held is not None else None

    def _counts(self, entry: PartEntry) -> dict[str, Any]:
        held = self.held.get(entry.name) or {}
        names = {point: f"{entry.name}{point}" for point in entry.says["properties"]}
        counted = {
            point: held.get(point) if name in self.errors else self.cleaned_data.get(name)
            for point, name in names.items()
        }
        if not any(number is not None for number in counted.values()):
            return {}
        return {point: number or 0 for point, number in counted.items()}
