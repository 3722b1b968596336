"""A section as it is read: its statements in order, the notes beside what they speak about, the ways on."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.words import CERTAINTIES, DOMAINS, KINDS, SEVERITIES, UNREFERENCED, WITHOUT_A_REFERENCE
from guidance.presenting.guidance_pages import section_context
from kidmet_site.accounts.models import User
from tests.guidance.domain.small_edition import PACK, compile_edition
from tests.guidance.reading import html_of, links_of, notes_of, publish_reworded, read, text_of

DEBULKING = "treatment/surgery/debulking/"
NEPHRECTOMY = "treatment/surgery/nephrectomy/"


@pytest.fixture
def pages(edition: CompiledEdition, client: Client) -> dict[str, str]:
    return {slug: html_of(client, f"{slug}/") for slug in edition.sections}


def test_every_section_says_its_title_domain_and_heading(
    edition: CompiledEdition, pages: dict[str, str]
) -> None:
    for slug, section in edition.sections.items():
        words = text_of(pages[slug])
        assert f"{DOMAINS[section.domain]} {section.title}" in words
        told = f"In the source: “{section.heading}”" in words
        assert told == (section.heading.casefold() != section.title.casefold())


def test_every_statement_stands_in_its_section_in_order_with_its_kind_and_paragraph(
    edition: CompiledEdition, pages: dict[str, str]
) -> None:
    for slug, section in edition.sections.items():
        assert re.findall(r'id="s-([^"]+)"', pages[slug]) == [each.key for each in section.statements]
        words = text_of(pages[slug])
        for each in section.statements:
            said = " ".join(each.text.split())
            assert f"{said} {KINDS[each.kind]} ¶ {each.paragraph}" in words
            assert f"/guidance/statements/{each.key}/" in links_of(pages[slug])


def test_every_note_is_once_on_its_section_and_only_the_important_ones_are_open(
    edition: CompiledEdition, pages: dict[str, str]
) -> None:
    for slug in edition.sections:
        expected = {note.id: note.severity == "high" for note in edition.notes_for(slug)}
        assert notes_of(pages[slug]) == expected


def test_every_note_says_what_it_rests_on_and_how_sure_that_is(
    edition: CompiledEdition, pages: dict[str, str]
) -> None:
    for note in edition.notes.values():
        html = pages[note.section]
        words = text_of(html)
        assert f"Curator note {note.id}: {note.klass} {SEVERITIES[note.severity]} {note.text}" in words
        sure = f": {CERTAINTIES[note.certainty]}." if note.references else f" {UNREFERENCED}"
        assert f"{sure} Note {note.id} on its own page" in words
        addresses = {f"/guidance/references/#ref-{id_}" for id_ in note.references}
        assert addresses <= set(links_of(html))


def test_a_note_and_an_addition_say_that_references_bear_a_part_of_them_only(
    edition: CompiledEdition, pages: dict[str, str]
) -> None:
    for said in (*edition.notes.values(), *edition.additions.values()):
        listed = " , ".join(said.references)
        is_in_part = f"Rests in part on {listed} ; the rest: not confirmed by a source." in text_of(
            pages[said.section]
        )
        assert is_in_part == (WITHOUT_A_REFERENCE in said.text)


def test_a_note_stands_right_behind_the_statement_that_it_speaks_about(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, NEPHRECTOMY)

    assert html.index('id="s-130-3"') < html.index('id="n-C33"') < html.index('id="s-130-4"')


def test_a_note_about_several_statements_is_named_at_the_others(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, DEBULKING)

    assert edition.notes["C34"].statements == ("133-1", "133-2", "133-3", "134-1")
    assert text_of(html).count("Note C34 speaks about this too") == 3
    assert links_of(html).count("#n-C34") == 3


def test_a_note_about_the_section_as_a_whole_comes_before_its_statements(client: Client) -> None:
    small = compile_edition(PACK, 1, published_at="2026-01-01")

    context = section_context(small, small.sections["staging/tnm"])

    assert [shown.note.id for shown in context["notes"]] == ["C01"]


def test_the_margin_of_a_note_reaches_to_the_next_note(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, NEPHRECTOMY)

    assert re.findall(r'class="beside rows-(\d+)"', html) == [
        "1",
        "6",
        "1",
    ]  # from 130-2 to 130-3, then to 131-5, then to the end


def test_bullets_are_items_of_a_list_one_for_each_of_the_source(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, "anatomy/histological-variants/")
    bullets = [each for each in edition.sections["anatomy/histological-variants"].statements if each.bullet]

    block = re.search(r'<ul class="block block-bullet".*?</ul>', html, re.DOTALL)
    assert block
    assert block[0].count("<li") == len({each.paragraph for each in bullets}) < len(bullets)
    assert re.findall(r'id="s-([^"]+)"', block[0]) == [each.key for each in bullets]


def test_quotations_say_that_they_have_no_source(edition: CompiledEdition, pages: dict[str, str]) -> None:
    for slug, section in edition.sections.items():
        quoted = {each.paragraph for each in section.statements if each.form == "quotation"}
        assert text_of(pages[slug]).count("A quotation without a source") == len(quoted)


def test_an_artefact_of_the_source_is_called_one(edition: CompiledEdition, client: Client) -> None:
    assert "An artefact: this place of the source holds no words" in read(client, "methodology/data/")


def test_a_section_without_text_says_so_and_lists_what_is_below(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, "methodology/")

    assert "This heading has no text of its own in the source." in text_of(html)
    below = html.split('id="below-heading"', 1)[1]
    assert "/guidance/methodology/design/" in links_of(below)


def test_one_can_read_the_document_from_the_first_section_to_the_last(
    edition: CompiledEdition, pages: dict[str, str]
) -> None:
    def way(direction: str, slug: str) -> str | None:
        found = re.search(rf'rel="{direction}" href="/guidance/([^"]+)/"', pages[slug])
        return found and found[1]

    slugs = list(edition.sections)
    assert [way("next", slug) for slug in slugs] == [*slugs[1:], None]
    assert [way("prev", slug) for slug in slugs] == [None, *slugs[:-1]]


def test_the_crumbs_lead_up(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "diagnosis/imaging/ct/")

    crumbs = html.split('class="crumbs"', 1)[1].split("</ol>", 1)[0]
    assert links_of(crumbs) == ["/guidance/", "/guidance/diagnosis/", "/guidance/diagnosis/imaging/"]


@pytest.mark.parametrize("slug", ["unknown", "diagnosis/unknown", "diagnosis//imaging", "notes", "%3Cb%3E"])
def test_an_unknown_section_is_told_with_a_way_back(
    edition: CompiledEdition, client: Client, slug: str
) -> None:
    html = html_of(client, f"{slug}/", status=404)

    assert "Edition 1 has no section" in text_of(html)
    assert "<b>" not in html.split("has no section", 1)[1].split("</p>", 1)[0]
    assert "/guidance/editions/" in links_of(html)


def test_marks_in_a_statement_or_a_note_are_words(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(statement="If <b>x</b> & y, <script>alert(1)</script>.", note='A "note" <img src=x>.')

    html = html_of(client, NEPHRECTOMY)

    assert "If &lt;b&gt;x&lt;/b&gt; &amp; y, &lt;script&gt;alert(1)&lt;/script&gt;." in html
    assert "<img src=x>" not in html
    assert 'A "note" <img src=x>.' in unescape(html)


def test_an_older_edition_says_what_it_said_and_its_links_stay_in_it(
    edition: CompiledEdition, client: Client
) -> None:
    publish_reworded(statement="It was reworded.")

    older = html_of(client, f"{NEPHRECTOMY}?edition=1")

    assert "It was reworded." in read(client, NEPHRECTOMY)
    assert "It was reworded." not in older
    assert edition.statements["130-3"].text in unescape(older)
    assert "This is edition 1, not the current one." in text_of(older)
    main = older.split('class="crumbs"', 1)[1].split("</main>", 1)[0]
    strayed = {link for link in links_of(main) if link.startswith("/guidance/") and "edition=1" not in link}
    history = f"/guidance/changes/section/{NEPHRECTOMY}"
    assert strayed == {"/guidance/", history}, "only what is of the current edition, or of all of them"


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("99", "There is no edition 99. There are: 1."),
        ("0", "There is no edition 0."),
        ("-1", "“-1” is not the number of an edition."),
        ("one", "“one” is not the number of an edition."),
        ("٣", "“٣” is not the number of an edition."),
        ("9" * 40, "is not the number of an edition."),
    ],
)
def test_an_unknown_edition_is_told(
    edition: CompiledEdition, client: Client, asked: str, sentence: str
) -> None:
    assert sentence in read(client, f"{NEPHRECTOMY}?edition={asked}", status=404)


def test_without_any_edition_the_page_says_what_to_do(db: None, client: Client) -> None:
    assert "Run manage.py load_guidance." in read(client, NEPHRECTOMY, status=404)


@pytest.mark.parametrize("slug", ["methodology", "overview", "patient/mental-health"])
def test_reading_costs_one_query_however_long_the_section(
    edition: CompiledEdition, client: Client, django_assert_num_queries: Callable, slug: str
) -> None:
    with django_assert_num_queries(1):
        html_of(client, f"{slug}/")


def test_reading_costs_the_session_the_person_and_their_notices_more_for_who_is_signed_in(
    edition: CompiledEdition,
    resident: User,
    client_of: Callable[[User], Client],
    django_assert_num_queries: Callable,
) -> None:
    client = client_of(resident)

    with django_assert_num_queries(4):
        html_of(client, NEPHRECTOMY)
