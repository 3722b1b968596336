"""The source's own words in a browser: opened where they stand, and beside a statement as it is written."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.functional.axe import PHONE
from tests.functional.conftest import Console
from tests.guidance.sources import attached, invented_source

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Invented words stand on line 130, and nobody has restated them."
STATEMENT = "/guidance/statements/130-3/"


def test_a_long_paragraph_opens_by_keyboard_and_leaves_the_page_where_it_is(
    open_as: Callable[..., Page],
    live_server: object,
    edition: CompiledEdition,
    resident: User,
    console: Console,
) -> None:
    attached(invented_source().replace(WORDS, "A paragraph goes on and on. " * 600))
    page = open_as(resident)
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server}{STATEMENT}")
    summary = page.locator(".source-says > summary")
    summary.evaluate("it => it.scrollIntoView({block: 'start'})")
    summary.focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    expect(page.locator(".source-says blockquote")).to_contain_text("goes on and on")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")

    assert before and page.evaluate("scrollY") == before
    assert not console


def test_the_paragraph_is_a_link_away_without_javascript(
    browser: Browser, live_server: object, edition: CompiledEdition
) -> None:
    attached(shown_to="everybody")
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{live_server}{STATEMENT}")
        page.locator(".source-says > summary").click()
        page.get_by_role("link", name="Read the paragraph").click()
        expect(page.locator(".source-words")).to_contain_text(WORDS)


def test_the_paragraph_of_a_new_statement_follows_the_line_that_is_typed(
    open_as: Callable[..., Page],
    live_server: object,
    edition: CompiledEdition,
    curator: User,
    console: Console,
) -> None:
    attached()
    page = open_as(curator)
    page.goto(f"{live_server}/curate/draft/add/statement/?section=staging/tnm")
    beside = page.locator("#source-beside")
    for line, said in (
        ("111", "a bullet stands on line 111."),
        ("999", "the text that is attached has 226."),
    ):
        page.locator("#id_line").fill(line)
        page.keyboard.press("Tab")
        expect(beside).to_contain_text(said)
        expect(page.locator("#id_paragraph")).to_be_focused()

    assert not console
