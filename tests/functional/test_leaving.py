"""Nothing typed is lost without a question: every way of leaving a page, and every way back to the place."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Locator, Page, expect

from cases.models import PatientCase
from cases.queries.cases import case_for, record_of
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun_first, load_first_format
from tests.cases.samples import case_of, lesions
from tests.functional.axe import NARROWEST, PHONE, violations
from tests.functional.conftest import Console
from tests.guidance.curating import KEY

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
FRAMES = """async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise((done) => requestAnimationFrame(done));
}"""


@pytest.fixture
def case(resident: User, edition: CompiledEdition) -> PatientCase:
    return case_of(resident, lesions=lesions(12))


@pytest.fixture
def page(case: PatientCase, resident: User, open_as: OpenAs) -> Page:
    return open_as(resident, f"/cases/{case.pk}/presentation/")


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def question(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Leave this page?")


def age(page: Page) -> Locator:
    return page.get_by_label("Age", exact=True)


def mistype(page: Page) -> None:
    """An age that nobody has, and then the sex: what is right is saved, and what is not is said."""
    age(page).fill("300")
    page.locator("#field-sex").get_by_label("Female").check()
    expect(state(page)).to_contain_text("but 1 field is not: Age")


def press(page: Page, button: Locator) -> None:
    """As a hand does it: what the page makes of its going down is drawn before it goes up."""
    button.hover()
    page.mouse.down()
    page.evaluate(FRAMES)
    page.mouse.up()


def by_button(page: Page) -> None:
    page.get_by_role("button", name="Save and go on").click()


def by_chapter(page: Page) -> None:
    page.locator("#chapters").get_by_role("link", name="Primary").click()


def by_link(page: Page) -> None:
    page.get_by_role("link", name="Summary").click()


def by_keyboard(page: Page) -> None:
    page.locator("#chapters").get_by_role("link", name="Primary").focus()
    page.keyboard.press("Enter")


def by_another_form(page: Page) -> None:
    page.get_by_role("button", name="Sign out").or_(page.get_by_role("button", name="Leave")).first.click()


WAYS = [by_button, by_chapter, by_link, by_keyboard, by_another_form]


def test_every_way_in_the_page_asks_and_staying_leads_to_the_place(page: Page, console: Console) -> None:
    mistype(page)
    for way in WAYS:
        way(page)
        expect(question(page)).to_contain_text("1 field is not saved: Age")
        expect(page.get_by_role("button", name="Stay and correct")).to_be_focused()
        page.keyboard.press("Escape")
        expect(question(page)).to_have_count(0)
        expect(age(page)).to_be_focused()
        assert page.url.endswith("/presentation/")
    by_chapter(page)
    assert violations(page) == []
    assert console == []


def test_what_was_typed_stands_where_it_was_when_one_left_and_came_back(
    page: Page, case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    mistype(page)
    by_button(page)
    question(page).get_by_role("button", name="Leave; it is kept as typed").click()
    page.wait_for_url("**/primary/")
    assert case_for(resident, case.pk).recorded()["sex"] == "female"
    expect(page.locator("#chapters").get_by_role("link", name="Presentation")).to_contain_text("not recorded")

    elsewhere = open_as(resident, f"/cases/{case.pk}/presentation/", viewport=PHONE)
    expect(age(elsewhere)).to_have_value("300")
    expect(age(elsewhere)).to_have_attribute("aria-invalid", "true")
    expect(elsewhere.locator("#after-age_years")).to_contain_text("18 to 120")
    age(elsewhere).fill("30")
    expect(state(elsewhere)).to_have_class("save-state saved")
    by_button(elsewhere)
    elsewhere.wait_for_url("**/primary/")
    assert case_for(resident, case.pk).recorded()["age_years"] == 30


def by_back(page: Page) -> None:
    page.evaluate("history.back()")


def by_reload(page: Page) -> None:
    page.evaluate("location.reload()")


def by_closing(page: Page) -> None:
    page.close(run_before_unload=True)


def test_going_back_reloading_and_closing_ask_in_the_browsers_own_words(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, "/cases/", is_kept=False)
    page.goto(f"/cases/{case.pk}/presentation/")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    mistype(page)
    for way in (by_back, by_reload, by_closing):
        with page.expect_event("dialog"):
            way(page)
        expect(age(page)).to_have_value("300")
    assert asked == ["beforeunload"] * 3


def test_a_page_with_nothing_at_stake_is_left_without_a_question(
    case: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/presentation/", is_kept=False)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    age(page).fill("30")
    expect(state(page)).to_have_class("save-state saved")
    by_chapter(page)
    page.wait_for_url("**/primary/")
    page.go_back()
    page.wait_for_url("**/presentation/")
    assert asked == []
    assert console == []


def test_what_was_typed_last_is_saved_before_a_link_is_followed(
    page: Page, case: PatientCase, resident: User
) -> None:
    age(page).fill("30")
    by_link(page)
    page.wait_for_url("**/summary/")
    assert case_for(resident, case.pk).recorded()["age_years"] == 30


def test_a_reader_is_never_held_when_the_server_cannot_be_reached(page: Page) -> None:
    page.context.set_offline(True)
    age(page).fill("30")
    by_chapter(page)

    expect(question(page)).to_contain_text("Leaving takes away what you entered")
    expect(question(page)).to_contain_text("tried again by itself")
    expect(page.get_by_role("button", name="Stay here")).to_be_focused()
    page.context.set_offline(False)
    question(page).get_by_role("button", name="Leave without it").click()
    page.wait_for_url("**/primary/")


def test_a_pasted_text_is_not_left_without_a_question(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, "/cases/import/")
    page.locator("textarea").fill("{ not json")
    page.get_by_role("link", name="Cancel").click()
    expect(question(page)).to_contain_text("What you typed here is not sent")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_role("alert")).to_be_visible()

    page.get_by_role("link", name="Cancel").click()
    question(page).get_by_role("button", name="Leave without it").click()
    page.wait_for_url("**/cases/")
    assert console == []


def test_a_file_that_was_refused_is_left_without_a_question_until_something_is_typed(
    resident: User, curator: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    file = {"name": "a.json", "mimeType": "application/json", "buffer": b'{"format": "kidmet.case/1"}'}
    for person, path, send in (
        (resident, "/cases/import/", "main form .btn-primary"),
        (curator, "/curate/exchange/", "form[enctype] .btn-primary"),
    ):
        page = open_as(person, path)
        page.locator("input[type=file]").set_input_files([file])
        page.locator(send).click()
        text = page.locator("textarea[name=text]")
        expect(text).to_have_value(re.compile("kidmet"))
        page.get_by_role("link", name="Learning").click()
        page.wait_for_url("**/learn/")

        page.goto(path)
        page.locator("input[type=file]").set_input_files([file])
        page.locator(send).click()
        expect(text).to_have_value(re.compile("kidmet"))
        text.press_sequentially(" ")
        page.get_by_role("link", name="Learning").click()
        expect(page.get_by_role("dialog")).to_contain_text("What you typed here is not sent.")


def test_a_step_with_a_fault_and_a_form_of_the_draft_are_not_left_without_a_question(
    resident: User, curator: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    load_first_format()
    attempt = begun_first(resident, now=timezone.now())
    step = open_as(resident, f"/library/attempts/{attempt.pk}/steps/history/")
    mistype(step)
    step.get_by_role("link", name="Guidance", exact=True).click()
    expect(question(step)).to_contain_text("1 field is not saved: Age")
    step.keyboard.press("Escape")
    expect(age(step)).to_be_focused()
    step.get_by_role("link", name="Guidance", exact=True).click()
    question(step).get_by_role("button", name="Leave; it is kept as typed").click()
    step.wait_for_url("**/guidance/")
    step.goto(f"/library/attempts/{attempt.pk}/steps/history/")
    expect(age(step)).to_have_value("300")
    expect(age(step)).to_have_attribute("aria-invalid", "true")
    assert record_of(attempt.case_id).recorded() == {"sex": "female"}

    draft = open_as(curator, f"/curate/draft/statements/{KEY}/")
    draft.get_by_label("Line of the source").fill("two")
    expect(state(draft)).to_contain_text("look at what is marked")
    draft.get_by_role("link", name="References").first.click()
    expect(question(draft)).to_contain_text("Not saved: look at what is marked")
    draft.keyboard.press("Escape")
    draft.get_by_role("button", name="Save", exact=True).focus()
    draft.get_by_role("button", name="Go to it").click()
    expect(draft.get_by_label("Line of the source")).to_be_focused()


# ---- a refused save is seen where one pressed


def test_a_press_of_save_leads_to_the_first_fault_and_a_save_by_itself_does_not(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/kidney/")
    size = page.get_by_label("Size").nth(1)
    size.fill("5000")
    page.get_by_label("Margin").nth(11).focus()
    expect(page.locator("#save-foot")).to_contain_text("but 1 field is not: Lesion 2, size")
    expect(page.get_by_label("Margin").nth(11)).to_be_focused()
    expect(size).to_have_attribute("aria-invalid", "true")

    page.get_by_role("button", name="Save", exact=True).click()
    expect(size).to_be_focused()
    page.locator("#save-foot").get_by_role("link", name="Lesion 2, size").click()
    expect(size).to_be_focused()


def test_a_conflict_is_said_beside_the_button_announced_and_led_to(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    first = open_as(resident, f"/cases/{case.pk}/kidney/")
    second = first.context.new_page()
    second.goto(f"/cases/{case.pk}/kidney/")
    first.get_by_label("Size").nth(0).fill("9")
    expect(state(first)).to_have_class("save-state saved")

    second.get_by_label("Size").nth(11).fill("8")
    expect(second.locator("#save-foot")).to_contain_text("Not saved: changed elsewhere")
    expect(second.locator("#announcer")).to_contain_text("changed in another tab")
    expect(second.get_by_label("Size").nth(11)).to_be_focused()
    second.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    press(second, second.get_by_role("button", name="Save", exact=True))
    expect(second.locator("#conflict .finding")).to_be_focused()
    expect(second.locator("#conflict .finding")).to_be_in_viewport()


def test_a_conflict_says_nothing_of_a_text_that_was_corrected(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    first = open_as(resident, f"/cases/{case.pk}/presentation/")
    first.get_by_label("Age").fill("300")
    expect(state(first)).to_contain_text("but 1 field is not: Age")
    second = first.context.new_page()
    second.goto(f"/cases/{case.pk}/presentation/")
    first.get_by_label("Age").fill("50")
    expect(state(first)).to_have_class("save-state saved")

    second.get_by_label("Age").fill("60")
    expect(second.locator("#announcer")).to_contain_text("changed in another tab")
    expect(second.locator("#announcer")).not_to_contain_text("300")
    expect(second.get_by_label("Age")).not_to_have_class("is-invalid")
    expect(second.locator("#after-age_years")).to_have_text("Still recorded: 50 years")
    expect(second.locator("#chapters")).not_to_contain_text("not recorded")


def test_enter_in_a_field_saves_and_answers_no_question(
    case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/staging/")
    notation = page.get_by_label("Notation")
    notation.fill("zz")
    notation.press("Enter")
    expect(state(page)).to_contain_text("but 1 field is not: Notation")
    assert "m_category" not in case_for(resident, case.pk).recorded()


PLACES = {
    "a note": "#guide .tab-body[data-chosen] summary",
    "an Ask-next link": "#guide .ask a",
    "the fold": "#guide-all > summary",
    "a tab": "#guide [role=tab][aria-selected=true]",
    "a chapter": "#chapters a",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_focus_stays_when_a_save_draws_its_place_anew(
    place: str, case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    page.locator("#guide-all > summary").click()
    target = page.locator(place).first
    age(page).fill("61")
    target.focus()
    expect(state(page)).to_have_class("save-state saved")
    expect(page.locator(place).first).to_be_focused()


COVERED = """async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    for (let frames = 0; frames < 3; frames++) await frame(); // the page scrolls a moment after the key
    const at = document.activeElement, box = at.getBoundingClientRect();
    const button = document.querySelector('.sheet-button'), over = button?.getBoundingClientRect();
    if (!over || at === button || at === document.body) return '';
    const apart = box.bottom <= over.top || box.top >= over.bottom
        || box.right <= over.left || box.left >= over.right;
    return apart ? '' : `${at.tagName} ${at.textContent.trim().slice(0, 40)}`;
}"""


@pytest.mark.parametrize("chapter", ["presentation", "staging"])
def test_nothing_that_has_the_focus_lies_under_the_fixed_button(
    chapter: str, case: PatientCase, resident: User, open_as: OpenAs
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/{chapter}/", viewport=NARROWEST)
    covered = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(400):
            page.keyboard.press(key)
            covered.append(page.evaluate(COVERED))
            if page.evaluate("document.activeElement === document.body"):
                break
    assert [each for each in covered if each] == []


OUT_OF_REACH = """() => [...document.querySelectorAll('*')].filter((it) => {
    const style = getComputedStyle(it);
    const scrolls = (/auto|scroll/.test(style.overflowX) && it.scrollWidth > it.clientWidth + 1)
        || (/auto|scroll/.test(style.overflowY) && it.scrollHeight > it.clientHeight + 1);
    if (!scrolls || !it.checkVisibility() || it.matches('html, body, textarea, select, input')) return false;
    const within = it.querySelector('a[href], button, input, select, textarea, summary, [tabindex="0"]');
    const named = it.ariaLabel || it.getAttribute('aria-labelledby');
    return it.tabIndex < 0 ? !within : !named;
}).map((it) => `${it.tagName}.${it.className}`)"""


def test_what_scrolls_is_reached_by_keys(
    case: PatientCase, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, "/cases/import/", viewport=NARROWEST)
    found = {}
    for path in ("/cases/import/", f"/cases/{case.pk}/summary/", "/cases/", "/account/", "/learn/"):
        page.goto(path)
        page.evaluate("for (const each of document.querySelectorAll('main details')) each.open = true")
        found[path] = page.evaluate(OUT_OF_REACH)
    assert {path: each for path, each in found.items() if each} == {}
    assert console == []
