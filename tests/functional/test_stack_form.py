"""Pictures in the editor, in a real browser: arrows by a click or by numbers, slices moved, files dropped."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import CaseDraft
from guidance.domain.edition import CompiledEdition
from guidance.domain.limits import FILES
from kidmet_site.accounts.models import User
from tests.cases.drafts import draft_of, save
from tests.cases.illustrated import ALT, kept, stack_of
from tests.cases.pictures import slice_of
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


@pytest.fixture
def draft(edition: CompiledEdition, educator: User) -> CaseDraft:
    held = draft_of(educator)
    pictures = [kept(number, educator, edge=256) for number in range(3)]
    save(held, educator, steps__history__images=[stack_of(pictures, key="images")])
    return held


def slices_of(draft: CaseDraft) -> list[dict[str, Any]]:
    document = CaseDraft.objects.get(pk=draft.pk).document
    found: list[dict[str, Any]] = document["steps"][0]["images"][0]["slices"]
    return found


def form_of(draft: CaseDraft) -> str:
    return f"/teach/drafts/{draft.pk}/steps/history/images/images/"


def saved(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_arrows_are_placed_by_a_click_each(
    open_as: OpenAs, draft: CaseDraft, educator: User, console: Console
) -> None:
    page = open_as(educator, form_of(draft))
    canvas = page.locator("[data-arrow-canvas]")
    size = canvas.bounding_box()
    assert size
    for x, y, text in ((0.25, 0.5, "The disc"), (0.75, 0.25, "The ground")):
        canvas.click(position={"x": x * size["width"], "y": y * size["height"]})
        page.keyboard.type(text)
    expect(canvas.locator(".arrow-number")).to_have_text(["1", "2"])
    page.get_by_role("group", name="Arrow 1").get_by_label("What it points at").focus()
    canvas.click(position={"x": 0.5 * size["width"], "y": 0.5 * size["height"]})
    saved(page)

    arrows = slices_of(draft)[0]["arrows"]
    assert [(round(each["x"]), round(each["y"]), each["text"]) for each in arrows] == [
        (50, 50, "The disc"),
        (75, 25, "The ground"),
    ]
    assert console == []


def test_slices_are_moved_by_keys_and_by_dragging(open_as: OpenAs, draft: CaseDraft, educator: User) -> None:
    page = open_as(educator, form_of(draft))
    before = [each["image"] for each in slices_of(draft)]
    page.get_by_role("button", name="Move slice 1 down").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-moved]")).to_have_text("Level 1 is now in place 2 of 3. Save to keep it.")
    saved(page)
    assert [each["image"] for each in slices_of(draft)] == [before[1], before[0], before[2]]

    page.locator("#row-2 img").drag_to(page.locator("#row-0"), target_position={"x": 60, "y": 4})
    saved(page)
    assert [each["image"] for each in slices_of(draft)] == [before[2], before[1], before[0]]


def test_files_that_are_dropped_are_added(open_as: OpenAs, draft: CaseDraft, educator: User) -> None:
    page = open_as(educator, form_of(draft))
    page.locator("[data-drop]").evaluate(
        """(drop, bytes) => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(bytes)], "new.png", { type: "image/png" }));
            for (const kind of ["dragover", "drop"]) {
                const more = { bubbles: true, cancelable: true, dataTransfer: files };
                drop.dispatchEvent(new DragEvent(kind, more));
            }
        }""",
        list(slice_of(9)),
    )
    saved(page)

    assert slices_of(draft)[3] == {"image": kept(9, educator).pk}


def chosen(count: int, *more: tuple[str, bytes]) -> list[Any]:
    pictures = [(f"slice {number}.png", slice_of(number)) for number in range(count)]
    return [{"name": name, "mimeType": "image/png", "buffer": raw} for name, raw in (*pictures, *more)]


def test_more_files_than_a_form_takes_are_sent_one_at_a_time(
    open_as: OpenAs, draft: CaseDraft, educator: User, console: Console
) -> None:
    count = FILES.most + 2
    page = open_as(educator, f"/teach/drafts/{draft.pk}/steps/imaging/")
    page.get_by_label("Add a picture, or several as a stack").set_input_files(chosen(count))
    page.locator(".stack-add").get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Slices, in the order")).to_be_visible(timeout=60_000)
    slices = CaseDraft.objects.get(pk=draft.pk).document["steps"][1]["images"][0]["slices"]

    assert [each["image"] for each in slices] == [kept(number, educator).pk for number in range(count)]
    assert console == []


def test_a_file_that_is_refused_is_told_and_the_others_wait_for_the_next_press(
    open_as: OpenAs, draft: CaseDraft, educator: User
) -> None:
    page = open_as(educator, form_of(draft))
    page.get_by_label("Add pictures to this stack").set_input_files(chosen(2, ("report.png", b"%PDF-1.7")))
    page.get_by_role("button", name="Save", exact=True).click()
    said = page.locator("#stack-form [data-sending]")
    expect(said).to_contain_text("“report.png” looks like a PDF, not like a picture")
    expect(said).to_contain_text("2 pictures are ready; press “Save” to add them.")
    page.get_by_label("Caption of slice 5").fill("The last")
    page.get_by_label("Caption", exact=True).fill("CT again")
    saved(page)
    stack = CaseDraft.objects.get(pk=draft.pk).document["steps"][0]["images"][0]

    assert stack["caption"] == "CT again"
    assert [each["image"] for each in stack["slices"][3:]] == [kept(number, educator).pk for number in (0, 1)]
    assert stack["slices"][4]["caption"] == "The last"


def test_what_the_line_kept_from_being_sent_is_told(
    open_as: OpenAs, draft: CaseDraft, educator: User
) -> None:
    page = open_as(educator, form_of(draft))
    page.get_by_label("Add pictures to this stack").set_input_files(chosen(2))
    page.context.set_offline(True)
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator("#stack-form [data-sending]")).to_contain_text(
        "“slice 0.png” and what came after it could"
    )
    expect(page.get_by_label("Alternative text")).to_have_value(ALT)


def test_a_stack_is_written_without_a_script(open_as: OpenAs, draft: CaseDraft, educator: User) -> None:
    page = open_as(
        educator, f"/teach/drafts/{draft.pk}/steps/imaging/", java_script_enabled=False, is_kept=False
    )
    file = {"name": "scan.png", "mimeType": "image/png", "buffer": slice_of(5)}
    page.get_by_label("Add a picture, or several as a stack").set_input_files([file])  # type: ignore[list-item]
    page.get_by_role("button", name="Add", exact=True).last.click()
    page.get_by_label("Caption", exact=True).fill("CT")
    page.get_by_label("From left, %").fill("40")
    page.get_by_label("From top, %").fill("60")
    page.get_by_label("What it points at").fill("The disc")
    saved(page)
    stack = CaseDraft.objects.get(pk=draft.pk).document["steps"][1]["images"][0]

    assert (stack["caption"], stack["slices"][0]["arrows"]) == (
        "CT",
        [{"x": 40, "y": 60, "text": "The disc"}],
    )
    expect(page.locator(".picked .arrow-head")).to_have_count(1)
