"""What changed between two versions of a case: part by part, as its pages call it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from cases.domain.teaching.changes import changes_between
from cases.domain.teaching.part_places import KEYED
from cases.presenting.draft_words import part_words
from cases.presenting.part_values import PartPath, PartValues, alternative
from guidance.domain.changing.differing import Piece, word_differences

NEW, GONE, OTHER = "new", "gone", "changed"
MEMBERS = {**KEYED, "options": "key"}
WHOLE = frozenset({"when", "derived_from"})
"""Told in one piece, whatever of it changed."""
NAMES = frozenset({"key", "fact"})
"""By which a document calls its parts: people read their words."""
USUAL: Mapping[str, Any] = {
    "weight": 1,
    "harmful": False,
    "write_in": False,
    "is_example": False,
    "tolerance": 0,
}
USUAL_CREDIT = {"options": 0, "accept": 1}
"""What holds where nothing is said."""
PROSE = 6
"""From so many words on a text is compared word by word; what is shorter stands as it was and as it is."""
IN_ORDER = frozenset({"order", "ranked"})
UNREADABLE = "Other pictures, or in another order"
"""Of what reads the same before and after: pictures have no words."""


@dataclass(frozen=True)
class ChangedField:
    """What of a part changed; `label` is empty where the part is one thing, such as a title.

    Of prose the words that differ, in `pieces`; of all else what it was and what it is now.
    """

    label: str
    what: str
    was: str = ""
    now: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class ChangedPart:
    label: str
    what: str
    fields: tuple[ChangedField, ...]


def shown_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], objectives: Mapping[str, str]
) -> list[ChangedPart]:
    """`objectives` are the texts of the library's, by key."""
    sides = PartValues(before, objectives), PartValues(after, objectives)
    found = [
        _shown(leaf, *sides)
        for change in changes_between(before, after)
        for path in [tuple(change.address.split("/"))]
        for leaf in _leaves(path, _filled(path, change.before), _filled(path, change.after))
        if leaf.before is not None or leaf.after
    ]
    return [
        ChangedPart(label, what, tuple(each.field for each in held))
        for (label, what), held in groupby(found, key=lambda each: (each.label, each.what))
    ]


# What differs, down to what is one field of a page


@dataclass(frozen=True)
class _Leaf:
    path: PartPath
    before: Any
    after: Any


def _leaves(path: PartPath, before: Any, after: Any) -> Iterator[_Leaf]:
    sides, name = [each for each in (before, after) if each is not None], path[-1]
    if all(isinstance(each, Mapping) for each in sides) and name not in WHOLE:
        yield from _in_object(path, before, after)
    elif all(isinstance(each, list) for each in sides) and name in (*MEMBERS, "accept"):
        yield from _in_list(path, before, after)
    else:
        yield _Leaf(path, before, after)


def _in_object(path: PartPath, before: Any, after: Any) -> Iterator[_Leaf]:
    has_both = before is not None and after is not None
    if path[-2:-1] in (("options",), ("accept",)) and not has_both:
        yield _Leaf(path, before, after)
        return
    for name in dict.fromkeys((*(after or {}), *(before or {}))):
        one, other = ((side or {}).get(name) for side in (before, after))
        if has_both:
            one, other = (_filled((*path, name), each) for each in (one, other))
        if one != other and name not in NAMES:
            yield from _leaves((*path, name), one, other)


def _filled(path: PartPath, value: Any) -> Any:
    """With what holds where nothing is said."""
    if value is not None:
        return value
    return USUAL_CREDIT.get(path[-3]) if path[-1] == "credit" and len(path) > 2 else USUAL.get(path[-1])


def _in_list(path: PartPath, before: Any, after: Any) -> Iterator[_Leaf]:
    old, new = ({_name(path[-1], each): each for each in side or ()} for side in (before, after))
    for name in dict.fromkeys((*new, *old)):
        if old.get(name) != new.get(name):
            yield from _leaves((*path, name), old.get(name), new.get(name))


def _name(within: str, member: Any) -> str:
    if not isinstance(member, Mapping):
        return str(member)
    return str(member.get(MEMBERS[within])) if within in MEMBERS else alternative(member)


# In words


@dataclass(frozen=True)
class _Shown:
    label: str
    what: str
    field: ChangedField


def _shown(leaf: _Leaf, before: PartValues, after: PartValues) -> _Shown:
    part = _part_of(leaf.path, before, after)
    what = _became(before.holds(part), after.holds(part))
    here = before if what == GONE else after
    of_field = _became(leaf.before is not None, leaf.after is not None)
    label = "" if part == leaf.path else (before if of_field == GONE else after).label(part, leaf.path)
    return _Shown(
        label=here.order_label(part) if part[-1] == "order" else part_words(here.document, "/".join(part)),
        what=what,
        field=_field(label, of_field if what == OTHER else OTHER, leaf, before, after),
    )


def _part_of(path: PartPath, before: PartValues, after: PartValues) -> PartPath:
    """What is named as one, with all that changed of it: a question, a mark, images, or a single thing."""
    if path[0] == "key":
        return path[:3]
    if path[0] != "steps":
        return path[:1]
    if path[2:3] and path[2] in ("questions", "images") and len(path) > 3:
        return path[:4]
    is_whole = before.holds(path[:2]) and after.holds(path[:2])
    return path[:3] if is_whole else path[:2]


def _became(was_there: bool, is_there: bool) -> str:
    return OTHER if was_there == is_there else NEW if is_there else GONE


def _field(label: str, what: str, leaf: _Leaf, before: PartValues, after: PartValues) -> ChangedField:
    was, now = before.said(leaf.path, leaf.before), after.said(leaf.path, leaf.after)
    if was == now:
        return ChangedField(label, what, now=UNREADABLE)
    if leaf.path[-1] not in IN_ORDER and min(len(was.split()), len(now.split())) >= PROSE:
        return ChangedField(label, what, pieces=word_differences(was, now))
    return ChangedField(label, what, was, now)
