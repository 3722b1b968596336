"""What the source says, for readers: the paragraph of a statement, for those to whom it is shown."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.domain.edition import CompiledEdition
from guidance.queries.source_text import attached_source
from kidmet_site.accounts.models import User
from tests.guidance.reading import html_of, publish_reworded, text_of
from tests.guidance.sources import attached, invented_source

ClientOf = Callable[[User], Client]
WORDS = "Invented words stand on line 130, and nobody has restated them."
PLACE = "statements/130-3/source/"
DISCLOSURE = "What the source says"
SECTION = "treatment/surgery/nephrectomy/"


@pytest.fixture
def reader(edition: CompiledEdition, resident: User, client_of: ClientOf) -> Client:
    return client_of(resident)


def test_a_reader_reads_the_paragraph_and_whose_words_it_is(reader: Client) -> None:
    attached(rights="© Nobody, 2024.")
    words = text_of(html_of(reader, PLACE))

    assert (
        f"{WORDS} From Understanding Kidney Metastases: Implications and Insights , Nephrectomy, paragraph 1"
        in words
    )
    assert "(line 130 of the text). Kind: Narrative article without authors, date or reference list." in words
    assert "© Nobody, 2024." in words
    # All that restates the paragraph stands below it.
    assert [f"Statement 130-{number}" in words for number in (1, 2, 3, 4, 5)] == [True] * 4 + [False]


def test_a_disclosure_is_filled_with_the_paragraph_alone(reader: Client) -> None:
    attached()
    html = reader.get(f"/guidance/{PLACE}", headers={"HX-Request": "true"}).content.decode()

    assert WORDS in html and "<html" not in html


def test_a_section_offers_each_paragraph_once_and_stays_small(
    reader: Client, edition: CompiledEdition
) -> None:
    html_of(reader, SECTION)
    with CaptureQueriesContext(connection) as without:
        bare = html_of(reader, SECTION)
    attached()
    with CaptureQueriesContext(connection) as with_it:
        html = html_of(reader, SECTION)

    offered = html.count(f"<summary>{DISCLOSURE}")
    assert DISCLOSURE not in bare
    assert offered == len({each.line for each in edition.sections[SECTION.strip("/")].statements})
    assert WORDS not in html
    assert len(html) - len(bare) < 700 * offered + 200
    # The text is read once by each worker; from then on nothing more is asked.
    with CaptureQueriesContext(connection) as again:
        html_of(reader, SECTION)
    assert len(again) == len(without) <= len(with_it) <= len(without) + 1


def test_it_is_shown_to_those_for_whom_it_was_attached(
    edition: CompiledEdition, client: Client, client_of: ClientOf, resident: User, curator: User
) -> None:
    """What a stranger, a reader and a curator get, and whether they are offered it."""
    seen = {}
    for shown_to in ("curators", "signed-in", "everybody"):
        attached(shown_to=shown_to)
        people = (client, client_of(resident), client_of(curator))
        seen[shown_to] = [
            (each.get(f"/guidance/{PLACE}").status_code, f"<summary>{DISCLOSURE}" in html_of(each, SECTION))
            for each in people
        ]

    assert seen == {
        "curators": [(302, False), (404, False), (200, True)],
        "signed-in": [(302, False), (200, True), (200, True)],
        "everybody": [(200, True), (200, True), (200, True)],
    }


def test_somebody_who_is_not_signed_in_is_led_to_it(edition: CompiledEdition, client: Client) -> None:
    attached()
    html = html_of(client, "statements/130-3/")

    assert f'<a href="/guidance/{PLACE}">Sign in to read what the source says</a>' in html
    assert client.get(f"/guidance/{PLACE}").headers["Location"] == f"/accounts/login/?next=/guidance/{PLACE}"
    late = client.get(f"/guidance/{PLACE}", headers={"HX-Request": "true"}).content.decode()
    assert "You are not signed in any more." in late and WORDS not in late


def test_nothing_is_offered_when_nothing_is_attached(reader: Client) -> None:
    assert DISCLOSURE not in html_of(reader, "statements/130-3/")
    assert "The source's own words are not attached to this site." in text_of(html_of(reader, PLACE, 404))
    attached()
    assert "no statement 999-9" in html_of(reader, "statements/999-9/source/", 404)


def test_readers_are_shown_no_paragraph_that_may_not_be_theirs_and_curators_are_told_why(
    reader: Client, curator: User, client_of: ClientOf
) -> None:
    """One that is not there, and one to whose words another is closer."""
    nephrectomy = (
        "Complete removal of the kidney is an option that can cure selected patients with metastases."
    )
    attached(
        invented_source()
        .replace("Invented words stand on line 126, and nobody has restated them.", "")
        .replace("Invented words stand on line 131, and nobody has restated them.", nephrectomy)
    )
    publish_reworded(statement=nephrectomy)
    unsure = "Which paragraph of the text that is attached it restates is not sure."
    told = {
        "126-1": "The statement names line 126; in the text that is attached no paragraph stands there.",
        "130-3": "It shares more of its words with paragraph 2 (line 131) than with this one",
    }
    for key, said in told.items():
        assert DISCLOSURE not in html_of(reader, f"statements/{key}/")
        assert unsure in html_of(reader, f"statements/{key}/source/")
        assert said in html_of(client_of(curator), f"statements/{key}/source/")


def test_an_older_edition_is_read_with_the_same_text(reader: Client) -> None:
    attached()
    publish_reworded(statement="It can be curative, says somebody.")
    html = html_of(reader, "statements/130-3/?edition=1")

    assert f'hx-get="/guidance/{PLACE}?edition=1"' in html
    assert "edition 1, not the current one" in text_of(html_of(reader, f"{PLACE}?edition=1"))


def test_a_new_text_is_read_as_soon_as_it_is_attached(reader: Client) -> None:
    attached()
    html_of(reader, PLACE)
    attached(invented_source().replace(WORDS, "Other words stand here now."))

    assert "Other words stand here now." in html_of(reader, PLACE)
    assert attached_source() is not None


def test_words_are_shown_as_they_are_whatever_they_hold(reader: Client) -> None:
    attached(invented_source().replace(WORDS, "<script>alert(1)</script> {{ 1 }} & “so”"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 1 }} &amp; “so”" in html_of(reader, PLACE)


def test_additions_and_notes_have_no_paragraph(reader: Client) -> None:
    attached()

    assert DISCLOSURE not in html_of(reader, "additions/A-cord-compression/")
    assert DISCLOSURE not in html_of(reader, "notes/C26/")
