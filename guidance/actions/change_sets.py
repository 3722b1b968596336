"""The steps of a change set, from proposed to accepted and back; publishing takes the last one."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.urls import reverse

from guidance.actions.auditing import record_act
from guidance.actions.drafting import write_document
from guidance.actions.free_text import check_length
from guidance.actions.step_refusals import (
    ChangedSinceSeen,
    ChangesAreStale,
    ChangesHaveFaults,
    LaterChanges,
    NothingChanged,
    NothingNew,
    stale_among,
)
from guidance.actions.telling import tell
from guidance.domain.changing import (
    ChangeSetStep,
    Entries,
    EntryChange,
    Fit,
    State,
    apply_changes,
    changes_from,
    fit_of,
    rebase,
    step_named,
)
from guidance.domain.characters import check_characters
from guidance.domain.characters import seen as visible
from guidance.domain.naming import Names
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Comment, Document, InterestStatement
from guidance.permissions import StepRefused, check_can_curate, check_can_step
from guidance.queries.draft import (
    change_of,
    changes_in,
    digest_of,
    draft_entries,
    faults_with,
    held_document,
    payload_in,
)
from guidance.queries.work import reviewers
from kidmet_site.accounts.models import User

ACTS = {
    "propose": "proposed",
    "revise": "went on writing",
    "rebase": "made anew on today's draft",
    "withdraw": "withdrew",
    "review": "began the review of",
    "accept": "accepted",
    "reject": "rejected",
    "revert": "took back out",
}
TOLD = 500
"""As much of a reason stands in a notice; its page has the whole."""


@transaction.atomic
def step_change_set(
    *,
    change_set: ChangeSet,
    step: str,
    by: User,
    now: datetime,
    reason: str = "",
    seen: str | None = None,
    as_imported: bool = False,
) -> ChangeSet:
    """Take a step of the table in `guidance.domain.changing.states`, but for publishing.

    `seen` is the digest of the changes that were looked at (None: whatever it holds). What is `as_imported`
    may have been made on other words than the draft's: its review shows both.
    Raises KeyError for a step that there is not, NotACurator, StepRefused (with the reasons above),
    ForbiddenCharacter.
    """
    taken = step_named(step)
    if not taken.is_shown:
        raise StepRefused("A change set is published with the draft, not by itself.")
    check_characters(reason, "The reason")
    check_length(reason)
    reason = visible(reason)
    document = held_document(change_set.document_id)
    sets = ChangeSet.objects.select_related("author", "reviewer").select_for_update(of=("self",))
    held = sets.get(pk=change_set.pk)
    held.document = document
    check_can_step(by, taken, held, reason=reason or (held.reason if step == "propose" else ""), now=now)
    work = _Stepping(held, by, now, as_imported)
    if seen is not None and seen != digest_of(work.changes):
        raise ChangedSinceSeen
    _DOES.get(step, _nothing_more)(work)
    _go(work, taken, reason)
    return held


@dataclass
class _Stepping:
    """One step of one set. What it stands on is read once: there may be thousands of changes and entries."""

    change_set: ChangeSet
    by: User
    now: datetime
    as_imported: bool = False

    def __post_init__(self) -> None:
        self.was: str = self.change_set.state
        self.reviewed_by: User | None = self.change_set.reviewer

    @cached_property
    def changes(self) -> list[EntryChange]:
        return changes_in(self.change_set)

    @cached_property
    def entries(self) -> Entries:
        return draft_entries(self.change_set.document)


def _go(work: _Stepping, step: ChangeSetStep, reason: str) -> None:
    change_set, by, now = work.change_set, work.by, work.now
    change_set.state, change_set.updated_at = step.target, now
    if step.target is State.PROPOSED:
        change_set.proposed_at = now
        change_set.reason = reason.strip() or change_set.reason
    if step.who in ("reviewer", "curator"):
        change_set.reviewer, change_set.decision = by, reason.strip()
        change_set.decided_at = now if step.name != "review" else None
    change_set.save()
    if step.name in ("accept", "reject") and work.was == State.PROPOSED:
        record_act(act=ACTS["review"], by=by, now=now, subject=str(change_set), change_set=change_set)
    record_act(
        act=ACTS[step.name],
        by=by,
        now=now,
        subject=str(change_set),
        why=reason or (change_set.reason if step.name == "propose" else ""),
        change_set=change_set,
        **_told(work, step),
    )
    _tell(work, step, reason)


def _tell(work: _Stepping, step: ChangeSetStep, reason: str) -> None:
    """The author of what others do with it; those who may review it when it is proposed; whoever reviews it
    when its author takes it back."""
    change_set, by = work.change_set, work.by
    told: list[User] = []
    said, why = f"{by} {ACTS[step.name]} your change set “{change_set}”.", reason
    if change_set.author and change_set.author_id != by.pk:
        told = [change_set.author]
    elif step.name == "propose":
        told, why = reviewers(but=by), change_set.reason
        said = f"{by} proposes “{change_set}”: another curator can review it."
    elif work.was == State.UNDER_REVIEW and work.reviewed_by and work.reviewed_by != by:
        told = [work.reviewed_by]
        said = f"{by} {ACTS[step.name]} “{change_set}”, which you review."
    tell(told, f"{said} {why.strip()[:TOLD]}".strip(), path=path_of(change_set), now=work.now, by=by)


def _told(work: _Stepping, step: ChangeSetStep) -> dict[str, Any]:
    """What the audit keeps of the content: all of it where it was proposed, accepted or taken back out."""
    if step.name not in ("propose", "accept", "revert"):
        return {}
    changes = [change.as_data() for change in work.changes]
    return {"changes": changes} | ({"own": True} if work.change_set.is_self_accepted else {})


def path_of(change_set: ChangeSet) -> str:
    return reverse("change_set", args=[change_set.pk])


def _nothing_more(work: _Stepping) -> None:
    """Most steps change the state alone."""


def _propose(work: _Stepping) -> None:
    if not work.changes:
        raise NothingChanged
    if not work.change_set.title.strip():
        raise StepRefused("Give the change set a title first, so that others know what it is about.")
    stale = stale_among(work.changes, work.entries)
    if stale and not work.as_imported:
        raise ChangesAreStale(stale, Names(work.entries), "proposed")
    after = apply_changes(work.entries.copy(), work.changes)
    faults = faults_with(after)
    if faults:
        raise ChangesHaveFaults(faults, after)


def _accept(work: _Stepping) -> None:
    change_set, changes, before = work.change_set, work.changes, work.entries
    stale = stale_among(changes, before)
    if stale:
        raise ChangesAreStale(stale, Names(before))
    wanted = [change for change in changes if fit_of(change, before.get(change.kind, change.id)) is Fit.FITS]
    if not wanted:
        raise NothingNew
    after = apply_changes(before.copy(), wanted)
    _write(change_set.document, after)
    change_set.undo = [change.as_data() for change in changes_from(after, before)]
    change_set.is_self_accepted = change_set.author_id == work.by.pk


def _write(document: Document, after: Entries) -> None:
    faults = faults_with(after)
    if faults:
        raise ChangesHaveFaults(faults, after)
    payload = payload_in(after)
    slug = payload["document"]["slug"]
    if Document.objects.exclude(pk=document.pk).filter(slug=slug).exists():
        raise StepRefused(f"Another document is called “{slug}” here. This one needs another name.")
    write_document(document, payload)


def _revert(work: _Stepping) -> None:
    change_set, before = work.change_set, work.entries
    undo = undo_of(change_set)
    stale = stale_among(undo, before)
    if stale:
        raise LaterChanges(stale, Names(before))
    _write(change_set.document, apply_changes(before.copy(), undo))
    change_set.undo, change_set.is_self_accepted = None, False


def undo_of(change_set: ChangeSet) -> list[EntryChange]:
    return [EntryChange(**stored) for stored in change_set.undo or ()]


def _rebase(work: _Stepping) -> None:
    """Both sides are kept where they do not touch; where they do, the set keeps its own words and says so."""
    change_set, now, standing = work.change_set, work.now, work.entries
    for row in change_set.changes.all():
        change = change_of(row)
        made = rebase(change, standing.get(row.kind, row.entry_id))
        if made.change is None:
            Comment.objects.filter(change=row).update(about=str(row))
            row.delete()
            continue
        if made.change != change:
            row.base, row.proposed, row.after = made.change.base, made.change.proposed, made.change.after
            row.updated_at = now
            row.save()
        if made.conflicts:
            fields = ", ".join(made.conflicts)
            text = (
                f"Made anew on the draft of today. Both sides had changed {fields}: "
                "this set keeps its own words there. Compare before you propose it."
            )
            Comment.objects.create(change_set=change_set, change=row, by=None, at=now, text=text)


_DOES = {"propose": _propose, "accept": _accept, "revert": _revert, "rebase": _rebase}


@transaction.atomic
def begin_reversal(*, change_set: ChangeSet, by: User, now: datetime, reason: str) -> ChangeSet:
    """A set that leads back from one that was published; it is reviewed as any other. Raises StepRefused."""
    check_can_curate(by)
    if change_set.state != State.PUBLISHED:
        raise StepRefused("Only what is published is reverted by a set of its own.")
    check_characters(reason, "The reason")
    check_length(reason)
    if not visible(reason):
        raise StepRefused("Say why this should be reverted.")
    made = ChangeSet.objects.create(
        document=change_set.document,
        author=by,
        title=f"Revert: {change_set}"[:200],
        reason=reason.strip(),
        reverts=change_set,
        created_at=now,
        updated_at=now,
    )
    keep_changes(made, undo_of(change_set), now)
    record_act(act="began to revert", by=by, now=now, subject=str(change_set), why=reason, change_set=made)
    return made


def keep_changes(change_set: ChangeSet, changes: list[EntryChange], now: datetime) -> None:
    ChangeRow.objects.bulk_create(
        ChangeRow(
            change_set=change_set,
            kind=change.kind,
            entry_id=change.id,
            base=change.base,
            proposed=change.proposed,
            after=change.after,
            position=change.position,
            updated_at=now,
        )
        for change in changes
    )


@transaction.atomic
def add_comment(
    *,
    change_set: ChangeSet,
    text: str,
    by: User,
    now: datetime,
    change: ChangeRow | None = None,
    reply_to: Comment | None = None,
) -> Comment:
    """Raises NotACurator, StepRefused for an empty comment or for a change or comment of another set."""
    check_can_curate(by)
    if not visible(text):
        raise StepRefused("Write something first.")
    check_characters(text, "The comment")
    check_length(text)
    if any(other and other.change_set_id != change_set.pk for other in (change, reply_to)):
        raise StepRefused("That belongs to another change set.")
    if reply_to:
        change = reply_to.change
    comment = Comment.objects.create(
        change_set=change_set, change=change, reply_to=reply_to, by=by, at=now, text=text.strip()
    )
    record_act(
        act="commented on", by=by, now=now, subject=str(change or change_set), why=text, change_set=change_set
    )
    others = {person for person in (change_set.author, reply_to.by if reply_to else None) if person}
    tell(
        [person for person in others if person.pk != by.pk],
        f"{by} commented on “{change_set}”: {text.strip()[:200]}",
        path=path_of(change_set),
        now=now,
        by=by,
    )
    return comment


@transaction.atomic
def declare_interests(*, has_interests: bool, text: str, by: User, now: datetime) -> InterestStatement:
    """Holds for a year from now. Raises StepRefused where there are interests and none is named."""
    check_can_curate(by)
    if has_interests and not visible(text):
        raise StepRefused("Name the interests that you have.")
    check_characters(text, "The text")
    check_length(text)
    statement = InterestStatement.objects.create(
        by=by, at=now, has_interests=has_interests, text=text.strip() if has_interests else ""
    )
    record_act(act="declared interests", by=by, now=now, subject=str(by), why=statement.text or "none")
    return statement
