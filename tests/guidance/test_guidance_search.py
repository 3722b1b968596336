"""Searching the statements, titles and notes of an edition."""

import re
from collections.abc import Callable
from html import unescape
from itertools import chain
from urllib.parse import urlencode

import pytest
from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.searching import excerpted, folded, marked, words_of
from guidance.presenting.guidance_pages import FOUND_ON_A_PAGE
from tests.guidance.reading import html_of, links_of, publish_reworded, read, text_of
from tests.tables import for_each

PLACE = re.compile(r"(?:#[sa]-|/notes/)([\w-]+)")


def test_a_statement_is_found_with_its_section_and_a_link_to_its_place(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, "search/?q=primary+source+of+the+cancer+cells")

    assert "Found: 1 statement, in 1 section." in text_of(html)
    assert "/guidance/treatment/surgery/nephrectomy/#s-130-3" in links_of(html)
    assert "Treatment Nephrectomy" in text_of(html)


def test_a_note_is_found_with_its_address(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "search/?q=816+of+11%2C328")

    assert "/guidance/notes/C01/" in links_of(html)
    assert "Note C01:" in text_of(html)


def test_a_section_is_found_by_its_title(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "search/?q=debulking+procedures")

    assert "/guidance/treatment/surgery/debulking/" in links_of(html)
    assert "1 title" in text_of(html)


def test_found_words_are_marked(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "search/?q=NEPHRECTOMY+curative")

    assert "<mark>nephrectomy</mark>" in html
    assert "<mark>curative</mark>" in html
    assert {each.casefold() for each in re.findall(r"<mark>(.*?)</mark>", html)} == {
        "nephrectomy",
        "curative",
    }


FAR = "far " * 200


@for_each(
    "text, query, shown",
    [
        ("A short text with a zebra.", "zebra", "A short text with a [zebra]."),
        (f"{FAR}one zebra and more {FAR}", "zebra", "… far"),
        (f"zebra {FAR}", "zebra", "[zebra] far"),
        (f"{FAR}zebra", "zebra", "far [zebra]"),
        (f"A zebra {FAR}and an emu {FAR}", "zebra emu", "A [zebra] far far"),
        (f"A zebra {FAR}and an emu {FAR}", "zebra emu", "far and an [emu] far"),
        (f"{FAR}title only", "nothing of it", "far far"),
        (f"{'漢' * 500}zebra{'字' * 500}", "zebra", "漢漢[zebra]字字"),
        (f"{FAR}z{'-' * 2_000}ebra", "zebra", "… [z--"),
    ],
    ids=range(9),
)
def test_of_a_long_text_what_stands_around_the_words_is_shown(text: str, query: str, shown: str) -> None:
    pieces = excerpted(marked(text, words_of(query)))
    cut = "".join(f"[{piece}]" if is_word else piece for piece, is_word in pieces)

    assert shown in cut
    assert len(cut) <= 330 and "  " not in cut
    assert all(part.strip() in text for part in re.sub(r"[][]", "", cut).split("…"))


def test_a_long_note_is_not_shown_whole(edition: CompiledEdition, client: Client) -> None:
    note = next(each for each in edition.notes.values() if len(each.text) > 400)
    last = note.text.split()[-1].strip(".")
    words = text_of(html_of(client, f"search/?{urlencode({'q': f'{note.id} {last}'})}"))

    assert note.text not in words and last in words and "…" in words


@pytest.mark.parametrize("query", ["haematuria", "HAEMATURIA", "Hàematurïa"])
def test_case_and_accents_make_no_difference(edition: CompiledEdition, client: Client, query: str) -> None:
    plain, found = (read_results(client, each) for each in ("haematuria", query))

    assert found == plain
    assert found


@pytest.mark.parametrize(("query", "same"), [("PAX-8", "PAX8"), ("follow-up", "followup")])
def test_a_hyphen_makes_no_difference(
    edition: CompiledEdition, client: Client, query: str, same: str
) -> None:
    plain, found = (read_results(client, each) for each in (same, query))

    assert found == plain
    assert found


@pytest.mark.parametrize(("query", "in_text"), [("PAX-8", "PAX8"), ("followup", "follow-up")])
def test_a_found_word_is_marked_with_its_hyphens_or_without(
    edition: CompiledEdition, client: Client, query: str, in_text: str
) -> None:
    assert f"<mark>{in_text}</mark>" in html_of(client, f"search/?q={query}")


