"""From a rule in the builder to a resident's open workbench, by the doors that a new user finds."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cases.models import PatientCase
from guidance.domain.edition import CompiledEdition
from tests.functional.axe import violations
from tests.functional.conftest import Console

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
OpenAs = Callable[..., Page]
RULE, SECTION, LUNG = "primaries-known", "Common primary tumours", "A lung mass, and lesions in both kidneys"


@pytest.fixture
def demonstration(edition: CompiledEdition, settings) -> None:
    settings.DEMO_MODE = True
    for command in ("load_demo_people", "load_case_library"):
        call_command(command, verbosity=0)


def enter(open_as: OpenAs, door: str) -> Page:
    page = open_as(None, "/")
    page.get_by_role("button", name=f"Enter as a {door}", exact=False).first.click()
    page.wait_for_load_state()
    return page


def test_a_changed_rule_reaches_an_open_workbench_with_the_old_edition_named(
    demonstration: None, open_as: OpenAs, console: Console
) -> None:
    resident = enter(open_as, "resident")
    case = PatientCase.objects.get(demo_slug="lung-both-kidneys")
    resident.goto(f"/cases/{case.pk}/presentation/")
    resident.get_by_label("Age", exact=True).fill("69")
    expect(resident.locator("#save-state")).to_contain_text("Saved")
    expect(resident.locator("#guide")).to_contain_text(SECTION)
    expect(resident.locator(".changed-since")).to_have_count(0)

    curator = enter(open_as, "curator")
    change_the_rule(curator)
    address = propose(curator)
    curator.get_by_role("link", name="What would it do to cases?").click()
    see_the_impact(curator)

    second = enter(open_as, "second curator")
    second.goto(address)
    second.get_by_role("button", name="Begin the review").click()
    second.get_by_role("link", name="make a statement of your interests").click()
    second.get_by_label("No, none").check()
    second.get_by_role("button", name="Declare it").click()
    second.get_by_role("button", name="Accept", exact=True).click()
    second.goto("/curate/publish/")
    second.get_by_label("What readers are told").fill("For lung the list of primaries says nothing new.")
    second.get_by_role("button", name="Publish edition 2").click()
    second.wait_for_url("**/guidance/editions/")

    resident.get_by_label("Age", exact=True).fill("70")
    since = resident.locator(".changed-since")
    expect(since).to_contain_text("This case was last read with edition 1")
    expect(since).to_contain_text(SECTION)
    expect(resident.locator("#guide .edition")).to_contain_text("Edition 2")
    assert violations(resident) == []
    since.get_by_role("button", name="Seen").click()
    expect(since).to_have_count(0)
    assert console == []


def change_the_rule(page: Page) -> None:
    page.goto(f"/curate/draft/rules/{RULE}/")
    page.get_by_label("How it is compared").select_option("is_not")
    expect(page.get_by_label("Value")).to_be_visible()
    page.get_by_label("Value").select_option("lung")
    expect(page.locator(".in-words, #in-words")).to_contain_text("primary site is not lung")
    expect(page.locator("#save-state")).to_contain_text("Saved")


def propose(page: Page) -> str:
    page.locator("#side").get_by_role("link", name="Change set").click()
    page.get_by_label("Title").fill("No list of primaries for lung")
    page.get_by_label("Reason").fill("Whoever has a lung cancer in front of them does not need the list.")
    page.get_by_role("button", name="Propose it").click()
    expect(page.locator(".set-head .state")).to_have_text("Proposed")
    return page.url


def see_the_impact(page: Page) -> None:
    page.get_by_role("button", name="Work out the impact").click()
    results = page.locator("#impact-results")
    expect(results).to_contain_text(SECTION, timeout=30_000)
    expect(results).to_contain_text(LUNG)
    assert violations(page) == []
