"""What changed from one payload to the next, by kind of entry."""

from collections.abc import Mapping
from typing import Any

from guidance.domain.changing import entries_of
from guidance.domain.entries import ENTRY_KINDS, LISTS, Entry

LISTS_LEFT_OUT = frozenset(name for name, kind in LISTS.items() if kind.is_optional)
EntriesById = Mapping[str, Mapping[str, Any]]


def counts_of(payload: Entry) -> dict[str, int]:
    """By the lists of a pack; without those that it may leave out, where there is nothing in them."""
    counts = {kind: len(entries) for kind, entries in _by_kind(payload).items()}
    return {kind: count for kind, count in counts.items() if count or kind not in LISTS_LEFT_OUT}


def changes_between(before: Entry | None, after: Entry) -> dict[str, dict[str, list[str]]]:
    """For each kind the ids added, changed and removed; kinds in which nothing differs are left out."""
    old, new = _by_kind(before or {}), _by_kind(after)
    found = {kind: _changes(old[kind], new[kind]) for kind in new}
    return {kind: changes for kind, changes in found.items() if changes}


def _changes(old: EntriesById, new: EntriesById) -> dict[str, list[str]]:
    changes = {
        "added": [id_ for id_ in new if id_ not in old],
        "changed": [id_ for id_ in new if id_ in old and new[id_] != old[id_]],
        "removed": [id_ for id_ in old if id_ not in new],
    }
    return {how: ids for how, ids in changes.items() if ids}


def _by_kind(payload: Entry) -> dict[str, EntriesById]:
    by_kind = entries_of(payload).by_kind
    return {kind.plural: by_kind[name] for name, kind in ENTRY_KINDS.items() if name != "document"}
