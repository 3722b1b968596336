"""A case while it is worked, in a real browser: what looks again by itself, and steps by the keyboard."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, load_cases
from tests.cases.group import group_with
from tests.functional.axe import DESKTOP

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("library")]
OpenAs = Callable[..., Page]


@pytest.fixture
def library(edition: CompiledEdition) -> None:
    load_cases()


def test_who_is_where_goes_on_by_itself_and_what_they_chose_stands_still(
    educator: User, open_as: OpenAs
) -> None:
    case, members = group_with(educator, 5, now=timezone.now())
    for each in members[:3]:
        commit(begun(each), each, steps=1)
    live = f"/teach/assignments/{case.assignment_id}/cases/{case.pk}/live/"
    page = open_as(educator)
    page.clock.install()
    page.goto(f"{live}?order=name")
    expect(page.locator(".live-counts")).to_contain_text("Not begun 2")
    commit(begun(members[3]), members[3], steps=1)
    page.clock.run_for(11_000)
    expect(page.locator(".live-counts")).to_contain_text("Not begun 1")
    page.clock.run_for(11_000)
    expect(page.locator("#live")).to_have_count(1)

    page.goto(f"{live}history/")
    expect(page.locator("#live-count")).to_contain_text("4 of 5 have committed")
    expect(page.locator("main")).to_contain_text("What 3 chose; 1 more waits for others")
    commit(begun(members[4]), members[4], steps=1)
    page.clock.run_for(11_000)
    expect(page.locator("#live-count")).to_contain_text("5 of 5 have committed")
    expect(page.locator("main")).to_contain_text("What 3 chose")
    page.get_by_role("link", name="load it again").click()
    expect(page.locator("main")).to_contain_text("What 5 chose")


def test_keys_lead_from_step_to_step_and_scroll_before_they_do(educator: User, open_as: OpenAs) -> None:
    case, members = group_with(educator, 3, now=timezone.now())
    for each in members:
        commit(begun(each), each)
    live = f"/teach/assignments/{case.assignment_id}/cases/{case.pk}/live/"
    page = open_as(educator, f"{live}history/", viewport=DESKTOP)

    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("live/scan/$"))
    page.keyboard.press("PageDown")
    expect(page.locator("h1")).not_to_be_in_viewport()
    expect(page).to_have_url(re.compile("live/scan/$"))
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    page.keyboard.press("PageDown")
    expect(page).to_have_url(re.compile("live/tissue/$"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile("live/scan/$"))
    page.emulate_media(media="print")
    expect(page.locator(".projector-bar")).to_be_hidden()
    expect(page.locator(".group-choices").first).to_be_visible()
