"""A pack from files into the draft, published at once: how a site gets its guidance."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from guidance.actions.auditing import record_act
from guidance.actions.drafting import columns_of, write_document
from guidance.actions.publishing import publish_payload
from guidance.domain.changing import State, changes_from, entries_of
from guidance.domain.edition import CompiledEdition, content_hash
from guidance.models import ChangeSet, Document
from guidance.pack import read_pack
from guidance.pack.shipped import shipped_editions, shipped_summary
from guidance.permissions import check_can_publish
from guidance.queries.draft import draft_entries
from guidance.queries.editions import current_edition, current_number
from kidmet_site.accounts.models import User


class DraftWasEdited(RuntimeError):
    """Curators changed the draft since a pack was loaded: another pack would throw their work away."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f'The draft of "{title}" was edited since a pack was last loaded. Nothing was changed. '
            "Curators take a pack over on the page Exchange, as changes to be reviewed. "
            "Load with --replace to put the pack in its place; editions that were published stay."
        )


@dataclass(frozen=True)
class Loaded:
    """The edition that readers see after loading, and whether loading made it."""

    edition: CompiledEdition
    is_new: bool


@transaction.atomic
def load_pack(
    path: Path | str | None = None, *, now: datetime, by: User | None = None, replace: bool = False
) -> Loaded:
    """Check a whole pack, put it into the draft and publish it. Without a path, the pack that ships.

    The pack that was loaded last changes nothing, also where curators have edited the draft since. Raises
    PackFaults with every fault, OSError, DraftWasEdited, NotACurator.
    """
    check_can_publish(by)
    payload: Any = read_pack(path)
    digest = content_hash(payload)
    document = Document.objects.select_for_update().filter(is_guidance=True).defer("payload").first()
    if document and document.loaded_hash == digest and current_number():
        return Loaded(current_edition(), is_new=False)
    if document and document.hash == digest and current_number() and current_edition().hash == digest:
        # Curators took the pack over by review and published it: it is as good as loaded.
        Document.objects.filter(pk=document.pk).update(loaded_hash=digest)
        return Loaded(current_edition(), is_new=False)
    if document and not replace and document.hash != document.loaded_hash:
        raise DraftWasEdited(document.title)
    document = _written(document, payload, digest, by=by, now=now)
    # What was accepted went into the draft that the pack replaces: it is proposed anew.
    ChangeSet.objects.filter(document=document, state=State.ACCEPTED).update(
        state=State.PROPOSED, undo=None, updated_at=now
    )
    publish_payload(payload, by=by, now=now, note=shipped_summary(digest) or "Loaded from a guidance pack.")
    return Loaded(current_edition(), is_new=True)


@transaction.atomic
def load_earlier_editions(*, now: datetime, by: User | None = None) -> int:
    """On a site without an edition, those that shipped before the newest, so that they count alike everywhere
    and readers see what changed. Returns how many; none where anything is published. Raises NotACurator.
    """
    check_can_publish(by)
    if current_number():
        return 0
    earlier = [shipped.file for shipped in shipped_editions() if shipped.file]
    for file in earlier:
        load_pack(file, now=now, by=by)
    return len(earlier)


def _written(
    document: Document | None, payload: Any, digest: str, *, by: User | None, now: datetime
) -> Document:
    """The draft, saying what the pack says. What curators had made of it before is kept in the audit."""
    if document is None:
        return Document.objects.create(is_guidance=True, loaded_hash=digest, **columns_of(payload))
    if document.hash != document.loaded_hash:
        changes = changes_from(draft_entries(document), entries_of(payload))
        told = [change.as_data() for change in changes]
        record_act(act="replaced", by=by, now=now, subject="the draft by a pack", changes=told)
    write_document(document, payload, loaded_hash=digest, verbatim=[])
    return document
