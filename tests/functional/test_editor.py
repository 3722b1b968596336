"""Writing a teaching case in the browser: saved as one goes, and nothing of what somebody typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from cases.models import CaseDraft, Right
from cases.queries.drafting import draft_for
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.drafts import draft_of, save, share
from tests.conftest import person
from tests.functional.axe import violations
from tests.functional.conftest import Console

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
OpenAs = Callable[..., Page]


@pytest.fixture
def draft(edition: CompiledEdition, educator: User) -> CaseDraft:
    return draft_of(educator, "A cough")


def at(draft: CaseDraft, step: str = "history") -> str:
    return f"/teach/drafts/{draft.pk}/steps/{step}/"


def state(page: Page) -> Locator:
    return page.locator("#save-state")


def tells(page: Page) -> Locator:
    return page.locator("#id_narrative")


def beside(page: Page) -> Locator:
    return page.locator("#beside")


def step_of(draft: CaseDraft, user: User, step: str = "history") -> dict[str, Any]:
    steps = draft_for(user, draft.pk).document["steps"]
    found: dict[str, Any] = next(each for each in steps if each["key"] == step)
    return found


def test_what_is_typed_is_saved_and_stands_beside_as_a_resident_will_see_it(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(educator, at(draft))
    tells(page).fill("He coughs.")
    tells(page).select_text()
    page.get_by_role("button", name="Bold", exact=True).first.click()
    expect(beside(page).locator("strong")).to_have_text("He coughs.")

    page.locator("summary", has_text="Prognosis").click()
    fact = page.get_by_role("radiogroup", name="Performance status (ECOG)")
    fact.get_by_role("radio", name="Asked", exact=True).check()
    expect(beside(page).get_by_role("radio").first).to_be_visible()
    expect(page.locator("#step-history small")).to_have_text("history, 1 asked")

    step = step_of(draft, educator)
    assert (step["narrative"], step["asked"]) == ("**He coughs.**", ["ecog"])
    assert violations(page) == []
    assert console == []


def test_cells_of_a_spreadsheet_become_a_table(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(educator, at(draft))
    page.locator("summary", has_text="Tables").click()
    page.get_by_role("button", name="Add a table").click()
    page.locator("#tables-0-caption").fill("Blood")
    page.get_by_label("Heading of column 1").focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "Test\\tResult\\nCreatinine\\t106\\n");
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
            );
        }"""
    )
    expect(page.get_by_label("Row 1, Result")).to_have_value("106")
    page.get_by_role("button", name="Add a row").first.click()
    page.get_by_label("Row 2, Test").fill("LDH")
    expect(beside(page).get_by_role("rowheader", name="LDH")).to_be_visible()

    assert step_of(draft, educator)["tables"] == [
        {"caption": "Blood", "columns": ["Test", "Result"], "rows": [["Creatinine", "106"], ["LDH", ""]]}
    ]
    page.get_by_role("button", name="Take the table away").click()
    expect(beside(page).get_by_role("rowheader", name="LDH")).to_have_count(0)
    assert "tables" not in step_of(draft, educator)
    assert console == []


