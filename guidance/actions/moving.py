"""Moving changes from one set that a curator writes into another one of theirs."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from guidance.actions.auditing import record_act
from guidance.actions.changing import describe_change_set, locked_to_write, open_change_set
from guidance.domain.changing import EntryChange, origins, rebase
from guidance.domain.changing.binding import Bond, ChangeKey, addressed, bonds_among, coming_along
from guidance.domain.naming import Names
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Comment
from guidance.permissions import StepRefused
from guidance.queries.draft import change_of, draft_entries
from kidmet_site.accounts.models import User

LEAVE, REPLACE = "leave", "replace"
"""What becomes of a change of which the other set says something else."""


class ComesAlong(StepRefused):
    """More than was chosen has to go; nothing is moved before somebody has seen it."""

    def __init__(self, bonds: tuple[Bond, ...]) -> None:
        super().__init__("More hangs together with this. Look at what comes along, then move it.")
        self.bonds = bonds


class SaysSomethingElse(StepRefused):
    """The other set changes the same fields of the same entries, to other ends."""

    def __init__(self, keys: tuple[ChangeKey, ...], named: str) -> None:
        super().__init__(f"The other set says something else there: {named}. Choose which of the two stays.")
        self.keys = keys


@dataclass(frozen=True)
class Moved:
    """Where it went, and how many of what was chosen stayed."""

    into: ChangeSet
    count: int
    stayed: int


@transaction.atomic
def move_changes(
    *,
    source: ChangeSet,
    changes: Collection[int],
    into: ChangeSet | None,
    by: User,
    now: datetime,
    title: str = "",
    along: Collection[int] = (),
    where_both: str = "",
) -> Moved:
    """Put the changes with these numbers into another set of their author, None for a new one of that title.

    What cannot stand apart from them goes with them, once it is in `along`: what was seen to come along. Of
    an entry that both sets change both sides are kept where they do not touch; else `where_both` says whether
    the change stays here (LEAVE) or its words take the place of those there (REPLACE). Comments go along.
    Raises ComesAlong, SaysSomethingElse, StepRefused, NotACurator.
    """
    source, target = _both_locked(source, into, by, now, title)
    work = _Moving(source, target, by, now)
    going = {key for key, row in work.rows.items() if row.pk in changes}
    if not going:
        raise StepRefused("Choose at least one change that is still in this set.")
    more = coming_along(going, work.bonds)
    taken = {key for bond in more for key in (bond.key, bond.other)}
    if any(work.rows[key].pk not in (*along, *changes) for key in taken):
        raise ComesAlong(more)
    going |= taken
    chosen = len(going)
    clashing = work.clashing(going)
    if clashing and where_both not in (LEAVE, REPLACE):
        raise SaysSomethingElse(clashing, work.named(clashing))
    if where_both == LEAVE:
        going -= work.together_with(clashing)
    if not going:
        raise StepRefused("All of it stays: the other set says something else there. Nothing was moved.")
    work.move(going)
    return Moved(target, len(going), chosen - len(going))


def _both_locked(
    source: ChangeSet, into: ChangeSet | None, by: User, now: datetime, title: str
) -> tuple[ChangeSet, ChangeSet]:
    """In one order, whichever way it goes, and the document before its sets, as the steps have it: of two at
    once neither waits for what the other holds."""
    if into is None:
        made = open_change_set(document=source.document, by=by, now=now, is_anew=True)
        source = locked_to_write(source, by)
        if title.strip():
            made = describe_change_set(change_set=made, title=title, reason="", by=by, now=now)
        return source, made
    if into.pk == source.pk:
        raise StepRefused("They are in this set already. Choose another one.")
    held = {each.pk: locked_to_write(each, by) for each in sorted((source, into), key=lambda it: it.pk)}
    return held[source.pk], held[into.pk]


class _Moving:
    """One transaction on two sets: their rows, by kind and id in the draft."""

    def __init__(self, source: ChangeSet, target: ChangeSet, by: User, now: datetime) -> None:
        self.source, self.target, self.by, self.now = source, target, by, now
        self.rows = {(row.kind, row.entry_id): row for row in source.changes.order_by("pk")}
        self.theirs = {(row.kind, row.entry_id): row for row in target.changes.order_by("pk")}
        self.accepted = draft_entries(source.document)
        self.bonds = bonds_among(map(change_of, self.rows.values()), self.accepted)
        self.here = origins(map(change_of, self.rows.values()))
        self.there = origins(map(change_of, self.theirs.values()))

    def together_with(self, keys: Collection[ChangeKey]) -> set[ChangeKey]:
        return {*keys, *(key for bond in coming_along(keys, self.bonds) for key in (bond.key, bond.other))}

    def clashing(self, going: Collection[ChangeKey]) -> tuple[ChangeKey, ...]:
        return tuple(key for key in sorted(going) if self._met(key, going)[1])

    def named(self, keys: Collection[ChangeKey]) -> str:
        return Names(self.accepted).listed(change_of(self.rows[key]) for key in keys)

    def _said_there(self, key: ChangeKey, going: Collection[ChangeKey]) -> EntryChange:
        """The change as the other set says it: what it lies in may have another address there."""
        stay = {new: old for new, old in self.here.items() if ("section", old) not in going}
        lead = {old: new for new, old in self.there.items()}
        return addressed(addressed(change_of(self.rows[key]), stay), lead)

    def _met(self, key: ChangeKey, going: Collection[ChangeKey]) -> tuple[EntryChange, bool]:
        """The change, together with what the other set says of the entry, and whether the two disagree."""
        change = self._said_there(key, going)
        row = self.theirs.get((change.kind, change.id))
        if row is None:
            return change, False
        held = change_of(row)
        if (change.proposed is None) != (held.proposed is None):
            return change, True
        both = rebase(change, held.proposed)
        return both.change or held, bool(both.conflicts)

    def move(self, going: Collection[ChangeKey]) -> None:
        told = [change_of(self.rows[key]) for key in sorted(going)]
        led = {old: new for new, old in self.here.items() if ("section", old) in going}
        met = {key: self._met(key, going)[0] for key in going}
        position = max((row.position for row in self.theirs.values()), default=0)
        for row in sorted((self.rows[key] for key in going), key=lambda row: (row.position, row.pk)):
            position += 1
            self._put(row, met[row.kind, row.entry_id], position)
        self._address(self.theirs.values(), led)
        stay = (row for key, row in self.rows.items() if key not in going)
        self._address(stay, {new: old for old, new in led.items()})
        self._tell(told)

    def _put(self, row: ChangeRow, change: EntryChange, position: int) -> None:
        """Into the other set, or into what it says of the entry already."""
        comments = list(Comment.objects.filter(change=row).values_list("pk", flat=True))
        held = self.theirs.get((change.kind, change.id))
        if held is not None:
            row.delete()
            row = held
        row.change_set, row.entry_id, row.proposed = self.target, change.id, change.proposed
        row.page, row.updated_at = "", self.now
        if change.after is not None:
            row.after, row.position = change.after, position
        row.save()
        Comment.objects.filter(pk__in=comments).update(change_set=self.target, change=row)

    def _address(self, rows: Iterable[ChangeRow], renamed: dict[str, str]) -> None:
        for row in rows if renamed else ():
            change = addressed(change_of(row), renamed)
            if (change.proposed, change.id, change.after) != (row.proposed, row.entry_id, row.after):
                row.proposed, row.entry_id, row.after = change.proposed, change.id, change.after
                row.save()

    def _tell(self, told: list[EntryChange]) -> None:
        """Both histories: where it went, and where it came from."""
        count = f"{len(told)} change{'s' if len(told) != 1 else ''}"
        said = [change.as_data() for change in told]
        for change_set, act, where in (
            (self.source, "moved out", f"{count} into “{self.target}”"),
            (self.target, "moved in", f"{count} from “{self.source}”"),
        ):
            record_act(act=act, by=self.by, now=self.now, subject=where, change_set=change_set, changes=said)
            change_set.updated_at = self.now
            change_set.save(update_fields=["updated_at"])
