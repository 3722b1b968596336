"""From one payload of a draft to the next, row by row: what does not differ keeps its row and its history."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model

from guidance.actions.drafting import REFERENCE_PARTS, signed_off_columns
from guidance.domain.changing import Entries
from guidance.models import CuratorNote, Document, Reference, Rule, Section, Statement

Entry = Mapping[str, Any]
DOCUMENT_FIELDS = ("slug", "title", "about", "source", "informative_facts")
EMPTY: dict[str, Any] = {"source": {}, "informative_facts": {}}


def bring_rows_to(document: Document, after: Entries, renamed: Mapping[str, str]) -> None:
    """Write what the entries say. `renamed` gives for each section with a new slug the one that it had.

    Call it inside a transaction, with the document locked and the entries checked.
    """
    _Rows(document, renamed).bring_to(after)


class _Rows:
    def __init__(self, document: Document, renamed: Mapping[str, str]) -> None:
        self.document = document
        self._rename(renamed)
        self.sections = {row.slug: row for row in document.sections.all()}
        self.statements = {row.key: row for row in document.statements.all()}
        self.references = {row.code: row for row in document.references.all()}
        self.notes = {row.code: row for row in document.notes.prefetch_related("statements", "references")}
        self.rules = {row.code: row for row in document.rules.prefetch_related("notes")}

    def _rename(self, renamed: Mapping[str, str]) -> None:
        """The longest first, so that a section is renamed before the one above it takes its slug along."""
        for new, old in sorted(renamed.items(), key=lambda pair: -len(pair[1])):
            below = self.document.sections.filter(slug__startswith=f"{old}/")
            for row in [*self.document.sections.filter(slug=old), *below]:
                row.slug = new + row.slug.removeprefix(old)
                row.save()

    def bring_to(self, after: Entries) -> None:
        self._document(after.by_kind["document"])
        for slug, entry in sorted(after.by_kind["section"].items(), key=lambda pair: pair[0].count("/")):
            self._section(slug, entry)
        for key, entry in after.by_kind["statement"].items():
            self._statement(key, entry)
        for id_, entry in after.by_kind["reference"].items():
            parts = {name: entry.get(name, "") for name in (*REFERENCE_PARTS, "certainty")}
            self._write(Reference, self.references, "code", id_, parts)
        for id_, entry in after.by_kind["note"].items():
            self._note(id_, entry)
        for id_, entry in after.by_kind["rule"].items():
            self._rule(id_, entry)
        self._remove_all_but(after)
        self._place(after)

    def _document(self, entries: Mapping[str, Entry]) -> None:
        for entry in entries.values():
            for name in DOCUMENT_FIELDS:
                setattr(self.document, name, entry.get(name, EMPTY.get(name, "")))
        self.document.save()

    def _section(self, slug: str, entry: Entry) -> None:
        above = slug.rpartition("/")[0]
        parts = {name: entry[name] for name in ("title", "heading", "domain")}
        parts |= {"heading_line": entry.get("heading_line"), "parent": self.sections.get(above)}
        self._write(Section, self.sections, "slug", slug, parts)

    def _statement(self, key: str, entry: Entry) -> None:
        parts = {"section": self.sections[entry["section"]], "text": entry["text"]}
        parts |= {"kind": entry["kind"] or None, **entry["source"]}
        self._write(Statement, self.statements, "key", key, parts)

    def _note(self, id_: str, entry: Entry) -> None:
        parts = {name: entry[name] for name in ("severity", "text", "certainty")}
        parts |= {"klass": entry["class"], "section": self.sections[entry["section"]]}
        row = self._write(CuratorNote, self.notes, "code", id_, parts | signed_off_columns(entry))
        self._link(row.statements, [self.statements[key] for key in entry.get("statements") or ()])
        self._link(row.references, [self.references[each] for each in entry.get("references") or ()])

    def _rule(self, id_: str, entry: Entry) -> None:
        parts = {name: entry.get(name, "") for name in ("effect", "because", "message")}
        parts |= {"when": entry["when"], "about": entry.get("about", [])}
        parts |= {
            "section": self.sections[entry["section"]],
            "statement": self.statements.get(entry.get("statement", "")),
        }
        row = self._write(Rule, self.rules, "code", id_, parts)
        self._link(row.notes, [self.notes[each] for each in entry.get("notes") or ()])

    def _write(self, model: Any, rows: dict[str, Any], name: str, id_: str, parts: Mapping[str, Any]) -> Any:
        row = rows.get(id_)
        if row is None:
            row = rows[id_] = model(document=self.document, **{name: id_})
        elif all(_holds(row, part, value) for part, value in parts.items()):
            return row
        for part, value in parts.items():
            setattr(row, part, value)
        row.save()
        return row

    def _link(self, relation: Any, rows: list[Any]) -> None:
        if {row.pk for row in relation.all()} != {row.pk for row in rows}:
            relation.set(rows)

    def _remove_all_but(self, after: Entries) -> None:
        """What hangs on others goes first; sections from the deepest up."""
        held: list[tuple[str, dict[str, Any]]] = [
            ("rule", self.rules),
            ("note", self.notes),
            ("reference", self.references),
            ("statement", self.statements),
            ("section", dict(sorted(self.sections.items(), key=lambda pair: -pair[0].count("/")))),
        ]
        for kind, rows in held:
            for id_, row in rows.items():
                if id_ not in after.by_kind[kind]:
                    row.delete()

    def _place(self, after: Entries) -> None:
        """Order alone is no edit: it is written without an entry in the history."""
        held: dict[str, tuple[Any, dict[str, Any]]] = {
            "section": (Section, self.sections),
            "statement": (Statement, self.statements),
            "note": (CuratorNote, self.notes),
            "reference": (Reference, self.references),
            "rule": (Rule, self.rules),
        }
        for (kind, _), row_of_ids in after.order.items():
            if kind == "document":
                continue
            model, rows = held[kind]
            moved = [rows[id_] for place, id_ in enumerate(row_of_ids) if rows[id_].position != place]
            for place, id_ in enumerate(row_of_ids):
                rows[id_].position = place
            model._default_manager.bulk_update(moved, ["position"], batch_size=200)


def _holds(row: Model, part: str, value: Any) -> bool:
    """By number where it is another row: loading that one to compare it would cost a query each."""
    held = getattr(row, row._meta.get_field(part).attname)  # type: ignore[union-attr]  # it is a column
    return str(held) == str(value.pk if isinstance(value, Model) else value)
