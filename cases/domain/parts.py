"""Parts of a document as dataclasses: each field once, from which its JSON Schema and its reading follow.

A field's type says what it is. `Annotated[int, {"minimum": 1}]` adds to what the schema says of that type,
and `Annotated[str, Exactly(enum=["A"])]` says all of it. A field that is not compared (`compare=False`) is
ours, not the document's.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import cache
from types import UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, Self, Union, get_args, get_origin, get_type_hints

PartSchema = dict[str, Any]


class Exactly(PartSchema):
    """All that the schema says of a field, in place of what its type says."""


_TYPES: Mapping[Any, PartSchema] = {
    str: {"type": "string", "minLength": 1},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
}
Slug = Annotated[
    str,
    Exactly(
        type="string",
        pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
        maxLength=60,
        description="Small letters, digits and hyphens.",
    ),
]


class DocumentPart:
    """Read from a document that its schema has accepted. Whether its fields hang together is asked later."""

    definition: ClassVar[str] = ""
    """Its name in the `$defs` of the schema; without one it is described where it stands."""
    described: ClassVar[str] = ""

    @classmethod
    def read(cls, given: Any) -> Self:
        held = part_fields(_any(cls))
        return cls(**{each.name: each.read(given[each.name]) for each in held if each.name in given})

    @classmethod
    def schema(cls) -> PartSchema:
        held = part_fields(_any(cls))
        return {
            "type": "object",
            **({"description": cls.described} if cls.described else {}),
            "properties": {each.name: schema_of(each.kind) for each in held},
            "required": [each.name for each in held if each.is_required],
            "additionalProperties": False,
        }


def _any(kind: Any) -> Any:
    """A class as a key of a cache: it is one, and mypy does not see it."""
    return kind


class PartField(NamedTuple):
    name: str
    kind: Any
    is_required: bool
    read: Callable[[Any], Any]


@cache
def part_fields(part: Any) -> tuple[PartField, ...]:
    """Each field that the document has."""
    kinds = get_type_hints(part, include_extras=True)
    return tuple(
        PartField(
            each.name,
            kinds[each.name],
            each.default is each.default_factory is MISSING,
            _reader(kinds[each.name]),
        )
        for each in fields(part)
        if each.compare
    )


def schema_of(kind: Any) -> PartSchema:
    """What the schema says of a value of this type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        found = schema_of(inner[0])
        for more in kind.__metadata__:
            found = PartSchema(more) if isinstance(more, Exactly) else {**found, **more}
        return found
    if origin is tuple:
        return {"type": "array", "items": schema_of(inner[0])}
    if origin in (Union, UnionType):
        return schema_of(inner[0])
    if is_part(origin or kind):
        part = origin or kind
        return {"$ref": f"#/$defs/{part.definition}"} if part.definition else part.schema()
    return {"type": "object"} if origin is _MAPPING else dict(_TYPES.get(kind, {}))


def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of this type of what a document holds."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated or (origin in (Union, UnionType) and is_part(inner[0])):
        return _reader(inner[0])
    if origin is tuple:
        each = _reader(inner[0])
        return lambda given: tuple(map(each, given))
    if origin is _MAPPING:
        key, value = map(_reader, inner)
        return lambda given: {key(name): value(held) for name, held in given.items()}
    plain: Any = kind if kind in _TYPES else lambda given: given
    read: Callable[[Any], Any] = (origin or kind).read if is_part(origin or kind) else plain
    return read


def is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, DocumentPart)


_MAPPING = get_origin(Mapping[str, str])
