"""The draft that curators work on: the rows as a payload, and as it would be with somebody's changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from guidance.domain.changing import (
    Change,
    Entries,
    apply_changes,
    entries_of,
    lost_statements,
    payload_from,
)
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import FORMAT, Edition
from guidance.models import Change as ChangeRow
from guidance.models import ChangeSet, CuratorNote, Document, Reference, Rule, Section, Statement
from guidance.pack import Fault, faults_in, normal_form
from guidance.pack.normal import REFERENCE_PARTS


class NoDraft(LookupError):
    """There is no document of which editions are published."""

    def __init__(self) -> None:
        super().__init__("There is no guidance yet. Import a pack, or run manage.py load_guidance.")


def guidance_document() -> Document:
    """The document of which editions are published. Raises NoDraft."""
    document = Document.objects.filter(is_guidance=True).first()
    if document is None:
        raise NoDraft
    return document


# With changes


def changes_in(change_set: ChangeSet) -> list[Change]:
    """The changes of a set as the domain knows them, in the order in which they were begun."""
    return [change_of(row) for row in change_set.changes.order_by("pk")]


def change_of(row: ChangeRow) -> Change:
    return Change(row.kind, row.entry_id, row.base, row.proposed, row.after, row.position)


def draft_entries(document: Document, changes: Iterable[Change] = ()) -> Entries:
    """The entries of the draft, with changes made to it where some are given."""
    return apply_changes(entries_of(payload_of(document)), changes)


def draft_payload(change_set_id: int | None = None) -> dict[str, Any]:
    """The accepted draft, or what it would be with a change set. Raises NoDraft, ChangeSet.DoesNotExist."""
    document = guidance_document()
    changes = changes_in(ChangeSet.objects.get(pk=change_set_id)) if change_set_id else []
    return payload_with(document, changes)


def payload_with(document: Document, changes: Iterable[Change]) -> dict[str, Any]:
    return payload_in(draft_entries(document, changes))


def payload_in(entries: Entries) -> dict[str, Any]:
    return normal_form(payload_from(entries, FORMAT))


def faults_with(entries: Entries) -> tuple[Fault, ...]:
    """What has to be mended before these entries can be the draft."""
    lost = tuple(
        Fault("section", f'stands in "{slug}", and there is no such section.', key)
        for key, slug in lost_statements(entries)
    )
    return lost + faults_in(payload_in(entries))


def draft_edition(change_set_id: int | None = None) -> Edition:
    """The draft compiled as if it were published, under the number 0.

    Raises EditionErrors where it has faults, NoDraft, and LookupError for a change set that there is not.
    """
    try:
        payload = draft_payload(change_set_id)
    except ChangeSet.DoesNotExist as error:
        raise LookupError(f"There is no change set {change_set_id}.") from error
    return compile_edition(payload, number=0)


# From rows to a payload


def payload_of(document: Document) -> dict[str, object]:
    """The draft in its normal form: the same content gives the same hash, wherever it came from."""
    return normal_form(
        {
            "format": FORMAT,
            "document": {
                name: getattr(document, name)
                for name in ("slug", "title", "about", "source", "informative_facts")
            },
            "sections": list(_sections(document)),
            "notes": [_note(note) for note in _notes(document)],
            "references": [_reference(row) for row in document.references.order_by("position", "pk")],
            "rules": [_rule(rule) for rule in _rules(document)],
        }
    )


def _notes(document: Document) -> QuerySet[CuratorNote]:
    rows = document.notes.order_by("position", "pk").select_related("section")
    return rows.prefetch_related("statements", "references")


def _rules(document: Document) -> QuerySet[Rule]:
    rows = document.rules.order_by("position", "pk").select_related("section", "statement")
    return rows.prefetch_related("notes")


def _sections(document: Document) -> Iterator[dict[str, object]]:
    """In the order of the document: each section, then what stands below it."""
    below: dict[int | None, list[Section]] = defaultdict(list)
    for section in document.sections.order_by("position", "pk"):
        below[section.parent_id].append(section)
    statements: dict[int, list[Statement]] = defaultdict(list)
    for statement in document.statements.order_by("position", "pk"):
        statements[statement.section_id].append(statement)

    def walk(parent: int | None) -> Iterator[dict[str, object]]:
        for section in below[parent]:
            texts = {name: getattr(section, name) for name in ("slug", "heading", "title", "domain")}
            said = [_statement(statement) for statement in statements[section.pk]]
            yield {**texts, "heading_line": section.heading_line, "statements": said}
            yield from walk(section.pk)

    yield from walk(None)


def _statement(row: Statement) -> dict[str, object]:
    source = {"line": row.line, "paragraph": row.paragraph, "form": row.form}
    return {"key": row.key, "kind": row.kind, "text": row.text, "source": source}


def _note(row: CuratorNote) -> dict[str, object]:
    return {
        "id": row.code,
        "severity": row.severity,
        "class": row.klass,
        "section": row.section.slug,
        "statements": [statement.key for statement in row.statements.all()],
        "text": row.text,
        "references": [reference.code for reference in row.references.all()],
        "certainty": row.certainty,
        "signed_off": {"by": row.signed_off_by, "on": row.signed_off_on or ""},
    }


def _reference(row: Reference) -> dict[str, object]:
    return {"id": row.code, "certainty": row.certainty} | {
        name: getattr(row, name) for name in REFERENCE_PARTS
    }


def _rule(row: Rule) -> dict[str, object]:
    return {
        "id": row.code,
        "effect": row.effect,
        "section": row.section.slug,
        "statement": row.statement.key if row.statement else "",
        "when": row.when,
        "because": row.because,
        "message": row.message,
        "about": row.about,
        "notes": [note.code for note in row.notes.all()],
    }
