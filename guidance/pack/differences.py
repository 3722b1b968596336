"""What changed from one payload to the next, by kind of entry."""

from collections.abc import Iterator, Mapping
from typing import Any

Entry = Mapping[str, Any]
Entries = dict[str, dict[str, Any]]
KINDS = ("sections", "statements", "notes", "references", "rules")


def counts_of(payload: Entry) -> dict[str, int]:
    return {kind: len(entries) for kind, entries in _by_kind(payload).items()}


def changes_between(before: Entry | None, after: Entry) -> dict[str, dict[str, list[str]]]:
    """For each kind the ids added, changed and removed; kinds in which nothing differs are left out."""
    old, new = _by_kind(before or {}), _by_kind(after)
    found = {kind: _changes(old[kind], new[kind]) for kind in KINDS}
    return {kind: changes for kind, changes in found.items() if changes}


def _changes(old: Entries, new: Entries) -> dict[str, list[str]]:
    changes = {
        "added": [id_ for id_ in new if id_ not in old],
        "changed": [id_ for id_ in new if id_ in old and new[id_] != old[id_]],
        "removed": [id_ for id_ in old if id_ not in new],
    }
    return {how: ids for how, ids in changes.items() if ids}


def _by_kind(payload: Entry) -> dict[str, Entries]:
    sections = payload.get("sections", [])
    return {
        "sections": {section["slug"]: {**section, "statements": None} for section in sections},
        "statements": dict(_statements(sections)),
        **{kind: {entry["id"]: entry for entry in payload.get(kind, [])} for kind in KINDS[2:]},
    }


def _statements(sections: list[Entry]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Moving to another section is a change of the statement."""
    for section in sections:
        for statement in section["statements"]:
            yield statement["key"], {**statement, "section": section["slug"]}
