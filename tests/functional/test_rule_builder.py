"""The rule builder in a real browser: by keyboard alone, on a slow server, without JavaScript, with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from guidance.domain.edition import CompiledEdition
from kidmet_site import heavy
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases
from tests.functional.axe import faults_of
from tests.functional.conftest import Console, SlowServer
from tests.functional.test_workbench import tab_to
from tests.guidance.curating import change, entry_now

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
A_WHILE = 15_000
"""Milliseconds: a letter that is typed is saved after a moment, and only then tried."""
RULE = "anatomy-structure-one-lesion"
PAGE = f"/curate/draft/rules/{RULE}/"
LUNG = "library:kidney-metastases/lung-m-category"
ONE_LESION = {"fact": "lesion_count", "op": "is", "value": 1}
THREE_LESIONS = {"fact": "lesion_count", "op": "is", "value": 3}
LOW_ALBUMIN = {"fact": "albumin_g_l", "op": "<", "value": 30}
PREGNANT = {"fact": "pregnant", "op": "is", "value": True}
NESTED = {
    "all": [
        {"fact": "primary_site", "op": "in", "value": ["lung", "breast"]},
        {
            "not": {
                "any": [
                    {"fact": "egfr", "op": "<", "value": 45},
                    {"all": [{"fact": "ecog", "op": ">=", "value": 2}, {"not": {"any": [{"fact": ""}]}}]},
                    {"fact": "m_category", "op": "in", "value": ["cM1c(OTH)", "M1"]},
                ]
            }
        },
        {"fact": "symptoms", "op": "has_any", "value": []},
        {"fact": "nose", "op": "smells", "value": "of something that nobody foresaw, at some length"},
        {"fact": "diagnosis_date", "op": ">", "value": "2025-01"},
        {"fact": "solitary_kidney", "op": "is", "value": True},
    ]
}


@pytest.fixture
def rule(edition: CompiledEdition, curator: User) -> str:
    load_cases()
    return RULE


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved", timeout=A_WHILE)
    expect(page.locator("#save-state")).to_have_class("save-state saved")


def says(page: Page, words: str) -> None:
    expect(page.locator(".in-words")).to_contain_text(words, timeout=A_WHILE)


def in_words(page: Page) -> str:
    return page.locator(".in-words").inner_text()


def test_a_rule_is_changed_and_tried_by_keyboard_alone(
    rule: str, curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator, f"/curate/draft/rules/?q={rule}")
    tab_to(page, page.locator(f"main a[href*='/rules/{rule}/']").first, most=200)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}*")
    expect(page.locator("#try-case")).to_be_visible()

    tab_to(page, page.locator("#new-0"))
    page.keyboard.type("albumin")
    page.keyboard.press("Enter")
    expect(page.locator("#op-0-1")).to_be_focused()
    page.keyboard.type("is below")
    page.keyboard.press("Tab")
    page.keyboard.type("30")
    says(page, "shows if number of kidney lesions is 1 and serum albumin is below 30 g/L.")
    saved(page)

    tab_to(page, page.locator("#new-0"))
    page.keyboard.press("Enter")
    expect(page.locator("#fact-0-2")).to_be_focused()
    page.keyboard.type("Pregnant")
    expect(page.locator("#value-0-2-yes")).to_be_visible()
    expect(page.locator("#fact-0-2")).to_be_focused()
    tab_to(page, page.locator("#value-0-2-yes"))
    page.keyboard.press("Space")
    says(page, "and pregnant: yes.")
    tab_to(page, page.locator("#any-0"), most=200)
    page.keyboard.press("Enter")
    says(page, "is below 30 g/L or pregnant: yes.")
    expect(page.locator("#any-0")).to_be_focused()

    tab_to(page, page.locator("#try-case"), most=200)
    page.keyboard.type("A lung mass")
    expect(page.locator(".try-answer")).to_contain_text("It stays open")
    tree = page.locator(".try-tree")
    expect(tree.locator("[data-path='0.0'] .truth-word")).to_have_text("✕ false")
    expect(tree.locator("[data-path='0.2'] .truth-word")).to_have_text("? unknown")
    expect(page.locator("[data-truth-of='0.0']")).to_have_text("✕ false")
    expect(page.locator("#tried")).to_contain_text("Still missing: Pregnant.")
    expect(page.locator("#try-case")).to_be_focused()
    page.locator("#value-0-0-0").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("3")
    expect(page.locator("[data-truth-of='0.0']")).to_have_text("✓ true", timeout=A_WHILE)
    expect(page.locator(".try-answer")).to_contain_text("The section shows.")
    assert console == []


def test_a_condition_is_written_as_text_by_keyboard_alone(
    rule: str, curator: User, open_as: OpenAs, console: Console
) -> None:
    change(curator, "rule", rule, when={"any": [THREE_LESIONS, LOW_ALBUMIN, PREGNANT]})
    page = open_as(curator, PAGE)
    expect(page.locator("#try-case")).to_be_visible()

    page.get_by_role("link", name="As text").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/?as=text")
    text = page.get_by_label("The condition as text")
    expect(text).to_have_value("lesion_count is 3 or albumin_g_l < 30 or pregnant is yes")
    tab_to(page, text, most=200)
    page.keyboard.press("Control+End")
    page.keyboard.type(" or ecgo >= 2")
    tab_to(page, page.get_by_role("button", name="Use this text"))
    page.keyboard.press("Enter")
    expect(page.locator("#text-after")).to_contain_text("Line 1, column 61.")
    expect(page.locator("#text-after mark")).to_have_text("ecgo")
    expect(page.locator("#save-state")).to_contain_text("Not saved")
    expect(text).to_have_value("lesion_count is 3 or albumin_g_l < 30 or pregnant is yes or ecgo >= 2")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Go there")).to_be_focused()
    page.keyboard.press("Enter")
    expect(text).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Delete")
    page.keyboard.type("ecog")
    page.get_by_role("link", name="As a sentence").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PAGE}")
    expect(page.locator("#fact-0-3")).to_have_value("ecog")
    assert in_words(page).endswith("or performance status (ECOG) is at least 2.")
    assert console == []


def test_the_buttons_of_a_part_are_reached_and_left_by_keyboard(
    rule: str, curator: User, open_as: OpenAs, console: Console
) -> None:
    change(curator, "rule", rule, when={"all": [ONE_LESION, {"fact": "ecog", "op": ">=", "value": 2}]})
    page = open_as(curator, PAGE)
    tab_to(page, page.locator("#more-0-1"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#up-0-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#up-0-0")).to_be_focused()
    assert in_words(page).endswith(
        "if performance status (ECOG) is at least 2 and number of kidney lesions is 1."
    )

    page.keyboard.press("Escape")
    expect(page.locator("#more-0-0")).to_be_focused()
    expect(page.locator("#up-0-0")).not_to_be_visible()
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("button", name="Take away: performance status (ECOG) is at least 2")
    ).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#fact-0-0")).to_be_focused()
    assert entry_now(curator, "rule", rule)["when"] == {"all": [ONE_LESION]}
    expect(page.locator("#announcer")).to_have_text("Taken away.")
    assert console == []


def test_keys_pressed_while_a_button_is_at_work_press_nothing(
    rule: str, curator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(curator, PAGE)
    expect(page.locator("#try-case")).to_be_visible()
    server = SlowServer(page)
    page.locator("#new-0").fill("albumin")
    page.keyboard.press("Enter")
    expect(page.locator("#builder")).to_have_attribute("aria-busy", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    server.answer()

    expect(page.locator("#op-0-1")).to_be_focused()
    saved(page)
    assert entry_now(curator, "rule", rule)["when"] == {"all": [ONE_LESION, {"fact": "albumin_g_l"}]}
    page.unroute_all(behavior="wait")
    assert console == []


def test_what_is_typed_while_a_save_comes_back_is_kept(
    rule: str, curator: User, open_as: OpenAs, console: Console
) -> None:
    change(curator, "rule", rule, when={"all": [ONE_LESION, {"fact": "egfr", "op": "<", "value": 45}]})
    page = open_as(curator, PAGE)
    expect(page.locator("#try-case")).to_be_visible()
    server = SlowServer(page)
    page.locator("#op-0-1").select_option("known")
    expect(page.locator("#save-state")).to_have_text("Saving")
    page.locator("#value-0-0-0").fill("7")
    server.answer()

    says(page, "number of kidney lesions is 7 and eGFR is recorded")
    expect(page.locator("#value-0-1-0")).to_have_count(0)
    page.unroute_all(behavior="wait")
    assert console == []


def test_a_button_can_be_pressed_again_when_the_server_could_not_be_reached(
    rule: str, curator: User, open_as: OpenAs
) -> None:
    page = open_as(curator, PAGE)
    page.route(f"**{PAGE}", lambda route: route.abort())
    page.get_by_role("button", name="Add a comparison").click()
    expect(page.locator("#save-state")).to_contain_text("was not done: the server cannot be reached.")

    page.unroute(f"**{PAGE}")
    page.get_by_role("button", name="Add a comparison").click()
    expect(page.locator("#fact-0-1")).to_be_focused()
    saved(page)


def test_without_javascript_the_same_page_edits_tries_and_comes_back(
    rule: str, curator: User, open_as: OpenAs
) -> None:
    page = open_as(curator, PAGE, java_script_enabled=False)
    page.locator("#id_because").fill("Typed before.")
    page.locator("#new-0").fill("Pregnant")
    page.get_by_role("button", name="Add a comparison").click()
    page.get_by_label("yes", exact=True).check()
    page.get_by_role("button", name="Choose a case").click()
    page.locator("#try-case").select_option(LUNG)
    page.get_by_role("button", name="Try it").click()
    expect(page.locator("[data-path='0.0'] .truth-word")).to_have_text("✕ false")
    page.get_by_role("button", name="Back to the rule").click()

    expect(page.locator("#id_because")).to_have_value("Typed before.")
    expect(page.locator("#value-0-1-yes")).to_be_checked()
    page.locator("[data-save]").click()
    assert entry_now(curator, "rule", rule)["when"]["all"][1] == {
        "fact": "pregnant",
        "op": "is",
        "value": True,
    }


def test_axe_finds_nothing_and_nothing_overflows(
    rule: str, curator: User, open_as: OpenAs, console: Console
) -> None:
    change(curator, "rule", rule, when=NESTED)
    page = open_as(curator, PAGE)
    page.locator("#try-case").select_option(LUNG)
    expect(page.locator(".try-tree")).to_be_visible()
    page.locator("#more-0-1").click()
    assert faults_of(page) == []
    for address in (f"{PAGE}?as=text", "/curate/draft/rules/?warned=on&domain=diagnosis"):
        page.goto(address)
        if "text" in address:
            page.get_by_role("button", name="Use this text").click()
            expect(page.locator("#text-after mark").first).to_be_visible()
            page.locator(".keys summary").click()
        assert faults_of(page) == [], address
    assert console == []


def test_a_rule_is_tried_once_other_work_of_the_same_person_is_done(
    rule: str, curator: User, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heavy, "AT_ONCE", 0)
    page = open_as(curator, PAGE)
    expect(page.locator("#tried")).to_contain_text("This is not begun yet: trying a rule.")

    monkeypatch.setattr(heavy, "AT_ONCE", 2)

    expect(page.locator("#tried #trial")).to_have_count(1, timeout=A_WHILE)
    expect(page.locator("#tried")).not_to_contain_text("This is not begun yet")
