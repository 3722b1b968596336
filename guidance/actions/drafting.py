"""From a payload to the rows of a draft that say the same."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from simple_history.utils import bulk_create_with_history

from guidance.models import CuratorNote, Document, Reference, Rule, Section, Statement
from guidance.pack.normal import REFERENCE_PARTS
from guidance.queries.draft import payload_of

__all__ = ["payload_of", "write_draft"]

Entry = Mapping[str, Any]


def write_draft(document: Document, payload: Entry) -> None:
    """Put the payload in the place of all that the draft holds. Call it inside a transaction."""
    for rows in (document.rules, document.notes, document.references, document.statements):
        rows.all().delete()
    for section in document.sections.order_by("-slug"):
        section.delete()
    sections = _write_sections(document, payload["sections"])
    statements = _write_statements(document, payload["sections"], sections)
    references = _write(
        Reference, (_reference_row(document, *each) for each in _placed(payload["references"]))
    )
    notes = _write_notes(document, payload["notes"], sections, statements, references)
    _write_rules(document, payload["rules"], sections, statements, notes)


def _placed(entries: Iterable[Entry]) -> Iterator[tuple[int, Entry]]:
    return enumerate(entries)


def _write(model: Any, rows: Iterable[Any], name: str = "code") -> dict[str, Any]:
    """With their history, so that a curator sees later what the first edit changed."""
    return {getattr(row, name): row for row in bulk_create_with_history(list(rows), model)}


def _write_sections(document: Document, entries: list[Entry]) -> dict[str, Section]:
    """Level by level, so that each section's parent has its number."""
    written: dict[str, Section] = {}
    by_depth: dict[int, list[tuple[int, Entry]]] = defaultdict(list)
    for place, entry in _placed(entries):
        by_depth[entry["slug"].count("/")].append((place, entry))
    for depth in sorted(by_depth):
        rows = [
            Section(
                document=document,
                parent=written.get(entry["slug"].rpartition("/")[0]),
                position=place,
                heading_line=entry.get("heading_line"),
                **{name: entry[name] for name in ("slug", "title", "heading", "domain")},
            )
            for place, entry in by_depth[depth]
        ]
        written |= _write(Section, rows, "slug")
    return written


def _write_statements(
    document: Document, entries: list[Entry], sections: Mapping[str, Section]
) -> dict[str, Statement]:
    rows = [
        Statement(
            document=document,
            section=sections[entry["slug"]],
            position=place,
            **{name: statement[name] for name in ("key", "kind", "text")},
            **statement["source"],
        )
        for entry in entries
        for place, statement in _placed(entry["statements"])
    ]
    return _write(Statement, rows, "key")


def _reference_row(document: Document, place: int, entry: Entry) -> Reference:
    parts = {name: entry[name] for name in (*REFERENCE_PARTS, "certainty") if name in entry}
    return Reference(document=document, position=place, code=entry["id"], **parts)


def _write_notes(
    document: Document,
    entries: list[Entry],
    sections: Mapping[str, Section],
    statements: Mapping[str, Statement],
    references: Mapping[str, Reference],
) -> dict[str, CuratorNote]:
    rows = [
        CuratorNote(
            document=document,
            section=sections[entry["section"]],
            position=place,
            code=entry["id"],
            klass=entry["class"],
            **signed_off_columns(entry),
            **{name: entry[name] for name in ("severity", "text", "certainty")},
        )
        for place, entry in _placed(entries)
    ]
    notes = _write(CuratorNote, rows)
    _link(CuratorNote.statements, notes, entries, "statements", statements, "curatornote", "statement")
    _link(CuratorNote.references, notes, entries, "references", references, "curatornote", "reference")
    return notes


def signed_off_columns(entry: Entry) -> dict[str, Any]:
    signed = entry.get("signed_off") or {}
    return {"signed_off_by": signed.get("by", ""), "signed_off_on": signed.get("on") or None}


def _write_rules(
    document: Document,
    entries: list[Entry],
    sections: Mapping[str, Section],
    statements: Mapping[str, Statement],
    notes: Mapping[str, CuratorNote],
) -> None:
    rows = [
        Rule(
            document=document,
            section=sections[entry["section"]],
            statement=statements.get(entry.get("statement", "")),
            position=place,
            code=entry["id"],
            **{name: entry[name] for name in ("effect", "when")},
            **{name: entry[name] for name in ("because", "message", "about") if name in entry},
        )
        for place, entry in _placed(entries)
    ]
    rules = _write(Rule, rows)
    _link(Rule.notes, rules, entries, "notes", notes, "rule", "curatornote")


def _link(
    relation: Any,
    rows: Mapping[str, Any],
    entries: list[Entry],
    name: str,
    targets: Mapping[str, Any],
    own: str,
    other: str,
) -> None:
    """Fill a relation's table in one statement."""
    through = relation.through
    through._default_manager.bulk_create(
        through(**{own: rows[entry["id"]], other: targets[id_]})
        for entry in entries
        for id_ in entry.get(name) or ()
    )
