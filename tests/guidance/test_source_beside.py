"""The paragraph of the source beside a statement: in its form, in that of a new one, in a review."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.domain.edition import CompiledEdition
from guidance.models import ChangeSet
from kidmet_site.accounts.models import User
from tests.guidance.curating import KEY, change, proposed, reworded
from tests.guidance.sources import attached

ClientOf = Callable[[User], Client]
FORM = f"/curate/draft/statements/{KEY}/"
ADD = "/curate/draft/add/statement/?section=staging/tnm"
BULLET = "Invented: a bullet stands on line 111."
NOT_ATTACHED = "The source's own words are not attached."


@pytest.fixture
def client(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def got(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def typed(client: Client, *, htmx: bool = True, **fields: str) -> str:
    given = {"section": "staging/tnm", "form": "bullet", "look": "1", **fields}
    headers = {"HX-Request": "true"} if htmx else {}
    return unescape(client.post(ADD, given, headers=headers).content.decode())


def test_the_paragraph_stands_beside_the_form_as_soon_as_a_text_is_attached(client: Client) -> None:
    """Also where the page was drawn before, and is kept."""
    assert NOT_ATTACHED in got(client, FORM) and NOT_ATTACHED in got(client, ADD)
    attached(shown_to="curators")
    with_it, add = got(client, FORM), got(client, ADD)

    assert BULLET in with_it and NOT_ATTACHED not in with_it
    assert "paragraph 2, bullet (line 111 of the text)" in " ".join(with_it.split())
    assert "Enter a line of the source, and its paragraph stands here." in add


def test_the_paragraph_follows_the_place_when_that_is_saved(client: Client) -> None:
    attached()
    entry = {"text": "T.", "section": "staging/tnm", "line": "113", "paragraph": "4", "keep_mine": "1"}
    headers = {"HX-Request": "true"}
    saved = client.post(FORM, {**entry, "form": "bullet"}, headers=headers).content.decode()
    lost = client.post(FORM, {**entry, "line": "900", "form": "artefact"}, headers=headers).content.decode()

    assert "Invented: a bullet stands on line 113." in saved
    assert 'id="source-beside"' in saved and 'hx-swap-oob="true"' in saved
    assert "The statement names line 900; the text that is attached has 226." in lost


def test_the_paragraph_of_the_place_typed_is_shown_and_nothing_is_added(client: Client) -> None:
    attached()
    fragment, page = typed(client, line="111"), typed(client, htmx=False, line="111", text="")

    assert BULLET in fragment and "<html" not in fragment
    assert BULLET in page and "Not added yet" not in page and 'class="errors"' not in page
    assert "Enter a line of the source" in typed(client, line="soon")
    assert "in the text that is attached this is" in typed(client, line="5")
    assert not ChangeSet.objects.exists()


def test_a_refused_statement_keeps_its_paragraph(client: Client) -> None:
    attached()
    answer = client.post(ADD, {"section": "staging/tnm", "line": "111", "form": "bullet"}).content.decode()

    assert "Not added yet" in answer and BULLET in answer


def test_a_review_shows_the_paragraph_beside_each_change_of_a_statement(
    client: Client, curator: User, second: User, client_of: ClientOf
) -> None:
    attached(shown_to="curators")
    change_set = reworded(curator)
    change(curator, "statement", "112-1", source={"line": 113, "paragraph": 4, "form": "bullet"})
    change(curator, "note", "C26", text="It is said otherwise.")
    page = got(client_of(second), f"/curate/changes/{proposed(change_set).pk}/")

    assert page.count("What the source says<") == 2
    assert BULLET in page
    assert page.index("a bullet stands on line 113.") < page.index("It named another paragraph before:")
    assert page.index("It named another paragraph before:") < page.index("a bullet stands on line 112.")


def test_a_review_asks_no_more_for_many_statements_than_for_one(
    client: Client, curator: User, edition: CompiledEdition
) -> None:
    attached()
    change_set = reworded(curator)
    address = f"/curate/changes/{change_set.pk}/"
    got(client, address)
    with CaptureQueriesContext(connection) as one:
        got(client, address)
    for key in list(edition.statements)[:30]:
        reworded(curator, "It reads better so.", key)
    with CaptureQueriesContext(connection) as many:
        page = got(client, address)

    assert len(many) == len(one)
    assert page.count("What the source says<") > 1


def test_what_readers_may_not_see_and_a_set_without_statements_shows_nothing(
    client: Client, curator: User
) -> None:
    change_set = change(curator, "note", "C26", text="It is said otherwise.")
    attached()

    assert "What the source says" not in got(client, f"/curate/changes/{change_set.pk}/")
    assert "What the source says" not in got(client, "/curate/draft/notes/C26/")
    assert "What the source says" not in got(client, "/curate/draft/add/addition/?section=staging/tnm")
