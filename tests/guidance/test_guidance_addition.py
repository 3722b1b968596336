"""What curators add to the source, wherever readers meet it: never taken for what the source says."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.words import UNREFERENCED
from guidance.models import Flag
from kidmet_site.accounts.models import User
from tests.guidance.additions import BARE, KEY, SAID, TNM, publish_additions
from tests.guidance.editions import add, publish_with
from tests.guidance.reading import html_of, links_of, notes_of, read, text_of

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def added(edition: CompiledEdition) -> None:
    publish_additions()


def test_an_addition_has_a_page_of_its_own_that_says_what_it_rests_on(added: None, client: Client) -> None:
    html = html_of(client, f"additions/{KEY}/")
    words = text_of(html)
    assert f"Curators' addition {KEY} The source does not say this." in words
    assert SAID in words
    assert "Rests on R1 : confirmed only in a secondary source." in words
    assert "When a case brings it up Primary site is lung" in words
    assert f"/guidance/{TNM}/#a-{KEY}" in links_of(html)
    assert list(notes_of(html)) == ["C900"]
    assert UNREFERENCED in read(client, f"additions/{BARE}/")


def test_additions_stand_apart_from_the_statements_of_their_section(added: None, client: Client) -> None:
    html = html_of(client, f"{TNM}/")
    statements, additions = html.split('<section class="additions"')
    assert SAID not in statements
    assert additions.count('class="addition"') == 2
    assert additions.count("Curators' addition</p>") == 2
    assert f'href="/guidance/additions/{KEY}/"' in additions


def test_a_section_without_additions_does_not_speak_of_them(edition: CompiledEdition, client: Client) -> None:
    assert not edition.sections[TNM].additions
    assert "addition" not in html_of(client, f"{TNM}/")


def test_additions_are_counted_apart(edition: CompiledEdition, added: None, client: Client) -> None:
    words, count = read(client, ""), len(edition.additions) + 2
    assert f"Apart from them, {count} curators' additions." in words
    assert "+2 curators' additions" in words
    assert f"{count} additions" in read(client, "editions/")
    assert "2 additions added" in read(client, "editions/")


def test_an_addition_is_found_by_its_words_and_told_apart(added: None, client: Client) -> None:
    html = html_of(client, "search/?q=zebra+oblique")
    assert "Found: 1 addition, in 1 section." in text_of(html)
    assert '<p class="addition-mark">' in html
    assert f"/guidance/{TNM}/#a-{KEY}" in links_of(html)


def test_what_changed_lists_additions_by_themselves(added: None, client: Client) -> None:
    words = read(client, "changes/?from=1&to=2")
    assert "Curators' additions Added 2" in words
    assert "/guidance/additions/A-oblique-view/" in links_of(html_of(client, "changes/?from=1&to=2"))


def test_what_changed_lists_weights_with_where_they_hold(edition: CompiledEdition, client: Client) -> None:
    publish_with(
        add("weights", id="tnm-late", section=TNM, chapters=["palliative"], weight=3),
        add("weights", id="of-all", domain="palliative", chapters=["biopsy"], weight=3),
    )
    html = html_of(client, "changes/?from=1&to=2")
    assert "Weights Added 2" in text_of(html)
    assert "Chapters Palliative" in text_of(html) and "Domain Palliative care" in text_of(html)
    assert f"/guidance/{TNM}/" in links_of(html.split("Weights</h2>")[1])


def test_a_reference_names_the_additions_that_rest_on_it(added: None, client: Client) -> None:
    assert f"/guidance/additions/{KEY}/" in links_of(html_of(client, "references/"))


def test_an_edition_before_it_does_not_know_an_addition(added: None, client: Client) -> None:
    words = read(client, f"additions/{KEY}/?edition=1", status=404)
    assert f"Edition 1 has no curators' addition {KEY}." in words


def test_a_note_says_where_else_it_speaks(added: None, client: Client) -> None:
    at_addition = f"/guidance/{TNM}/#a-{KEY}"
    nephrectomy = "/guidance/treatment/surgery/nephrectomy/#s-130-3"
    for path, beside in {
        f"{TNM}/": [at_addition, nephrectomy],
        "treatment/surgery/nephrectomy/": [f"/guidance/{TNM}/#s-111-1", at_addition],
        "statements/111-1/": [at_addition, nephrectomy],
        f"additions/{KEY}/": [f"/guidance/{TNM}/#s-111-1", nephrectomy],
    }.items():
        html = html_of(client, path)
        said = html.split("Mind the stripes.", 1)[1].split("</p>", 2)[1]
        assert "Also beside:" in said
        assert links_of(said) == beside, path
    named = r"Also beside: .*?, addition \((.*?)\) · Nephrectomy, paragraph \d+ \((.*?)\) "
    assert re.findall(named, read(client, f"{TNM}/")) == [(KEY, "130-3")]
    own = html_of(client, "notes/C900/").split('id="about-heading"')[1]
    assert links_of(own)[:3] == [f"/guidance/{TNM}/#s-111-1", at_addition, nephrectomy]


def test_an_addition_is_flagged_as_a_statement_is(added: None, client: Client, resident: User) -> None:
    client.force_login(resident)
    sent = client.post(f"/guidance/flags/addition/{KEY}/?edition=2", {"text": "It has no stripes at all."})
    assert sent.headers["Location"] == f"/guidance/additions/{KEY}/#flags"
    flag = Flag.objects.get()
    assert (flag.kind, flag.entry_id, flag.text) == ("addition", KEY, SAID)
    assert "It has no stripes at all." in read(client, f"additions/{KEY}/")


def test_a_curator_sees_open_flags_beside_an_addition(
    added: None, client: Client, resident: User, curator: User
) -> None:
    Flag.objects.create(
        kind="addition", entry_id=KEY, edition=2, text=SAID, reason="No stripes.", by=resident, at=NOW
    )
    client.force_login(curator)
    assert f"1 open flag on addition {KEY}" in read(client, f"{TNM}/")
    assert f"Curators' addition {KEY}" in text_of(client.get("/curate/flags/").content.decode())


def test_an_addition_costs_one_query(
    added: None, client: Client, django_assert_num_queries: Callable
) -> None:
    html_of(client, f"additions/{KEY}/")
    with django_assert_num_queries(1):
        html_of(client, f"additions/{KEY}/")
