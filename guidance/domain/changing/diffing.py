"""From two states of the guidance to the changes that lead from one to the other."""

from collections.abc import Iterator, Sequence

from .aligning import longest_rising
from .change import EntryChange
from .entries import KINDS, Entries, same_entry


def changes_from(before: Entries, after: Entries) -> tuple[EntryChange, ...]:
    """The changes that make `after` of `before`, no more than are needed.

    Applied to `before` they give `after` again, order included. A section that has another slug is a new
    one: what stands in it moves.
    """
    placed = dict(_placed(before, after))
    found = [change for kind in KINDS for change in _of_kind(kind, before, after, placed)]
    return tuple(change for change in found if not change.is_nothing)


def _of_kind(
    kind: str, before: Entries, after: Entries, placed: dict[tuple[str, str], tuple[str, int]]
) -> Iterator[EntryChange]:
    old, new = before.by_kind[kind], after.by_kind[kind]
    for id_, entry in new.items():
        put_behind, position = placed.get((kind, id_), (None, 0))
        base = old.get(id_)
        proposed = base if same_entry(base, entry) else entry
        yield EntryChange(kind, id_, base, proposed, put_behind, position)
    for id_, entry in old.items():
        if id_ not in new:
            yield EntryChange(kind, id_, entry, None)


def _placed(before: Entries, after: Entries) -> Iterator[tuple[tuple[str, str], tuple[str, int]]]:
    """What has to be moved, behind which neighbour and as which in turn."""
    position = 0
    for (kind, container), row in after.order.items():
        members = set(row)
        before_it = before.order.get((kind, container), ())
        staying = _longest_in_order([id_ for id_ in before_it if id_ in members], row)
        in_front = ""
        for id_ in row:
            if id_ not in staying:
                position += 1
                yield (kind, id_), (in_front, position)
            in_front = id_


def _longest_in_order(ids: Sequence[str], row: Sequence[str]) -> set[str]:
    """The most of the ids that already stand in the order of the row."""
    place = {id_: number for number, id_ in enumerate(row)}
    return {ids[each] for each in longest_rising([place[id_] for id_ in ids])}
