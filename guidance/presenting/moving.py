"""Changes that can be moved into another set, what goes with them, and where both sets disagree."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guidance.domain.changing import EntryChange
from guidance.domain.changing.binding import Bond, ChangeKey
from guidance.domain.changing.entries import KINDS
from guidance.models import ChangeSet
from guidance.presenting.differences import HOWS, PresentedChange, presented_change
from guidance.presenting.draft import entry_gist, entry_title
from guidance.presenting.names import Names
from guidance.queries.draft import change_of, draft_entries


@dataclass(frozen=True)
class MovableChange:
    pk: int
    how: str
    name: str
    gist: str
    is_chosen: bool


@dataclass(frozen=True)
class ShownBond:
    """`name` needs `other`: why, in words."""

    name: str
    why: str
    other: str


@dataclass(frozen=True)
class ShownClash:
    """What each of the two sets makes of an entry."""

    here: PresentedChange
    there: PresentedChange


def movable(change_set: ChangeSet, chosen: Collection[int]) -> list[MovableChange]:
    rows = sorted(change_set.changes.all(), key=lambda row: (KINDS.index(row.kind), row.entry_id))
    shown = []
    for row in rows:
        entry = row.proposed or row.base
        how, name = HOWS[change_of(row).how], entry_title(row.kind, entry)
        shown.append(MovableChange(row.pk, how, name, entry_gist(row.kind, entry), row.pk in chosen))
    return shown


def moving_bonds(change_set: ChangeSet, bonds: Iterable[Bond]) -> list[ShownBond]:
    rows = {(row.kind, row.entry_id): row for row in change_set.changes.all()}
    names = {key: entry_title(row.kind, row.proposed or row.base) for key, row in rows.items()}
    return [ShownBond(names[bond.key], bond.why, names[bond.other]) for bond in bonds]


def moving_clashes(
    change_set: ChangeSet, target: ChangeSet | None, keys: Iterable[ChangeKey]
) -> list[ShownClash]:
    """Of sections that have another address in one of the two nothing is drawn: their names tell them."""
    accepted = draft_entries(change_set.document)
    names = Names(accepted, accepted)
    here, there = _by_key(change_set), _by_key(target)
    both = [(here[key], there[key]) for key in keys if key in here and key in there]
    return [ShownClash(presented_change(one, names), presented_change(other, names)) for one, other in both]


def _by_key(change_set: ChangeSet | None) -> dict[ChangeKey, EntryChange]:
    rows = change_set.changes.all() if change_set else ()
    return {(row.kind, row.entry_id): change_of(row) for row in rows}
