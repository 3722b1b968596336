"""What differs between two states of the guidance, for people to read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ..entries import Entry
from .change import EntryChange
from .diffing import changes_from
from .entries import Entries, container_of

Heading = tuple[object, object]


def differences_between(before: Entries, after: Entries) -> tuple[EntryChange, ...]:
    """As `changes_from`, but a section that was put elsewhere is one change and takes what it holds along.

    `before` is worked on.
    """
    moved = {new: before.by_kind["section"][old] for old, new in _moved_sections(before, after)}
    for new, base in moved.items():
        before.rename_section(str(base["slug"]), new)
    found = {(change.kind, change.id): change for change in changes_from(before, after)}
    put = []
    for new, base in moved.items():
        other = found.pop(("section", new), None) or EntryChange("section", new, base, None)
        proposed = after.by_kind["section"][new]
        put.append(replace(other, id=str(base["slug"]), base=base, proposed=proposed))
    return (*put, *found.values())


def _moved_sections(before: Entries, after: Entries) -> list[tuple[str, str]]:
    """The old and the new address of each section that went elsewhere by itself, the deepest first.

    A section has no id but its address. One that is gone and one that is new are the same where they have
    the same heading on the same line, and no other section has. What goes along with the section above it is
    left out, and so is what went below one that is new itself: that is told as new and retired.
    """
    old, new = before.by_kind["section"], after.by_kind["section"]
    once = _only_once(before) & _only_once(after)
    places = {_heading(entry): slug for slug, entry in new.items() if slug not in old}
    gone = {slug: _heading(entry) for slug, entry in old.items() if slug not in new}
    found = {slug: places[heading] for slug, heading in gone.items() if heading in once & places.keys()}
    moved = [
        (slug, place)
        for slug, place in found.items()
        if not _goes_along(slug, place, found)
        and _is_there(container_of("section", {"slug": place}), old, new)
    ]
    return sorted(moved, key=lambda pair: -pair[0].count("/"))


def _goes_along(slug: str, place: str, found: Mapping[str, str]) -> bool:
    return any(
        slug.startswith(f"{above}/") and place == found[above] + slug.removeprefix(above) for above in found
    )


def _is_there(container: str, old: Mapping[str, Entry], new: Mapping[str, Entry]) -> bool:
    return not container or (container in old and container in new)


def _only_once(entries: Entries) -> set[Heading]:
    counted = Counter(_heading(entry) for entry in entries.by_kind["section"].values())
    return {heading for heading, count in counted.items() if count == 1}


def _heading(section: Entry) -> Heading:
    return section.get("heading"), section.get("heading_line")
