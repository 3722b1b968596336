"""A line from a report in a browser: read while it is typed, and recorded by its button alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import PatientCase
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.axe import overflows, violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
LINE = "pT2, pN1a (2/14), M0, L1, V0, R0"


def test_a_pasted_line_is_read_at_once_and_recorded_when_its_button_is_pressed(
    edition: CompiledEdition, resident: User, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, primary_site="colorectal")
    page = open_as(resident, f"/cases/{case.pk}/staging/")
    page.get_by_role("textbox", name="Line from a report").press_sequentially(LINE)

    read = page.locator("#line-read")
    expect(read.locator("mark")).to_have_text(["pN1a (2/14)"])
    expect(read.get_by_role("term")).to_have_text(["T", "N", "M", "Edition", "Nodes", "Descriptors"])
    expect(page.locator("#line-said")).to_contain_text("T pT2, N pN1a(2/14), M M0")
    assert PatientCase.objects.get(pk=case.pk).version == case.version
    assert violations(page) == [] and not overflows(page)

    read.get_by_role("button", name="Take over T, N and M").press("Enter")
    expect(read).to_have_text("Taken over: T, N and M.")
    expect(page.locator("input[name=tnm_notation]")).to_have_value("pT2 pN1a(2/14) M0")
    assert PatientCase.objects.get(pk=case.pk).recorded()["n_category"] == "pN1a(2/14)"
    expect(page.get_by_role("textbox", name="Line from a report")).to_have_value(LINE)
    assert console == []
