"""What differs between two documents of a teaching case, part by part."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .part_places import KEYED

NOT_THERE = None
SKIPPED = frozenset({"format"})


@dataclass(frozen=True)
class DocumentChange:
    """One part that differs: its address, and what stands there before and after; None for nothing."""

    address: str
    before: Any
    after: Any

    @property
    def is_new(self) -> bool:
        return self.before is NOT_THERE

    @property
    def is_gone(self) -> bool:
        return self.after is NOT_THERE


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[DocumentChange, ...]:
    """Each part that differs, in the order of the document after; the smallest that has an address."""
    return tuple(_in_object(before, after, ""))


def _in_object(before: Mapping[str, Any], after: Mapping[str, Any], at: str) -> Iterator[DocumentChange]:
    for name in dict.fromkeys((*after, *before)):
        if name in SKIPPED:
            continue
        yield from _at(before.get(name), after.get(name), f"{at}{name}", name)


def _at(before: Any, after: Any, address: str, name: str) -> Iterator[DocumentChange]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _in_object(before, after, f"{address}/")
    elif name in KEYED and isinstance(before, list) and isinstance(after, list):
        yield from _in_list(before, after, address, KEYED[name])
    else:
        yield DocumentChange(address, before, after)


def _in_list(before: list[Any], after: list[Any], address: str, key: str) -> Iterator[DocumentChange]:
    """Members by their name, and their order where it is another."""
    old, new = _by(key, before), _by(key, after)
    if len(old) < len(before) or len(new) < len(after):
        yield DocumentChange(address, before, after)  # one without a name cannot be followed
        return
    for name in dict.fromkeys((*new, *old)):
        yield from _at(old.get(name), new.get(name), f"{address}/{name}", "")
    stayed = [name for name in old if name in new]
    if stayed != [name for name in new if name in old]:
        yield DocumentChange(f"{address}/order", list(old), list(new))


def _by(key: str, members: list[Any]) -> dict[str, Any]:
    return {
        member[key]: member
        for member in members
        if isinstance(member, Mapping) and isinstance(member.get(key), str)
    }
