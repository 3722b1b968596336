"""The plain way in for curators: lists at a constant cost; the guidance is shown, other documents edited."""

import json
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance import models
from guidance.actions.change_sets import add_comment, declare_interests
from guidance.actions.flagging import raise_flag
from guidance.actions.importing import import_article
from guidance.domain.edition import CompiledEdition
from guidance.forms.documents import ArticleForm
from guidance.queries.draft import payload_of
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW, proposed, reworded

ClientOf = Callable[[User], Client]
KEPT = ("changeset", "change", "comment", "auditentry", "intereststatement", "flag")
PRIVATE = ("notice", "subscription")
LISTS = ("document", "edition")
KEEPERS = ("curator", "administrator")
ARTICLE = "On rare things\n\nBeginnings\nThey begin somewhere:\n- Pain.\n- Blood.\n"


@pytest.fixture
def other(db: None) -> models.Document:
    """An imported article: a document that is not the guidance."""
    return import_article(text=ARTICLE, name="article.txt", slug="other").document


def page(name: str, pk: int, what: str) -> str:
    return f"/admin/guidance/{name}/{pk}/{what}/"


def guidance() -> models.Document:
    return models.Document.objects.get(is_guidance=True)


def sent_of(client: Client, document: models.Document) -> dict[str, str]:
    """What a browser sends of the form as it is shown."""
    form = client.get(page("document", document.pk, "change")).context["adminform"].form
    return {name: str(form[name].value()) for name in ("payload", "verbatim", "opened")}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("person", KEEPERS)
def test_a_list_opens_for_those_who_keep_the_guidance(
    request: pytest.FixtureRequest, edition: CompiledEdition, client_of: ClientOf, name: str, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/admin/guidance/{name}/")

    assert response.status_code == 200
    assert response.context["cl"].result_count >= 1
    assert not any('"payload"' in query["sql"] for query in queries) and len(queries) <= 9


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_closed_to_others(
    edition: CompiledEdition, client_of: ClientOf, educator: User, name: str
) -> None:
    assert client_of(educator).get(f"/admin/guidance/{name}/").status_code == 302


@pytest.mark.parametrize("person", KEEPERS)
def test_the_guidance_is_shown_whole_and_says_where_it_is_changed(
    request: pytest.FixtureRequest, edition: CompiledEdition, client_of: ClientOf, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page("document", guidance().pk, "change"))
    html = " ".join(response.content.decode().split())

    assert response.status_code == 200 and len(queries) <= 25
    assert "<details><summary>As JSON</summary>" in html and "&quot;111-1&quot;" in html
    assert 'It is changed under <a href="/curate/">Curate</a>' in html
    assert 'name="_save"' not in html and "deletelink" not in html


@pytest.mark.parametrize("person", KEEPERS)
def test_the_guidance_is_neither_changed_nor_deleted_nor_added_to(
    request: pytest.FixtureRequest, edition: CompiledEdition, client_of: ClientOf, person: str
) -> None:
    client, pk, before = client_of(request.getfixturevalue(person)), guidance().pk, guidance().hash
    bulk = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}

    assert client.post(page("document", pk, "change"), {"payload": "{}", "opened": "0"}).status_code == 403
    assert client.post(page("document", pk, "delete"), {"post": "yes"}).status_code == 403
    assert client.post("/admin/guidance/document/", bulk).status_code != 302
    assert client.post("/admin/guidance/document/add/", {"payload": "{}"}).status_code == 403
    assert guidance().hash == before


def test_another_document_is_worked_on_as_a_whole_and_the_audit_tells_what_was_done(
    other: models.Document, client_of: ClientOf, curator: User
) -> None:
    client = client_of(curator)
    sent = sent_of(client, other)
    said = json.loads(sent["payload"])
    said["sections"][0]["statements"][0] |= {"text": "Put in our own words.", "kind": "fact"}
    sent |= {"payload": json.dumps(said), "verbatim": json.dumps(other.verbatim[1:])}
    response = client.post(page("document", other.pk, "change"), sent)
    row = models.Document.objects.get(pk=other.pk)
    entry = models.AuditEntry.objects.latest("pk")

    assert response.status_code == 302, response.context["errors"]
    assert payload_of(row)["sections"][0]["statements"][0]["text"] == "Put in our own words."
    assert (row.version, row.verbatim) == (1, other.verbatim[1:])
    assert (entry.name, entry.act, entry.subject) == ("Cleo", "edited", "the document other")
    (change,) = entry.detail["changes"]
    assert change["base"]["text"] == "They begin somewhere:"
    assert change["proposed"]["text"] == "Put in our own words."


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"payload": '{"sections": []}'}, "document: is missing."),
        ({"payload": '{"sections": '}, "Enter a valid JSON."),
        ({"payload": "[]"}, "object"),
        ({"opened": "7"}, "This was changed elsewhere since you opened it here. Nothing was saved."),
    ],
    ids=["without a document", "no JSON", "a list", "changed elsewhere"],
)
def test_what_is_no_document_is_refused_with_its_reason(
    other: models.Document, client_of: ClientOf, curator: User, changed: dict[str, str], said: str
) -> None:
    client = client_of(curator)
    response = client.post(page("document", other.pk, "change"), sent_of(client, other) | changed)

    assert response.status_code == 200
    assert said in unescape(response.content.decode())
    assert models.Document.objects.get(pk=other.pk).hash == other.hash


def _with_first(sent: dict[str, str], **fields: Any) -> dict[str, str]:
    said = json.loads(sent["payload"])
    said["sections"][0]["statements"][0] |= fields
    return {"payload": json.dumps(said)}


