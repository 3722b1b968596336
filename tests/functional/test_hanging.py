"""Fields that hang on others, and lesions of several natures, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import DESKTOP
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
SECOND = ("second_cancer_date", "second_cancer_stage", "second_cancer_tnm", "which_cancer_spread")
NATURES = (
    "metastasis_confirmed",
    "direct_growth",
    "second_primary",
    "lymphoma",
    "benign",
    "uncertain",
)
CHAPTERS = ("primary", "kidney", "biopsy", "staging")


def shown(page: Page, *keys: str) -> list[bool]:
    return [page.locator(f"#field-{key}").is_visible() for key in keys]


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_have_class("save-state saved")


def test_a_field_comes_with_what_it_hangs_on_and_stays_where_it_holds_something(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, primary_site="lung")
    page = open_as(resident, f"/cases/{case.pk}/primary/", viewport=DESKTOP)
    assert shown(page, *SECOND, "pleural_cytology") == [False] * 5

    page.locator("#more-second_cancer_site > summary").click()
    page.get_by_label("Second cancer", exact=True).select_option("rcc")
    page.get_by_label("Pleura", exact=False).first.check()
    assert shown(page, *SECOND, "pleural_cytology") == [True] * 5
    page.get_by_label("TNM of the second cancer").fill("pT1bN0M0")
    page.get_by_label("TNM of the second cancer").blur()
    expect(page.locator("#after-second_cancer_tnm")).to_contain_text("Read as pT1b N0 M0 (AJCC8)")
    saved(page)

    page.get_by_label("Second cancer", exact=True).select_option("none")
    saved(page)
    assert shown(page, *SECOND) == [False, False, True, False]
    page.reload()
    assert shown(page, *SECOND) == [False, False, True, False]
    assert console == []


def test_without_javascript_every_field_is_there(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = case_of(resident)
    page = open_as(resident, f"/cases/{case.pk}/primary/", viewport=DESKTOP, java_script_enabled=False)
    page.locator("#more-second_cancer_site > summary").click()
    assert shown(page, *SECOND, "pleural_cytology") == [True] * 5


def test_the_map_follows_the_diagnosis_of_a_lesion_by_keyboard_alone(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    lesions = [{"side": "left", "pole": "upper", "size_mm": 20}, {"side": "right", "size_mm": 20}]
    case = case_of(resident, primary_site="lung", kidney_diagnosis="metastasis_presumed", lesions=lesions)
    page = open_as(resident, f"/cases/{case.pk}/kidney/", viewport=DESKTOP)
    diagnosis = page.locator("[name=lesions-1-diagnosis]")
    expect(diagnosis.locator("option:checked")).to_have_text("As the kidney: presumed metastasis")
    expect(page.locator(".map-legend li")).to_have_text(["metastasis"])

    diagnosis.focus()
    page.keyboard.type("A sec")
    page.keyboard.press("Tab")
    saved(page)
    expect(page.locator(".map-legend li")).to_have_text(["metastasis", "a second primary"])
    expect(page.locator("figcaption")).to_contain_text("20 mm: a second primary")
    expect(page.locator(".map svg").first).to_have_attribute(
        "aria-label", re.compile("2 lesions: .*: a second primary")
    )
    assert console == []
