"""One change as people read it: field by field, in plain words, with what went and what came told apart."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from guidance.domain.changing import (
    Entry,
    EntryChange,
    FieldDifference,
    How,
    Piece,
    field_differences,
    word_differences,
)
from guidance.domain.characters import invisible_in
from guidance.domain.entries import ENTRY_KINDS, SETS, Field, Object
from guidance.domain.entries.shapes import ComparedAs, One
from guidance.domain.naming import LABELS, Names, excerpt
from guidance.presenting.entry_fields import condition_in_words, field_of, said, template_in_words

DifferencePieces = tuple[Piece, ...]

HOWS = {How.ADDED: "Added", How.CHANGED: "Changed", How.MOVED: "Moved", How.RETIRED: "Retired"}
TOLD_OF_WHOLE = {"section", "effect"}
"""Fields of an entry that is new or retired as a whole: the headline, or the place below it, says them."""


@dataclass(frozen=True)
class PresentedField:
    """One field, in one of three ways: the `pieces` of its text; `items`, for what names several things; or
    `was` and `now`, for what cannot be read with both mixed (a condition).

    A piece is "same", "gone" or "new"; in an entry that is new or retired as a whole all are "same".
    """

    name: str
    label: str
    pieces: DifferencePieces = ()
    items: tuple[DifferencePieces, ...] = ()
    was: DifferencePieces = ()
    now: DifferencePieces = ()


@dataclass(frozen=True)
class PresentedChange:
    """`name` is the headline; `place` and `domain` are the section in which the entry stands; `says` is what
    it says where no field below does; `moved` tells where it was put; `href` is where it can be read."""

    kind: str
    id: str
    how: How
    name: str
    place: str
    domain: str
    says: str
    fields: tuple[PresentedField, ...]
    moved: str
    href: str = ""

    @property
    def kind_label(self) -> str:
        return LABELS[self.kind]

    @property
    def how_label(self) -> str:
        return HOWS[self.how]


def presented_change(change: EntryChange, names: Names, *, href: str = "") -> PresentedChange:
    """`names` knows the state after the change first, then the one before."""
    entry = change.proposed or change.base or {}
    fields = presented_fields(change.base, change.proposed, change.kind, names)
    slug = str(entry.get("slug" if change.kind == "section" else "section", ""))
    above = slug.rpartition("/")[0] if change.kind == "section" else slug
    return PresentedChange(
        kind=change.kind,
        id=change.id,
        how=change.how,
        name=seen(names.of_entry(change.kind, change.id, entry)),
        place=names.path(above) if above else "",
        domain=str(entry.get("domain") or names.domain(slug)),
        says=_says(change.kind, entry, {field.name for field in fields}),
        fields=fields,
        moved=_moved(change, names),
        href=href,
    )


def presented_fields(
    before: Entry | None, after: Entry | None, kind: str, names: Names | None = None
) -> tuple[PresentedField, ...]:
    """The fields that differ, in the order in which people read them; all, unmarked, of a single side."""
    names = names or Names()
    is_whole = before is None or after is None
    names_as_read = (field.name.partition(".")[0] for field in ENTRY_KINDS[kind].as_read)
    order = {name: place for place, name in enumerate(dict.fromkeys(names_as_read))}
    # The headline says the id; a section's is an address, which may be another one than it was.
    named = {ENTRY_KINDS[kind].id_field} if kind != "section" else set()
    left_out = named | (TOLD_OF_WHOLE if is_whole else set())
    found = [each for each in _differences(before, after, kind) if each.name not in left_out]
    found.sort(key=lambda each: order.get(each.name, len(order)))
    shown = filter(_holds, found)
    return tuple(_presented(each, field_of(kind, each.name), names, is_whole) for each in shown)


def _differences(before: Entry | None, after: Entry | None, kind: str) -> list[FieldDifference]:
    """As the domain has them, but a place in the source, or a sign-off, is one thing."""
    wholes = {held.name for held in ENTRY_KINDS[kind].objects}
    found: dict[str, FieldDifference] = {}
    for each in field_differences(before, after):
        name = each.name.partition(".")[0]
        if name in wholes:
            each = FieldDifference(name, (before or {}).get(name), (after or {}).get(name))
        found[each.name] = each
    return list(found.values())


def _holds(found: FieldDifference) -> bool:
    """Whether there is anything to show of either side: 0 and no are something, an empty list is not."""
    return any(side not in (None, "", [], {}) for side in (found.before, found.after))


def _presented(found: FieldDifference, field: Field, names: Names, is_whole: bool) -> PresentedField:
    label = _label(found, field, names)
    if field.compared is ComparedAs.BY_ITEM:
        found_items = _items(found, field, names)
        items = tuple((Piece(item.text, "same" if is_whole else item.how),) for item in found_items)
        return PresentedField(found.name, label, items=items)
    old, new = _said(found.before, field, names), _said(found.after, field, names)
    if is_whole:
        return PresentedField(found.name, label, _pieces((old or new, "same")))
    if not old or not new or (field.compared is ComparedAs.WHOLE and not isinstance(field, Object)):
        both = " " if old and new else ""
        parts = _pieces((old, "gone"), (both, "same"), (new, "new"))
        return PresentedField(found.name, label, parts)
    pieces = legible(word_differences(old, new))
    if field.compared is ComparedAs.BY_WORD or isinstance(field, Object):
        return PresentedField(found.name, label, pieces)
    was = tuple(piece for piece in pieces if piece.how != "new")
    now = tuple(piece for piece in pieces if piece.how != "gone")
    return PresentedField(found.name, label, was=was, now=now)


def _label(found: FieldDifference, field: Field, names: Names) -> str:
    """Of what may name one kind or another: the kind that it names; both, where it named the other before."""
    if not isinstance(field, One) or not field.also or field.compared is ComparedAs.BY_ITEM:
        return field.label
    kinds = {names.kind_of(field.kinds, str(side)) for side in (found.before, found.after) if side}
    return kinds.pop().capitalize() if len(kinds) == 1 else field.asked


def _said(value: Any, field: Field, names: Names) -> str:
    return "" if value in (None, "", {}) else seen(said(field, value, names))


def _items(found: FieldDifference, field: Field, names: Names) -> Iterator[Piece]:
    """What is named still or anew, in its order, then what is not named any more."""
    old, new = found.before or [], found.after or []
    in_old, in_new = set(map(str, old)), set(map(str, new))
    for each in new:
        yield Piece(seen(said(field, each, names)), "same" if str(each) in in_old else "new")
    for each in old:
        if str(each) not in in_new:
            yield Piece(seen(said(field, each, names)), "gone")
    if found.name not in SETS and sorted(map(str, old)) == sorted(map(str, new)):
        yield Piece("in another order", "new")


def _pieces(*parts: tuple[str, str]) -> DifferencePieces:
    return tuple(Piece(text, how) for text, how in parts if text)


def legible(pieces: DifferencePieces) -> DifferencePieces:
    """The pieces with a run of changed words as one that went and one that came, the spaces in it included.

    Joined without "new" they are the old text still, without "gone" the new one.
    """
    found: list[Piece] = []
    gone = new = ""
    for place, piece in enumerate(pieces):
        if piece.how == "gone":
            gone += piece.text
        elif piece.how == "new":
            new += piece.text
        elif piece.text.isspace() and (gone or new) and place + 1 < len(pieces):
            gone, new = gone + piece.text, new + piece.text
        else:
            found += [*_pieces((gone, "gone"), (new, "new")), piece]
            gone = new = ""
    return (*found, *_pieces((gone, "gone"), (new, "new")))


def seen(text: str) -> str:
    """The text with characters that cannot be seen called by name: they can be all that differs."""
    return text.translate({ord(each): f"[{_name_of(each)}]" for each in invisible_in(text)})


def _name_of(character: str) -> str:
    return unicodedata.name(character, f"character {ord(character):04X}").lower()


def _says(kind: str, entry: Entry, told: set[str]) -> str:
    if kind == "rule":
        told_when = "" if "when" in told else f"When {condition_in_words(entry.get('when'))}."
        sentence = str(entry.get("message") or "")
        return seen(template_in_words(sentence) if sentence and "message" not in told else told_when)
    name = ENTRY_KINDS[kind].says
    return "" if name in told else seen(str(entry.get(name, "")))


def _moved(change: EntryChange, names: Names) -> str:
    """Where it was put, for what stood elsewhere before."""
    if change.after is None or change.base is None or change.proposed is None:
        return ""
    if not change.after:
        return "Moved to the first place."
    brief = str((names.entry(change.kind, change.after) or {}).get(ENTRY_KINDS[change.kind].brief) or "")
    text = f", “{excerpt(brief)}”" if brief and change.kind != "section" else ""
    return seen(f"Moved after {names.in_sentence(change.kind, change.after)}{text}.")
