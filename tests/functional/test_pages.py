"""Every page but the workbench, as a person meets it: axe, the console, what fits on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guidance.domain.edition import Edition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import overflows, violations
from tests.functional.conftest import DESKTOP, PHONE, Console

pytestmark = pytest.mark.django_db(transaction=True)

NARROWEST = {"width": 320, "height": 640}
OPEN_TO_ALL = [
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/guidance/",
    "/guidance/staging/tnm/",
    "/guidance/treatment/surgery/nephrectomy/",
    "/guidance/statements/111-1/",
    "/guidance/notes/C26/",
    "/guidance/references/",
    "/guidance/search/?q=nephrectomy",
    "/guidance/search/?q=zebra",
    "/guidance/editions/",
    "/no-such-page/",
]
SIGNED_IN = [
    "/account/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/cases/",
    "/cases/new/",
    "/cases/import/",
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", OPEN_TO_ALL)
def test_axe_finds_nothing_on_an_open_page(
    path: str, dark: bool, open_as: Callable[..., Page], edition: Edition
) -> None:
    page = open_as(None, path, viewport=DESKTOP, dark=dark)
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("path", SIGNED_IN)
def test_axe_finds_nothing_on_a_page_behind_the_sign_in(
    path: str, dark: bool, open_as: Callable[..., Page], resident: User, edition: Edition
) -> None:
    page = open_as(resident, path, viewport=PHONE, dark=dark)
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_and_the_console_is_clean_on_a_list_of_several_pages(
    dark: bool, open_as: Callable[..., Page], console: Console, curator: User, edition: Edition
) -> None:
    for number in range(45):
        case_of(curator, f"Case {number}")
    faults = []
    for path in ("/cases/?page=2", "/curate/draft/rules/?page=2"):
        page = open_as(curator, path, viewport=NARROWEST, dark=dark)
        expect(page.get_by_role("navigation", name="Pages of")).to_be_visible()
        faults += violations(page) + ([f"{path} is too wide"] if overflows(page) else [])

    assert faults == []
    assert console == []


@pytest.mark.parametrize("path", OPEN_TO_ALL + SIGNED_IN)
def test_a_page_fits_on_the_narrowest_phone_and_its_console_is_clean(
    path: str, open_as: Callable[..., Page], console: Console, resident: User, edition: Edition
) -> None:
    page = open_as(resident if path in SIGNED_IN else None, path, viewport=NARROWEST)
    assert not overflows(page)
    refused = "Failed to load resource"  # what a browser says of the page that is meant not to exist
    assert [line for line in console if not (path == "/no-such-page/" and refused in line)] == []


def test_the_keyboard_reaches_the_content_in_two_presses(
    open_as: Callable[..., Page], edition: Edition
) -> None:
    page = open_as(None, "/guidance/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_chosen_colours_stay_on_the_next_page(open_as: Callable[..., Page], edition: Edition) -> None:
    page = open_as(None, "/")
    page.get_by_role("button", name="Colours: Auto").click()
    expect(page.get_by_role("button", name="Colours: Light")).to_be_visible()
    page.get_by_role("button", name="Colours: Light").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/guidance/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
