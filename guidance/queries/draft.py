"""The draft that curators work on: its payload, and as it would be with somebody's changes."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from guidance.domain.changing import (
    Entries,
    EntryChange,
    apply_changes,
    entries_of,
    lost_statements,
    payload_from,
)
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import FORMAT, CompiledEdition
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, Document
from guidance.models.kept_sql import KeptSelect
from guidance.pack import Fault, faults_in, normal_form
from guidance.queries.shelf import Shelf

KEPT = 4
"""Drafts that a worker keeps taken apart: the guidance as it stands, and a few that it has just left."""


class NoDraft(LookupError):
    """There is no document of which editions are published."""

    def __init__(self) -> None:
        super().__init__("There is no guidance yet. Import a pack, or run manage.py load_guidance.")


_COLUMNS = [field.attname for field in Document._meta.concrete_fields if field.name != "payload"]
_guidance = KeptSelect(
    lambda: Document.objects.filter(is_guidance=True).values_list(*_COLUMNS)[:1], numbers=0
)


def guidance_document() -> Document:
    """The document of which editions are published. Raises NoDraft."""
    for row in _guidance.rows():
        return Document.from_db(connection.alias, _COLUMNS, row)
    raise NoDraft


def held_document(document_id: int) -> Document:
    """A document, held for this transaction."""
    return Document.objects.select_for_update().defer("payload").get(pk=document_id)


@dataclass(frozen=True)
class _Said:
    """What a document says, whole and taken apart. All who ask share it, and nobody works on it."""

    payload: dict[str, Any]
    entries: Entries


_shelf: Shelf[str, _Said] = Shelf(KEPT)


def _said(document: Document) -> _Said:
    """Read once for each hash that it has."""
    found = _shelf.held(document.hash)
    if found is None:
        if "payload" not in document.__dict__:
            # With its hash: somebody may have written it since it was asked for.
            document.refresh_from_db(fields=["payload", "hash", "version"])
        found = _shelf.get(document.hash, lambda: _taken_apart(document.payload))
    return found


def _taken_apart(stored: dict[str, Any]) -> _Said:
    """PostgreSQL keeps the keys of an object in an order of its own: the normal form puts them back."""
    payload: dict[str, Any] = normal_form(stored)
    return _Said(payload, entries_of(payload))


def payload_of(document: Document) -> dict[str, Any]:
    """The draft in its normal form: the same content gives the same hash, wherever it came from."""
    return _said(document).payload


# With changes


def changes_in(change_set: ChangeSet) -> list[EntryChange]:
    """The changes of a set as the domain knows them, in the order in which they were begun."""
    return [change_of(row) for row in change_set.changes.order_by("pk")]


def change_of(row: ChangeRow) -> EntryChange:
    return EntryChange(row.kind, row.entry_id, row.base, row.proposed, row.after, row.position)


def draft_entries(document: Document, changes: Iterable[EntryChange] = ()) -> Entries:
    """The entries of the draft, with changes made to it where some are given."""
    return apply_changes(_said(document).entries.copy(), changes)


def payload_in(entries: Entries) -> dict[str, Any]:
    return normal_form(payload_from(entries, FORMAT))


def digest_of(changes: Iterable[EntryChange]) -> str:
    """All that they say."""
    return hashlib.sha256(json.dumps([change.as_data() for change in changes]).encode()).hexdigest()


_checked: Shelf[Hashable, tuple[Fault, ...]] = Shelf(16)
"""By all that was checked: nothing takes longer on the page of a change set."""


def faults_of(document: Document, changes: Sequence[EntryChange] = ()) -> tuple[Fault, ...]:
    """What has to be mended before the draft with these changes can be the draft: looked for once."""
    return faults_found(document, digest_of(changes), draft_entries(document, changes))


def faults_found(document: Document, digest: str, entries: Entries) -> tuple[Fault, ...]:
    """The same for who has the digest of the changes, and the entries with them, already."""
    return _checked.get((document.hash, digest), lambda: faults_with(entries))


def faults_with(entries: Entries) -> tuple[Fault, ...]:
    """What has to be mended before these entries can be the draft."""
    lost = tuple(
        Fault("section", f'stands in "{slug}", and there is no such section.', key)
        for key, slug in lost_statements(entries)
    )
    return lost + faults_in(payload_in(entries))


_compiled: Shelf[Hashable, CompiledEdition] = Shelf(2)
"""By all that was compiled: impact and coverage ask for it on each visit and each step."""


def draft_edition(change_set_id: int | None = None) -> CompiledEdition:
    """The draft compiled as if it were published, under the number 0.

    Raises EditionErrors where it has faults, NoDraft, and LookupError for a change set that there is not.
    """
    document = guidance_document()
    try:
        changes = changes_in(ChangeSet.objects.get(pk=change_set_id)) if change_set_id else []
    except ChangeSet.DoesNotExist as error:
        raise LookupError(f"There is no change set {change_set_id}.") from error
    entries = draft_entries(document, changes)
    key = document.hash, digest_of(changes)
    return _compiled.get(key, lambda: compile_edition(payload_in(entries), number=0))
