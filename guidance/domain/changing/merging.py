"""Whether a change still fits what stands now, and what becomes of it where it does not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ..entries import Entry
from .change import EntryChange
from .entries import same_entry


class Fit(StrEnum):
    """How a change meets what stands now: it fits, it is done already, or what it was made on has changed,
    is gone, or is there although the change would add it."""

    FITS = "fits"
    DONE = "done"
    STALE = "stale"
    GONE = "gone"
    TAKEN = "taken"

    @property
    def is_in_the_way(self) -> bool:
        return self in (Fit.STALE, Fit.GONE, Fit.TAKEN)


@dataclass(frozen=True)
class Rebased:
    """The change made anew on what stands now; None where nothing is left of it. `conflicts` are the fields
    that both sides changed, to different ends: the change keeps its own words there."""

    change: EntryChange | None
    conflicts: tuple[str, ...] = ()


def fit_of(change: EntryChange, now: Entry | None) -> Fit:
    """`now` is the entry as it stands in the draft, None where there is none. Order is never in the way."""
    if same_entry(change.base, now):
        return Fit.FITS
    if same_entry(change.proposed, now):
        return Fit.DONE
    if now is None:
        return Fit.GONE
    return Fit.TAKEN if change.base is None else Fit.STALE


def rebase(change: EntryChange, now: Entry | None) -> Rebased:
    """A change whose base is what stands now, with what it meant to change still changed."""
    fit = fit_of(change, now)
    if fit is Fit.FITS:
        return Rebased(change)
    if fit is Fit.DONE:
        return Rebased(replace(change, base=now) if change.after is not None and now is not None else None)
    if now is None:
        added = replace(change, base=None, after=change.after or "")
        return Rebased(None if change.proposed is None else added)
    if change.proposed is None:
        return Rebased(replace(change, base=now))
    return _merged(change, now)


def _merged(change: EntryChange, now: Entry) -> Rebased:
    base, proposed = change.base or {}, change.proposed or {}
    mine, theirs = set(_differing(base, proposed)), set(_differing(base, now))
    kept = {name: value for name, value in now.items() if name not in mine}
    merged = kept | {name: proposed[name] for name in proposed if name in mine}
    conflicts = (name for name in mine & theirs if proposed.get(name) != now.get(name))
    in_order = [name for name in dict.fromkeys((*proposed, *merged)) if name in merged]
    made = replace(change, base=now, proposed={name: merged[name] for name in in_order})
    return Rebased(None if made.is_nothing else made, tuple(sorted(conflicts)))


def _differing(one: Entry, other: Entry) -> Iterator[str]:
    for name in {*one, *other}:
        left = {name: one[name]} if name in one else {}
        right = {name: other[name]} if name in other else {}
        if not same_entry(left, right):
            yield name
