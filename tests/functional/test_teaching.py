"""Teaching cases in a real browser: an attempt by keyboard, two cards, the deck, and axe on every page."""

import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cases.domain.questions import KeyFeature, Numeric, RankedDifferential, ShortText
from cases.models import Attempt, ReviewCard
from cases.queries.attempts import marks_of
from cases.queries.cases import record_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun_first, commit, load_cases, load_first_format
from tests.functional.axe import PHONE, violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
M0 = {"m_category": "cM0", "kidney_diagnosis": None}


@pytest.fixture
def library(edition: CompiledEdition) -> None:
    load_cases()


@pytest.fixture
def first_format(edition: CompiledEdition) -> None:
    load_first_format()


def tab_to(page: Page, target: Locator, most: int = 260) -> None:
    """Press Tab until the target has the focus, as a keyboard user would."""
    expect(target).to_be_attached()
    for _ in range(most):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {most} tabs")


def press_on(page: Page, target: Locator) -> None:
    tab_to(page, target)
    page.keyboard.press("Enter")


def choose_radio(page: Page, name: str, value: str) -> None:
    """Tab into a group of radios and walk it with the arrow keys."""
    radios = page.locator(f"input[name='{name}']")
    wanted = page.locator(f"input[name='{name}'][value='{value}']")
    for _ in range(260):
        if page.evaluate("name => document.activeElement?.name === name", name):
            break
        page.keyboard.press("Tab")
    for _ in range(radios.count()):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    if not wanted.is_checked():
        page.keyboard.press("Space")
    expect(wanted).to_be_checked()


def type_into(page: Page, selector: str, text: str) -> None:
    tab_to(page, page.locator(selector))
    page.keyboard.type(text)


def choose(page: Page, selector: str, value: str) -> None:
    """A select by its first letters would depend on the words; its keys up and down do not."""
    select = page.locator(selector)
    tab_to(page, select)
    for _ in range(40):
        if select.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{selector} has no {value}")


def tick(page: Page, selector: str) -> None:
    tab_to(page, page.locator(selector))
    page.keyboard.press("Space")


def go_on(page: Page) -> None:
    press_on(page, page.locator(".save-row button[name=commit]"))


def answer_by_keyboard(page: Page, attempt: Attempt, step: str) -> None:
    content = teaching_case_in(attempt.version)
    for question in content.steps[content.place_of(step)].questions:
        name, right = f"q-{question.key}-answer", question.expert_answer()
        if isinstance(question, RankedDifferential):
            for place, key in enumerate(question.ranked, start=1):
                choose(page, f"select[name='q-{question.key}-rank-{place}']", key)
        elif isinstance(question, KeyFeature):
            for key in sorted(right, key=lambda key: question.option_by_key[key].text):
                tick(page, f"input[name='{name}'][value='{key}']")
        elif isinstance(question, Numeric):
            type_into(page, f"input[name='{name}']", f"{question.value:g}")
        elif isinstance(question, ShortText):
            type_into(page, f"textarea[name='{name}']", "TTF-1 speaks for the lung.")
        else:
            value = right[0] if isinstance(right, list) else str(int(right))
            choose_radio(page, name, value)


def test_a_case_is_finished_in_one_sitting_by_keyboard(
    library: None, resident: User, open_as: OpenAs, console: Console, tmp_path: Path
) -> None:
    page = open_as(resident, "/library/")
    press_on(page, page.get_by_role("link", name="A lung mass, and lesions in both kidneys"))
    press_on(page, page.get_by_role("button", name="Begin"))
    page.wait_for_url("**/steps/history/")
    attempt = Attempt.objects.select_related("version__teaching_case__library").get()

    work_all_steps(page, attempt)
    press_on(page, page.get_by_role("button", name="Submit and see the debrief"))

    page.wait_for_url("**/debrief/")
    assert record_of(attempt.case_id).recorded()["m_category"] == "cM0"
    expect(page.locator(".lost")).to_contain_text("M is entered as cM0 although a metastasis in the kidney")
    expect(page.locator("#cost-m_category")).to_contain_text("Would have settled a caution")
    attempt.refresh_from_db()
    questions = [mark for mark in marks_of(attempt) if mark.subject == "question"]
    assert [mark.key for mark in questions if mark.credit not in (1, None)] == []

    review_two_cards(page)
    read_the_deck(page, tmp_path)
    assert console == []


def work_all_steps(page: Page, attempt: Attempt) -> None:
    expect(page.locator("#step-form input[name=age_years]")).to_have_count(0)  # it is given
    answer_by_keyboard(page, attempt, "history")
    expect(page.locator("#save-state")).to_contain_text("Saved")
    go_on(page)

    page.wait_for_url("**/steps/scan/")
    choose_radio(page, "imaging_conclusion", "favours_metastasis")
    answer_by_keyboard(page, attempt, "scan")
    go_on(page)

    page.wait_for_url("**/steps/tissue/")
    tick(page, "input[name=tissue_source][value=kidney_biopsy]")
    choose_radio(page, "kidney_diagnosis", "metastasis_confirmed")
    answer_by_keyboard(page, attempt, "tissue")
    go_on(page)

    page.wait_for_url("**/steps/staging/")
    choose_radio(page, "staging_edition", "v9")
    type_into(page, "input[name=tnm_notation]", "cT2b cN2b cM0")
    answer_by_keyboard(page, attempt, "staging")
    expect(page.locator("#save-state")).to_have_class("save-state saved")
    go_on(page)

    for step in ("blood", "plan"):
        page.wait_for_url(f"**/steps/{step}/")
        answer_by_keyboard(page, attempt, step)
        go_on(page)
    page.wait_for_url("**/submit/")


