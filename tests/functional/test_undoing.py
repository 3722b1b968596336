"""Undo and redo in a real browser: by mouse, by keys, while something is still unsaved, and for lesions."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.actions.cases import copy_demo_case
from cases.models import PatientCase
from cases.queries.cases import case_for, demo_case
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import PHONE, violations
from tests.functional.conftest import Console

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
OpenAs = Callable[..., Page]


@pytest.fixture
def lung(resident: User, edition: CompiledEdition) -> PatientCase:
    demo = demo_case("lung-both-kidneys")
    assert demo is not None
    return copy_demo_case(demo=demo, by=resident, now=datetime(2026, 1, 2, tzinfo=UTC))


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def button(page: Page, name: str) -> Locator:
    return page.locator("#undo").get_by_role("button", name=name)


def sex(page: Page, label: str) -> Locator:
    return page.locator("#field-sex").get_by_label(label, exact=True)


def answer(page: Page, target: Locator) -> None:
    with page.expect_response(lambda it: it.request.method == "POST"):
        target.check()
    expect(state(page)).to_contain_text("Saved")


def test_saves_are_undone_and_redone_with_the_focus_kept_in_place(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, age_years=60)
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    expect(button(page, "Undo")).to_be_disabled()
    answer(page, sex(page, "Female"))
    answer(page, sex(page, "Male"))
    for label in ("Female", None):
        button(page, "Undo").click()
        expect(state(page)).to_contain_text("Undone: Sex")
        if label:
            expect(sex(page, label)).to_be_checked()
            expect(button(page, "Undo")).to_be_focused()
    expect(sex(page, "Not recorded")).to_be_checked()
    expect(page.locator("#announcer")).to_contain_text("Undone: Sex (now not recorded).")
    expect(button(page, "Undo")).to_be_disabled()
    expect(button(page, "Redo")).to_be_focused()
    assert case_for(resident, case.pk).recorded() == {"age_years": 60}

    page.keyboard.press("Enter")
    expect(sex(page, "Female")).to_be_checked()
    page.keyboard.press("ControlOrMeta+y")
    expect(sex(page, "Male")).to_be_checked()
    page.keyboard.press("ControlOrMeta+z")
    expect(sex(page, "Female")).to_be_checked()
    expect(page.get_by_label("Age", exact=True)).to_have_value("60")
    assert violations(page) == []
    assert console == []


def test_what_is_not_saved_yet_is_what_is_undone_and_the_keys_are_left_to_text_fields(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, age_years=60)
    page = open_as(resident)
    page.clock.install()
    page.goto(f"/cases/{case.pk}/presentation/")
    page.get_by_label("Age", exact=True).fill("61")
    page.keyboard.press("ControlOrMeta+z")
    page.get_by_label("Age", exact=True).fill("62")
    expect(state(page)).to_have_text("Not saved yet")
    assert case_for(resident, case.pk).version == 1

    # The button is disabled while nothing is saved, so somebody else's first save makes it one to press.
    page.clock.run_for(1000)
    expect(state(page)).to_contain_text("Saved")
    page.get_by_label("Age", exact=True).fill("63")
    button(page, "Undo").click()
    expect(state(page)).to_contain_text("Undone: Age (now 62 years)")
    expect(page.get_by_label("Age", exact=True)).to_have_value("62")
    assert case_for(resident, case.pk).recorded() == {"age_years": 62}
    assert console == []


def test_enter_in_a_field_saves_and_takes_nothing_back(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, age_years=60)
    for script in (True, False):
        page = open_as(resident, f"/cases/{case.pk}/presentation/", java_script_enabled=script)
        page.get_by_label("Age", exact=True).fill("61" if script else "62")
        with page.expect_response(lambda it: it.request.method == "POST"):
            page.keyboard.press("Enter")
        expect(state(page)).to_contain_text("Saved")
    assert case_for(resident, case.pk).recorded() == {"age_years": 62}
    page.locator("#undo-last").click()
    expect(page.locator(".messages")).to_contain_text("Undone: Age (now 61 years).")
    assert console == []


def test_an_undo_keeps_in_sight_what_is_not_saved_when_a_field_is_wrong(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = case_of(resident, age_years=60)
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    answer(page, sex(page, "Female"))
    page.get_by_label("Age", exact=True).fill("300")
    expect(state(page)).to_contain_text("1 field is not: Age")
    button(page, "Undo").click()

    expect(state(page)).to_contain_text("Undone: Sex (now not recorded). 1 field is not saved: Age")
    expect(state(page)).not_to_have_class("save-state in-part")
    expect(state(page).get_by_role("link", name="Age")).to_be_visible()


def removing(page: Page, number: int) -> Locator:
    return page.locator("[data-lesion]:visible").nth(number - 1).get_by_label("Remove this lesion")


def test_a_removed_lesion_comes_back_from_where_it_was_and_from_the_history(
    lung: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    before = case_for(resident, lung.pk).recorded()
    page = open_as(resident, f"/cases/{lung.pk}/kidney/", viewport=PHONE)
    answer(page, removing(page, 2))
    gone = page.locator(".removed")
    expect(gone).to_contain_text("Lesion 2 removed. Undo")
    expect(gone.get_by_role("button")).to_be_focused()
    assert len(case_for(resident, lung.pk).recorded()["lesions"]) == 2
    with page.expect_response(lambda it: it.request.method == "POST"):
        page.keyboard.press("Enter")
    expect(page.locator("[data-lesion]:visible")).to_have_count(3)
    expect(state(page)).to_contain_text("Saved")
    assert case_for(resident, lung.pk).recorded() == before

    answer(page, removing(page, 1))
    button(page, "Undo").click()
    expect(state(page)).to_contain_text("Undone: Lesion 1 is back (now 3 lesions)")
    expect(page.locator("[data-lesion]:visible")).to_have_count(3)
    expect(gone).to_have_count(0)
    assert case_for(resident, lung.pk).recorded() == before
    # What is drawn anew goes on as before: a lesion is added, another removed.
    page.get_by_role("button", name="Add a lesion").click()
    page.locator("[data-lesion]:visible").nth(3).get_by_label("Size").fill("9")
    answer(page, removing(page, 1))
    lesions = case_for(resident, lung.pk).recorded()["lesions"]
    assert lesions == (*before["lesions"][1:], {"size_mm": 9})
    assert console == []


def test_an_undo_that_meets_another_tab_changes_nothing_and_says_so(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident)
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    answer(page, sex(page, "Female"))
    other = page.context.new_page()
    other.goto(f"/cases/{case.pk}/presentation/")
    answer(other, sex(other, "Male"))
    button(page, "Undo").click()

    expect(page.locator("#conflict")).to_contain_text("changed in another tab")
    expect(state(page)).to_have_text("Not undone: changed elsewhere")
    assert case_for(resident, case.pk).recorded() == {"sex": "male"}
    assert console == []