def test_both_texts_are_there_when_two_authors_write_the_same_part(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    colleague = person("Rita", is_educator=True)
    share(draft.library, colleague, Right.EDIT)
    page = open_as(educator, at(draft))
    save(draft_for(colleague, draft.pk), colleague, steps__history__narrative="Theirs.")

    tells(page).fill("Mine.")

    conflict = page.locator("#conflict")
    expect(conflict).to_contain_text("Rita changed this at")
    expect(conflict.locator("pre")).to_have_text(["Theirs.", "Mine."])
    expect(tells(page)).to_have_value("Mine.")
    assert step_of(draft, educator)["narrative"] == "Theirs."
    page.get_by_role("button", name="Keep mine").click()
    expect(conflict).to_be_empty()
    assert step_of(draft, educator)["narrative"] == "Mine."
    assert console == []


def test_undo_takes_back_what_was_typed_last(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(educator, at(draft))
    tells(page).fill("One.")
    expect(state(page)).to_contain_text("Saved")
    tells(page).fill("Two.")
    page.locator("#undo-last").click()

    expect(tells(page)).to_have_value("One.")
    expect(page.locator(".messages")).to_contain_text("Undid: Changed the narrative of “History”.")
    page.locator("#redo-last").click()
    expect(tells(page)).to_have_value("Two.")
    assert console == []


def test_what_was_typed_stays_when_the_sign_in_has_ended(
    draft: CaseDraft, educator: User, open_as: OpenAs
) -> None:
    page = open_as(educator, at(draft))
    page.context.clear_cookies()

    tells(page).fill("Typed while signed out.")

    expect(state(page)).to_contain_text("your sign-in has ended. Sign in again in another tab.")
    expect(tells(page)).to_have_value("Typed while signed out.")
    assert draft_for(educator, draft.pk).version == 1


@pytest.mark.parametrize("withdrawn", ["role", "share"])
def test_what_was_typed_stays_when_the_right_to_write_was_withdrawn(
    draft: CaseDraft, open_as: OpenAs, withdrawn: str
) -> None:
    colleague = person("Rita", is_educator=True)
    given = share(draft.library, colleague, Right.EDIT)
    page = open_as(colleague, at(draft))
    if withdrawn == "role":
        User.objects.filter(pk=colleague.pk).update(is_educator=False)
    else:
        given.delete()

    tells(page).fill("Too late.")

    expect(state(page)).to_contain_text("you may not write in it any longer. Copy what you typed")
    expect(tells(page)).to_have_value("Too late.")
    assert CaseDraft.objects.get().version == 1


def test_a_step_is_dragged_to_its_place(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(educator, at(draft))
    page.locator("#step-imaging").drag_to(page.locator("#step-history"), target_position={"x": 60, "y": 4})
    expect(page.locator(".step-list .rail-number + span").first).to_contain_text("Imaging")

    page.locator("#step-imaging > a").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".step-list .rail-number + span").first).to_contain_text("History")
    expect(page.locator("#step-imaging > a")).to_be_focused()
    said = [each.said for each in draft.saves.all()]
    assert said[:2] == ["Moved the step “Imaging” to place 2", "Moved the step “Imaging” to place 1"]
    assert console == []


def test_a_drawing_is_made_from_the_lesions_of_the_key_and_shown_larger(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    save(draft, educator, key__record__lesions=[{"side": "left", "pole": "upper", "size_mm": 18}])
    page = open_as(educator, at(draft, "imaging"))
    page.locator("summary", has_text="Drawings").click()
    page.get_by_role("button", name="Add a drawing").click()
    page.locator("#figures-0-kind").select_option("kidney_map")
    page.get_by_role("button", name="Draw those of the key").click()

    expect(page.locator("#figures-0-lesions-0-size_mm")).to_have_value("18")
    beside(page).get_by_role("button", name="Larger").click()
    expect(page.locator("dialog.zoom svg")).to_be_visible()
    page.keyboard.press("Escape")
    assert step_of(draft, educator, "imaging")["figures"][0]["lesions"] == [
        {"side": "left", "pole": "upper", "size_mm": 18}
    ]
    assert console == []


def test_an_objective_is_added_on_the_page(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(educator, f"/teach/drafts/{draft.pk}/")
    for text in ("Derive M", "Stage by edition"):
        page.get_by_label("Another objective").fill(text)
        page.get_by_role("button", name="Add the objective").click()
        expect(page.get_by_label(text, exact=True)).to_be_checked()

    page.locator("#id_commentary").fill("M, *not* T.")
    expect(beside(page).locator("em")).to_have_text("not")
    assert draft_for(educator, draft.pk).document["objectives"] == ["derive-m", "stage-by-edition"]
    assert console == []


def test_a_fact_is_found_by_its_name_and_looking_for_it_saves_nothing(
    draft: CaseDraft, educator: User, open_as: OpenAs
) -> None:
    page = open_as(educator, at(draft))
    page.get_by_label("Find a fact").fill("creatin")

    expect(page.locator("[data-fact]:visible")).to_have_count(2)
    page.get_by_label("Find a fact").fill("")
    expect(page.locator("[data-fact]:visible")).to_have_count(0)
    assert draft_for(educator, draft.pk).version == 1


def test_on_a_phone_what_follows_comes_as_a_sheet(
    draft: CaseDraft, educator: User, open_as: OpenAs, console: Console
) -> None:
    page = open_as(educator, at(draft))
    page.set_viewport_size({"width": 390, "height": 844})
    expect(beside(page)).to_be_hidden()
    tells(page).fill("He coughs.")
    page.get_by_role("button", name="Preview").first.click()
    expect(beside(page)).to_contain_text("He coughs.")

    beside(page).get_by_text("What the key brings up").click()
    expect(beside(page)).to_contain_text("The key records nothing yet.")
    page.keyboard.press("Escape")
    expect(beside(page)).to_be_hidden()
    assert console == []
