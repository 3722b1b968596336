"""Pictures of a step in a real browser: by wheel, keys, slider and touch, larger, and without a script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.models import Attempt, Picture
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit
from tests.cases.illustrated import illustrated, kept, stack_of
from tests.functional.axe import PHONE, faults_of
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
COUNT = 12


@pytest.fixture
def attempt(edition: CompiledEdition, educator: User, resident: User) -> Attempt:
    pictures = [kept(number, educator, edge=256) for number in range(COUNT)]
    stack = stack_of(pictures)
    stack["slices"][1] |= {
        "annotated": pictures[9].pk,
        "arrows": [{"x": 30, "y": 40, "text": "The disc"}],
    }
    illustrated(educator, [stack])
    return begun(resident)


def step_of(attempt: Attempt) -> str:
    return f"/library/attempts/{attempt.pk}/steps/history/"


def first_stack(page: Page) -> Locator:
    return page.locator("[data-stack]").first


def at(stack: Locator, number: int) -> None:
    expect(stack.locator(".slice-caption:visible")).to_have_text(f"Slice {number} of {COUNT} Level {number}")
    expect(stack.locator(".slice:visible .slice-plain")).to_have_count(1)
    expect(stack.locator("[data-range]")).to_have_value(str(number))


def test_a_stack_is_gone_through_by_keys_buttons_and_slider(
    open_as: OpenAs, attempt: Attempt, resident: User, console: Console
) -> None:
    page = open_as(resident, step_of(attempt))
    stack, frame = first_stack(page), page.locator("[data-frame]").first

    at(stack, 1)
    frame.focus()
    for key, number in {
        "ArrowDown": 2,
        "ArrowRight": 3,
        "PageDown": 5,
        "ArrowUp": 4,
        "End": 12,
        "Home": 1,
    }.items():
        page.keyboard.press(key)
        at(stack, number)
    page.keyboard.press("PageUp")
    at(stack, 1)
    expect(stack.get_by_role("button", name="Slice before")).to_be_disabled()
    stack.get_by_role("button", name="Next slice").click()
    at(stack, 2)
    expect(stack.locator("[data-status]")).to_have_text("Slice 2 of 12 Level 2")
    slider = stack.get_by_role("slider")
    slider.focus()
    page.keyboard.press("End")
    at(stack, 12)
    expect(slider).to_have_attribute("aria-valuetext", "Slice 12 of 12 Level 12")
    assert console == []


def test_the_wheel_goes_through_the_slices_and_at_the_end_moves_the_page(
    open_as: OpenAs, attempt: Attempt, resident: User
) -> None:
    page = open_as(resident, step_of(attempt))
    stack = first_stack(page)
    stack.locator("[data-frame]").hover()
    # The page came to rest: one that is being scrolled is scrolled on.
    page.wait_for_function("() => { self.began ??= Date.now(); return Date.now() - self.began > 300 }")
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 40)
    at(stack, 2)
    page.mouse.wheel(0, -40)
    at(stack, 1)

    assert page.evaluate("scrollY") == before
    page.keyboard.down("Control")
    page.mouse.wheel(0, -40)
    page.keyboard.up("Control")
    at(stack, 1)
    expect(stack.locator("[data-zoom-by='0']")).to_have_text("150 %")
    stack.locator("[data-frame]").focus()
    page.keyboard.press("0")
    page.keyboard.press("End")
    before = page.evaluate("scrollY")
    page.mouse.wheel(0, 300)
    page.wait_for_function("before => scrollY > before", arg=before)


def test_a_picture_is_zoomed_and_moved_about(open_as: OpenAs, attempt: Attempt, resident: User) -> None:
    page = open_as(resident, step_of(attempt))
    stack, frame = first_stack(page), page.locator("[data-frame]").first
    whole = frame.bounding_box()
    frame.focus()
    page.keyboard.press("+")
    stack.get_by_role("button", name="Zoom in").click()

    expect(stack.locator("[data-zoom-by='0']")).to_have_text("200 %")
    now, canvas = frame.bounding_box(), stack.locator(".slice:visible [data-canvas]").bounding_box()
    assert whole and now and canvas
    assert (now["width"], now["height"]) == (whole["width"], whole["height"])
    assert canvas["width"] == pytest.approx(2 * whole["width"], abs=2)
    frame.focus()
    moved = frame.evaluate("it => it.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => document.activeElement.scrollLeft > before", arg=moved)
    at(stack, 1)
    page.keyboard.press("-")
    page.keyboard.press("0")
    expect(stack.locator("[data-zoom-by='0']")).to_have_text("100 %")
    expect(stack.locator("[data-zoom-by='-1']")).to_be_disabled()


def test_a_finger_goes_through_the_slices_sideways(open_as: OpenAs, attempt: Attempt, resident: User) -> None:
    page = open_as(resident, step_of(attempt), viewport=PHONE)
    stack = first_stack(page)
    stack.locator("[data-frame]").evaluate(
        """(frame) => {
            const box = frame.getBoundingClientRect();
            const send = (kind, x) => frame.dispatchEvent(new PointerEvent(kind, {
                pointerId: 1, pointerType: "touch", isPrimary: true, bubbles: true,
                clientX: box.left + x, clientY: box.top + 50 }));
            send("pointerdown", 100); send("pointermove", 140); send("pointermove", 160);
            send("pointerup", 160);
        }"""
    )

    at(stack, 4)


def test_two_fingers_zoom(open_as: OpenAs, attempt: Attempt, resident: User) -> None:
    page = open_as(resident, step_of(attempt), viewport=PHONE)
    stack = first_stack(page)
    stack.locator("[data-frame]").evaluate(
        """(frame) => {
            const box = frame.getBoundingClientRect();
            const send = (kind, pointerId, x) => frame.dispatchEvent(new PointerEvent(kind, {
                pointerId, pointerType: "touch", bubbles: true,
                clientX: box.left + x, clientY: box.top + 50 }));
            send("pointerdown", 1, 100); send("pointerdown", 2, 150);
            send("pointermove", 1, 75); send("pointermove", 2, 175);
            send("pointerup", 1, 75); send("pointermove", 2, 250); send("pointerup", 2, 250);
        }"""
    )

    expect(stack.locator("[data-zoom-by='0']")).to_have_text("200 %")
    at(stack, 1)


def test_what_is_drawn_on_a_picture_can_be_taken_off(
    open_as: OpenAs, attempt: Attempt, resident: User
) -> None:
    page = open_as(resident, step_of(attempt))
    stack = first_stack(page)
    stack.get_by_role("button", name="Next slice").click()
    drawn = [stack.locator(f".slice:visible {what}") for what in (".slice-annotated", ".slice-arrows")]
    toggle = stack.get_by_role("button", name="Annotations")

    for each in drawn:
        expect(each).to_be_visible()
    expect(stack.locator(".arrow-list:visible")).to_have_text("The disc")
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    for each in drawn:
        expect(each).to_be_hidden()
    expect(stack.locator(".arrow-list:visible")).to_have_count(0)


def test_a_picture_is_shown_larger_and_put_back(open_as: OpenAs, attempt: Attempt, resident: User) -> None:
    page = open_as(resident, step_of(attempt))
    stack = first_stack(page)
    width = "it => it.getBoundingClientRect().width"
    small = stack.locator("[data-frame]").evaluate(width)
    stack.get_by_role("button", name="Larger").click()
    dialog = page.get_by_role("dialog", name="CT, portal venous phase")
    expect(dialog).to_be_visible()
    large = stack.locator("[data-frame]").evaluate(width)
    page.keyboard.press("End")
    at(stack, COUNT)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    at(stack, COUNT)

    assert large > small == stack.locator("[data-frame]").evaluate(width)
    expect(stack.get_by_role("button", name="Larger")).to_be_focused()
    assert stack.evaluate("it => Boolean(it.closest('.disclosed'))")


def test_only_the_neighbours_of_a_slice_are_fetched_ahead(
    open_as: OpenAs, attempt: Attempt, resident: User
) -> None:
    asked: list[str] = []
    page = open_as(resident, "/library/")
    page.on("request", lambda request: asked.append(request.url.rstrip("/")[-64:]))
    page.goto(step_of(attempt))
    page.wait_for_load_state("networkidle")
    shown = page.locator("[data-stack] .slice-plain").evaluate_all(
        "all => all.map((it) => it.src.slice(-65, -1))"
    )

    # The second slice has the tenth picture as its annotated layer.
    assert {each for each in asked if each in shown} == {*shown[:3], shown[9]}
    assert Picture.objects.filter(pk__in=shown).count() == COUNT


def test_without_a_script_the_slices_stand_one_below_the_other(
    open_as: OpenAs, attempt: Attempt, resident: User
) -> None:
    page = open_as(resident, step_of(attempt), java_script_enabled=False, is_kept=False)

    expect(page.locator(".slice-plain:visible")).to_have_count(COUNT)
    expect(page.locator(".slice-caption:visible").last).to_have_text("Slice 12 of 12 Level 12")
    expect(page.get_by_role("img", name="Slice 3 of 12: Level 3")).to_be_visible()
    expect(page.locator("[data-tools]")).to_be_hidden()


def test_axe_finds_nothing_in_a_stack(open_as: OpenAs, attempt: Attempt, resident: User) -> None:
    page = open_as(resident, step_of(attempt))
    page.locator("[data-turn='1']").first.click()

    assert faults_of(page) == []


def test_what_is_folded_away_is_fetched_once_it_is_opened(
    open_as: OpenAs, attempt: Attempt, resident: User
) -> None:
    commit(attempt, resident, steps=1)
    asked: list[str] = []
    page = open_as(resident, "/library/")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/library/attempts/{attempt.pk}/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/pictures/" in url]

    page.get_by_text("What you know so far").click()
    at(first_stack(page), 1)
    page.wait_for_load_state("networkidle")
    assert [url for url in asked if "/pictures/" in url]
    box = first_stack(page).locator("[data-frame]").bounding_box()
    assert box and box["width"] > 300
