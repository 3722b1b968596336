"""A pack from files into the draft, published at once: how a site gets its guidance."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from guidance.actions.drafting import payload_of, write_draft
from guidance.actions.publishing import publish_payload
from guidance.domain.changing import State
from guidance.domain.edition import Edition, content_hash
from guidance.models import ChangeSet, Document
from guidance.pack import read_pack
from guidance.permissions import check_can_publish
from guidance.queries import NoEdition, current_edition
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

    edition: Edition
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
    document = Document.objects.select_for_update().filter(is_guidance=True).first()
    if document and document.loaded_hash == digest and _is_published():
        return Loaded(current_edition(), is_new=False)
    standing = content_hash(payload_of(document)) if document else ""
    if document and standing == digest and _is_published() and current_edition().hash == digest:
        # Curators took the pack over by review and published it: it is as good as loaded.
        Document.objects.filter(pk=document.pk).update(loaded_hash=digest)
        return Loaded(current_edition(), is_new=False)
    if document and not replace and standing != document.loaded_hash:
        raise DraftWasEdited(document.title)
    document = _document(document, payload["document"], digest)
    write_draft(document, payload)
    # What was accepted went into the draft that the pack replaces: it is proposed anew.
    ChangeSet.objects.filter(document=document, state=State.ACCEPTED).update(
        state=State.PROPOSED, undo=None, updated_at=now
    )
    publish_payload(payload, by=by, now=now, note="Loaded from a guidance pack.")
    return Loaded(current_edition(), is_new=True)


def _is_published() -> bool:
    try:
        current_edition()
    except NoEdition:
        return False
    return True


def _document(document: Document | None, entry: dict[str, Any], digest: str) -> Document:
    document = document or Document(is_guidance=True)
    document.slug, document.title = entry["slug"], entry["title"]
    document.about, document.source = entry.get("about", ""), entry.get("source", {})
    document.informative_facts = entry.get("informative_facts", {})
    document.loaded_hash = digest
    document.save()
    return document
