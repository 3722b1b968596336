"""The main job in a real browser: by mouse, by keyboard, in two tabs, on a phone, with axe."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from cases.actions.cases import copy_demo_case
from cases.models import PatientCase
from cases.queries.cases import case_for, demo_case
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import DESKTOP, PHONE, violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
M = ".path-short li:first-child strong"


@pytest.fixture
def lung(resident: User, edition: CompiledEdition) -> PatientCase:
    demo = demo_case("lung-both-kidneys")
    assert demo is not None
    return copy_demo_case(demo=demo, by=resident, now=datetime(2026, 1, 2, tzinfo=UTC))


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.locator("#save-state")).to_have_class("save-state saved")


def remove_lesion(page: Page, number: int) -> None:
    page.locator("[data-lesion]:visible").nth(number - 1).get_by_label("Remove this lesion").check()


def test_m_follows_the_lesions_from_m1c2_to_m1c1_to_m1b(
    lung: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/primary/")
    expect(page.locator(M)).to_have_text("M1c2")

    page.locator("#field-other_metastatic_sites").get_by_label("None").check()
    expect(page.locator(M)).to_have_text("M1c1")
    expect(page.locator(".strip .why")).to_contain_text("M1c1")
    saved(page)

    page.get_by_role("link", name="Kidney").click()
    remove_lesion(page, 3)
    remove_lesion(page, 2)
    expect(page.locator(M)).to_have_text("M1b")
    expect(page.locator("figcaption")).to_contain_text("left kidney, upper pole, 18 mm")
    saved(page)

    page.goto(f"/cases/{lung.pk}/staging/")
    expect(page.locator(".path .group strong")).to_have_text("IVA")
    expect(page.get_by_text("pM1c2").first).to_be_visible()
    assert len(case_for(resident, lung.pk).recorded()["lesions"]) == 1
    assert console == []


def test_the_whole_case_is_worked_by_keyboard_alone(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, "/cases/")
    tab_to(
        page, page.get_by_role("button", name="New case").or_(page.get_by_role("link", name="New case")).first
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/new/")
    tab_to(page, page.get_by_label("Title"))
    page.keyboard.type("Bladder, a lesion in the sinus")
    page.keyboard.press("Enter")
    page.wait_for_url("**/presentation/")
    case = PatientCase.objects.get()
    page.goto(f"/cases/{case.pk}/primary/")
    tab_to(page, page.get_by_label("Primary site"))
    page.keyboard.type("Bladder")
    saved(page)
    page.goto(f"/cases/{case.pk}/kidney/")
    tab_to(page, page.get_by_role("button", name="Add a lesion"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Side").first).to_be_focused()
    page.keyboard.type("Left")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Renal sinus")
    saved(page)
    page.goto(f"/cases/{case.pk}/staging/")
    questions = page.get_by_role("group", name="A question for you")
    expect(questions.first).to_contain_text("Which is it?")
    expect(page.locator(".path .group strong")).to_have_text("open")
    assert console == []


def tab_to(page: Page, target: object, most: int = 80) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        if target.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def test_a_click_on_the_map_adds_a_lesion_there(
    lung: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/kidney/")
    page.locator(".map svg [data-add=left-lower] .hit").click()

    expect(page.locator("[data-lesion]:visible")).to_have_count(4)
    saved(page)
    assert case_for(resident, lung.pk).recorded()["lesions"][3] == {"side": "left", "pole": "lower"}
    assert console == []


@pytest.mark.parametrize("script", [True, False])
def test_the_address_of_a_place_on_the_map_begins_a_lesion_there(
    script: bool, lung: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/kidney/?add=left-lower#lesions", java_script_enabled=script)
    row = page.locator("[data-lesion]:visible").nth(3)
    expect(row.get_by_label("Side")).to_have_value("left")
    expect(row.get_by_label("Pole")).to_have_value("lower")
    expect(page.locator("[data-lesion]:visible")).to_have_count(4)
    if not script:
        page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert case_for(resident, lung.pk).recorded()["lesions"][3] == {"side": "left", "pole": "lower"}


def test_what_keeps_an_entry_is_said_as_it_is_when_there_are_no_scripts(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = case_of(resident)
    page = open_as(resident, f"/cases/{case.pk}/presentation/", java_script_enabled=False)
    for place in ("#save-state", "#save-foot"):
        expect(page.locator(place).get_by_text("Press Save to keep what you enter")).to_be_visible()
        expect(page.locator(place).get_by_text("Saves as you go")).to_be_hidden()
    page.goto("/cases/new/")
    expect(page.get_by_text("Each change is saved as you go")).to_be_hidden()


def test_ask_next_leads_to_the_field_that_it_names(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = case_of(resident, primary_site="lung")
    page = open_as(resident, f"/cases/{case.pk}/primary/")
    link = page.locator(".ask a").first
    name = link.inner_text()
    link.click()

    field = page.locator(".field.arrived, #field-lesions")
    expect(field.first).to_be_visible()
    assert name


def test_a_second_tab_cannot_overwrite_the_first_unseen(
    lung: PatientCase, resident: User, open_as: OpenAs
) -> None:
    first = open_as(resident, f"/cases/{lung.pk}/prognosis/")
    second = first.context.new_page()
    second.goto(f"/cases/{lung.pk}/prognosis/")
    first.get_by_label("Serum albumin", exact=True).fill("41")
    saved(first)
    second.get_by_label("Serum albumin", exact=True).fill("28")

    expect(second.get_by_role("alert")).to_contain_text("changed in another tab")
    assert violations(second) == []
    assert case_for(resident, lung.pk).recorded()["albumin_g_l"] == 41
    expect(second.get_by_label("Serum albumin", exact=True)).to_have_value("28")
    second.get_by_role("button", name="Keep mine").click()
    saved(second)
    assert case_for(resident, lung.pk).recorded()["albumin_g_l"] == 28


def test_nonsense_is_named_at_its_field_and_kept(lung: PatientCase, resident: User, open_as: OpenAs) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/prognosis/")
    page.get_by_label("Serum albumin", exact=True).fill("a lot")

    expect(page.locator("#after-albumin_g_l .errors")).to_contain_text("a lot")
    expect(page.locator("#save-state")).to_contain_text("but 1 field is not: Serum albumin")
    expect(page.locator("#save-foot")).to_contain_text("but 1 field is not: Serum albumin")
    told = page.locator("#announcer")
    expect(told).to_contain_text("Serum albumin: ")
    expect(told).to_contain_text("Still recorded: 33 g/L")
    expect(told).not_to_contain_text("Not recorded")
    expect(page.get_by_label("Serum albumin", exact=True)).to_have_value("a lot")
    assert case_for(resident, lung.pk).recorded()["albumin_g_l"] == 33
    assert violations(page) == []
    page.get_by_label("Serum albumin", exact=True).fill("38")
    saved(page)


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(
    lung: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/prognosis/")
    page.context.set_offline(True)
    page.get_by_label("Serum albumin", exact=True).fill("41")
    expect(page.locator("#save-state")).to_contain_text("cannot be reached")

    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    saved(page)
    assert case_for(resident, lung.pk).recorded()["albumin_g_l"] == 41


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_failing_save_is_in_sight_when_the_state_is_not(
    viewport: dict, lung: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/prognosis/", viewport=viewport)
    line = page.locator(".save-line")
    albumin = page.get_by_label("Serum albumin", exact=True)
    page.context.set_offline(True)
    albumin.fill("41")
    expect(page.locator("#save-state")).to_contain_text("cannot be reached")
    page.evaluate("scrollTo(0, 0)")
    expect(line).to_be_hidden()
    albumin.evaluate("(it) => scrollTo(0, it.getBoundingClientRect().bottom + scrollY - innerHeight)")
    expect(page.locator("#save-state")).not_to_be_in_viewport()
    expect(line).to_contain_text("cannot be reached")
    expect(line).to_be_in_viewport(ratio=1)
    assert albumin.bounding_box()["y"] + albumin.bounding_box()["height"] <= line.bounding_box()["y"]
    assert violations(page) == []

    page.context.set_offline(False)
    expect(line).to_be_hidden(timeout=15_000)


def test_what_changed_is_marked_and_announced(lung: PatientCase, resident: User, open_as: OpenAs) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/treatment/")
    page.locator("#field-treatments_considered").get_by_label("Radical nephrectomy").check()

    expect(page.locator("#guide .new").first).to_be_visible()
    expect(page.locator("#announcer")).not_to_be_empty()
    expect(page.locator("#after-treatments_considered .field-cautions summary").first).to_be_visible()
    assert violations(page) == []


def test_an_entry_is_traced_in_two_clicks_to_statement_paragraph_and_note(
    lung: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/staging/")
    page.locator("#guide-first").get_by_role("link", name="TNM").click()
    page.locator("#tab-staging").get_by_role("link", name="open in the document").first.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Statement")
    expect(page.get_by_text("paragraph", exact=False).first).to_be_visible()
    expect(page.get_by_role("heading", name="Curator notes")).to_be_visible()


def test_on_a_phone_the_guidance_is_a_sheet(lung: PatientCase, resident: User, open_as: OpenAs) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/treatment/", viewport=PHONE)
    expect(page.locator("#guide")).to_be_hidden()
    page.locator("[data-sheet]").click()
    expect(page.locator("#guide")).to_be_visible()
    assert violations(page, "#guide") == []
    page.keyboard.press("Escape")
    expect(page.locator("#guide")).to_be_hidden()


def test_the_focus_stays_in_the_sheet_and_comes_back_when_it_is_closed(
    lung: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/treatment/", viewport={"width": 320, "height": 640})
    opener, sheet = page.locator("[data-sheet]"), page.locator("#guide")
    opener.press("Enter")
    expect(page.get_by_role("complementary", name="Guidance for this case")).to_be_visible()
    tops = sheet.locator("[data-tab]").evaluate_all(
        "tabs => tabs.map((tab) => tab.getBoundingClientRect().top)"
    )
    assert len(set(tops)) == 1  # one row of tabs
    steps = page.locator(":is(a, button, input, select, textarea, summary):visible").count()
    under = "() => document.activeElement !== document.body && !document.activeElement.closest('#guide')"
    for _ in range(min(steps, 40)):
        page.keyboard.press("Tab")
        assert not page.evaluate(under), page.evaluate("() => document.activeElement.outerHTML")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(opener).to_be_focused()

    opener.press("Enter")
    page.mouse.click(160, 20)
    expect(sheet).to_be_hidden()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")
    assert console == []


def test_the_form_works_without_javascript(lung: PatientCase, resident: User, open_as: OpenAs) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/prognosis/", java_script_enabled=False)
    page.get_by_label("Serum albumin", exact=True).fill("41")
    page.get_by_role("button", name="Save", exact=True).click()

    assert case_for(resident, lung.pk).recorded()["albumin_g_l"] == 41
    expect(page.get_by_label("Serum albumin", exact=True)).to_have_value("41")


def test_see_the_note_opens_the_sheet_at_that_note_when_a_phone_has_it_closed(
    lung: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{lung.pk}/treatment/", viewport=PHONE)
    page.locator("#field-treatments_considered").get_by_label("Radical nephrectomy").check()
    saved(page)
    cautions = page.locator("#after-treatments_considered .field-cautions")
    cautions.evaluate("it => { it.open = true; }")
    link = cautions.get_by_role("link", name="See the note").last
    caution = page.locator(str(link.get_attribute("href")))
    button = page.get_by_role("button", name="Close")
    for close in (button.click, lambda: page.keyboard.press("Escape")):
        link.press("Enter")
        expect(caution).to_be_focused()
        expect(caution).to_be_in_viewport()
        expect(caution.locator("details").first).to_have_attribute("open", "")
        assert violations(page, "#guide") == []
        close()
        expect(page.locator("#guide")).to_be_hidden()
        expect(link).to_be_focused()

    page.locator("[data-sheet]").click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-sheet]")).to_be_focused()
    page.goto(f"{page.url}{link.get_attribute('href')}")
    page.reload()
    expect(caution).to_be_focused()
    assert console == []
