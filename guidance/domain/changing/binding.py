"""Which changes of a set cannot do without each other, and what becomes of a change in another set."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..entries import NAMING, Entry
from .change import EntryChange
from .entries import SAID, Entries, container_of, id_of

ChangeKey = tuple[str, str]
"""A change by its kind and the id that its entry has in the draft."""


@dataclass(frozen=True)
class Bond:
    """`key` needs what `other` does: `why` says so of it, as "stands in it"."""

    key: ChangeKey
    other: ChangeKey
    why: str


def bonds_among(changes: Iterable[EntryChange], accepted: Entries) -> tuple[Bond, ...]:
    """Each change of a set that needs another one of it, on the draft as it is `accepted`."""
    by_key = {(change.kind, change.id): change for change in changes}
    new = {
        (change.kind, id_of(change.kind, change.proposed)): key
        for key, change in by_key.items()
        if change.base is None and change.proposed is not None
    }
    bonds = [bond for change in by_key.values() for bond in (*_on_new(change, new), *_along(change, by_key))]
    gone = {key for key, change in by_key.items() if change.proposed is None}
    return (*bonds, *_on_gone(gone, by_key, accepted))


def _on_new(change: EntryChange, new: Mapping[ChangeKey, ChangeKey]) -> Iterator[Bond]:
    """What a change names, or stands in, that the same set adds."""
    entry, key = change.proposed, (change.kind, change.id)
    if entry is None:
        return
    above = "section", container_of("section", entry) if change.kind == "section" else ""
    if above in new:
        yield Bond(key, new[above], "stands below it")
    for kind, field in NAMING:
        if kind == change.kind:
            for named in _named(entry, field.name):
                found = (new.get((other, named)) for other in field.kinds)
                yield from (
                    Bond(key, other, "stands in it" if field.name == "section" else "names it")
                    for other in found
                    if other
                )


def _along(change: EntryChange, by_key: Mapping[ChangeKey, EntryChange]) -> Iterator[Bond]:
    """A rule goes to another section with what it highlights, and not without it."""
    if change.kind != "rule" or not _goes_elsewhere(change):
        return
    for kind in SAID:
        said = by_key.get((kind, str((change.proposed or {}).get("statement", ""))))
        if said and _goes_elsewhere(said):
            here, there = (change.kind, change.id), (said.kind, said.id)
            yield Bond(here, there, "goes to another section with it")
            yield Bond(there, here, "takes it to another section")


def _goes_elsewhere(change: EntryChange) -> bool:
    both = change.base is not None and change.proposed is not None
    return both and (change.base or {}).get("section") != (change.proposed or {}).get("section")


def _on_gone(
    gone: Collection[ChangeKey], by_key: Mapping[ChangeKey, EntryChange], accepted: Entries
) -> Iterator[Bond]:
    """An entry is retired only with what the set does to all that names it or stands in it."""
    for kind, field in NAMING:
        for id_, entry in accepted.by_kind[kind].items() if gone else ():
            for named in _named(entry, field.name) if (kind, id_) in by_key else ():
                for other in field.kinds:
                    if (other, named) in gone:
                        yield Bond((other, named), (kind, id_), "is retired, and is named there")
    for kind, slug in by_key:
        above = "section", slug
        while kind == "section" and (above := ("section", above[1].rpartition("/")[0]))[1]:
            if above in gone:
                yield Bond(above, (kind, slug), "is retired with what is below it")


def _named(entry: Entry, name: str) -> tuple[str, ...]:
    value: Any = entry.get(name)
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    return (str(value),) if value else ()


def coming_along(chosen: Collection[ChangeKey], bonds: Iterable[Bond]) -> tuple[Bond, ...]:
    """What has to go with the chosen changes, in either direction: each named by the bond that takes it."""
    listed, held = list(bonds), set(chosen)
    taken: list[Bond] = []
    is_growing = True
    while is_growing:
        fresh = [bond for bond in listed if (bond.key in held) != (bond.other in held)]
        for bond in fresh:
            if not {bond.key, bond.other} <= held:
                taken.append(bond)
                held |= {bond.key, bond.other}
        is_growing = bool(fresh)
    return tuple(taken)


def with_addresses(entry: Entry | None, kind: str, renamed: Mapping[str, str]) -> dict[str, Any] | None:
    """An entry that speaks of sections by other addresses: `renamed` has the old ones and the new ones."""
    if entry is None:
        return None
    field = "slug" if kind == "section" else "section"
    slug = str(entry.get(field, ""))
    for old in sorted(renamed, key=len, reverse=True):
        if slug == old or slug.startswith(f"{old}/"):
            return {**entry, field: renamed[old] + slug.removeprefix(old)}
    return dict(entry)


def addressed(change: EntryChange, renamed: Mapping[str, str]) -> EntryChange:
    """A change whose entry lies in sections that have other addresses."""
    moved = with_addresses(change.proposed, change.kind, renamed)
    # What is new has no other name than its address.
    is_new_section = change.kind == "section" and change.base is None and moved is not None
    after = change.after
    if change.kind == "section" and after:
        after = str((with_addresses({"slug": after}, "section", renamed) or {})["slug"])
    id_ = str(moved["slug"]) if is_new_section and moved else change.id
    return replace(change, id=id_, proposed=moved, after=after)
