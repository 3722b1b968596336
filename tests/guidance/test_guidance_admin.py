"""The plain way in for curators: lists at a constant cost; the guidance is shown, other documents edited."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance import models
from guidance.actions import add_comment, declare_interests, raise_flag
from guidance.domain.edition import Edition
from guidance.queries import payload_of
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW, proposed, reworded

ClientOf = Callable[[User], Client]
DRAFT = ("document", "section", "statement", "curatornote", "reference", "rule")
KEPT = ("changeset", "change", "comment", "auditentry", "intereststatement", "flag")
PRIVATE = ("notice", "subscription")
LISTS = (*DRAFT, "edition")
KEEPERS = ("curator", "administrator")
NAMES = {model._meta.model_name: model for model in (models.Document, models.Section, models.Statement)} | {
    model._meta.model_name: model for model in (models.CuratorNote, models.Reference, models.Rule)
}


@pytest.fixture
def other(db: None) -> dict[str, int]:
    """Another document with one of each of its parts: their numbers by kind."""
    document = models.Document.objects.create(slug="other", title="Other")
    section = models.Section.objects.create(
        document=document, slug="a", title="A", heading="A", domain="staging"
    )
    statement = models.Statement.objects.create(
        document=document, section=section, key="900-1", text="It says.", line=1, paragraph=1, kind="fact"
    )
    reference = models.Reference.objects.create(document=document, code="Z1", title="Paper", certainty="A")
    note = models.CuratorNote.objects.create(
        document=document,
        section=section,
        code="Z2",
        severity="low",
        klass="wrong",
        text="No.",
        certainty="A",
    )
    note.statements.add(statement)
    note.references.add(reference)
    rule = models.Rule.objects.create(
        document=document,
        section=section,
        statement=statement,
        code="z3",
        effect="highlight",
        when={"fact": "primary_site", "op": "is", "value": "lung"},
    )
    rows = (document, section, statement, note, reference, rule)
    return {str(row._meta.model_name): row.pk for row in rows}


def page(name: str, pk: int, what: str) -> str:
    return f"/admin/guidance/{name}/{pk}/{what}/"


def first(name: str) -> int:
    """One that has all that such a row can have."""
    rows = NAMES[name]._default_manager.order_by("pk")
    if name == "curatornote":
        rows = rows.filter(statements__isnull=False, references__isnull=False)
    if name == "rule":
        rows = rows.filter(statement__isnull=False)
    return rows.values_list("pk", flat=True)[0]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("person", KEEPERS)
def test_a_list_opens_for_those_who_keep_the_guidance(
    request: pytest.FixtureRequest, edition: Edition, client_of: ClientOf, name: str, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    response = client.get(f"/admin/guidance/{name}/")

    assert response.status_code == 200
    assert response.context["cl"].result_count >= 1


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_closed_to_others(edition: Edition, client_of: ClientOf, educator: User, name: str) -> None:
    assert client_of(educator).get(f"/admin/guidance/{name}/").status_code == 302


@pytest.mark.parametrize("name", DRAFT[1:])
def test_a_list_costs_as_much_with_many_rows(
    edition: Edition, client_of: ClientOf, curator: User, name: str
) -> None:
    client = client_of(curator)
    counted = []
    for found in (str(NAMES[name]._default_manager.get(pk=first(name))).split()[0], ""):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/admin/guidance/{name}/", {"q": found})
        counted.append((response.context["cl"].result_count, len(queries)))
    (few, cost_of_few), (many, cost_of_many) = counted

    assert 0 < few < many
    assert cost_of_few == cost_of_many <= 9


@pytest.mark.parametrize("name", DRAFT)
def test_a_page_of_another_document_opens_and_saves_what_it_shows(
    edition: Edition, other: dict[str, int], client_of: ClientOf, curator: User, name: str
) -> None:
    client, pk = client_of(curator), other[name]
    with CaptureQueriesContext(connection) as queries:
        form = client.get(page(name, pk, "change")).context["adminform"].form
    sent = {key: form[key].value() for key in form.fields}
    response = client.post(page(name, pk, "change"), {key: _sent(value) for key, value in sent.items()})

    assert len(queries) <= 25
    assert response.status_code == 302, response.context["errors"]
    newest = NAMES[name]._default_manager.get(pk=pk).history.first()
    assert newest.history_user == curator


@pytest.mark.parametrize("name", DRAFT)
@pytest.mark.parametrize("person", KEEPERS)
def test_what_is_the_guidance_is_shown_and_says_where_it_is_changed(
    request: pytest.FixtureRequest, edition: Edition, client_of: ClientOf, name: str, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page(name, first(name), "change"))
    html = response.content.decode()

    assert response.status_code == 200 and len(queries) <= 25
    assert 'It is changed under <a href="/curate/">Curate</a>' in html
    assert 'name="_save"' not in html and "deletelink" not in html


@pytest.mark.parametrize("name", DRAFT)
@pytest.mark.parametrize("person", KEEPERS)
def test_what_is_the_guidance_is_neither_changed_nor_deleted(
    request: pytest.FixtureRequest, edition: Edition, client_of: ClientOf, name: str, person: str
) -> None:
    client, pk = client_of(request.getfixturevalue(person)), first(name)
    before = payload_of(models.Document.objects.get())

    assert client.post(page(name, pk, "change"), {"title": "x", "text": "x", "about": "x"}).status_code == 403
    assert client.post(page(name, pk, "delete"), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
    assert client.post(f"/admin/guidance/{name}/", bulk).status_code != 302
    assert payload_of(models.Document.objects.get()) == before


def test_rows_are_deleted_at_once_only_where_none_of_them_is_of_the_guidance(
    edition: Edition, other: dict[str, int], client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    bulk = {"action": "delete_selected", "post": "yes"}
    both = [first("reference"), other["reference"]]
    answer = client.post("/admin/guidance/reference/", bulk | {"_selected_action": both})

    assert answer.status_code == 403
    assert models.Reference.objects.filter(pk__in=both).count() == 2
    client.post("/admin/guidance/reference/", bulk | {"_selected_action": [other["reference"]]})
    assert not models.Reference.objects.filter(pk=other["reference"]).exists()


@pytest.mark.parametrize("person", KEEPERS)
def test_nothing_is_added_to_the_guidance_nor_moved_into_it(
    request: pytest.FixtureRequest, edition: Edition, other: dict[str, int], client_of: ClientOf, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    guidance = models.Document.objects.get(is_guidance=True)
    sent = {"document": guidance.pk, "position": 0, "code": "Z9", "title": "New", "certainty": "A"}
    counted = guidance.references.count()

    for address in ("/admin/guidance/reference/add/", page("reference", other["reference"], "change")):
        response = client.post(address, sent)
        assert response.status_code == 200
        assert "document" in response.context["adminform"].form.errors
    assert guidance.references.count() == counted


def test_a_part_is_offered_every_document_but_the_guidance(
    edition: Edition, other: dict[str, int], client_of: ClientOf, curator: User
) -> None:
    asked = {"app_label": "guidance", "model_name": "statement", "field_name": "document"}
    found = client_of(curator).get("/admin/autocomplete/", asked).json()["results"]

    assert [each["text"] for each in found] == ["Other"]


@pytest.mark.parametrize("person", KEEPERS)
def test_no_other_document_is_made_the_guidance_here(
    request: pytest.FixtureRequest, other: dict[str, int], client_of: ClientOf, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    sent = {"slug": "other", "title": "Other", "source": "{}", "informative_facts": "{}", "is_guidance": "on"}

    assert client.post(page("document", other["document"], "change"), sent).status_code == 302
    assert client.post("/admin/guidance/document/add/", sent | {"slug": "third"}).status_code == 302
    assert models.Document.objects.filter(slug="third").exists()
    assert not models.Document.objects.filter(is_guidance=True).exists()


def _sent(value: object) -> object:
    if isinstance(value, list):
        return [getattr(each, "pk", each) for each in value]
    return "" if value is None or value is False else value


@pytest.mark.parametrize("name", DRAFT)
def test_a_row_shows_its_history(edition: Edition, client_of: ClientOf, curator: User, name: str) -> None:
    response = client_of(curator).get(page(name, first(name), "history"))

    assert response.status_code == 200
    assert [record.history_type for record in response.context["page_obj"]] == ["+"]


def test_a_row_of_history_cannot_be_changed(edition: Edition, client_of: ClientOf, curator: User) -> None:
    statement = models.Statement.objects.order_by("pk")[0]
    past = statement.history.get()
    address = f"{page('statement', statement.pk, 'history')}{past.history_id}/"
    client = client_of(curator)
    form = client.get(address).context["adminform"].form
    sent = {key: _sent(form[key].value()) for key in form.fields} | {"text": "Rewritten."}
    response = client.post(address, sent)
    statement.refresh_from_db()

    assert response.status_code == 403
    assert statement.text == statement.history.get().text != "Rewritten."


def test_a_note_names_only_what_is_of_its_own_document(
    edition: Edition, other: dict[str, int], client_of: ClientOf, curator: User
) -> None:
    third = models.Document.objects.create(slug="third", title="Third")
    stranger = models.Reference.objects.create(document=third, code="Z99", title="Elsewhere", certainty="C")
    client, pk = client_of(curator), other["curatornote"]
    form = client.get(page("curatornote", pk, "change")).context["adminform"].form
    sent = {key: _sent(form[key].value()) for key in form.fields} | {"references": [stranger.pk]}
    response = client.post(page("curatornote", pk, "change"), sent)

    assert response.status_code == 200
    assert "This belongs to another document: Z99 Elsewhere." in response.content.decode()
    assert not models.CuratorNote.objects.filter(references=stranger).exists()


@pytest.mark.parametrize("person", KEEPERS)
def test_an_edition_is_shown_and_never_changed(
    request: pytest.FixtureRequest, edition: Edition, client_of: ClientOf, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    pk = models.Edition.objects.get().pk
    shown = client.get(page("edition", pk, "change"))

    assert "<details><summary>As JSON</summary>" in shown.content.decode()
    assert 'name="_save"' not in shown.content.decode()
    assert client.post(page("edition", pk, "change"), {"note": "x"}).status_code == 403
    assert client.post(page("edition", pk, "delete"), {"post": "yes"}).status_code == 403
    assert client.get("/admin/guidance/edition/add/").status_code == 403


def test_the_list_of_editions_reads_no_payload(edition: Edition, client_of: ClientOf, curator: User) -> None:
    client = client_of(curator)
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/guidance/edition/")

    assert not any('"payload"' in query["sql"] for query in queries)
    assert len(queries) <= 9


# Change sets, the audit and what readers say


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("person", KEEPERS)
def test_what_was_proposed_said_and_done_is_shown_and_never_changed(
    request: pytest.FixtureRequest, edition: Edition, client_of: ClientOf, name: str, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    row = _kept(request.getfixturevalue("curator"), request.getfixturevalue("resident"))[name]
    shown = client.get(page(name, row.pk, "change"))

    assert shown.status_code == 200 and 'name="_save"' not in shown.content.decode()
    assert client.get(f"/admin/guidance/{name}/").context["cl"].result_count >= 1
    assert client.post(page(name, row.pk, "change"), {"why": "x"}).status_code == 403
    assert client.post(page(name, row.pk, "delete"), {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(f"/admin/guidance/{name}/", bulk)
    assert client.get(f"/admin/guidance/{name}/add/").status_code == 403
    assert type(row)._default_manager.filter(pk=row.pk).exists()


def _kept(curator: User, resident: User) -> dict[str, Any]:
    change_set = proposed(reworded(curator))
    add_comment(change_set=change_set, text="Hm.", by=curator, now=NOW)
    declare_interests(has_interests=False, text="", by=curator, now=NOW)
    reason = "The source of this is elsewhere."
    raise_flag(kind="statement", entry_id="130-3", edition=1, reason=reason, by=resident, now=NOW)
    return {
        "changeset": change_set,
        "change": change_set.changes.get(),
        "comment": change_set.comments.get(),
        "auditentry": models.AuditEntry.objects.earliest("pk"),
        "intereststatement": models.InterestStatement.objects.get(),
        "flag": models.Flag.objects.get(),
    }


def test_the_audit_is_listed_also_for_people_who_are_gone(
    edition: Edition, client_of: ClientOf, administrator: User, curator: User
) -> None:
    row = models.AuditEntry.objects.create(
        at=NOW, by=curator, name="Cleo", role="curator", act="changed", subject="statement 111-1"
    )
    curator.delete()
    client = client_of(administrator)

    assert "statement 111-1" in client.get("/admin/guidance/auditentry/").content.decode()
    assert client.get(page("auditentry", row.pk, "change")).status_code == 200


@pytest.mark.parametrize("name", PRIVATE)
def test_what_people_are_told_is_shown_to_administrators_alone(
    edition: Edition, client_of: ClientOf, curator: User, administrator: User, name: str
) -> None:
    assert client_of(curator).get(f"/admin/guidance/{name}/").status_code == 403
    assert client_of(administrator).get(f"/admin/guidance/{name}/").status_code == 200
