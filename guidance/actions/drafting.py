"""Writing what a document says: whole, and only onto what the writer had read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from guidance.actions.auditing import record_act
from guidance.domain.changing import changes_from, entries_of
from guidance.domain.edition import FORMAT, content_hash
from guidance.models import Document
from guidance.pack import normal_form
from guidance.permissions import StepRefused, check_can_curate
from guidance.queries.draft import draft_entries
from kidmet_site.accounts.models import User


class WrittenMeanwhile(StepRefused):
    """Somebody else wrote the document after it was read: neither overwrites the other unseen."""

    def __init__(self) -> None:
        super().__init__("The draft was changed at the same moment by somebody else. Nothing was written.")


def columns_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What a row of a document holds of a payload."""
    said: dict[str, Any] = normal_form(payload)
    document = said["document"]
    return {
        "payload": said,
        "hash": content_hash(said),
        "slug": document["slug"],
        "title": document["title"],
    }


def empty_payload(slug: str, title: str) -> dict[str, Any]:
    """A document with nothing in it yet."""
    lists: dict[str, Any] = {name: [] for name in ("sections", "notes", "references", "rules")}
    return {"format": FORMAT, "document": {"slug": slug, "title": title}, **lists}


def write_document(document: Document, payload: Mapping[str, Any], **more: Any) -> None:
    """Put the payload in the place of what the document says, as its next version.

    Raises WrittenMeanwhile where it is not at the version any more at which it was read.
    """
    columns = columns_of(payload) | more
    held = Document.objects.filter(pk=document.pk, version=document.version)
    if not held.update(version=F("version") + 1, **columns):
        raise WrittenMeanwhile
    document.version += 1
    for name, value in columns.items():
        setattr(document, name, value)


@transaction.atomic
def edit_document(
    *, document: Document, payload: Mapping[str, Any], verbatim: Iterable[str], by: User, now: datetime
) -> None:
    """Write a document that is not the guidance. Raises NotACurator, StepRefused, WrittenMeanwhile."""
    check_can_curate(by)
    if document.is_guidance:
        raise StepRefused("The guidance is changed by change sets, which another curator reviews.")
    before = draft_entries(document)
    write_document(document, payload, verbatim=list(verbatim))
    changes = changes_from(before, entries_of(document.payload))
    told = [change.as_data() for change in changes]
    record_act(act="edited", by=by, now=now, subject=f"the document {document.slug}", changes=told)
