"""Changes that can be moved into another set, what goes with them, and where both sets disagree."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from guidance.domain.changing import EntryChange
from guidance.domain.changing.binding import Bond, ChangeKey
from guidance.domain.changing.entries import id_of
from guidance.domain.naming import Names
from guidance.forms.change_filter import NOWHERE
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet
from guidance.presenting.change_list import listed_changes, section_labels
from guidance.presenting.differences import HOWS, PresentedChange, presented_change
from guidance.presenting.draft import entry_gist
from guidance.queries.draft import change_of, draft_entries


@dataclass(frozen=True)
class MovableChange:
    pk: int
    how: str
    name: str
    gist: str
    is_chosen: bool


@dataclass(frozen=True)
class MovableGroup:
    """What a section holds of them; a long set is unfolded by section."""

    label: str
    rows: tuple[MovableChange, ...]

    @property
    def chosen(self) -> int:
        return sum(row.is_chosen for row in self.rows)


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


def movable(change_set: ChangeSet, chosen: Collection[int]) -> list[MovableGroup]:
    """By section, in the order of the document."""
    rows = list(change_set.changes.all())
    names = _names(change_set, rows)
    called = _called(names, rows)
    listed = listed_changes(rows, [change_of(row) for row in rows], {}, (), 0)
    groups: dict[str, list[MovableChange]] = {}
    for each in listed:
        row, gist = each.row, entry_gist(each.row.kind, each.row.proposed or each.row.base)
        name, how = called[row.kind, row.entry_id], HOWS[each.change.how]
        shown = MovableChange(row.pk, how, name, gist, row.pk in chosen)
        groups.setdefault(each.section or NOWHERE, []).append(shown)
    labels = section_labels(listed, names, draft_entries(change_set.document))
    return [MovableGroup(label, tuple(groups[slug])) for slug, label in labels.items()]


def moving_bonds(change_set: ChangeSet, bonds: Iterable[Bond]) -> list[ShownBond]:
    rows = list(change_set.changes.all())
    called = _called(_names(change_set, rows), rows)
    return [ShownBond(called[bond.key], bond.why, called[bond.other]) for bond in bonds]


def _called(names: Names, rows: Iterable[ChangeRow]) -> dict[ChangeKey, str]:
    """What each changed entry is called, by its key."""
    listed = [(row, row.proposed or row.base or {}) for row in rows]
    return {
        (row.kind, row.entry_id): names.of_entry(row.kind, id_of(row.kind, entry), entry)
        for row, entry in listed
    }


def _names(change_set: ChangeSet, rows: Iterable[ChangeRow]) -> Names:
    document = change_set.document
    return Names(draft_entries(document, [change_of(row) for row in rows]), draft_entries(document))


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
