"""A database of version 0.3.0, where the draft was rows with histories, and the way from there to today."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

THEN = datetime(2026, 1, 2, 9, tzinfo=UTC)
ROWS, DOCUMENTS, NOW = "0005_change_page", "0006_drafts_are_documents", "0007_rows_go"
ALIAS = "upgrade"
LINKED = {"statements": "statement", "references": "reference", "notes": "curatornote"}


@contextmanager
def old_database(folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database beside that of the tests: a file, or in PostgreSQL a schema."""
    held = {**connection.settings_dict, "TEST": {}}
    if connection.vendor == "sqlite":
        held["NAME"] = str(folder / "old.sqlite3")
    else:
        held["OPTIONS"] = {**held.get("OPTIONS", {}), "options": f"-c search_path={ALIAS}"}
    old = connections["default"].copy(ALIAS)
    old.settings_dict = held
    old.ensure_connection()  # Django's tests let nobody connect to a database of that name once it is known.
    connections.databases[ALIAS] = held
    connections[ALIAS] = old
    try:
        if old.vendor == "postgresql":
            with old.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA IF EXISTS {ALIAS} CASCADE")
                cursor.execute(f"CREATE SCHEMA {ALIAS}")
        yield old
    finally:
        if old.vendor == "postgresql":
            with old.cursor() as cursor:
                cursor.execute(f"DROP SCHEMA {ALIAS} CASCADE")
        old.close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def migrated(old: BaseDatabaseWrapper, name: str) -> Any:
    """The models as they are after that migration."""
    target = [("guidance", name)]
    MigrationExecutor(old).migrate(target)
    return MigrationExecutor(old).loader.project_state(target).apps


class Old:
    """Writes what the code of that time wrote."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        self.at = THEN

    def all(self, model: str) -> Any:
        return self.apps.get_model("guidance", model).objects.using(ALIAS)

    def row(self, model: str, *, by: Any = None, **columns: Any) -> Any:
        """A row with the row of its history."""
        made = self.all(model).create(**columns)
        self.history(made, "+", by=by)
        return made

    def save(self, row: Any, *, by: Any = None, **columns: Any) -> None:
        for name, value in columns.items():
            setattr(row, name, value)
        row.save(using=ALIAS)
        self.history(row, "~", by=by)

    def history(self, row: Any, how: str, *, by: Any = None, **links: list[int]) -> Any:
        name = row._meta.object_name
        columns = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
        kept = self.all(f"Historical{name}").create(
            **columns, history_type=how, history_date=self.at, history_user_id=by.pk if by else None
        )
        for field, pks in links.items():
            through = self.all(f"Historical{name}_{field}")
            for pk in pks:
                ids = {f"{row._meta.model_name}_id": row.pk, f"{LINKED[field]}_id": pk}
                through.create(id=0, history_id=kept.history_id, **ids)
        return kept

    def document(self, payload: Mapping[str, Any], **more: Any) -> Any:
        """All rows of a payload."""
        said = payload["document"]
        entry = {
            name: said[name]
            for name in ("slug", "title", "about", "source", "informative_facts")
            if name in said
        }
        document = self.row("Document", **entry, **more)
        self.sections = self._sections(document, payload["sections"])
        self.statements = {
            each["key"]: self.row(
                "Statement",
                document=document,
                section=self.sections[section["slug"]],
                position=place,
                **{name: each[name] for name in ("key", "text")},
                kind=each.get("kind") or None,
                **each["source"],
            )
            for section in payload["sections"]
            for place, each in enumerate(section["statements"])
        }
        self.references = {
            each["id"]: self.row(
                "Reference", document=document, position=place, code=each["id"], **_without(each, "id")
            )
            for place, each in enumerate(payload["references"])
        }
        self.notes = {
            each["id"]: self._note(document, place, each) for place, each in enumerate(payload["notes"])
        }
        self.rules = {
            each["id"]: self._rule(document, place, each) for place, each in enumerate(payload["rules"])
        }
        return document

    def _sections(self, document: Any, entries: list[dict[str, Any]]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for place, each in enumerate(entries):
            above = made.get(each["slug"].rpartition("/")[0])
            made[each["slug"]] = self.row(
                "Section", document=document, parent=above, position=place, **_without(each, "statements")
            )
        return made

    def _note(self, document: Any, place: int, each: dict[str, Any]) -> Any:
        signed = each.get("signed_off", {})
        note = self.row(
            "CuratorNote",
            document=document,
            position=place,
            code=each["id"],
            klass=each["class"],
            section=self.sections[each["section"]],
            signed_off_by=signed.get("by", ""),
            signed_off_on=signed.get("on"),
            **{name: each[name] for name in ("severity", "text", "certainty")},
        )
        note.statements.set([self.statements[key] for key in each["statements"]])
        note.references.set([self.references[id_] for id_ in each["references"]])
        return note

    def _rule(self, document: Any, place: int, each: dict[str, Any]) -> Any:
        rule = self.row(
            "Rule",
            document=document,
            position=place,
            code=each["id"],
            section=self.sections[each["section"]],
            statement=self.statements.get(each.get("statement", "")),
            **_without(each, "id", "section", "statement", "notes"),
        )
        rule.notes.set([self.notes[id_] for id_ in each.get("notes", ())])
        return rule


def _without(entry: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if name not in names}
