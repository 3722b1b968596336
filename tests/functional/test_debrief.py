"""A debrief in a real browser: what is seen without scrolling, and what is folded below it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.models import TeachingCase
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases, submitted
from tests.functional.axe import DESKTOP, PHONE
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
MISSED = {"m_category": "cM0", "t_category": "cT4", "kidney_diagnosis": "second_primary"}
BOTTOM = "document.querySelector('.next-thing').getBoundingClientRect().bottom"


def test_what_mattered_and_what_is_next_are_seen_without_scrolling_whatever_was_missed(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    load_cases()
    page, below = open_as(resident, viewport=DESKTOP), list[str]()
    for case in TeachingCase.objects.all():
        for is_empty in (True, False):
            attempt = submitted(resident, case.slug, is_empty=is_empty)
            for view in (DESKTOP, PHONE):
                page.set_viewport_size(view)
                page.goto(f"/library/attempts/{attempt.pk}/debrief/")
                bottom = page.evaluate(BOTTOM)
                below += [f"{case.slug}: ends at {bottom} of {view}"] if bottom > view["height"] else []

    assert below == []


def test_what_is_folded_opens_for_a_link_into_it_and_by_keyboard(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    load_cases()
    attempt = submitted(resident, entered=MISSED)
    page = open_as(resident, f"/library/attempts/{attempt.pk}/debrief/", viewport=DESKTOP)
    mark = page.locator("#mark-kidney_diagnosis")
    expect(mark).to_be_hidden()
    page.locator(".mattered").get_by_role("link", name="Diagnosis of the kidney lesion").press("Enter")
    expect(mark).to_be_in_viewport()

    page.locator("summary", has_text="The expert's commentary").press("Enter")
    expect(page.get_by_text("Which M1 it is turns on the organs", exact=False).last).to_be_visible()
    page.goto(f"/library/attempts/{attempt.pk}/debrief/#mark-m_category")
    expect(page.locator("#mark-m_category")).to_be_in_viewport()
    assert console == []


def test_paper_has_all_that_is_folded_and_the_page_is_folded_again(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    load_cases()
    attempt = submitted(resident, entered=MISSED)
    page = open_as(resident, f"/library/attempts/{attempt.pk}/debrief/", viewport=DESKTOP)
    commentary = page.locator("summary", has_text="The expert's commentary").locator("xpath=..")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(commentary).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(commentary).not_to_have_attribute("open", "")
