"""The accepted draft in tests: what it says, and writing into it as if a change had been accepted."""

from typing import Any

from guidance.actions.drafting import write_document
from guidance.domain.changing import Entry
from guidance.models import Document
from guidance.queries.draft import draft_entries, guidance_document, payload_in


def entry_in_draft(kind: str, id_: str) -> dict[str, Any]:
    found = draft_entries(guidance_document()).get(kind, id_)
    assert found is not None, f"the draft has no {kind} {id_}"
    return dict(found)


def statements_in_draft(section: str = "") -> list[str]:
    """The keys of all, or of those in a section."""
    entries = draft_entries(guidance_document())
    return list(entries.neighbours("statement", section) if section else entries.by_kind["statement"])


def put_in_draft(kind: str, id_: str, /, document: Document | None = None, **fields: Any) -> Document:
    """Some fields of an entry say something else from now on; an entry that is new stands at the end."""
    document = document or guidance_document()
    entries = draft_entries(document)
    said: Entry = {**(entries.get(kind, id_) or {}), **fields}
    entries.put(kind, id_, said)
    write_document(document, payload_in(entries))
    return document


def reword_all(text: str) -> None:
    document = guidance_document()
    entries = draft_entries(document)
    for key, entry in entries.by_kind["statement"].items():
        entries.by_kind["statement"][key] = {**entry, "text": text}
    write_document(document, payload_in(entries))
