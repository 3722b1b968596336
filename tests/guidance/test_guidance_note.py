"""A curator note on its own page."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from guidance.actions.publishing import publish_edition
from guidance.domain.edition import CompiledEdition
from guidance.domain.words import CERTAINTIES, SEVERITIES, UNREFERENCED
from guidance.queries.draft import guidance_document
from kidmet_site.accounts.models import User
from tests.guidance.drafts import put_in_draft
from tests.guidance.reading import LATER, html_of, links_of, publish_reworded, read, text_of


def test_every_note_says_its_weight_text_certainty_and_what_it_speaks_about(
    edition: CompiledEdition, client: Client
) -> None:
    for note in edition.notes.values():
        html = html_of(client, f"notes/{note.id}/")
        words = text_of(html)
        certainty = f"Certainty: {CERTAINTIES[note.certainty]}." if note.references else UNREFERENCED
        if note.rests_in_part:
            certainty = f"Rests in part on {', '.join(note.references)}; the rest: not confirmed by a source."
        assert f"Curator note {note.id} {SEVERITIES[note.severity]}: {note.klass} {note.text}" in words
        assert certainty in words
        for key in note.statements:
            said, place = edition.said(key), "s" if key in edition.statements else "a"
            assert " ".join(said.text.split()) in words
            assert f"/guidance/{said.section}/#{place}-{key}" in links_of(html)


def test_every_reference_of_a_note_is_given_in_full(edition: CompiledEdition, client: Client) -> None:
    for note in edition.notes.values():
        html = html_of(client, f"notes/{note.id}/")
        for reference in (edition.references[id_] for id_ in note.references):
            told = (reference.authors, reference.title, reference.journal, reference.detail)
            assert [each for each in told if each not in unescape(html)] == []
            if reference.doi:
                assert f'href="https://doi.org/{reference.doi}" rel="noreferrer"' in unescape(html)


def test_a_note_without_references_says_that_it_awaits_sign_off(
    edition: CompiledEdition, client: Client
) -> None:
    words = read(client, "notes/C33/")

    assert edition.notes["C33"].references == ()
    assert "Expert consensus, unreferenced, awaiting clinical sign-off." in words
    assert "confirmed" not in words


def test_the_crumbs_lead_to_its_section(edition: CompiledEdition, client: Client) -> None:
    crumbs = html_of(client, "notes/C33/").split('class="crumbs"', 1)[1].split("</ol>", 1)[0]

    assert links_of(crumbs)[-1] == "/guidance/treatment/surgery/nephrectomy/"


@pytest.mark.parametrize("code", ["C99", "c01", "nothing-of-the-sort"])
def test_an_unknown_note_is_told(edition: CompiledEdition, client: Client, code: str) -> None:
    assert f"Edition 1 has no note {code}." in read(client, f"notes/{code}/", status=404)


def test_marks_in_a_note_are_words(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(note="Mind the <b>gap</b>.")

    assert "Mind the &lt;b&gt;gap&lt;/b&gt;." in html_of(client, "notes/C33/")


def test_a_note_is_read_as_an_older_edition_had_it(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(note="Reworded.")

    assert "Reworded." in read(client, "notes/C33/")
    assert "Reworded." not in read(client, "notes/C33/?edition=1")


@pytest.mark.parametrize("code", ["C33", "C21"])
def test_a_note_costs_one_query_however_many_references_it_has(
    edition: CompiledEdition, client: Client, django_assert_num_queries: Callable, code: str
) -> None:
    with django_assert_num_queries(1):
        html_of(client, f"notes/{code}/")


def test_a_note_that_was_signed_off_says_by_whom_and_when(
    edition: CompiledEdition, curator: User, client: Client
) -> None:
    unreferenced = next(note for note in edition.notes.values() if not note.references)
    for code in (unreferenced.id, "C26"):
        put_in_draft("note", code, signed_off={"by": "Dr A. Example", "on": "2026-05-31"})
    publish_edition(document=guidance_document(), by=curator, now=LATER)

    assert "Signed off by Dr A. Example on 31 May 2026." in read(client, "notes/C26/")
    words = read(client, f"notes/{unreferenced.id}/")
    assert "Expert consensus, unreferenced. Signed off by Dr A. Example on 31 May 2026." in words
    assert "awaiting" not in words
