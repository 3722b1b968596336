"""One curator, two change sets, two tabs: what is typed goes into the set whose page led there."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guidance.actions.changing import open_change_set
from guidance.domain.edition import CompiledEdition
from guidance.models import ChangeSet
from guidance.queries.draft import guidance_document
from kidmet_site.accounts.models import User
from tests.functional.axe import PHONE, overflows, violations
from tests.functional.conftest import Console
from tests.guidance.curating import KEY, NOW, proposed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
OpenAs = Callable[..., Page]
OTHER_KEY = "111-2"


@pytest.fixture
def sets(edition: CompiledEdition, curator: User) -> dict[str, ChangeSet]:
    found = {}
    for title in ("Sizes", "Words"):
        held = open_change_set(document=guidance_document(), by=curator, now=NOW, is_anew=True)
        held.title = title
        held.save()
        found[title] = held
    return found


def statement(page: Page, change_set: ChangeSet, key: str = KEY) -> None:
    """To a statement by the links, from the page of a set."""
    page.goto(f"/curate/changes/{change_set.pk}/")
    page.get_by_role("link", name="draft", exact=True).click()
    page.locator("a[href*='/sections/staging/tnm/']").first.click()
    page.locator(f"a[href*='/statements/{key}/']").first.click()
    expect(page.locator("#goes-into")).to_contain_text(f"Goes into: “{change_set}”")


def write(page: Page, text: str, *, said: str = "Saved") -> None:
    page.get_by_label("Statement", exact=True).fill(text)
    expect(page.locator("#save-state")).to_contain_text(said)


def texts(change_set: ChangeSet) -> dict[str, str]:
    return {row.entry_id: (row.proposed or {})["text"] for row in change_set.changes.all()}


def test_what_is_typed_goes_into_the_set_of_its_tab_when_two_tabs_write_by_turns(
    sets: dict[str, ChangeSet], curator: User, open_as: OpenAs, console: Console
) -> None:
    sizes = open_as(curator)
    words = sizes.context.new_page()
    console.watch(words, sizes.url)
    tabs = {"Sizes": sizes, "Words": words}
    for title, tab in tabs.items():
        statement(tab, sets[title])
    for turn in ("first", "second"):
        for title, tab in tabs.items():
            write(tab, f"{title}, {turn}.")
    for title in tabs:
        assert texts(sets[title]) == {KEY: f"{title}, second."}

    words.reload()
    expect(words.get_by_label("Statement", exact=True)).to_have_value("Words, second.")
    words.get_by_role("button", name="Take this change back").click()
    expect(words.locator("#goes-into")).to_contain_text("Goes into: “Words”")
    assert texts(sets["Words"]) == {} and texts(sets["Sizes"]) == {KEY: "Sizes, second."}
    assert console == []


def test_nothing_typed_is_lost_when_the_set_of_a_tab_was_proposed_meanwhile(
    sets: dict[str, ChangeSet], curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator, viewport=PHONE, dark=True)
    statement(page, sets["Sizes"])
    write(page, "In time.")
    proposed(sets["Sizes"], "Sizes")
    write(page, "Too late.", said="Not saved")
    expect(page.locator("#conflict")).to_contain_text("“Sizes” is proposed: nothing can be written into it.")
    expect(page.get_by_label("Statement", exact=True)).to_have_value("Too late.")
    assert violations(page) == [] and not overflows(page)
    assert texts(sets["Sizes"]) == {KEY: "In time."}

    page.get_by_role("button", name="Save it in “Words”").click()
    expect(page.locator("#goes-into")).to_contain_text("Goes into: “Words”")
    expect(page.locator("#conflict .finding")).to_have_count(0)
    assert texts(sets["Words"]) == {KEY: "Too late."} and texts(sets["Sizes"]) == {KEY: "In time."}

    page.get_by_role("button", name="Take this change back").click()
    expect(page.get_by_label("Statement", exact=True)).not_to_have_value("Too late.")
    assert texts(sets["Words"]) == {}
    assert console == []


def test_a_set_that_was_begun_is_gone_on_with_when_its_page_is_left_reloaded_and_come_back_to(
    sets: dict[str, ChangeSet], curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator)
    statement(page, sets["Sizes"])
    page.get_by_role("link", name="Begin a new change set").click()
    expect(page.locator("#goes-into")).to_contain_text("a new change set, which begins with your first save")
    write(page, "Begun.")
    begun = ChangeSet.objects.exclude(pk__in=[each.pk for each in sets.values()]).get()
    expect(page).to_have_url(re.compile(rf"\?set={begun.pk}$"))
    strays = page.locator("a[href*='set=new']:not(#goes-into a), input[value=new]")
    expect(strays).to_have_count(0)

    page.reload()
    expect(page.get_by_label("Statement", exact=True)).to_have_value("Begun.")
    write(page, "Gone on with.")
    page.locator(".crumbs").get_by_role("link", name="Draft", exact=True).click()
    expect(page.locator("#goes-into")).to_contain_text(f"“{begun}”")
    page.go_back()
    expect(page.get_by_label("Statement", exact=True)).to_have_value("Gone on with.")
    write(page, "Come back to.")

    assert ChangeSet.objects.count() == 3 and texts(begun) == {KEY: "Come back to."}
    assert console == []
