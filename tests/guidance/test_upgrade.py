"""From the rows of version 0.3.0 to documents: nothing that they said or had said is lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import models, transaction
from pytest_django import DjangoDbBlocker

from guidance.domain.edition import content_hash
from guidance.migrations._drafts import Rows, differences, payload_of
from guidance.pack import read_pack
from tests.guidance.old_rows import ALIAS, NOW, ROWS, THEN, Old, migrated, old_database

pytestmark = pytest.mark.django_db

LATER = THEN + timedelta(days=1)
KEPT = ("Edition", "ChangeSet", "Change", "Comment")
ARTICLE = {"slug": "article", "title": "An article", "source": {"file": "article.txt"}}


Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Upgrade:
    """What was there before, what refused the upgrade, and what is there now."""

    shipped: dict[str, Any]
    kept: Tables
    passed_over: list[str]
    refusals: list[str]
    edited: SimpleNamespace
    cleo: Any
    now: Tables
    documents: dict[str, Any]
    audit: list[Any]


@pytest.fixture(scope="module")
def upgrade(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Upgrade:
    """One database for all, read whole: bringing it to where it was takes longest."""
    with django_db_blocker.unblock(), old_database(tmp_path_factory.mktemp("old")) as old:
        before, shipped = Old(migrated(old, ROWS)), _without_additions(read_pack())
        with transaction.atomic(using=ALIAS):
            before.document(shipped, is_guidance=True, loaded_hash=content_hash(shipped))
            cleo, ada = _person(before, "Cleo", is_curator=True), _person(before, "", is_superuser=True)
            _propose(before, cleo, shipped)
            _import(before)
            edited = _edit(before, cleo, ada)
        passed_over = _passed_over(before)
        refusals = [_refusal(old, before, spoil) for spoil in SPOILS]
        kept = _tables(before)
        new = Old(migrated(old, NOW))
        documents = {each.slug: each for each in new.all("Document")}
        audit = list(new.all("AuditEntry").order_by("at", "pk"))
        return Upgrade(shipped, kept, passed_over, refusals, edited, cleo, _tables(new), documents, audit)


def _without_additions(payload: dict[str, Any]) -> dict[str, Any]:
    """As packs were then: what curators added to the source, and weights, came later."""
    added = {each["key"] for each in payload.pop("additions", [])}
    payload.pop("weights", None)
    payload["rules"] = [each for each in payload["rules"] if each.get("statement") not in added]
    for note in payload["notes"]:
        note["statements"] = [key for key in note["statements"] if key not in added]
    return payload


def _tables(held: Old) -> Tables:
    return {table: list(held.all(table).order_by("pk").values()) for table in KEPT}


def _person(before: Old, name: str, **roles: bool) -> Any:
    people = before.apps.get_model("accounts", "User").objects.using(ALIAS)
    return people.create(email=f"{name.lower()}@kidmet.example", display_name=name, **roles)


def _propose(before: Old, cleo: Any, said: dict[str, Any]) -> None:
    """Three editions, a set that is half written, and two that say different things of one statement."""
    document = before.all("Document").get(is_guidance=True)
    for number in (1, 2, 3):
        before.all("Edition").create(
            number=number, hash=f"{number:064}", payload=said | {"number": number}, published_at=THEN
        )
    entry = said["sections"][0]["statements"][0]
    for state in ("writing", "proposed", "under_review"):
        held = before.all("ChangeSet").create(
            document=document, author=cleo, state=state, title=state, created_at=THEN, updated_at=THEN
        )
        proposed = entry | {"text": state}
        change = before.all("Change").create(
            change_set=held,
            kind="statement",
            entry_id=entry["key"],
            base=entry,
            proposed=proposed,
            updated_at=THEN,
        )
        before.all("Comment").create(change_set=held, change=change, by=cleo, at=THEN, text="Hm.")


def _import(before: Old) -> None:
    """Two documents besides: an article, and one with nothing in it."""
    document = before.row("Document", **ARTICLE)
    columns = {"document": document, "title": "A", "heading": "A", "domain": "background"}
    section = before.row("Section", slug="a", heading_line=3, **columns)
    said = {"document": document, "section": section, "text": " It said so.\r\n"}
    before.row("Statement", key="004-1", line=4, paragraph=1, is_verbatim=True, **said)
    empty = before.row("Document", slug="empty", title="Nothing yet", informative_facts=["age"])
    before.save(empty, informative_facts={})


def _edit(before: Old, cleo: Any, ada: Any) -> SimpleNamespace:
    """Rows saved one by one after the load, as the code of that time did it; a reference was deleted."""
    before.at = LATER
    statement = next(iter(before.statements.values()))
    was = statement.text
    before.save(statement, by=cleo, text="Better said.")
    before.save(statement, by=cleo, text=was)
    note = next(each for each in before.notes.values() if each.statements.using(ALIAS).count() == 1)
    first = note.statements.using(ALIAS).get()
    second = next(each for each in before.statements.values() if each.pk != first.pk)
    before.history(note, "~", statements=[first.pk])
    before.history(note, "~", statements=[first.pk, second.pk])
    gone = before.row("Reference", document_id=statement.document_id, code="R900", certainty="C")
    before.history(gone, "-", by=ada)
    gone.delete(using=ALIAS)
    linked = SimpleNamespace(code=note.code, first=first.key, both=sorted((first.key, second.key)))
    return SimpleNamespace(key=statement.key, was=was, note=linked)


# What the proof sees


NOT_IN_A_DOCUMENT = {"id", "document", "position", "is_verbatim", "is_guidance", "loaded_hash"}


def _passed_over(before: Old) -> list[str]:
    """The columns, links and orders of which the proof does not say that the document says otherwise."""
    rows = Rows(before.apps, ALIAS, before.all("Document").get(is_guidance=True))
    payload = payload_of(rows)
    unseen = []

    def held_against(what: str) -> None:
        if not list(differences(payload, rows)):
            unseen.append(what)

    for kind, row in {"document": rows.document, **{kind: held[0] for kind, held in rows.of.items()}}.items():
        for field in row._meta.concrete_fields:
            if field.name not in NOT_IN_A_DOCUMENT:
                was = getattr(row, field.attname)
                setattr(row, field.attname, _another(before, field))
                held_against(f"{kind}: {field.name}")
                setattr(row, field.attname, was)
    for kind, links in rows.links.items():
        for name, linked in links.items():
            links[name] = {rows.of[kind][0].pk: ["R999"]}
            held_against(f"{kind}: {name}")
            links[name] = linked
    for kind, held in rows.of.items():
        held.reverse()
        held_against(f"{kind}: order")
        held.reverse()
    assert list(differences(payload, rows)) == []
    return unseen


def _another(before: Old, field: models.Field) -> Any:
    if field.related_model:
        return before.all(field.related_model.__name__).latest("pk").pk
    return {"x": "y"} if isinstance(field, models.JSONField) else "another"


# Rows that the admin of that time kept out, and the database did not


def _section_astray(before: Old) -> Iterator[Any]:
    other = before.all("Section").get(slug="a")
    yield before.all("Section").create(slug="z", parent=other, **_plain(before))


def _statement_astray(before: Old) -> Iterator[Any]:
    other, document = before.all("Section").get(slug="a"), _plain(before)["document"]
    columns = {"document": document, "section": other, "text": "X", "line": 1, "paragraph": 1}
    yield before.all("Statement").create(key="900-1", **columns)


def _uprooted(before: Old) -> Iterator[Any]:
    yield before.all("Section").create(slug="deep/er", **_plain(before))


def _odd_facts(before: Old) -> Iterator[Any]:
    yield before.all("Document").create(slug="odd", title="Odd", informative_facts=["age"])


def _odd_about(before: Old) -> Iterator[Any]:
    document = _plain(before)["document"]
    section = before.all("Section").filter(document=document).first()
    columns = {"document": document, "section": section, "effect": "show_section", "when": {}}
    yield before.all("Rule").create(code="r-odd", about=[{"age": 1}], **columns)


def _plain(before: Old) -> dict[str, Any]:
    document = before.all("Document").get(is_guidance=True)
    return {"document": document, "title": "T", "heading": "H", "domain": "staging", "position": 90}


SPOILS = (_section_astray, _statement_astray, _uprooted, _odd_facts, _odd_about)


def _refusal(old: Any, before: Old, spoil: Any) -> str:
    """What the upgrade says to such a row; it is taken out again."""
    (row,) = spoil(before)
    # As a command refuses: a sentence for who upgrades, without the way through the code.
    with pytest.raises(CommandError, match="cannot be written as one") as refused:
        migrated(old, NOW)
    assert not before.all("AuditEntry").exists() and before.all("Statement").exists()
    row.delete(using=ALIAS)
    return str(refused.value)


# What is there now


def test_rows_that_do_not_make_a_document_are_named_and_nothing_is_dropped(upgrade: Upgrade) -> None:
    named = (
        "section z (it stands nowhere in the document)",
        "statement 900-1 (it stands nowhere in the document)",
        "section deep/er (parent)",
        "the document (informative_facts)",
        "rule r-odd (about)",
    )
    missed = [(name, said) for name, said in zip(named, upgrade.refusals, strict=True) if name not in said]

    assert missed == []
    assert all("Nothing was changed." in said for said in upgrade.refusals)


def test_the_proof_passes_over_no_column_no_link_and_no_order(upgrade: Upgrade) -> None:
    assert upgrade.passed_over == []


def test_the_guidance_says_the_same_under_the_same_hash(upgrade: Upgrade) -> None:
    document = upgrade.documents["kidney-metastases"]

    assert document.payload == upgrade.shipped
    assert document.hash == document.loaded_hash == content_hash(upgrade.shipped)
    assert (document.is_guidance, document.version, document.verbatim) == (True, 0, [])


def test_work_in_hand_and_what_was_published_stay_as_they_are(upgrade: Upgrade) -> None:
    guidance = upgrade.documents["kidney-metastases"]

    assert upgrade.now == upgrade.kept
    assert [each["document_id"] for each in upgrade.now["ChangeSet"]] == [guidance.pk] * 3
    assert [len(upgrade.now[table]) for table in KEPT] == [3] * len(KEPT)


def test_each_other_document_keeps_its_own(upgrade: Upgrade) -> None:
    article = upgrade.documents["article"]

    assert (article.payload["document"], article.verbatim) == (ARTICLE, ["004-1"])
    source = {"line": 4, "paragraph": 1, "form": "paragraph"}
    assert article.payload["sections"][0]["statements"] == [
        {"key": "004-1", "kind": "", "text": "It said so.", "source": source}
    ]
    assert upgrade.documents["empty"].payload["sections"] == []
    assert len(upgrade.documents) == 3


def test_every_row_of_a_history_is_told_in_the_audit(upgrade: Upgrade) -> None:
    key, was = upgrade.edited.key, upgrade.edited.was
    told = upgrade.audit
    said = [(each.name, each.role, each.act, each.subject) for each in told]
    payload = upgrade.shipped
    statements = sum(len(section["statements"]) for section in payload["sections"])
    lists = sum(len(payload[name]) for name in ("sections", "notes", "references", "rules"))

    assert len(told) == 1 + statements + lists + 5 + 6
    assert said[0] == ("this site", "site", "added", "document")
    assert ("this site", "site", "added", "statement 004-1 of article") in said
    assert ("@kidmet.example", "administrator", "deleted", "reference R900") in said
    edits = [each for each in told if each.subject == f"statement {key}"][1:]
    assert [(each.at, each.by_id, each.act) for each in edits] == [(LATER, upgrade.cleo.pk, "edited")] * 2
    (first,), (second,) = (each.detail["changes"] for each in edits)
    assert (first["kind"], first["id"]) == ("statement", key)
    assert (first["base"]["text"], first["proposed"]["text"]) == (was, "Better said.")
    assert (second["base"]["text"], second["proposed"]["text"]) == ("Better said.", was)


def test_what_a_note_spoke_about_is_told_as_its_history_kept_it(upgrade: Upgrade) -> None:
    note = upgrade.edited.note
    entries = [each for each in upgrade.audit if each.subject == f"note {note.code}"]

    assert [each.act for each in entries] == ["added", "edited", "edited"]
    assert "changes" not in entries[1].detail, "the history of a load kept no links, so none of them is new"
    (change,) = entries[2].detail["changes"]
    assert change["base"]["statements"] == [note.first]
    assert change["proposed"]["statements"] == note.both
