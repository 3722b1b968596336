"""The curators' page of the source's own words: attached by upload, tried, shown to some, taken out."""

from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import ARTICLE_BYTES
from guidance.models import AuditEntry, SourceText
from kidmet_site.accounts.models import User
from tests.guidance.curating import change
from tests.guidance.reading import text_of
from tests.guidance.sources import BOATS, attached, invented_source
from tests.tables import for_each

ClientOf = Callable[[User], Client]
PAGE = "/curate/exchange/source/"


@pytest.fixture
def client(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def sent(client: Client, text: str | bytes, name: str = "source.txt", **fields: str) -> str:
    raw = text.encode() if isinstance(text, str) else text
    given = {"shown_to": "signed-in", "rights": "", **fields}
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, raw), **given}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def page(client: Client) -> str:
    return client.get(PAGE).content.decode()


def test_the_page_says_that_nothing_is_attached_and_takes_a_text(client: Client) -> None:
    assert "Nothing is attached." in page(client)
    html = sent(client, invented_source(), shown_to="curators", rights=" © Nobody,\n 2024 ")
    words = text_of(html)

    assert "The text is attached. 393 of 393 statements have their paragraph beside them." in html
    assert "File source.txt" in words and "Shown to curators alone" in words
    row = SourceText.objects.get()
    assert (row.shown_to, row.rights) == ("curators", "© Nobody, 2024")
    entry = AuditEntry.objects.get(act="attached")
    assert (entry.role, entry.detail["name"]) == ("curator", "source.txt")
    assert "This text was attached before" in sent(
        client, invented_source(), shown_to="curators", rights="© Nobody, 2024"
    )


def test_a_text_is_only_tried_when_that_is_asked_for(client: Client) -> None:
    html = sent(client, invented_source().replace("Intro\n", "Beginning\n"), **{"try": "1"})

    assert not SourceText.objects.exists()
    words = text_of(html)
    assert "Tried: “source.txt” Nothing was attached." in words
    assert "8 statements have a place that is otherwise in this text." in words
    assert "1 heading has no like in this text." in words
    assert 'href="/curate/draft/statements/005-1/"' in html


@for_each(
    "raw, sentence",
    [
        (b"", "This file holds no text."),
        (b"\xff", "This file is not UTF-8 text. Line 1 holds the byte FF."),
        (BOATS.encode(), "None of the 393 statements finds its paragraph below its heading in this text."),
        (b"a" * 500_001, ARTICLE_BYTES.refusal(500_001)),
        (b"\x89PNG", "This file is not taken. This looks like an image, not plain text."),
    ],
    ids=range(5),
)
def test_what_was_attached_stays_when_another_file_is_refused(
    client: Client, raw: bytes, sentence: str
) -> None:
    attached()
    html = sent(client, raw, rights="© Somebody")

    assert sentence in unescape(html)
    assert 'value="© Somebody"' in html
    assert SourceText.objects.get().text == invented_source()


def test_a_file_has_to_be_chosen(client: Client) -> None:
    answer = client.post(PAGE, {"shown_to": "all", "rights": "x" * 501}).content.decode()

    assert "Choose a file." in answer
    assert "Select a valid choice." in answer
    assert "What is said of the rights in the source takes at most 500 characters; this has 501." in answer


def test_who_sees_it_is_changed_without_the_file(client: Client) -> None:
    attached()
    given = {"show-shown_to": "everybody", "show-rights": "© Nobody"}
    pages = [client.post(f"{PAGE}show/", given, follow=True).content.decode() for _ in range(2)]

    assert "Shown to everybody, also without an account" in text_of(pages[0])
    assert "It is so already; nothing was changed." in pages[1]
    assert AuditEntry.objects.filter(act="showed").count() == 1
    refused = client.post(f"{PAGE}show/", {"show-shown_to": "all"}).content.decode()
    assert "Select a valid choice." in refused


def test_it_is_taken_out_and_a_second_press_says_so(client: Client) -> None:
    attached()
    pages = [unescape(client.post(f"{PAGE}detach/", follow=True).content.decode()) for _ in range(2)]

    assert "The text is taken out." in pages[0] and "Nothing is attached." in pages[0]
    assert "The source's own words are not attached." in pages[1]
    assert not SourceText.objects.exists()
    given = {"show-shown_to": "everybody", "show-rights": ""}
    assert "are not attached." in unescape(client.post(f"{PAGE}show/", given, follow=True).content.decode())


def test_the_report_is_of_the_draft_of_today(client: Client, curator: User) -> None:
    """What a set under way changes is shown in its forms; the page is about what was accepted."""
    attached()
    change(curator, "statement", "111-1", source={"line": 999, "paragraph": 7, "form": "bullet"})

    assert "393 of 393 statements find their paragraph" in page(client)


def test_the_page_is_for_a_site_with_a_guidance(db: None, curator: User, client_of: ClientOf) -> None:
    client = client_of(curator)

    assert "There is no guidance yet, so no text belongs to it." in page(client)
    assert "There is no guidance yet, so no text belongs to it." in sent(client, BOATS)


def test_no_word_of_it_is_searched(client: Client) -> None:
    attached()

    assert "Found" not in text_of(client.get("/guidance/search/?q=invented").content.decode())
