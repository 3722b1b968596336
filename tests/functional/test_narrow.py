"""The header of a phone is one row, and the form of a chapter is near by keyboard and by eye."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import PatientCase
from guidance.actions.change_sets import declare_interests
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, load_cases, submitted
from tests.cases.samples import case_of, lesions
from tests.conftest import person
from tests.functional.axe import DESKTOP, NARROWEST, PHONE, violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
IN_THE_FORM = "document.activeElement.matches('main form :is(input, select, textarea, button)')"
A_FIELD = """() => {
  const now = document.activeElement;
  const first = [...document.querySelectorAll('[id^=fields-] :is(input:not([type=hidden]), select)')]
    .find((each) => each.checkVisibility() && each.tabIndex >= 0);
  return now === first || (now.type === "radio" && now.name === first.name);
}"""


@pytest.fixture
def case(resident: User, edition: CompiledEdition) -> PatientCase:
    known = {"primary_site": "lung", "m_category": "cM0", "t_category": "cT2a"}
    return case_of(resident, **known, lesions=lesions(2))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_first_field_of_each_chapter_takes_six_presses_at_most(
    viewport: dict, case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page, far = open_as(resident, viewport=viewport), {}
    for chapter in CHAPTERS:
        page.goto(f"/cases/{case.pk}/{chapter.key}/")
        presses = ["Tab", "Tab"]
        for key in presses:
            page.keyboard.press(key)
        expect(page.get_by_role("link", name="Skip to the form")).to_be_focused()
        presses.append("Enter")
        page.keyboard.press("Enter")
        while not page.evaluate(A_FIELD) and len(presses) < 20:
            presses.append("Tab")
            page.keyboard.press("Tab")
        if len(presses) > 6:
            far[chapter.key] = len(presses)

    assert far == {}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_form_of_a_step_is_six_presses_away_at_most(
    viewport: dict, resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    load_cases()
    page = open_as(resident, f"/library/attempts/{begun(resident).pk}/steps/history/", viewport=viewport)
    for key in ("Tab", "Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    assert page.evaluate(IN_THE_FORM)


def test_the_header_is_one_row_and_the_first_word_comes_early(
    edition: CompiledEdition, open_as: OpenAs
) -> None:
    roles = {"is_resident": True, "is_educator": True, "is_curator": True, "is_superuser": True}
    rich = person("Maximiliane-Wolfeschlegelsteinhausen", **roles)
    own = case_of(rich, "Lung, both kidneys", primary_site="lung")
    page, late = open_as(rich, viewport=PHONE), []
    paths = [f"/cases/{own.pk}/{chapter.key}/" for chapter in CHAPTERS]
    for path in ["/", "/cases/", "/library/", "/learn/", "/guidance/", "/curate/", "/account/", *paths]:
        page.goto(path)
        for viewport in (PHONE, NARROWEST):
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            bar = page.locator(".bar").bounding_box()
            word = page.locator("h1").bounding_box()
            assert bar and word
            if bar["height"] > 56 or word["y"] > (120 if path in paths else 200):
                late.append((path, viewport["width"], bar["height"], word["y"]))
        expect(page.get_by_text("For education.", exact=False).first).to_be_attached()

    assert late == []


def test_every_way_of_the_header_is_in_its_menu_on_a_phone_by_keyboard_and_with_axe(
    case: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/kidney/", viewport=PHONE)
    expect(page.get_by_role("link", name="Notices")).to_be_hidden()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    for name in ("Cases", "Teaching", "Learning", "Guidance", "Notices"):
        expect(page.locator("#bar-menu").get_by_role("link", name=name)).to_be_visible()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()

    page.get_by_role("button", name="Kidney 3 of 9").click()
    assert violations(page) == []
    page.get_by_role("navigation", name="Chapters").get_by_role("link", name="Staging").click()
    expect(page.get_by_role("heading", name="Staging", exact=True, level=1)).to_be_visible()
    assert console == []


def test_the_menu_and_the_chapters_open_without_javascript(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/kidney/", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.mouse.click(10, 700)
    page.get_by_role("button", name="Kidney 3 of 9").click()
    page.get_by_role("navigation", name="Chapters").get_by_role("link", name="Biopsy").click()
    expect(page.get_by_role("heading", name="Biopsy", exact=True, level=1)).to_be_visible()


def opened(page: Page, address: str) -> None:
    """The page, with all sections of the panel in sight."""
    page.goto(address)
    page.locator("#guide-all > summary").click()


def test_the_panel_opens_on_the_domain_of_its_chapter_until_another_is_chosen(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident)
    opens = {
        "presentation": "Diagnosis",
        "staging": "Staging",
        "treatment": "Treatment",
        "palliative": "Palliative",
    }
    for chapter, tab in opens.items():
        opened(page, f"/cases/{case.pk}/{chapter}/")
        expect(page.get_by_role("tab", name=tab)).to_have_attribute("aria-selected", "true")

    page.get_by_role("tab", name="Staging").click()
    for chapter in ("treatment", "presentation"):
        opened(page, f"/cases/{case.pk}/{chapter}/")
        expect(page.get_by_role("tab", name="Staging")).to_have_attribute("aria-selected", "true")

    other = case_of(resident, "Another", primary_site="breast")
    opened(page, f"/cases/{other.pk}/treatment/")
    expect(page.get_by_role("tab", name="Treatment")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("viewport", [PHONE, NARROWEST], ids=["phone", "narrowest"])
def test_the_ways_to_change_how_one_signs_in_are_in_sight_without_scrolling_sideways(
    viewport: dict, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, "/account/", viewport=viewport)
    cut = page.locator(".table-wrap").evaluate_all("all => all.map((it) => it.scrollWidth - it.clientWidth)")

    assert cut == [0]


def test_one_long_word_takes_no_column_out_of_sight_and_the_header_keeps_one_row(
    edition: CompiledEdition, open_as: OpenAs
) -> None:
    roles = {"is_resident": True, "is_educator": True, "is_curator": True, "is_superuser": True}
    rich = person("Max", **roles)
    User.objects.filter(pk=rich.pk).update(display_name="W" * 80)
    case_of(rich, "Synchronous_clear-cell_renal_cell_carcinoma_" + "final_FINAL_" * 13)
    own = case_of(rich, "W" * 200, primary_site="lung")
    load_cases()
    submitted(rich)
    declare_interests(has_interests=True, text="W" * 2000, by=rich, now=timezone.now())
    page, wide = open_as(rich), []
    chapter = f"/cases/{own.pk}/primary/"
    ways = ["/", "/cases/", chapter, f"/cases/{own.pk}/summary/", f"/cases/{own.pk}/delete/", "/learn/"]
    for path in [*ways, "/curate/", "/curate/interests/", "/guidance/notices/", "/account/"]:
        page.goto(path)
        for width in (1440, 1024, 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            bar = page.locator(".bar").bounding_box()
            assert bar
            # On a phone the columns of many domains are scrolled to.
            tables = ".table-wrap:has(.written)" if path != "/learn/" or width > 1000 else ":not(*)"
            over = page.locator(f"html, {tables}").evaluate_all(
                "all => all.map((it) => it.scrollWidth - it.clientWidth)"
            )
            if any(each > 0 for each in over) or bar["height"] > 60:
                wide.append((path, width, over, bar["height"]))
    assert wide == []
