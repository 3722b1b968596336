"""What does not fit together, as a hand meets it: it comes with a save and leads to both fields."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun_first, load_first_format
from tests.cases.samples import case_of
from tests.functional.axe import NARROWEST, look, overflows, violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
MALE_AND_CERVIX = "Look again: Sex is recorded as male, but the primary site as cervix."


def test_a_remark_comes_with_a_save_and_goes_with_the_next(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, primary_site="cervix")
    page = open_as(resident, f"/cases/{case.pk}/presentation/", viewport=NARROWEST)
    sex = page.locator("#field-sex")
    sex.get_by_label("Male", exact=True).check()

    told = page.locator("#remarks-sex")
    expect(told).to_contain_text("does it fit “Primary site”?")
    expect(page.locator("#announcer")).to_contain_text(MALE_AND_CERVIX)
    expect(told.get_by_role("link", name="Primary site")).to_be_hidden()
    told.locator("summary").click()
    expect(told.get_by_role("link", name="Primary site")).to_be_visible()
    assert (violations(page), overflows(page)) == ([], False)

    sex.get_by_label("Female").check()
    expect(told).to_have_count(0)
    assert console == []


def test_a_remark_leads_by_keyboard_to_each_of_its_fields(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, sex="male", primary_site="cervix", lesions=[{"side": "left"}, {"side": "right"}])
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    for start, link, arrives in (
        ("sex", "Primary site", "#field-primary_site select"),
        ("primary_site", "Primary site", "#field-primary_site select"),
        ("primary_site", "Sex", "#field-sex input:checked"),
    ):
        page.locator(f"#remarks-{start}").get_by_role("link", name=link).press("Enter")
        expect(page.locator(arrives)).to_be_focused()
    assert console == []


def test_a_step_of_an_attempt_tells_it_once_and_leads_to_its_fields(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    load_first_format()
    path = f"/library/attempts/{begun_first(resident).pk}/steps/history/"
    page = open_as(resident, path, viewport=NARROWEST)
    page.locator("#field-sex").get_by_label("Male", exact=True).check()
    page.get_by_label("Primary site").select_option("cervix")

    told = page.locator("#remarks-primary_site")
    expect(page.locator("#announcer")).to_have_text(MALE_AND_CERVIX)
    told.locator("summary").click()
    assert (violations(page), overflows(page)) == ([], False)
    told.get_by_role("link", name="Sex").press("Enter")
    expect(page.locator("#field-sex input:checked")).to_be_focused()
    page.get_by_label("Age", exact=True).fill("60")
    expect(page.locator("#announcer")).to_have_text("")
    assert console == []


def test_the_summary_and_the_chapters_hold_many_remarks(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(
        resident,
        sex="male",
        primary_site="cervix",
        cancer_history="none_known",
        solitary_kidney=True,
        lesions=[{"side": "left"}, {"side": "right"}],
        ecog=0,
        karnofsky=40,
        pps=30,
        creatinine_umol_l=14,
    )
    page, faults = open_as(resident), []
    for name in ("summary", "primary", "kidney", "prognosis"):
        faults += look(page, f"/cases/{case.pk}/{name}/", views=((NARROWEST, "light"), (NARROWEST, "dark")))
        expect(page.get_by_text("Look again").first).to_be_visible()

    assert faults == []
    assert console == []
