"""A change set as its page shows it: each change with what it meets now, what was said, what can be done."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from guidance.domain.changing import Entries, EntryChange, Fit, How, State, apply_changes, fit_of
from guidance.domain.naming import Names
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Comment
from guidance.presenting.change_list import ChangeList, change_list, listed_changes
from guidance.presenting.differences import PresentedChange, presented_change, seen
from guidance.presenting.draft import entry_address
from guidance.presenting.faults import MendingAddress, ShownFaults, faults_shown
from guidance.presenting.set_ways import HowItMeets, Ways, ways_of
from guidance.queries.draft import change_of, changes_in, digest_of, draft_entries, faults_found
from guidance.queries.seen import seen_by
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
    """`about` is what it was said of, where that is not in the set any more."""

    comment: Comment
    replies: tuple[Comment, ...]
    about: str = ""


@dataclass(frozen=True)
class ShownChange:
    """`theirs` is what has changed there since, where the base is stale."""

    row: ChangeRow
    difference: PresentedChange
    fit: str
    is_in_the_way: bool
    theirs: PresentedChange | None
    rivals: tuple[ChangeSet, ...]
    comments: tuple[ShownComment, ...]
    href: str = ""
    seen: str = ""

    @property
    def name(self) -> str:
        return self.difference.name


@dataclass(frozen=True)
class ShownSet:
    """`list` are all changes in short and `changes` those of the page."""

    list: ChangeList
    changes: tuple[ShownChange, ...]
    faults: ShownFaults
    comments: tuple[ShownComment, ...]
    ways: Ways
    counts: str
    seen: str = ""
    """The digest of what is looked at: what is decided on has to be this."""
    stale: int = 0

    @property
    def rows(self) -> tuple[ChangeRow, ...]:
        """Those of the page."""
        return tuple(each.row for each in self.changes)


def shown_set(change_set: ChangeSet, user: User, at: datetime, asked: Mapping[str, Any]) -> ShownSet:
    """A fixed number of queries; only what is on the page that was asked for is set side by side.

    What is decided on is shown as it was, and meets nothing any more.
    """
    rows = list(change_set.changes.all())
    is_open = change_set.is_open
    now = draft_entries(change_set.document)
    changes = [change_of(row) for row in rows]
    after = apply_changes(now.copy(), changes) if is_open else now
    names = Names(after, now)
    comments = list(comments_on(change_set))
    marks = is_open and change_set.author_id != user.pk
    seen = seen_by(user, change_set) if marks else {}
    listed = listed_changes(rows, changes, seen, comments, user.pk)
    shown = change_list(listed, names, after, asked, marks=marks)
    # A set that is stale is judged when it has been made anew: faults of a mixture would confuse.
    stale = sum(fit_of(each, now.get(each.kind, each.id)).is_in_the_way for each in changes) if is_open else 0
    threads = _threads(comments, names)
    digest = digest_of(changes)
    found = faults_found(change_set.document, digest, after) if is_open and rows and not stale else ()
    return ShownSet(
        list=shown,
        changes=tuple(_shown_changes(shown, change_set, user, now, names, threads)),
        faults=faults_shown(found, after, _mended_at(change_set, user, rows)),
        comments=threads.get(None, ()),
        ways=ways_of(change_set, user, HowItMeets(changes, now, stale, len(found)), at),
        seen=digest,
        counts=counted(change.how for change in changes),
        stale=stale,
    )


def _shown_changes(
    shown: ChangeList,
    change_set: ChangeSet,
    user: User,
    now: Entries,
    names: Names,
    threads: Mapping[int | None, tuple[ShownComment, ...]],
) -> Iterator[ShownChange]:
    keys = [(each.row.kind, each.row.entry_id) for each in shown.shown]
    rivals = rivals_of(keys, change_set) if change_set.is_open and keys else {}
    for each in shown.shown:
        row, change = each.row, each.change
        standing = now.get(row.kind, row.entry_id)
        fit = fit_of(change, standing) if change_set.is_open else Fit.FITS
        theirs = EntryChange(row.kind, row.entry_id, change.base, standing) if fit.is_in_the_way else None
        yield ShownChange(
            row=row,
            difference=presented_change(change, names),
            fit=FITS.get(fit, ""),
            is_in_the_way=fit.is_in_the_way,
            theirs=presented_change(theirs, names) if theirs else None,
            rivals=tuple(rivals.get((row.kind, row.entry_id), ())),
            comments=threads.get(row.pk, ()),
            href=_edit(change_set, change, user),
            seen=each.seen,
        )


def _mended_at(change_set: ChangeSet, user: User, rows: Iterable[ChangeRow]) -> MendingAddress:
    """For its author the form of the entry; for others the change that brings the fault."""
    if change_set.state == State.WRITING and change_set.author_id == user.pk:
        return lambda kind, id_: f"{entry_address(kind, id_)}?set={change_set.pk}"
    numbers = {(row.kind, _id_with(row)): row.pk for row in rows}

    def at_change(kind: str, id_: str) -> str:
        number = numbers.get((kind, id_))
        return change_address(change_set.pk, number) if number else ""

    return at_change


def _id_with(row: ChangeRow) -> str:
    """What the entry is called with the change."""
    return str(row.proposed["slug"]) if row.kind == "section" and row.proposed else str(row.entry_id)


def change_address(change_set: int, change: int) -> str:
    """The page of its set on which a change stands."""
    return f"{reverse('change_set', args=[change_set])}?at={change}#change-{change}"


def called_in(change_set: ChangeSet, row: ChangeRow) -> str:
    """A change by the name that the page of its set gives it."""
    now = draft_entries(change_set.document)
    names = Names(draft_entries(change_set.document, changes_in(change_set)), now)
    return seen(names.of_entry(row.kind, row.entry_id, row.proposed or row.base))


def _edit(change_set: ChangeSet, change: EntryChange, user: User) -> str:
    """Where its author goes on writing it."""
    if change_set.state != State.WRITING or change_set.author_id != user.pk or change.proposed is None:
        return ""
    id_ = str(change.proposed["slug"]) if change.kind == "section" else change.id
    return f"{entry_address(change.kind, id_)}?set={change_set.pk}"


def _threads(comments: Iterable[Comment], names: Names) -> dict[int | None, tuple[ShownComment, ...]]:
    """By change (None: the set as a whole): each first comment with its replies."""
    listed = list(comments)
    replies: dict[int, list[Comment]] = {}
    for comment in listed:
        if comment.reply_to_id:
            replies.setdefault(comment.reply_to_id, []).append(comment)
    found: dict[int | None, list[ShownComment]] = {}
    for comment in listed:
        if not comment.reply_to_id:
            shown = ShownComment(comment, tuple(replies.get(comment.pk, ())), names.of_key(comment.about))
            found.setdefault(comment.change_id, []).append(shown)
    return {key: tuple(threads) for key, threads in found.items()}


def counted(hows: Iterable[How]) -> str:
    """ "2 changed, 1 added"."""
    listed = list(hows)
    found = ((how, listed.count(how)) for how in (How.CHANGED, How.ADDED, How.MOVED, How.RETIRED))
    return ", ".join(f"{count} {how.value}" for how, count in found if count)
