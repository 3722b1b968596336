"""Saving while the server is slow: nothing is lost, and nothing is done that nobody asked for."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cases.models import Attempt, ReviewCard
from cases.queries.attempts import given_answers
from cases.queries.cases import case_for, record_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun_first, commit, load_cases, load_first_format, submitted
from tests.cases.samples import case_of
from tests.functional.conftest import Console, SlowServer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
OpenAs = Callable[..., Page]
A_SECOND = 1000


@pytest.fixture
def attempt(edition: CompiledEdition, resident: User) -> Attempt:
    load_first_format()
    return begun_first(resident, now=timezone.now())


def step_of(attempt: Attempt, key: str) -> str:
    return f"/library/attempts/{attempt.pk}/steps/{key}/"


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def committing(page: Page) -> Locator:
    return page.locator(".save-row button[name=commit]")


def age(page: Page) -> Locator:
    return page.get_by_label("Age", exact=True)


def answer(page: Page, question: str) -> None:
    page.locator(f"input[name='q-{question}-answer']").first.check()


def test_a_step_stays_open_when_its_button_has_the_focus_while_it_is_saved(
    attempt: Attempt, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, step_of(attempt, "history"))
    answer(page, "first-thought")
    committing(page).focus()
    expect(state(page)).to_contain_text("Saved")

    attempt.refresh_from_db()
    assert (attempt.saved, attempt.step) == (2, 0)
    assert console == []


def test_a_commit_is_not_dropped_when_something_is_typed_while_the_server_is_slow(
    attempt: Attempt, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident)
    page.clock.install()
    page.goto(step_of(attempt, "history"))
    server = SlowServer(page)
    answer(page, "first-thought")
    expect(state(page)).to_have_text("Saving")
    committing(page).click()
    age(page).fill("68")
    page.clock.run_for(A_SECOND)

    server.answer()
    page.wait_for_url("**/steps/scan/")
    assert record_of(attempt.case_id).recorded()["age_years"] == 68
    assert console == []


def test_a_double_click_commits_once_and_says_nothing_of_a_closed_step(
    attempt: Attempt, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident, step_of(attempt, "history"))
    answer(page, "first-thought")
    expect(state(page)).to_contain_text("Saved")
    server = SlowServer(page)
    committing(page).dblclick()
    expect(state(page)).to_have_text("Saving")

    server.answer()
    page.wait_for_url("**/steps/scan/")
    expect(page.locator(".messages")).to_have_count(0)
    attempt.refresh_from_db()
    assert attempt.step == 1
    assert console == []


def test_a_notation_stays_when_a_question_is_answered_before_the_server_has_saved_it(
    attempt: Attempt, resident: User, open_as: OpenAs, console: Console
) -> None:
    commit(attempt, resident, steps=3, now=timezone.now())
    page = open_as(resident, step_of(attempt, "staging"))
    server = SlowServer(page)
    notation = page.locator("input[name=tnm_notation]")
    notation.fill("cT2b cN2b cM0")
    notation.blur()
    expect(state(page)).to_have_text("Saving")
    answer(page, "kidneys-only")

    server.answer()
    expect(page.locator("select[name=m_category]")).to_have_value("M0")
    recorded = record_of(attempt.case_id).recorded()
    assert [recorded[key] for key in ("t_category", "n_category", "m_category")] == ["cT2b", "cN2b", "cM0"]
    attempt.refresh_from_db()
    assert "kidneys-only" in given_answers(attempt, teaching_case_in(attempt.version))
    assert console == []


def test_saved_is_not_said_while_something_typed_since_is_not(
    attempt: Attempt, resident: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(resident)
    page.clock.install()
    page.goto(step_of(attempt, "history"))
    server = SlowServer(page)
    answer(page, "first-thought")
    page.clock.run_for(A_SECOND)
    expect(state(page)).to_have_text("Saving")
    page.clock.pause_at(timezone.now().replace(year=2100))
    age(page).fill("68")

    with page.expect_response("**/steps/history/"):
        server.answer()
    expect(page.locator("#saved-count")).to_have_value("2")
    expect(state(page)).to_have_text("Not saved yet")
    page.clock.run_for(A_SECOND)
    expect(state(page)).to_contain_text("Saved")
    assert record_of(attempt.case_id).recorded()["age_years"] == 68
    assert console == []


def test_going_on_waits_for_what_is_being_saved(
    resident: User, edition: CompiledEdition, open_as: OpenAs, console: Console
) -> None:
    case = case_of(resident, primary_site="lung")
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    server = SlowServer(page)
    age(page).fill("68")
    expect(state(page)).to_have_text("Saving")
    page.locator("#field-sex").get_by_label("Female").check()
    page.get_by_role("button", name="Save and go on").click()

    server.answer()
    page.wait_for_url("**/primary/")
    recorded = case_for(resident, case.pk).recorded()
    assert (recorded["age_years"], recorded["sex"]) == (68, "female")
    assert console == []


def test_a_card_is_answered_once_when_its_key_is_pressed_twice(
    edition: CompiledEdition, resident: User, open_as: OpenAs, console: Console
) -> None:
    load_cases()
    submitted(resident, entered={"m_category": "cM0", "kidney_diagnosis": None})
    page = open_as(resident, "/learn/review/")
    due = page.locator(".lede").inner_text()
    server = SlowServer(page)
    page.keyboard.press("Space")
    expect(page.locator(".answer")).to_be_visible()
    with page.expect_request("**/learn/review/*/"):
        page.keyboard.press("3")
    page.keyboard.press("3")

    server.answer()
    expect(page.locator(".lede")).not_to_have_text(due)
    expect(page.locator(".messages")).to_have_count(0)
    assert ReviewCard.objects.filter(reviews=1).count() == 1
    assert console == []
