"""What waits under "More" of a chapter, by hand, by keyboard and by a link, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.queries.cases import case_for
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import NARROWEST, PHONE, violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


def fold(page: Page, first: str) -> Locator:
    return page.locator(f"#more-{first}")


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_class("save-state saved")


def test_a_field_under_more_is_reached_by_keyboard_and_by_a_link_and_stays_in_view_with_what_it_holds(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident)
    page = open_as(resident, f"/cases/{case.pk}/presentation/", viewport=PHONE)
    weight, height = page.get_by_label("Weight", exact=True), page.get_by_label("Height", exact=True)
    person = fold(page, "age_years")
    expect(weight).to_be_hidden()

    person.locator("> summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(weight).to_be_focused()
    page.keyboard.type("70")
    page.keyboard.press("Tab")
    saved(page)
    expect(height).to_be_focused()  # a save folds nothing away, and takes no focus
    assert violations(page, "#chapter-form") == []

    person.locator("> summary").press("Enter")
    expect(weight).to_be_visible()  # what holds something comes out as the rest is folded
    expect(height).to_be_hidden()
    expect(person.locator("> summary .more-of")).to_have_text("More Height")
    assert case_for(resident, case.pk).recorded() == {"weight_kg": 70}

    page.goto(f"/cases/{case.pk}/presentation/#field-height_cm")
    expect(height).to_be_focused()
    expect(weight).to_be_visible()
    assert console == []


def test_a_field_comes_from_under_more_when_what_it_matters_with_is_chosen_or_it_is_wrong(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident)
    page = open_as(resident, f"/cases/{case.pk}/presentation/", viewport=NARROWEST)
    signs = page.locator("#field-infection_signs")
    expect(signs).to_be_hidden()
    fever = page.get_by_label("Fever")
    fever.scroll_into_view_if_needed()
    was = fever.bounding_box()
    fever.check()
    expect(signs).to_be_visible()
    saved(page)
    fever.uncheck()
    saved(page)
    expect(signs).to_be_visible()  # nothing goes away under the hand
    assert fever.bounding_box() == was

    fold(page, "age_years").locator("> summary").click()
    page.get_by_label("Weight", exact=True).fill("much")
    fold(page, "age_years").locator("> summary").click()
    expect(page.locator("#after-weight_kg .errors")).to_be_visible()

    page.goto(f"/cases/{case.pk}/primary/")
    outside = page.locator("#field-extrathoracic_lesion_count")
    expect(outside).to_be_hidden()
    page.locator("[name=primary_site]").select_option("lung")
    expect(outside).to_be_visible()
    expect(page.locator("[name=primary_site]")).to_have_value("lung")
    saved(page)

    page.goto(f"/cases/{case.pk}/treatment/")
    page.get_by_text("More treatments").click()
    page.get_by_label("Bone agent").check()
    saved(page)
    page.get_by_text("More treatments").click()
    expect(page.get_by_label("Bone agent")).to_be_visible()
    expect(page.get_by_label("Radioiodine")).to_be_hidden()
    assert console == []


def test_a_link_leads_under_more_when_there_are_no_scripts(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = case_of(resident)
    page = open_as(
        resident, f"/cases/{case.pk}/imaging/#field-pregnant", viewport=PHONE, java_script_enabled=False
    )
    expect(page.locator("#field-pregnant")).to_be_in_viewport()


def test_a_fold_that_was_opened_stays_open_when_the_chapter_is_drawn_anew_with_a_save(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, primary_site="lung")
    page = open_as(resident, f"/cases/{case.pk}/staging/", viewport=PHONE)
    fold(page, "reported_stage_group").locator("> summary").click()
    page.get_by_label("Notation").fill("cT1a cN0 cM0")
    page.get_by_label("Notation").blur()
    expect(page.locator("[name=t_category]")).to_have_value("T1a")

    expect(page.get_by_label("Stage group in the report")).to_be_visible()
    assert console == []
