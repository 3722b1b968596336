"""A teaching case that is being written: its parts by address, what a save changes, and the way back.

An address leads into the document by names, and through a list by the key of an item ("fact" of a mark):
`title`, `steps/scan/narrative`, `steps/scan/questions/first-thought`, `key/record/ecog`. Other lists are one
piece. `order` is the steps' keys in their order. What is not there and what is null are one.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any, cast

CaseDocument = dict[str, Any]
ORDER = "order"
PARTS = frozenset(
    [
        "format",
        "slug",
        "title",
        "summary",
        "topic",
        "difficulty",
        "minutes",
        "time_limit_minutes",
        "objectives",
        "sources",
        "steps",
        "key",
        "commentary",
        "answers_wait",
        "licence",
        "credits",
        "derived_from",
        "order",
    ]
)
"""What an address begins with."""
KEYED = frozenset(("steps", "questions", "images", "marks", "options"))
"""Lists whose items have keys of their own."""


class NoSuchPart(ValueError):
    """An address that leads nowhere in this document."""

    def __init__(self, address: str) -> None:
        super().__init__(f"There is no part “{address}” in this case.")


@dataclass(frozen=True)
class PartChange:
    """One part before and after; None is not there. An item of a list that comes or goes has its `place`."""

    address: str
    before: Any
    after: Any
    place: int | None = None

    @property
    def inverse(self) -> "PartChange":
        return PartChange(self.address, self.after, self.before, self.place)

    def as_data(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if name != "place" or value is not None}


def change_from(data: Mapping[str, Any]) -> PartChange:
    return PartChange(data["address"], data["before"], data["after"], data.get("place"))


def touches(one: str, other: str) -> bool:
    """Whether they are the same part, or one lies in the other. The order of the steps is of its own."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


# Reading


def part_at(document: Mapping[str, Any], address: str) -> Any:
    """What stands at an address; None where nothing does."""
    if address == ORDER:
        return [step["key"] for step in document.get("steps", ())]
    held: Any = document
    for name in address.split("/"):
        held = _inner(held, name)
        if held is None:
            return None
    return held


def _inner(held: Any, name: str) -> Any:
    if isinstance(held, Mapping):
        return held.get(name)
    place = _place_of(held, name) if isinstance(held, list) else None
    return None if place is None else held[place]


def _place_of(items: list[Any], key: str) -> int | None:
    return next((at for at, item in enumerate(items) if _key_of(item) == key), None)


def _key_of(item: Any) -> str | None:
    return item.get("key", item.get("fact")) if isinstance(item, Mapping) else None


# Writing


def with_part(
    document: Mapping[str, Any], address: str, value: Any, place: int | None = None
) -> CaseDocument:
    """The document with another value at an address; None takes the part away.

    An item that its list does not have yet comes to `place`, else to the end. Raises NoSuchPart.
    """
    _check_address(address)
    if address == ORDER:
        return {**document, "steps": _in_order(document.get("steps", []), value or ())}
    return cast(CaseDocument, _with(document, address.split("/"), deepcopy(value), place, address))


def _check_address(address: str) -> None:
    names = address.split("/")
    if names[0] not in PARTS or "" in names:
        raise NoSuchPart(address)


def _in_order(steps: list[Any], keys: Iterable[str]) -> list[Any]:
    """Steps that are not named stay behind those that are."""
    place = {key: at for at, key in enumerate(keys)}
    return sorted(steps, key=lambda step: place.get(step["key"], len(place)))


def _with(held: Any, names: list[str], value: Any, place: int | None, address: str) -> Any:
    name, rest = names[0], names[1:]
    if isinstance(held, Mapping):
        new = _with(_container(held, name), rest, value, place, address) if rest else value
        others = {key: each for key, each in held.items() if key != name}
        if new is None:
            return others
        return {key: new if key == name else each for key, each in held.items()} | {name: new}
    if isinstance(held, list):
        at = _place_of(held, name)
        if rest and at is None:
            raise NoSuchPart(address)
        old = [] if at is None else [held[at]]
        new = [_with(old[0], rest, value, place, address)] if rest else [] if value is None else [value]
        at = at if at is not None else len(held) if place is None else place
        return [*held[:at], *new, *held[at + len(old) :]]
    raise NoSuchPart(address)


def _container(held: Mapping[str, Any], name: str) -> Any:
    found = held.get(name)
    return found if found is not None else [] if name in KEYED else {}


# What a save changes


def change_at(document: Mapping[str, Any], address: str, value: Any) -> PartChange:
    """The change that puts a value at an address, with what was there; exact both ways.

    Where the part would be the first in something that is not there yet, it is that which changes.
    """
    _check_address(address)
    names = address.split("/")
    for depth in range(1, len(names)):
        outer = "/".join(names[:depth])
        if part_at(document, outer) is None:
            new = with_part(document, address, value)
            return PartChange(outer, None, deepcopy(part_at(new, outer)))
    place = _place(document, names)
    return PartChange(address, deepcopy(part_at(document, address)), deepcopy(value), place)


def _place(document: Mapping[str, Any], names: list[str]) -> int | None:
    """Where in its list the item stands that is changed as a whole; of a new one, where it will."""
    items = part_at(document, "/".join(names[:-1])) if len(names) > 1 else None
    if not isinstance(items, list):
        return None
    at = _place_of(items, names[-1])
    return len(items) if at is None else at


def apply(document: Mapping[str, Any], changes: Iterable[PartChange]) -> CaseDocument:
    """The document after these changes, one after the other. Raises NoSuchPart."""
    new: CaseDocument = dict(document)
    for change in changes:
        new = with_part(new, change.address, change.after, change.place)
    return new


def inverse(changes: Iterable[PartChange]) -> list[PartChange]:
    return [change.inverse for change in reversed(list(changes))]


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[PartChange]:
    """The changes that make the other document of the one, as deep as both have the same items."""
    return list(_differences(one, other, ""))


def _differences(one: Any, other: Any, address: str) -> Iterator[PartChange]:
    if one == other:
        return
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in dict.fromkeys((*one, *other)):
            yield from _differences(one.get(name), other.get(name), f"{address}/{name}".lstrip("/"))
    elif _are_same_items(one, other):
        for before, after in zip(one, other, strict=True):
            yield from _differences(before, after, f"{address}/{_key_of(before)}")
    else:
        yield PartChange(address, one, other)


def _are_same_items(one: Any, other: Any) -> bool:
    if not isinstance(one, list) or not isinstance(other, list):
        return False
    keys = [_key_of(item) for item in one]
    return bool(keys) and None not in keys and len({*keys}) == len(keys) and keys == [*map(_key_of, other)]
