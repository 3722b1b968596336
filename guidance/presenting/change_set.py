"""A change set as its page shows it: each change with what it meets now, what was said, what can be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from guidance.domain.changing import (
    Entries,
    EntryChange,
    Fit,
    How,
    State,
    apply_changes,
    fit_of,
)
from guidance.domain.changing.entries import KINDS
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Comment
from guidance.pack.mending import in_words, kind_at
from guidance.pack.places import within_entry
from guidance.presenting.differences import PresentedChange, presented_change
from guidance.presenting.draft import entry_address, fault_field
from guidance.presenting.names import Names
from guidance.presenting.set_ways import HowItMeets, Ways, ways_of
from guidance.queries.draft import change_of, digest_of, draft_entries, faults_of, payload_in
from guidance.queries.work import comments_on, rivals_of
from kidmet_site.accounts.models import User

FITS = {
    Fit.STALE: "What this was made on has changed since.",
    Fit.GONE: "What this changes has been retired since.",
    Fit.TAKEN: "Something else has this id by now.",
    Fit.DONE: "The draft says this already.",
}


@dataclass(frozen=True)
class ShownComment:
    comment: Comment
    replies: tuple[Comment, ...]


@dataclass(frozen=True)
class ShownChange:
    """`now` is the difference from what stands now to what is proposed, where the base is stale."""

    row: ChangeRow
    difference: PresentedChange
    fit: str
    is_in_the_way: bool
    theirs: PresentedChange | None
    rivals: tuple[ChangeSet, ...]
    comments: tuple[ShownComment, ...]
    href: str = ""


@dataclass(frozen=True)
class ShownFault:
    """`name` is the entry's, `href` leads to the field of its form; "" for whoever cannot write there."""

    name: str
    said: str
    href: str


@dataclass(frozen=True)
class ShownSet:
    changes: tuple[ShownChange, ...]
    faults: tuple[ShownFault, ...]
    comments: tuple[ShownComment, ...]
    ways: Ways
    counts: str
    seen: str = ""
    """The digest of what is looked at: what is decided on has to be this."""
    stale: int = 0


def shown_set(change_set: ChangeSet, user: User, at: datetime) -> ShownSet:
    """A fixed number of queries. What is decided on is shown as it was, and meets nothing any more."""
    rows = sorted(change_set.changes.all(), key=lambda row: (KINDS.index(row.kind), row.entry_id))
    is_open = change_set.is_open
    now = draft_entries(change_set.document)
    changes = [change_of(row) for row in rows]
    after = apply_changes(now.copy(), changes) if is_open else now
    names = Names(after, now)
    rivals = rivals_of([(row.kind, row.entry_id) for row in rows], change_set) if is_open else {}
    threads = _threads(comments_on(change_set))
    shown = []
    for row, change in zip(rows, changes, strict=True):
        standing = now.get(row.kind, row.entry_id)
        fit = fit_of(change, standing) if is_open else Fit.FITS
        theirs = EntryChange(row.kind, row.entry_id, change.base, standing) if fit.is_in_the_way else None
        shown.append(
            ShownChange(
                row=row,
                difference=presented_change(change, names),
                fit=FITS.get(fit, ""),
                is_in_the_way=fit.is_in_the_way,
                theirs=presented_change(theirs, names) if theirs else None,
                rivals=tuple(rivals.get((row.kind, row.entry_id), ())),
                comments=threads.get(row.pk, ()),
                href=_edit(change_set, change, user),
            )
        )
    # A set that is stale is judged when it has been made anew: faults of a mixture would confuse.
    stale = sum(each.is_in_the_way for each in shown)
    faults = _faults(after, changes, change_set, user) if is_open and rows and not stale else ()
    return ShownSet(
        changes=tuple(shown),
        faults=faults,
        comments=threads.get(None, ()),
        ways=ways_of(change_set, user, HowItMeets(changes, now, stale, len(faults)), at),
        seen=digest_of(changes),
        counts=counted(change.how for change in changes),
        stale=stale,
    )


def _faults(
    after: Entries, changes: list[EntryChange], change_set: ChangeSet, user: User
) -> tuple[ShownFault, ...]:
    found = faults_of(change_set.document, changes)
    payload = payload_in(after) if found else {}
    is_writing = change_set.state == State.WRITING and change_set.author_id == user.pk
    shown = []
    for fault in found:
        kind = kind_at(fault.place)
        name, _, said = in_words(fault, payload).partition(": ")
        id_ = "document" if kind == "document" else fault.id
        is_there = is_writing and after.get(kind, id_) is not None
        href = f"{entry_address(kind, id_)}?set={change_set.pk}" if is_there else ""
        field = fault_field(kind, within_entry(fault.place))
        shown.append(ShownFault(name, said, f"{href}#field-{field}" if href and field else href))
    return tuple(shown)


def _edit(change_set: ChangeSet, change: EntryChange, user: User) -> str:
    """Where its author goes on writing it."""
    if change_set.state != State.WRITING or change_set.author_id != user.pk or change.proposed is None:
        return ""
    id_ = str(change.proposed["slug"]) if change.kind == "section" else change.id
    return f"{entry_address(change.kind, id_)}?set={change_set.pk}"


def _threads(comments: Iterable[Comment]) -> dict[int | None, tuple[ShownComment, ...]]:
    """By change (None: the set as a whole): each first comment with its replies."""
    listed = list(comments)
    replies: dict[int, list[Comment]] = {}
    for comment in listed:
        if comment.reply_to_id:
            replies.setdefault(comment.reply_to_id, []).append(comment)
    found: dict[int | None, list[ShownComment]] = {}
    for comment in listed:
        if not comment.reply_to_id:
            shown = ShownComment(comment, tuple(replies.get(comment.pk, ())))
            found.setdefault(comment.change_id, []).append(shown)
    return {key: tuple(threads) for key, threads in found.items()}


def counted(hows: Iterable[How]) -> str:
    """ "2 changed, 1 added"."""
    listed = list(hows)
    found = ((how, listed.count(how)) for how in (How.CHANGED, How.ADDED, How.MOVED, How.RETIRED))
    return ", ".join(f"{count} {how.value}" for how, count in found if count)
