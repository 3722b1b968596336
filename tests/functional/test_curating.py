"""The curators' pages in a real browser: axe in every state, the tree by keys and by dragging, saving."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from guidance.actions.change_sets import declare_interests
from guidance.actions.publishing import publish_draft
from guidance.domain.edition import CompiledEdition
from guidance.models import Change, ChangeSet
from guidance.queries.draft import guidance_document
from guidance.queries.work import draft_of
from kidmet_site.accounts.models import User
from tests.functional.axe import PHONE, violations
from tests.functional.conftest import Console
from tests.guidance.curating import KEY, NOW, REWORDED, accepted, entry_now, proposed, reworded
from tests.pages import squeezed

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


def test_what_is_typed_is_saved_and_two_tabs_are_told(
    edition: CompiledEdition, curator: User, open_as: OpenAs, console: Console
) -> None:
    path = f"/curate/draft/statements/{KEY}/"
    first, other = open_as(curator, path), open_as(curator, path)
    first.get_by_label("Statement", exact=True).fill(REWORDED)
    expect(first.locator("#save-state")).to_contain_text("Saved")
    expect(first.locator("#side")).to_contain_text("Changed in your change set")

    other.get_by_label("Statement", exact=True).fill("From the other tab.")
    expect(other.locator("#conflict")).to_contain_text("changed in another tab")
    expect(other.get_by_label("Statement", exact=True)).to_have_value("From the other tab.")
    assert violations(other) == []
    assert entry_now(curator, "statement", KEY)["text"] == REWORDED

    other.get_by_role("button", name="Keep mine").click()
    expect(other.locator("#save-state")).to_contain_text("Saved")
    assert entry_now(curator, "statement", KEY)["text"] == "From the other tab."
    assert console == []


def test_a_fault_is_said_beside_its_field_as_one_types(
    edition: CompiledEdition, curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator, f"/curate/draft/statements/{KEY}/")
    page.get_by_label("Line of the source").fill("eleven")
    expect(page.locator("#save-state")).to_contain_text("Not saved")
    expect(page.locator("#field-line .errors")).to_have_text("This needs a whole number.")
    assert violations(page) == []
    assert Change.objects.count() == 0

    page.get_by_label("Line of the source").fill("112")
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.locator("#field-line .errors")).to_have_count(0)
    assert console == []


def order(page: Page, parent: str = "#tree > ol") -> list[str | None]:
    return [row.get_attribute("data-slug") for row in page.locator(f"{parent} > li").all()]


def test_a_section_is_moved_with_the_arrow_keys_and_keeps_the_focus(
    edition: CompiledEdition, curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator, "/curate/draft/")
    before = order(page)
    page.locator("#b-staging").focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#tree")).to_have_attribute("data-moved", "staging")
    expect(page.locator("#b-staging")).to_be_focused()
    assert order(page).index("staging") == before.index("staging") - 1

    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#tree")).not_to_have_attribute("data-moved", "staging")
    moved = draft_of(curator).renamed
    assert list(moved.values()) == ["staging"]
    expect(page.locator(f"[data-slug='{next(iter(moved))}'] > [data-row] [data-name]")).to_be_focused()
    assert console == []


def test_a_section_is_moved_by_dragging(
    edition: CompiledEdition, curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator, "/curate/draft/")
    intro = page.locator("li[data-slug='intro'] > [data-row]")
    target = page.locator("li[data-slug='methodology'] > [data-row]")
    intro.drag_to(target, target_position={"x": 150, "y": 2})
    expect(page.locator("#tree")).to_have_attribute("data-moved", "intro")

    assert order(page)[:3] == ["research-overview", "intro", "methodology"]
    assert list(draft_of(curator).entries.neighbours("section", ""))[:2] == ["research-overview", "intro"]
    assert console == []


def test_a_set_is_proposed_reviewed_accepted_and_published_by_keyboard(
    edition: CompiledEdition, curator: User, second: User, open_as: OpenAs, console: Console
) -> None:
    change_set = reworded(curator)
    page = open_as(curator, f"/curate/changes/{change_set.pk}/")
    page.get_by_label("Title").focus()
    page.keyboard.type("Reword T")
    page.keyboard.press("Tab")
    page.keyboard.type("It reads better.")
    press(page, "Propose it")
    expect(page.locator(".set-head .state")).to_have_text("Proposed")

    page = open_as(second, f"/curate/changes/{change_set.pk}/")
    press(page, "Begin the review")
    page.get_by_role("link", name="Make a statement of your interests").press("Enter")
    page.get_by_label("No, none").press("Space")
    press(page, "Declare it")
    page.get_by_role("button", name="Accept", exact=True).press("Enter")
    expect(page.locator(".set-head .state")).to_have_text("Accepted")

    page.goto("/curate/publish/")
    page.get_by_label("What readers are told").focus()
    page.keyboard.type("The sentence about T reads better.")
    press(page, "Publish edition 2")
    page.wait_for_url("**/guidance/editions/")
    expect(page.get_by_role("heading", name="Edition 2")).to_be_visible()
    assert ChangeSet.objects.get().state == "published"
    assert console == []


def test_on_a_phone_a_link_leads_past_the_changes_to_what_can_be_done(
    open_as: Callable[..., Page], edition: CompiledEdition, curator: User, second: User
) -> None:
    reworded(curator)
    change_set = proposed(reworded(curator, "TNM is used widely.", key="110-1"))
    page = open_as(second, f"/curate/changes/{change_set.pk}/")
    link = page.get_by_role("link", name="What can be done")
    expect(link).to_be_hidden()

    page.set_viewport_size(PHONE)
    link.click()
    expect(page.get_by_role("heading", name="What can be done")).to_be_in_viewport()


class Hand:
    """Presses what two people press, and counts it."""

    def __init__(self) -> None:
        self.pressed: list[str] = []

    def press(self, where: Locator) -> None:
        self.pressed.append(squeezed(where.inner_text()))
        where.press("Enter")


@pytest.mark.parametrize("is_beside", [False, True], ids=["alone", "beside an unfinished set"])
def test_one_wrong_sentence_reaches_readers_in_five_presses_and_in_six_beside_an_unfinished_set(
    edition: CompiledEdition, curator: User, second: User, open_as: OpenAs, console: Console, is_beside: bool
) -> None:
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    unfinished = [reworded(curator, "Not done yet.", key=key) for key in ("110-1", "112-1") if is_beside]
    hand = Hand()
    page = open_as(curator, "/guidance/staging/tnm/")
    hand.press(page.locator(f"#s-{KEY}").get_by_role("link", name="Change this"))
    if is_beside:
        hand.press(page.get_by_role("link", name="Begin a new change set"))
    page.get_by_label("Statement", exact=True).fill(REWORDED)
    page.get_by_label("Title", exact=True).fill("Reword T")
    page.get_by_label("Reason", exact=True).fill("It reads better.")
    hand.press(page.get_by_role("button", name="Propose it"))
    expect(page.locator(".messages")).to_contain_text("“Reword T” is proposed.")
    assert page.url.endswith(f"/guidance/staging/tnm/#s-{KEY}")

    page = open_as(second, "/guidance/")
    hand.press(page.get_by_role("link", name="Notices"))
    hand.press(page.get_by_role("link", name="Cleo proposes “Reword T”"))
    page.get_by_label("What readers are told").fill("The sentence about T reads better.")
    hand.press(page.get_by_role("button", name="Accept and publish edition 2"))
    expect(page.locator(".set-head .state")).to_have_text("Published")

    page.goto(f"/guidance/statements/{KEY}/")
    expect(page.locator(".the-statement")).to_contain_text(REWORDED)
    assert len(hand.pressed) == (6 if is_beside else 5), hand.pressed
    states = ChangeSet.objects.filter(pk__in=[each.pk for each in unfinished]).values_list("state", flat=True)
    assert list(states) == (["writing"] if is_beside else [])
    assert console == []


def test_what_is_refused_from_a_form_is_said_there_and_stays_typed(
    edition: CompiledEdition, curator: User, open_as: OpenAs, console: Console
) -> None:
    back = f"/guidance/statements/{KEY}/"
    page = open_as(curator, f"/curate/draft/statements/{KEY}/?back={back}")
    expect(page.locator("#propose-says")).to_contain_text("Change something above first.")
    expect(page.get_by_role("button", name="Propose it")).to_have_count(0)
    page.get_by_label("Statement", exact=True).fill(REWORDED)
    page.get_by_label("Title", exact=True).fill("Reword T")
    press(page, "Propose it")
    expect(page.locator("#propose-says [role=alert]")).to_contain_text("“Propose” needs a reason.")
    expect(page.locator("#propose-says [role=alert]")).to_be_focused()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Reword T")
    assert violations(page) == []
    assert ChangeSet.objects.get().state == "writing"

    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Reword T")
    page.get_by_role("link", name="Back to where you were").press("Enter")
    page.wait_for_url(f"**{back}")
    assert console == []


def test_readers_go_back_with_a_second_person_by_keyboard(
    edition: CompiledEdition, curator: User, second: User, open_as: OpenAs, console: Console
) -> None:
    declare_interests(has_interests=False, text="", by=second, now=timezone.now())
    accepted(reworded(curator), second)
    publish_draft(by=second, now=NOW, summary="T reads better.", seen=guidance_document().hash)
    page = open_as(curator, "/curate/publish/")
    page.get_by_label("Why").fill("The old words were right.")
    press(page, "Propose it")
    expect(page.locator("#going-back")).to_contain_text("Another curator confirms or declines it.")
    assert violations(page) == []

    page = open_as(second, "/curate/publish/")
    expect(page.locator("#going-back")).to_contain_text("The old words were right.")
    assert violations(page) == []
    press(page, "Confirm: readers go back")
    page.wait_for_url("**/guidance/editions/")
    expect(page.locator("#edition-3")).to_contain_text("It repeats edition 1.")
    assert console == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).press("Enter")
