"""Taking the guidance along and bringing it in: whole packs and single change sets.

What comes in becomes a proposal and is reviewed as any other. It comes in whole or not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from guidance.actions.auditing import record_act
from guidance.actions.change_sets import keep_changes, step_change_set
from guidance.actions.drafting import columns_of, empty_payload
from guidance.actions.step_refusals import ChangesHaveFaults
from guidance.domain.changing import EntryChange, changes_from, entries_of
from guidance.domain.characters import check_characters, seen
from guidance.domain.edition import content_hash
from guidance.domain.faults import Fault, Faults
from guidance.domain.limits import REMARK, SET_TITLE
from guidance.models import ChangeSet, Document
from guidance.pack.exchange_files import CHANGE_SET, ChangeSetFile, PackFile, change_set_data, written
from guidance.pack.mending import in_words, kind_at
from guidance.pack.places import within_entry
from guidance.permissions import StepRefused, check_can_curate
from guidance.queries.draft import (
    changes_in,
    draft_entries,
    guidance_document,
    held_document,
    payload_in,
    payload_of,
)
from guidance.queries.editions import current_number, edition_payloads
from kidmet_site.accounts.models import User


class NothingDiffers(StepRefused):
    def __init__(self) -> None:
        super().__init__("This pack says what the draft says already. Nothing was written.")


@dataclass(frozen=True)
class Exported:
    """A file: what it is called, and its text."""

    name: str
    text: str


@transaction.atomic
def export_pack(*, by: User, now: datetime, edition: int | None = None) -> Exported:
    """The whole pack of an edition, or of the accepted draft. Raises NotACurator, NoEdition, NoDraft."""
    check_can_curate(by)
    what = f"edition {edition}" if edition else "the draft"
    payload = edition_payloads(edition)[0] if edition else payload_of(guidance_document())
    record_act(act="exported", by=by, now=now, subject=what, edition=edition, hash=content_hash(payload))
    name = f"edition-{edition}" if edition else "draft"
    return Exported(f"kidmet-guidance-{name}.json", written(payload))


@transaction.atomic
def export_change_set(*, change_set: ChangeSet, by: User, now: datetime) -> Exported:
    """Raises NotACurator."""
    check_can_curate(by)
    data = change_set_data(
        title=change_set.title,
        reason=change_set.reason,
        changes=changes_in(change_set),
        edition=current_number(),
        digest=change_set.document.hash,
    )
    record_act(act="exported", by=by, now=now, subject=str(change_set), change_set=change_set)
    return Exported(f"kidmet-change-set-{change_set.pk}.json", written(data))


@transaction.atomic
def import_pack(
    *, file: PackFile, title: str, reason: str, by: User, now: datetime, name: str = ""
) -> ChangeSet:
    """Propose what a whole pack says differently from the accepted draft, as one change set.

    Where there is no guidance yet, its document is made, with nothing in it before the proposal is accepted.
    `name` is where it came from. Raises NotACurator, NothingDiffers, StepRefused.
    """
    check_can_curate(by)
    document = _document(file.payload["document"])
    changes = changes_from(draft_entries(document), entries_of(file.payload))
    if not changes:
        raise NothingDiffers
    digest = content_hash(file.payload)
    return _propose(
        document,
        changes,
        title,
        reason,
        by,
        now,
        what="a pack",
        format=file.payload["format"],
        hash=digest,
        name=name,
    )


@transaction.atomic
def import_change_set(
    *, file: ChangeSetFile, by: User, now: datetime, title: str = "", reason: str = "", name: str = ""
) -> ChangeSet:
    """Propose the changes of a file, under its own title and reason where none are given.

    Changes that were made on words which are not there any more are taken in: the review shows both. Raises
    FileFaults for what the draft cannot be with them, NotACurator, NoDraft, StepRefused.
    """
    check_can_curate(by)
    document = held_document(guidance_document().pk)
    taken = list(_addresses_taken(file.changes, draft_entries(document).by_kind["section"]))
    if taken:
        raise file.faults(taken, draft_entries(document))
    title, reason = seen(title) or file.title, seen(reason) or file.reason
    try:
        return _propose(
            document,
            file.changes,
            title,
            reason,
            by,
            now,
            what="a change set",
            format=CHANGE_SET,
            name=name,
        )
    except ChangesHaveFaults as refused:
        found = _in_file(refused, file.changes)
        raise file.faults(found, draft_entries(document)) from refused


def _propose(
    document: Document,
    changes: Iterable[EntryChange],
    title: str,
    reason: str,
    by: User,
    now: datetime,
    *,
    what: str,
    **detail: Any,
) -> ChangeSet:
    title, reason = seen(title), seen(reason)
    check_characters((title, reason), "The title or the reason")
    if not title or len(title) > SET_TITLE.most:
        raise StepRefused(f"Give it a title of at most {SET_TITLE.allowed}.")
    if not reason:
        raise StepRefused("Say why the guidance should say this from now on.")
    if len(reason) > REMARK.most:
        raise StepRefused(REMARK.refusal(len(reason)))
    made = ChangeSet.objects.create(
        document=document, author=by, title=title, reason=reason, created_at=now, updated_at=now
    )
    listed = list(changes)
    keep_changes(made, listed, now)
    record_act(
        act="imported", by=by, now=now, subject=what, why=reason, change_set=made, count=len(listed), **detail
    )
    return step_change_set(change_set=made, step="propose", by=by, now=now, reason=reason, as_imported=True)


def _document(entry: Mapping[str, Any]) -> Document:
    """The guidance, held for this transaction; made where there is none, also by two people at once."""
    slug, title = entry["slug"], entry["title"]
    if Document.objects.filter(slug=slug, is_guidance=False).exists():
        raise StepRefused(
            f"Another document is called “{slug}” here. Give it another name in the admin first."
        )
    nothing = columns_of(empty_payload(slug, title))
    made, _ = Document.objects.get_or_create(is_guidance=True, defaults=nothing)
    return held_document(made.pk)


def _addresses_taken(changes: Iterable[EntryChange], sections: Mapping[str, Any]) -> Faults:
    """A section that moves would take the place of another one."""
    for place, change in enumerate(changes):
        if change.kind == "section" and change.base and change.proposed:
            slug = str(change.proposed["slug"])
            if slug != change.id and slug in sections:
                message = f"There is a section “{slug}” in the draft already."
                yield Fault(f"changes[{place}].proposed.slug", message)


def _in_file(refused: ChangesHaveFaults, changes: Iterable[EntryChange]) -> Faults:
    """Faults of the draft, each at the change that brings it; without a place where none does by itself."""
    places: dict[tuple[str, str], int] = {}
    for place, change in enumerate(changes):
        places[change.kind, change.id] = place
        if change.kind == "section" and change.proposed:
            places[change.kind, str(change.proposed["slug"])] = place
    payload = payload_in(refused.entries)
    for fault in refused.faults:
        found = places.get((kind_at(fault.place), fault.id))
        if found is None:
            said = in_words(fault, payload)
            yield Fault("", f"With these changes the draft could not be published. {said}")
        else:
            at = f"changes[{found}].proposed.{within_entry(fault.place)}"
            yield replace(fault, place=at.rstrip("."))
