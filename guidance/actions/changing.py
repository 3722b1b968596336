"""Writing a change set: each save of a form is one change of it, kept until it is taken back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from guidance.actions.auditing import record_act
from guidance.actions.free_text import check_length
from guidance.domain.changing import (
    SAID,
    Entries,
    Entry,
    EntryChange,
    State,
    apply_changes,
    container_of,
    origins,
    same_entry,
)
from guidance.domain.changing.consequences import when_moved, when_retired
from guidance.domain.characters import check_characters, seen
from guidance.domain.edition import content_hash
from guidance.domain.limits import SET_TITLE, TEXT
from guidance.domain.open_page import follows
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Comment, Document, EditingMark
from guidance.models.kept_sql import update
from guidance.pack import normal_entry
from guidance.permissions import MARK_FADES, StepRefused, check_can_curate
from guidance.queries.draft import changes_in, draft_entries, held_document
from kidmet_site.accounts.models import User


class EntryChangedElsewhere(Exception):
    """The entry was saved after this form was opened, in another tab or on another machine."""

    def __init__(self, entry: Entry | None) -> None:
        super().__init__("This was changed elsewhere since you opened it here. Nothing was saved.")
        self.entry = entry


class NoSuchEntry(LookupError):
    def __init__(self, kind: str, id_: str) -> None:
        super().__init__(f"The draft has no {kind} “{id_[:80]}”.")


class CannotMove(ValueError):
    """A section cannot be put there; the message says why."""


def digest_of(entry: Entry | None) -> str:
    """What a form carries, so that a later save elsewhere is noticed; "" for an entry that is not there."""
    return content_hash(entry)[:16] if entry else ""


class WhichChangeSet(StepRefused):
    """Somebody writes several sets, and did not say into which this goes."""

    def __init__(self, held: Iterable[ChangeSet]) -> None:
        named = ", ".join(f"“{each}”" for each in held)
        super().__init__(f"You are writing several change sets ({named}). Say into which of them this goes.")


@transaction.atomic
def open_change_set(*, document: Document, by: User, now: datetime, is_anew: bool = False) -> ChangeSet:
    """The one set that the curator is writing, begun if there is none, or with `is_anew` besides others.

    Of two tabs at once both get the same. Raises NotACurator, WhichChangeSet.
    """
    check_can_curate(by)
    held_document(document.pk)
    held = list(ChangeSet.objects.filter(document=document, author=by, state=State.WRITING).order_by("pk"))
    if held and not is_anew:
        if len(held) > 1:
            raise WhichChangeSet(held)
        return held[0]
    change_set = ChangeSet.objects.create(document=document, author=by, created_at=now, updated_at=now)
    record_act(act="began", by=by, now=now, subject=str(change_set), change_set=change_set)
    return change_set


@transaction.atomic
def describe_change_set(
    *, change_set: ChangeSet, title: str, reason: str, by: User, now: datetime
) -> ChangeSet:
    """Title and reason, while it is being written. Raises StepRefused."""
    change_set = locked_to_write(change_set, by)
    check_characters((title, reason), "The title or the reason")
    check_length(title, SET_TITLE)
    check_length(reason)
    is_new = (change_set.title, change_set.reason) != (seen(title), seen(reason))
    change_set.title, change_set.reason, change_set.updated_at = seen(title), seen(reason), now
    change_set.save(update_fields=["title", "reason", "updated_at"])
    if is_new:
        record_act(
            act="described", by=by, now=now, subject=str(change_set), why=reason, change_set=change_set
        )
    return change_set


@transaction.atomic
def record_entry(
    *,
    change_set: ChangeSet,
    kind: str,
    id_: str,
    proposed: Entry,
    by: User,
    now: datetime,
    after: str | None = None,
    seen: str | None = None,
    page: str = "",
) -> None:
    """What an entry should say from now on; one that is new stands at the end, or behind `after`.

    `id_` is its id in the draft with this change set, `seen` the digest of what the form was opened with, and
    `page` names the open page, for what it saved last itself is no conflict. What leads back to what stands
    now takes the change out of the set. What goes to another section takes notes and rules along.
    Raises EntryChangedElsewhere, StepRefused, NotACurator.
    """
    work = _Work.on(change_set, by, now)
    check_characters((id_, proposed), f"The {kind}")
    for text in proposed.values():
        TEXT.check(len(text) if isinstance(text, str) else 0)
    shown = work.entries.get(kind, id_)
    entry = normal_entry(kind, proposed)
    # A save may arrive and its answer be lost: what stands there already, or what this page saved last, is no
    # conflict.
    is_as_seen = seen is None or digest_of(shown) == seen or entry == shown
    if not is_as_seen and not follows(page, work.page_of(kind, id_)):
        raise EntryChangedElsewhere(shown)
    work.page = page
    is_moved = kind in SAID and shown is not None and shown["section"] != entry["section"]
    along = when_moved(work.entries, id_, str(entry["section"])) if is_moved else ()
    work.write_all((EntryChange(kind, id_, shown, entry, after), *along))
    work.finish()


@transaction.atomic
def move_entry(*, change_set: ChangeSet, kind: str, id_: str, after: str, by: User, now: datetime) -> None:
    """Put an entry behind one of its neighbours, "" for the first place. Raises NoSuchEntry, CannotMove."""
    work = _Work.on(change_set, by, now)
    entry = work.entry(kind, id_)
    row = work.entries.neighbours(kind, container_of(kind, entry))
    if after == id_ or (after and after not in row):
        raise CannotMove(f"“{after[:80]}” is no neighbour of “{id_}”.")
    if work.entries.before(kind, id_) != after:
        work.write(EntryChange(kind, id_, entry, entry, after))
    work.finish()


@transaction.atomic
def move_section(
    *, change_set: ChangeSet, slug: str, parent: str, after: str, by: User, now: datetime
) -> str:
    """Put a section below another one ("" for the top) and behind a neighbour there; returns its slug then.

    Its address and those of all below it follow the parent. Raises CannotMove where it would stand in
    itself, or where the new address is another's already.
    """
    work = _Work.on(change_set, by, now)
    entry = work.entry("section", slug)
    new = f"{parent}/{slug.rpartition('/')[2]}".lstrip("/")
    if parent:
        work.entry("section", parent)
    if parent == slug or parent.startswith(f"{slug}/"):
        raise CannotMove("A section cannot stand inside itself.")
    if new != slug and work.entries.get("section", new):
        raise CannotMove(f"There is a section “{new}” there already. Its address would be the same.")
    siblings = [each for each in work.entries.neighbours("section", parent) if each != slug]
    if after and after not in siblings:
        raise CannotMove(f"“{after[:80]}” is no section below “{parent or 'the top'}”.")
    if new == slug:
        if work.entries.before("section", slug) != after:
            work.write(EntryChange("section", slug, entry, entry, after))
    else:
        work.rename(slug, new, after)
    work.finish()
    return new


@transaction.atomic
def retire_entry(*, change_set: ChangeSet, kind: str, id_: str, by: User, now: datetime) -> None:
    """Take an entry out of the guidance from the next edition on, with what hangs on it.

    Raises NoSuchEntry.
    """
    work = _Work.on(change_set, by, now)
    work.entry(kind, id_)
    work.write_all(when_retired(work.entries, kind, id_))
    work.finish()


@transaction.atomic
def drop_change(*, change: ChangeRow, by: User, now: datetime) -> None:
    """Take one change back out of a set that is being written.

    What the set says of a section's parts follows when the section gets its old address back.
    """
    work = _Work.on(change.change_set, by, now)
    row = work.rows.get((change.kind, change.entry_id))
    if row is None:
        raise NoSuchEntry(change.kind, change.entry_id)
    record_act(act="took back", by=by, now=now, subject=str(row), change_set=work.change_set)
    work.drop(row)
    if row.kind == "section" and row.base and row.proposed and row.proposed["slug"] != row.entry_id:
        work.follow(str(row.proposed["slug"]), row.entry_id)
    work.finish()


def mark_editing(*, kind: str, id_: str, by: User, now: datetime) -> None:
    """The soft sign that somebody has this entry open; old signs are swept away."""
    if not update(EditingMark, {"at": now}, kind=kind, entry_id=id_, by=by.pk):
        EditingMark.objects.filter(at__lt=now - MARK_FADES).delete()
        EditingMark.objects.update_or_create(kind=kind, entry_id=id_, by=by, defaults={"at": now})


def locked_to_write(change_set: ChangeSet, by: User) -> ChangeSet:
    """The set, held for this transaction. Raises NotACurator, StepRefused where it is not theirs to write."""
    check_can_curate(by)
    sets = ChangeSet.objects.select_for_update(of=("self",)).select_related("document")
    held = sets.defer("document__payload").get(pk=change_set.pk)
    if held.author_id != by.pk:
        raise StepRefused("This change set is another curator's.")
    if held.state != State.WRITING:
        raise StepRefused(
            f"“{held}” is {held.get_state_display()}. Press “Go on writing” before you change it."
        )
    return held


class _Work:
    """One transaction on a change set: the draft as it would be with it, and the rows that change."""

    page = ""
    """The open page that writes it, where it is one that saves as one goes."""

    def __init__(self, change_set: ChangeSet, by: User, now: datetime) -> None:
        self.change_set, self.by, self.now = change_set, by, now
        self.rows = {(row.kind, row.entry_id): row for row in change_set.changes.all()}
        changes = changes_in(change_set)
        self.accepted = draft_entries(change_set.document)
        self.entries: Entries = apply_changes(self.accepted.copy(), changes)
        self.origins = origins(changes)

    @classmethod
    def on(cls, change_set: ChangeSet, by: User, now: datetime) -> "_Work":
        return cls(locked_to_write(change_set, by), by, now)

    def entry(self, kind: str, id_: str) -> Entry:
        found = self.entries.get(kind, id_)
        if found is None:
            raise NoSuchEntry(kind, id_)
        return found

    def page_of(self, kind: str, id_: str) -> str:
        """The open page that saved the change of this entry last; "" where something else did."""
        row = self.rows.get((kind, self._origin(EntryChange(kind, id_, None, None))))
        return row.page if row else ""

    def write_all(self, changes: Iterable[EntryChange]) -> None:
        for change in changes:
            self.write(change)

    def write(self, change: EntryChange) -> None:
        """Keep a change that was made on the draft with this set, as one on the draft itself."""
        id_ = self._origin(change)
        row = self.rows.get((change.kind, id_))
        base = row.base if row else self.accepted.get(change.kind, id_)
        after = change.after if change.after is not None else (row.after if row else None)
        made = replace(change, id=id_, base=base, after=after if change.proposed is not None else None)
        if made.is_nothing or (made.base is None and made.proposed is None):
            self.drop(row)
            return
        if row is None:
            row = ChangeRow(change_set=self.change_set, kind=change.kind, entry_id=id_, base=base)
            record_act(act="changed", by=self.by, now=self.now, subject=str(row), change_set=self.change_set)
        elif same_entry(row.proposed, change.proposed) and change.after is None:
            return
        row.proposed, row.after, row.updated_at, row.page = change.proposed, made.after, self.now, self.page
        if change.after is not None:
            row.position = self._next_position()
        row.save()
        self.rows[change.kind, id_] = row

    def rename(self, slug: str, new: str, after: str) -> None:
        """Give a section another address. Changes of the set that lie in it speak of its new one."""
        entry = self.entries.by_kind["section"][slug]
        self.write(EntryChange("section", slug, entry, {**entry, "slug": new}, after))
        self.follow(slug, new)

    def follow(self, slug: str, new: str) -> None:
        """Let what the set says of a section's parts speak of its new address."""
        for row in self.rows.values():
            moved = _with_slug(row.kind, row.proposed, slug, new)
            if moved != row.proposed:
                row.proposed, row.page = moved, self.page
                if row.base is None and row.kind == "section":
                    row.entry_id = str(moved["slug"]) if moved else row.entry_id
                row.save()

    def finish(self) -> None:
        self.change_set.updated_at = self.now
        self.change_set.save(update_fields=["updated_at"])

    def _origin(self, change: EntryChange) -> str:
        """What the entry is called in the draft itself: a section may have another address in this set."""
        if change.kind != "section":
            return change.id
        for new, old in self.origins.items():
            if change.id == new or change.id.startswith(f"{new}/"):
                original = old + change.id.removeprefix(new)
                if self.accepted.get("section", original):
                    return original
        return change.id

    def drop(self, row: ChangeRow | None) -> None:
        if row is not None and row.pk:
            Comment.objects.filter(change=row).update(about=str(row))
            self.rows.pop((row.kind, row.entry_id))
            row.delete()

    def _next_position(self) -> int:
        highest = self.change_set.changes.aggregate(Max("position"))["position__max"]
        return (highest or 0) + 1


def _with_slug(kind: str, entry: Entry | None, old: str, new: str) -> dict[str, Any] | None:
    """The entry with the slugs in it that begin with the old one beginning with the new one."""
    if entry is None:
        return None
    field = "slug" if kind == "section" else "section"
    slug = str(entry.get(field, ""))
    if slug == old or slug.startswith(f"{old}/"):
        return {**entry, field: new + slug.removeprefix(old)}
    return dict(entry)