def test_json_of_any_kind_is_refused_with_its_reason_and_stays_as_it_was_typed(
    other: models.Document, client_of: ClientOf, curator: User
) -> None:
    client, not_keys = client_of(curator), "This is a list of the keys of statements"
    sent = sent_of(client, other)
    refused: list[tuple[dict[str, str], str]] = [
        *(
            ({"verbatim": given}, not_keys)
            for given in ("5", "false", '"abc"', '{"004-1": 1}', "[[1], null]")
        ),
        ({"verbatim": r'["a\u0000b"]'}, "[0]: holds U+0000"),
        ({"verbatim": r'["a\ud800b"]'}, "[0]: holds U+D800"),
        *(({name: "[NaN]"}, "Enter a valid JSON.") for name in ("payload", "verbatim")),
        *(({name: "[" * 50_000}, "takes at most 60 levels") for name in ("payload", "verbatim")),
        *(({name: "9" * 5_000}, "takes at most 40 digits") for name in ("payload", "verbatim")),
        ({"payload": '{"format": 1, "format": 2}'}, "format: given twice"),
        (_with_first(sent, text="\ud800"), "sections[0].statements[0].text: holds U+D800"),
        (_with_first(sent, **{"\ud800": 1}), "has a name with U+D800"),
        (_with_first(sent, kind="\0"), "sections[0].statements[0].kind: holds U+0000"),
        (_with_first(sent, kind=["fact"]), "is not allowed. Allowed: fact"),
    ]
    answers = [client.post(page("document", other.pk, "change"), sent | given) for given, _ in refused]
    told = [unescape(answer.content.decode()) for answer in answers]

    assert [said for html, (_, said) in zip(told, refused, strict=True) if said not in html] == []
    assert [
        given
        for html, (given, _) in zip(told, refused, strict=True)
        if next(iter(given.values())) not in html
    ] == []
    assert {answer.status_code for answer in answers} == {200}
    assert models.Document.objects.get(pk=other.pk).version == 0


def test_a_save_is_refused_when_another_came_between_its_page_and_its_writing(
    other: models.Document, client_of: ClientOf, curator: User
) -> None:
    client = client_of(curator)
    sent = sent_of(client, other)
    begun = ArticleForm(sent, instance=models.Document.objects.get(pk=other.pk))
    client.post(page("document", other.pk, "change"), sent | {"verbatim": "[]"})

    assert begun.errors == {
        "opened": ["This was changed elsewhere since you opened it here. Nothing was saved."]
    }


def test_no_statement_is_marked_when_the_list_of_the_marked_is_left_empty(
    other: models.Document, client_of: ClientOf, curator: User
) -> None:
    client = client_of(curator)
    response = client.post(page("document", other.pk, "change"), sent_of(client, other) | {"verbatim": ""})

    assert response.status_code == 302
    assert models.Document.objects.get(pk=other.pk).verbatim == []


def test_a_document_is_not_given_the_address_of_another(
    edition: CompiledEdition, other: models.Document, client_of: ClientOf, curator: User
) -> None:
    client = client_of(curator)
    sent = sent_of(client, other)
    taken = sent["payload"].replace('"slug": "other"', '"slug": "kidney-metastases"')
    response = client.post(page("document", other.pk, "change"), sent | {"payload": taken})

    assert "Another document is called “kidney-metastases” here." in response.content.decode()


def test_documents_are_deleted_at_once_only_where_none_is_the_guidance(
    edition: CompiledEdition, other: models.Document, client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    bulk = {"action": "delete_selected", "post": "yes"}
    both = [guidance().pk, other.pk]
    answer = client.post("/admin/guidance/document/", bulk | {"_selected_action": both})

    assert answer.status_code == 403
    assert models.Document.objects.filter(pk__in=both).count() == 2
    client.post("/admin/guidance/document/", bulk | {"_selected_action": [other.pk]})
    assert not models.Document.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("person", KEEPERS)
def test_no_other_document_is_made_the_guidance_here(
    request: pytest.FixtureRequest, other: models.Document, client_of: ClientOf, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    sent = sent_of(client, other) | {"is_guidance": "on"}

    assert client.post(page("document", other.pk, "change"), sent).status_code == 302
    assert not models.Document.objects.filter(is_guidance=True).exists()


@pytest.mark.parametrize("person", KEEPERS)
def test_an_edition_is_shown_and_never_changed(
    request: pytest.FixtureRequest, edition: CompiledEdition, client_of: ClientOf, person: str
) -> None:
    client = client_of(request.getfixturevalue(person))
    pk = models.Edition.objects.get().pk
    shown = client.get(page("edition", pk, "change"))

    assert "<details><summary>As JSON</summary>" in shown.content.decode()
    assert 'name="_save"' not in shown.content.decode()
    assert client.post(page("edition", pk, "change"), {"note": "x"}).status_code == 403
    assert client.post(page("edition", pk, "delete"), {"post": "yes"}).status_code == 403
    assert client.get("/admin/guidance/edition/add/").status_code == 403


def test_the_list_of_editions_reads_no_payload(
    edition: CompiledEdition, client_of: ClientOf, curator: User
) -> None:
    client = client_of(curator)
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/guidance/edition/")

    assert not any('"payload"' in query["sql"] for query in queries)
    assert len(queries) <= 9


# Change sets, the audit and what readers say


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("person", KEEPERS)
def test_what_was_proposed_said_and_done_is_shown_and_never_changed(
    request: pytest.FixtureRequest, edition: CompiledEdition, client_of: ClientOf, name: str, person: str
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
    edition: CompiledEdition, client_of: ClientOf, administrator: User, curator: User
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
    edition: CompiledEdition, client_of: ClientOf, curator: User, administrator: User, name: str
) -> None:
    assert client_of(curator).get(f"/admin/guidance/{name}/").status_code == 403
    assert client_of(administrator).get(f"/admin/guidance/{name}/").status_code == 200
