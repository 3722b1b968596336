"""A kind of entry of the guidance: its fields, and what people call it."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, get_type_hints

from .entry_reader import EntryReader
from .shapes import EMPTY, Entry, Field, Inside, Object, Places, Schema, object_schema


@dataclass(frozen=True)
class EntryKind:
    """`made` is the class that an edition has of it: its attributes that are annotated with a field are the
    fields, in the order of the schema, and those without a default are required. `first` are those that
    people read first, `objects` those in which fields with a dot in their name stand.

    `listed` describes the list of a pack, which has `least` of them, and which is left out where it is empty
    if it `is_optional`; `container` is the field that says where an entry stands, which a pack says by its
    shape. `called` is its word in a sentence, `label` that in front
    of an id, `title` that over several: made of the name, where they are not given. `says` is the field with
    what it says, `brief` the one that tells it from its like. What is in `always` is written even where it is
    empty: the hashes of what was published have it so. `alone` is the description of an entry without what
    stands inside, `demands` what else the schema asks.
    """

    name: str
    made: type
    description: str
    called: str = ""
    label: str = ""
    title: str = ""
    id_field: str = "id"
    container: str = ""
    first: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    says: str = ""
    brief: str = ""
    listed: str = ""
    least: int = 0
    is_optional: bool = False
    alone: str = ""
    objects: tuple[Object, ...] = ()
    demands: tuple[Schema, ...] = ()

    def __post_init__(self) -> None:
        """A kind that is not described whole fails when it is imported. Raises TypeError."""
        object.__setattr__(self, "called", self.called or self.name)
        object.__setattr__(self, "label", self.label or self.called.capitalize())
        object.__setattr__(self, "title", self.title or f"{self.label}s")
        fields = self.by_name.values()
        lacking = [f"what {field.name} is" for field in fields if not field.description]
        lacking += [f"what {field.name} is called" for field in fields if not field.label]
        named = {self.id_field, self.container, *self.first, *self.always, self.says, self.brief}
        lacking += [f"the field {name}" for name in sorted(named - self.by_name.keys() - {""})]
        if lacking or not self.description:
            raise TypeError(f"The kind {self.name} lacks {', '.join(lacking) or 'a description'}.")

    @property
    def plural(self) -> str:
        """The list of a pack that has them."""
        return f"{self.name}s"

    @property
    def longest_id(self) -> int:
        """In characters."""
        longest: int = self.by_name[self.id_field].schema()["maxLength"]
        return longest

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Each by itself, also those in objects."""
        hints = get_type_hints(self.made, include_extras=True)
        given = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
        return tuple(
            replace(
                field,
                name=field.name or name,
                attribute=name,
                form_name=field.form_name or name,
                required=not hasattr(self.made, name),
            )
            for name, held in given.items()
            for field in held
        )

    @cached_property
    def of_payload(self) -> tuple[Field, ...]:
        """As they stand in an entry: an object with its parts in one."""
        objects = {held.name: held for held in self.objects}
        found: dict[str, Field] = {}
        for field in self.fields:
            name, dot, _ = field.name.partition(".")
            held = found.get(name, objects.get(name))
            found[name] = (
                replace(held, parts=(*held.parts, field)) if dot and isinstance(held, Object) else field
            )
        return tuple(found.values())

    @cached_property
    def itself(self) -> tuple[Field, ...]:
        """Those of its own, without entries that stand in it."""
        return tuple(field for field in self.of_payload if not isinstance(field, Inside))

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """As they stand in an entry, and those in objects by themselves."""
        return {field.name: field for field in (*self.fields, *self.of_payload)}

    @cached_property
    def as_read(self) -> tuple[Field, ...]:
        """In the order in which people read and write them."""
        return tuple(sorted(self.fields, key=lambda field: (*self.first, field.name).index(field.name)))

    @cached_property
    def typed(self) -> tuple[Field, ...]:
        """Those that its form asks for."""
        return tuple(field for field in self.as_read if field.is_typed)

    def field_at(self, place: str) -> Field | None:
        """The field that a place within an entry is about, of an object as a whole the object."""
        name = place.partition("[")[0]
        return self.by_name.get(name) or self.by_name.get(name.partition(".")[0])

    def normal(self, entry: Entry, places: Places | None = None) -> dict[str, Any]:
        """The entry in its one form, but for what stands inside it. It must have passed the checks."""
        places = places or {}
        made = {field.name: field.normal(entry.get(field.name), places) for field in self.itself}
        return {name: value for name, value in made.items() if name in self.always or value not in EMPTY}

    def read(self, entry: EntryReader, leave: Container[str] = ()) -> dict[str, Any]:
        """By attribute: what an edition has of the entry, but for its id and what is left to the caller."""
        return dict(self._read(entry, leave))

    def _read(self, entry: EntryReader, leave: Container[str]) -> Iterator[tuple[str, Any]]:
        for field in self.itself:
            if field.name == self.id_field or field.name in leave:
                continue
            if not isinstance(field, Object):
                yield field.attribute, field.read(entry)
            elif field.required or isinstance(entry.data.get(field.name), Mapping):
                inside = entry.inside(field.name)
                yield from ((part.attribute, part.read(inside)) for part in field.parts)

    def schema(self, *, is_alone: bool = False) -> Schema:
        """Its shape in a pack; alone, what stands inside it and around it are entries of their own."""
        in_pack = [field for field in self.of_payload if field.name != self.container]
        fields = self.itself if is_alone else in_pack
        shape = object_schema(
            (is_alone and self.alone) or self.description,
            {field.name: field.schema() for field in fields},
            [field.name for field in fields if field.required],
        )
        return {**shape, "allOf": list(self.demands)} if self.demands else shape
