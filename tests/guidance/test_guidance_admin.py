"""The plain way in for curators: every list opens at a constant cost, and what is published stays."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance import models
from guidance.domain.edition import Edition
from kidmet_site.accounts.models import User

ClientOf = Callable[[User], Client]
DRAFT = ("document", "section", "statement", "curatornote", "reference", "rule")
LISTS = (*DRAFT, "edition")
NAMES = {model._meta.model_name: model for model in (models.Document, models.Section, models.Statement)} | {
    model._meta.model_name: model for model in (models.CuratorNote, models.Reference, models.Rule)
}


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
@pytest.mark.parametrize("person", ["curator", "administrator"])
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
def test_a_page_opens_and_saves_what_it_shows(
    edition: Edition, client_of: ClientOf, curator: User, name: str
) -> None:
    client, pk = client_of(curator), first(name)
    with CaptureQueriesContext(connection) as queries:
        form = client.get(page(name, pk, "change")).context["adminform"].form
    sent = {key: form[key].value() for key in form.fields}
    response = client.post(page(name, pk, "change"), {key: _sent(value) for key, value in sent.items()})

    assert len(queries) <= 25
    assert response.status_code == 302, response.context["errors"]
    newest = NAMES[name]._default_manager.get(pk=pk).history.first()
    assert newest.history_user == curator


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
    edition: Edition, client_of: ClientOf, curator: User
) -> None:
    other = models.Document.objects.create(slug="other", title="Other")
    stranger = models.Reference.objects.create(document=other, code="Z99", title="Elsewhere", certainty="C")
    client, pk = client_of(curator), first("curatornote")
    form = client.get(page("curatornote", pk, "change")).context["adminform"].form
    sent = {key: _sent(form[key].value()) for key in form.fields} | {"references": [stranger.pk]}
    response = client.post(page("curatornote", pk, "change"), sent)

    assert response.status_code == 200
    assert "This belongs to another document: Z99 Elsewhere." in response.content.decode()
    assert not models.CuratorNote.objects.filter(references=stranger).exists()


@pytest.mark.parametrize("person", ["curator", "administrator"])
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
