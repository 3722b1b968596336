"""Every page but the workbench, as a person meets it: axe, the console, what fits on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import NARROWEST, look
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)


def test_axe_finds_nothing_and_the_console_is_clean_on_a_list_of_several_pages(
    open_as: Callable[..., Page], console: Console, curator: User, edition: CompiledEdition
) -> None:
    for number in range(45):
        case_of(curator, f"Case {number}")
    page, faults = open_as(curator), []
    for path in ("/cases/?page=2", "/curate/draft/rules/?page=2"):
        faults += look(page, path, views=((NARROWEST, "light"), (NARROWEST, "dark")))
        expect(page.get_by_role("navigation", name="Pages of")).to_be_visible()

    assert faults == []
    assert console == []


def test_the_keyboard_reaches_the_content_in_two_presses(
    open_as: Callable[..., Page], edition: CompiledEdition
) -> None:
    page = open_as(None, "/guidance/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_chosen_colours_stay_on_the_next_page(
    open_as: Callable[..., Page], edition: CompiledEdition
) -> None:
    page = open_as(None, "/")
    page.get_by_role("button", name="Colours: Auto").click()
    expect(page.get_by_role("button", name="Colours: Light")).to_be_visible()
    page.get_by_role("button", name="Colours: Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/guidance/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"


FINDING = "<p class='finding finding-ok'><b>Done</b></p><p class='finding'><b>It failed</b></p>"
BUTTONS = (
    "<button class='btn btn-quiet'>Stop</button>"
    "<button class='btn btn-quiet'>\n  Stop<span class='visually-hidden'>: the export</span>\n</button>"
)


def test_what_went_well_is_not_coloured_as_what_failed(
    open_as: Callable[..., Page], edition: CompiledEdition
) -> None:
    page = open_as(None, "/")
    page.locator("main").evaluate("(it, html) => { it.innerHTML = html; }", FINDING)
    well, failed = page.locator(".finding b").evaluate_all("all => all.map(it => getComputedStyle(it).color)")

    assert well != failed


def test_a_button_is_as_wide_as_what_is_seen_in_it_when_more_is_said_to_ears(
    open_as: Callable[..., Page], edition: CompiledEdition
) -> None:
    page = open_as(None, "/")
    page.locator("main").evaluate("(it, html) => { it.innerHTML = html; }", BUTTONS)
    seen, heard = page.locator("main .btn").evaluate_all("all => all.map(it => it.offsetWidth)")

    assert heard == seen