def test_every_word_must_occur(edition: CompiledEdition, client: Client) -> None:
    both = read_results(client, "biopsy lymphoma")

    assert both
    assert both < read_results(client, "biopsy")
    for key in both:
        said = (edition.all_said.get(key) or edition.notes[key]).text
        assert "biopsy" in folded(said)
        assert "lymphoma" in folded(said)


def read_results(client: Client, query: str) -> set[str]:
    """Keys of the statements and additions, and codes of the notes, that were found, on all pages."""
    return set(chain.from_iterable(read_pages(client, query)))


def read_pages(client: Client, query: str) -> list[list[str]]:
    """Of each page, by its link to the next one: what was found, in its order."""
    address, pages = f"?{urlencode({'q': query})}", []
    while address:
        html = html_of(client, f"search/{address}")
        links = links_of(html)
        pages.append([found[1] for link in links if (found := PLACE.search(link))])
        following = re.search(r'<a href="([^"]*)" rel="next">', html)
        address = unescape(following[1]) if following else ""
    return pages


def test_all_that_has_the_word_is_found_and_nothing_else(edition: CompiledEdition, client: Client) -> None:
    has = {key for key, said in edition.all_said.items() if "biopsy" in folded(said.text)}
    has |= {each.id for each in edition.notes.values() if "biopsy" in folded(f"{each.klass} {each.text}")}

    assert read_results(client, "biopsy") == has


def test_much_that_is_found_stands_on_pages_each_thing_once(edition: CompiledEdition, client: Client) -> None:
    pages = read_pages(client, "e")
    listed = list(chain.from_iterable(pages))

    assert len(listed) > 300 and len(listed) == len(set(listed))
    assert [len(page) <= FOUND_ON_A_PAGE for page in pages] == [True] * len(pages)
    assert set(listed) >= {each.key for each in edition.statements.values() if "e" in folded(each.text)}
    first, last = html_of(client, "search/?q=e"), html_of(client, f"search/?q=e&page={len(pages)}")
    assert max(len(first), len(last)) < 40_000
    assert all(how_many(page) == how_many(first) for page in (first, last)) and how_many(first)
    assert html_of(client, "search/?q=e&page=9999") != first


def how_many(html: str) -> list[str]:
    return re.findall(r"Found: [^<]*?\.", html)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "Type one or more words; all of them have to occur."),
        ("   ", "Type one or more words; all of them have to occur."),
        ("?! …", "“?! …” holds no word to search for. Use letters or digits."),
        ("zebra", "Nothing has all of “zebra”. Try fewer words"),
        ("(.*", "“(.*” holds no word to search for."),
        ("<script>alert(1)</script>", "Nothing has all of “<script>alert(1)</script>”."),
    ],
)
def test_what_finds_nothing_is_told(
    edition: CompiledEdition, client: Client, query: str, sentence: str
) -> None:
    response = client.get("/guidance/search/", {"q": query})

    assert response.status_code == 200
    html = response.content.decode()
    assert sentence in unescape(html)
    assert "<mark>" not in html
    assert "<script>alert" not in html


def test_a_query_as_long_as_an_address_may_be_is_answered(edition: CompiledEdition, client: Client) -> None:
    assert client.get("/guidance/search/", {"q": "kidney " * 500}).status_code == 200


def test_what_was_typed_is_kept(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "search/?q=%22renal%22+pelvis")

    assert 'value="&quot;renal&quot; pelvis"' in html


def test_marks_in_what_is_found_are_words(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(statement="A <b>zebra</b> & more.")

    html = html_of(client, "search/?q=zebra")

    assert "A &lt;b&gt;<mark>zebra</mark>&lt;/b&gt; &amp; more." in html


def test_an_older_edition_is_searched_when_asked_for(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(statement="A zebra.")

    older = html_of(client, "search/?q=zebra&edition=1")

    assert "Found: 1 statement" in read(client, "search/?q=zebra")
    assert "Nothing has all of “zebra”." in text_of(older)
    assert '<input type="hidden" name="edition" value="1">' in older


@pytest.mark.parametrize("query", ["zebra", "nephrectomy", "e"])
def test_searching_costs_one_query_however_much_is_found(
    edition: CompiledEdition, client: Client, django_assert_num_queries: Callable, query: str
) -> None:
    with django_assert_num_queries(1):
        html_of(client, f"search/?q={query}")
