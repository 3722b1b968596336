"""A case's bottom line is read in a minute and printed on two sheets, whichever case it is; a panel's first
view is a few lines, with the rest a press away."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.actions.cases import create_case
from cases.content.demo_cases import demo_cases
from cases.content.library import shipped_library
from cases.models import PatientCase
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import MANY_CAUTIONS, NOW
from tests.functional.axe import DESKTOP, PHONE, violations
from tests.functional.conftest import Console
from tests.functional.test_workbench import saved

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]

MOST_WORDS = 250
MOST_SHEETS = 2
SHEET = re.compile(rb"/Type\s*/Page\b")
"""What Chromium writes for each page of a PDF."""


@pytest.fixture
def cases(resident: User, edition: CompiledEdition) -> list[PatientCase]:
    """Every demo case, every shipped key, and cases that have nothing, or hardly anything."""
    records = {demo.slug: demo.case_file.recorded for demo in demo_cases()}
    records |= {f"key of {case.slug}": case.key.record for case in shipped_library().cases}
    records |= {"nothing": {}, "a primary alone": {"primary_site": "lung"}, "M0": {"m_category": "M0"}}
    return [
        create_case(title=slug, by=resident, now=NOW, recorded=recorded) for slug, recorded in records.items()
    ]


def pages_printed(page: Page) -> int:
    return len(SHEET.findall(page.pdf(format="A4", prefer_css_page_size=True)))


def screens(page: Page, piece: str, viewport: dict) -> float:
    """How many screens it takes from the top of the page to the end of this piece."""
    return page.locator(piece).evaluate("it => it.getBoundingClientRect().bottom") / viewport["height"]


def test_every_summary_is_read_in_a_minute_and_printed_on_two_sheets(
    cases: list[PatientCase], resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, "/cases/")
    too_long = {}
    for case in cases:
        page.goto(f"/cases/{case.pk}/summary/")
        words = len(page.locator(".summary").inner_text().split())
        on_screen = screens(page, ".sheets", DESKTOP)
        sheets = pages_printed(page)
        if words > MOST_WORDS or on_screen > 1 or sheets > MOST_SHEETS:
            too_long[case.title] = (words, on_screen, sheets)
    assert too_long == {}
    assert console == []


def test_stage_what_applies_cautions_and_what_to_ask_are_one_screen_of_a_phone(
    cases: list[PatientCase], resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, "/cases/", viewport=PHONE)
    too_long = {}
    for case in cases:
        page.goto(f"/cases/{case.pk}/summary/")
        hidden = page.locator(".line-columns :is(h2, p, li a)").evaluate_all(
            "all => all.filter(it => it.scrollWidth > it.clientWidth + 1 && it.clientWidth).length"
        )
        on_screen = screens(page, ".line-columns", PHONE)
        if on_screen > 1 or hidden:
            too_long[case.title] = (on_screen, hidden)
    assert too_long == {}


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_line_leads_to_its_card_when_it_is_pressed(
    viewport: dict, script: bool, cases: list[PatientCase], resident: User, open_as: OpenAs
) -> None:
    page = open_as(
        resident, f"/cases/{cases[0].pk}/treatment/", viewport=viewport, java_script_enabled=script
    )
    if script and viewport is PHONE:
        page.locator("[data-sheet]").click()
    expect(page.locator("#guide .card").first).to_be_hidden()
    line = page.locator("#guide-first [data-card]").last
    card = page.locator(str(line.get_attribute("href")))
    line.press("Enter")
    expect(card).to_be_in_viewport()
    expect(card.get_by_role("heading")).to_have_text(line.inner_text())
    if script:
        expect(card.locator("h3 a")).to_be_focused()
        assert violations(page, "#guide") == []


def test_all_sections_stay_open_over_a_save_and_what_is_new_is_told_above_them(
    cases: list[PatientCase], resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{cases[0].pk}/treatment/")
    rest = page.locator("#guide-all")
    rest.locator("> summary").click()
    page.get_by_role("tab", name="Diagnosis").click()
    background = page.locator("#background-diagnosis")
    expect(background.locator(".card").first).to_be_hidden()
    background.locator("> summary").click()
    page.locator("#field-treatments_considered").get_by_label("Radical nephrectomy").check()
    saved(page)
    expect(page.locator("#guide-first .new")).to_be_visible()
    expect(background.locator(".card").first).to_be_visible()
    rest.locator("> summary").click()
    page.locator("#field-treatments_considered").get_by_label("Radical nephrectomy").uncheck()
    expect(page.locator("#guide-first")).to_contain_text("No longer applies: Nephrectomy")
    expect(rest).not_to_have_attribute("open", "")
    assert console == []


def test_full_record_is_a_choice_on_screen_and_on_paper(
    cases: list[PatientCase], resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{cases[0].pk}/summary/", viewport=PHONE)
    assert violations(page) == []
    page.get_by_role("link", name="The full record", exact=True).click()
    expect(page.get_by_role("heading", name="What is recorded")).to_be_visible()
    expect(page.get_by_role("button", name="Print the full record")).to_be_visible()
    assert violations(page) == []
    assert pages_printed(page) > MOST_SHEETS
    page.get_by_role("link", name="In short").click()
    expect(page.get_by_role("heading", name="What is recorded")).to_have_count(0)
    assert console == []


def test_every_caution_is_printed_on_two_sheets_when_there_are_many(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = create_case(title="A case", by=resident, now=NOW, recorded=MANY_CAUTIONS)
    page = open_as(resident, f"/cases/{case.pk}/summary/")
    assert page.locator(".line-warned").count() >= 10
    assert pages_printed(page) <= MOST_SHEETS


def test_no_word_of_the_stage_is_broken_on_a_phone_when_it_is_not_recorded(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    recorded = {"primary_site": "bladder", "other_metastatic_sites": frozenset({"lung"})}
    case = create_case(title="A case", by=resident, now=NOW, recorded=recorded)
    page = open_as(resident, f"/cases/{case.pk}/summary/", viewport=PHONE)
    unknown = page.locator(".line-stage .unknown strong", has_text="not recorded")
    rows = unknown.evaluate_all(
        """found => found.map(it => {
            const range = document.createRange(); range.selectNodeContents(it);
            return new Set([...range.getClientRects()].map(rect => Math.round(rect.top))).size;
        })"""
    )
    assert rows
    assert [count for count in rows if count > 2] == []
