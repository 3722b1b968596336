"""What differs between two states of the guidance, for people to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from .change import Change
from .diffing import changes_from
from .entries import Entries, Entry

Heading = tuple[object, object]


def differences_between(before: Entries, after: Entries) -> tuple[Change, ...]:
    """As `changes_from`, but a section that was put elsewhere is one change and takes what it holds along.

    `before` is worked on.
    """
    moved = {new: before.by_kind["section"][old] for old, new in _moved_sections(before, after)}
    for new, base in moved.items():
        before.rename_section(str(base["slug"]), new)
    found = {(change.kind, change.id): change for change in changes_from(before, after)}
    put = []
    for new, base in moved.items():
        other = found.pop(("section", new), None) or Change("section", new, base, None)
        proposed = after.by_kind["section"][new]
        put.append(replace(other, id=str(base["slug"]), base=base, proposed=proposed))
    return (*put, *found.values())


def _moved_sections(before: Entries, after: Entries) -> Iterator[tuple[str, str]]:
    """The old and the new address of each section that went elsewhere by itself, not along with another.

    A section has no id but its address. One that is gone and one that is new are the same where they have
    the same heading on the same line, and no other section has.
    """
    old, new = before.by_kind["section"], after.by_kind["section"]
    places = {_heading(entry): slug for slug, entry in new.items()}
    once = _only_once(before) & _only_once(after)
    gone: list[str] = []
    for slug, entry in sorted(old.items(), key=lambda pair: pair[0].count("/")):
        along = any(slug.startswith(f"{above}/") for above in gone)
        place = places.get(_heading(entry), slug)
        if _heading(entry) in once and slug not in new and place not in old and not along:
            gone.append(slug)
            yield slug, place


def _only_once(entries: Entries) -> set[Heading]:
    counted = Counter(_heading(entry) for entry in entries.by_kind["section"].values())
    return {heading for heading, count in counted.items() if count == 1}


def _heading(section: Entry) -> Heading:
    return section.get("heading"), section.get("heading_line")
