"""The document at a glance: every section in its tree, and which edition this is."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.words import DOMAINS
from kidmet_site.accounts.models import User
from tests.guidance.reading import html_of, links_of, publish_reworded, read, text_of


def test_every_section_is_listed_once_in_order_with_its_domain_in_words(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, "").split('id="contents-heading"', 1)[1].split("</main>", 1)[0]

    assert links_of(html) == [f"/guidance/{slug}/" for slug in edition.sections]
    words = re.findall(r'class="domain-(\w+)".*?class="of">([^<]+)<', html, re.DOTALL)
    assert words == [(each.domain, DOMAINS[each.domain]) for each in edition.sections.values()]


def test_sections_lie_within_their_parents(edition: CompiledEdition, client: Client) -> None:
    html = html_of(client, "").split('id="contents-heading"', 1)[1]

    depth, depths = 0, {}
    for tag in re.finditer(
        r'<ul class="contents">|</ul>|<a href="/guidance/([^"]+)/"', html.split("</nav>")[0]
    ):
        depth += {"<ul": 1, "</u": -1}.get(tag[0][:3], 0)
        if tag[1]:
            depths[tag[1]] = depth
    assert depths == {slug: slug.count("/") + 1 for slug in edition.sections}


def test_the_notes_of_each_section_are_counted(edition: CompiledEdition, client: Client) -> None:
    words = read(client, "")

    for slug, section in edition.sections.items():
        count = len(edition.notes_for(slug))
        noted = f" {count} note{'s' * (count != 1)}" if count else ""
        assert f"{section.title} {DOMAINS[section.domain]}{noted} " in f"{words} "


def test_it_says_which_edition_this_is_how_much_it_holds_and_what_it_is_for(
    edition: CompiledEdition, client: Client
) -> None:
    html = html_of(client, "")

    words = text_of(html)
    assert f"Edition 1, published 1 January 2026, {edition.hash[:12]} ." in words
    assert "53 sections, " in words
    assert f"{len(edition.statements)} statements, {len(edition.notes)} curator notes." in words
    assert "For education only." in words
    assert {"/guidance/editions/", "/guidance/references/"} <= set(links_of(html))
    assert 'action="/guidance/search/"' in html


def test_who_is_not_signed_in_reads_the_same(
    edition: CompiledEdition, client: Client, resident: User, curator: User, client_of: Callable
) -> None:
    assert read(client, "") == read(client_of(resident), "")
    keeper = read(client_of(curator), "").replace("Change this : document ", "")
    assert read(client, "") == keeper, "but for the way to its form"


def test_an_older_edition_is_read_from_its_contents(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(note="Reworded.")

    assert "Edition 2, published 4 March 2026" in read(client, "")
    assert "not the current one" not in read(client, "?edition=2")
    older = html_of(client, "?edition=1")
    assert "Edition 1, published 1 January 2026" in text_of(older)
    contents = older.split('id="contents-heading"', 1)[1].split("</main>", 1)[0]
    assert links_of(contents) == [f"/guidance/{slug}/?edition=1" for slug in edition.sections]


def test_an_unknown_edition_is_told(edition: CompiledEdition, client: Client) -> None:
    assert "There is no edition 7. There are: 1." in read(client, "?edition=7", status=404)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_guidance_is_only_read(edition: CompiledEdition, client: Client, method: str) -> None:
    assert getattr(client, method)("/guidance/").status_code == 405


def test_the_contents_cost_one_query(
    edition: CompiledEdition, client: Client, django_assert_num_queries: Callable
) -> None:
    with django_assert_num_queries(1):
        html_of(client, "")
