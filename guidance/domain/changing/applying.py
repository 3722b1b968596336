"""Changes onto the entries that they were made for."""

from collections.abc import Iterable, Sequence

from .change import EntryChange
from .entries import Entries, container_of, id_of


def apply_changes(entries: Entries, changes: Iterable[EntryChange]) -> Entries:
    """The entries with the changes made; `entries` is worked on and given back.

    What is said first stands in any order; then things are moved, in the order in which they were. A change
    of an entry that is gone adds it again, a retirement of one that is gone does nothing: whether a change
    still fits is asked of `merging` before.
    """
    listed = list(changes)
    for change in _renames(listed):
        if change.id in entries.by_kind["section"] and change.proposed is not None:
            entries.rename_section(change.id, str(change.proposed["slug"]))
    for change in _parents_first(listed):
        if change.proposed is not None:
            entries.put(change.kind, id_of(change.kind, change.proposed), change.proposed)
    entries.remove_all((each.kind, each.id) for each in listed if each.proposed is None)
    entries.move_all(
        (change.kind, id_of(change.kind, change.proposed), change.after)
        for change in sorted(listed, key=lambda each: each.position)
        if change.after is not None and change.proposed is not None
    )
    return entries


def _renames(changes: Sequence[EntryChange]) -> list[EntryChange]:
    """Sections that get another slug, the deepest first: what is named is still called so then."""
    renamed = [
        change
        for change in changes
        if change.kind == "section"
        and change.base is not None
        and change.proposed is not None
        and change.proposed["slug"] != change.id
    ]
    return sorted(renamed, key=lambda change: -change.id.count("/"))


def _parents_first(changes: Sequence[EntryChange]) -> list[EntryChange]:
    """Sections before what stands in them, parents before children."""

    def depth(change: EntryChange) -> int:
        return container_of("section", change.proposed or {}).count("/") if change.kind == "section" else 1000

    return sorted(changes, key=depth)


def origins(changes: Iterable[EntryChange]) -> dict[str, str]:
    """By the slug that a section has with these changes: the slug that it had before."""
    return {str(change.proposed["slug"]): change.id for change in _renames(list(changes)) if change.proposed}
