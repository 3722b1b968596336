"""What the notes rest on."""

import re
from collections.abc import Callable
from html import unescape

from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.words import CERTAINTIES
from tests.guidance.reading import html_of, links_of, publish_reworded, text_of


def entries(html: str) -> dict[str, str]:
    found = re.finditer(r'<li id="ref-([^"]+)">(.*?)</li>', html, re.DOTALL)
    return {each[1]: each[2] for each in found}


def test_every_reference_has_its_address_once_in_order(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "references/")

    assert list(entries(html)) == list(edition.references)
    for id_ in edition.references:
        assert html.count(f'id="{id_}"') == 1, "the pages of cases link to the bare number"


def test_every_reference_says_how_sure_it_is_and_which_notes_cite_it(
    edition: CompiledEdition, client: Client
) -> None:
    told = entries(html_of(client, "references/"))

    for id_, reference in edition.references.items():
        sure = CERTAINTIES[reference.certainty]
        assert sure[0].upper() + sure[1:] + "." in told[id_]
        citing = [note.id for note in edition.notes.values() if id_ in note.references]
        assert re.findall(r"/guidance/notes/([^/]+)/", told[id_]) == citing


def test_a_doi_leads_to_its_publisher_without_saying_whence(edition: CompiledEdition, client: Client) -> None:
    told = entries(html_of(client, "references/"))

    for id_, reference in edition.references.items():
        if reference.doi:
            assert f'<a href="https://doi.org/{reference.doi}" rel="noreferrer">' in unescape(told[id_])
    html = html_of(client, "references/")
    elsewhere = re.findall(r'<a\s[^>]*href="https?://[^>]*>', html)
    assert elsewhere
    assert [link for link in elsewhere if 'rel="noreferrer"' not in link] == []


def test_no_full_stop_follows_another(edition: CompiledEdition, client: Client) -> None:
    assert ".. " not in text_of(html_of(client, "references/"))


def test_an_older_edition_keeps_the_links_to_its_notes(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(note="Reworded.")

    links = links_of(html_of(client, "references/?edition=1"))

    assert "/guidance/notes/C01/?edition=1" in links
    assert "/guidance/notes/C01/" not in links


def test_the_references_cost_one_query(
    edition: CompiledEdition, client: Client, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(1):
        html_of(client, "references/")