def review_two_cards(page: Page) -> None:
    press_on(page, page.get_by_role("link", name="Review what was missed"))
    for _ in range(2):
        page.wait_for_url("**/learn/review/")
        before = page.locator(".lede").text_content()
        page.keyboard.press("Space")
        expect(page.locator(".answer")).to_be_visible()
        page.keyboard.press("3")
        expect(page.locator(".lede")).not_to_have_text(before or "")
    assert ReviewCard.objects.filter(reviews=1).count() == 2


def read_the_deck(page: Page, folder: Path) -> None:
    tab_to(page, page.get_by_role("link", name="Export all as an Anki deck"))
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extract("collection.anki2", folder)
    held = sqlite3.connect(folder / "collection.anki2")
    cards = held.execute(
        "SELECT notes.flds, notes.tags, cards.reps, cards.due, cards.type "
        "FROM cards JOIN notes ON nid = notes.id"
    ).fetchall()
    assert len(cards) == ReviewCard.objects.count()
    assert sum(reps for *_, reps, _, _ in cards) == 2
    assert all("domain::" in tags for _, tags, *_ in cards)


def test_what_is_typed_is_saved_and_two_tabs_are_told(
    first_format: None, resident: User, open_as: OpenAs, console: Console
) -> None:
    attempt = begun_first(resident, now=timezone.now())
    path = f"/library/attempts/{attempt.pk}/steps/history/"
    first, second = open_as(resident, path), open_as(resident, path)
    first.get_by_label("Age", exact=True).fill("68")
    expect(first.locator("#save-state")).to_contain_text("Saved")

    second.get_by_label("Age", exact=True).fill("70")
    expect(second.locator("#conflict")).to_contain_text("changed elsewhere")
    expect(second.get_by_label("Age", exact=True)).to_have_value("70")
    assert record_of(attempt.case_id).recorded()["age_years"] == 68
    assert console == []


def test_enter_in_a_field_saves_and_never_commits(
    first_format: None, resident: User, open_as: OpenAs, console: Console
) -> None:
    attempt = begun_first(resident, now=timezone.now())
    page = open_as(resident, f"/library/attempts/{attempt.pk}/steps/history/")
    page.locator(".save-row button[name=commit]").click()
    expect(page.get_by_role("button", name="Commit the step as it is")).to_be_visible()

    page.get_by_label("Age", exact=True).fill("68")
    page.get_by_label("Age", exact=True).press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Saved")

    attempt.refresh_from_db()
    assert attempt.step == 0
    assert record_of(attempt.case_id).recorded()["age_years"] == 68
    assert console == []


def test_a_figure_opens_larger_and_closes_by_keyboard(
    first_format: None, resident: User, open_as: OpenAs, console: Console
) -> None:
    attempt = commit(begun_first(resident, now=timezone.now()), resident, steps=1, now=timezone.now())
    page = open_as(resident, f"/library/attempts/{attempt.pk}/steps/scan/")
    press_on(page, page.get_by_role("button", name="Larger"))
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == "Larger"
    assert console == []


def test_axe_finds_nothing_where_a_step_is_refused_or_unsure(
    first_format: None, resident: User, open_as: OpenAs, console: Console
) -> None:
    attempt = begun_first(resident, now=timezone.now())
    page = open_as(resident, f"/library/attempts/{attempt.pk}/steps/history/")
    page.get_by_label("Age", exact=True).fill("680")
    expect(page.locator("#save-state")).to_contain_text("but 1 field is not: Age")
    assert violations(page) == []
    page.locator("#save-state").get_by_role("link", name="Age").click()
    expect(page.get_by_label("Age", exact=True)).to_be_focused()

    page.get_by_role("heading", name="Questions").click()
    page.locator(".save-row button[name=commit]").click()
    expect(page.get_by_label("Age", exact=True)).to_be_focused()

    page.get_by_label("Age", exact=True).fill("68")
    expect(page.locator("#save-state")).to_contain_text("Saved")
    page.locator(".save-row button[name=commit]").click()
    expect(page.locator("#conflict")).to_contain_text("is not answered")
    assert violations(page) == []
    page.get_by_role("button", name="Commit the step as it is").click()
    page.wait_for_url("**/steps/scan/")
    assert console == []


def test_a_refused_press_leads_to_the_field_when_the_foot_of_a_long_step_is_in_sight(
    first_format: None, resident: User, open_as: OpenAs, console: Console
) -> None:
    attempt = begun_first(resident, now=timezone.now())
    page = open_as(resident, f"/library/attempts/{attempt.pk}/steps/history/", viewport=PHONE)
    page.emulate_media(reduced_motion="no-preference")
    age = page.get_by_label("Age", exact=True)
    age.fill("540")
    expect(page.locator("#save-state")).to_have_class("save-state in-part")
    for name in ("commit", "data-save", "commit"):
        page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
        with page.expect_response(lambda it: it.request.method == "POST"):
            page.locator(f".save-row [{name}]" if "-" in name else f".save-row [name={name}]").click()
        expect(age).to_be_focused()
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        expect(age).to_be_in_viewport(ratio=1)
    blank = page.evaluate(
        "[...document.querySelectorAll('div[style*=height]')].map((it) => it.offsetHeight).filter(Boolean)"
    )
    assert blank == []
    assert console == []


def test_a_new_resident_is_told_what_to_do_first(
    first_format: None, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, "/learn/")
    expect(page.locator(".empty")).to_contain_text("Choose a teaching case")
    assert violations(page) == []
    page.goto("/learn/review/")
    expect(page.locator(".empty")).to_contain_text("Nothing is due")
    assert violations(page) == []
    assert console == []
