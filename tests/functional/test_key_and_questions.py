"""Writing the key, what is marked and what is asked, in a browser: saved as one goes, beside what follows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.actions.drafting import begin_draft
from cases.content.library import shipped_library
from cases.domain.teaching.beginning import as_format_2
from cases.models import CaseDraft
from cases.queries.drafting import draft_for
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.samples import NOW
from tests.functional.axe import violations
from tests.functional.conftest import Console

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


@pytest.fixture
def draft(educator: User, edition: CompiledEdition) -> CaseDraft:
    case = next(case for case in shipped_library().cases if case.slug == "lung-m-category")
    return begin_draft(document=as_format_2(case.document), by=educator, now=NOW, said="Copied")


@pytest.fixture
def page(educator: User, open_as: OpenAs) -> Page:
    return open_as(educator)


def go(page: Page, live_server: object, draft: CaseDraft, place: str) -> None:
    page.goto(f"{live_server}/teach/drafts/{draft.pk}/{place}")


def saved(page: Page) -> None:
    expect(page.locator("#save-state")).to_contain_text("Saved")


def test_an_answer_of_the_key_changes_what_stands_beside_it_and_is_taken_back(
    page: Page, live_server: object, draft: CaseDraft, educator: User, console: Console
) -> None:
    go(page, live_server, draft, "key/staging/#field-m_category")
    expect(page.locator("[name=m_category_prefix]")).to_be_focused()
    expect(page.locator("#beside")).not_to_contain_text("T4")

    page.locator("[name=t_category]").select_option("T4")
    saved(page)
    expect(page.locator("#beside")).to_contain_text("T4")
    expect(page.locator("[name=tnm_notation]")).to_have_value("cT4 cN2b pM1c2")
    page.get_by_role("button", name="Undo the last save").click()
    expect(page.locator("[name=t_category]")).to_have_value("T2b")

    assert draft_for(educator, draft.pk).document["key"]["record"]["t_category"] == "cT2b"
    assert console == []


def test_a_lesion_of_the_key_is_added_and_removed(
    page: Page, live_server: object, draft: CaseDraft, educator: User
) -> None:
    go(page, live_server, draft, "key/kidney/")
    before = page.locator("[data-lesion]").count()

    page.get_by_role("button", name="Add a lesion").click()
    page.locator(f"[name=lesions-{before}-side]").select_option("left")
    page.locator(f"[name=lesions-{before}-size_mm]").fill("7")
    saved(page)
    expect(page.locator("#lesions-state")).to_contain_text(f"{before + 1} lesions")

    assert draft_for(educator, draft.pk).document["key"]["record"]["lesions"][-1]["size_mm"] == 7


def test_a_note_is_found_as_one_types_and_linked_by_a_tick(
    page: Page, live_server: object, draft: CaseDraft, educator: User, console: Console
) -> None:
    go(page, live_server, draft, "marks/t_category/")
    mark = "key/marks"
    before = next(each for each in draft.document["key"]["marks"] if each["fact"] == "t_category").get(
        "notes", []
    )
    assert "C36" not in before, mark

    page.get_by_label("Find a statement, addition or note").press_sequentially("EGFR ALK BRAF")
    page.get_by_role("checkbox", name="Note C36").check()
    saved(page)
    page.get_by_label("Find a statement, addition or note").fill("zebrafish")
    expect(page.locator("#citations")).to_contain_text("Nothing else has all of")
    expect(page.get_by_role("checkbox", name="Note C36")).to_be_checked()
    assert violations(page) == []

    page.reload()
    expect(page.get_by_role("checkbox", name="Note C36")).to_be_checked()
    assert console == []


def test_another_answer_is_added_to_a_mark(
    page: Page, live_server: object, draft: CaseDraft, educator: User
) -> None:
    go(page, live_server, draft, "marks/kidney_diagnosis/")

    page.get_by_role("button", name="Add another answer").click()
    row = page.locator("[data-rows=accept] > [data-row]:visible").last
    row.locator("select").first.select_option(index=2)
    row.get_by_label("Credit, 0 to 1").fill("0.5")
    row.get_by_label("Why it earns that").fill("Not proven then")
    saved(page)

    marks = draft_for(educator, draft.pk).document["key"]["marks"]
    mark = next(each for each in marks if each["fact"] == "kidney_diagnosis")
    assert mark["accept"][-1]["credit"] == 0.5 and mark["accept"][-1]["why"] == "Not proven then"


def test_a_question_is_written_and_tried_beside_its_form(
    page: Page, live_server: object, draft: CaseDraft, educator: User, console: Console
) -> None:
    go(page, live_server, draft, "questions/#questions-plan")
    adding = page.locator("#questions-plan .question-add")
    adding.locator("summary").click()
    adding.get_by_label("Kind").select_option("single_best_answer")
    adding.get_by_label("What is asked").fill("Whom do you call first?")
    adding.get_by_role("button", name="Write it").click()
    expect(page.locator("#beside")).to_contain_text("It still needs")

    for number, (text, credit) in enumerate([("The oncologist", "1"), ("Nobody", "")]):
        if number:
            page.get_by_role("button", name="Add one more").click()
        page.locator(f"[name=options-{number}-text]").fill(text)
        page.locator(f"[name=options-{number}-credit]").fill(credit)
        page.locator(f"[name=options-{number}-why]").fill(f"Said of {text}.")
    page.get_by_label("Weight").fill("much")
    expect(page.locator("#after-weight")).to_contain_text("“much” is no number.")
    page.get_by_label("Weight").fill("2")
    expect(page.locator("#after-weight")).to_be_empty()
    beside = page.locator("#beside")
    beside.get_by_label("Nobody").check()
    saved(page)
    beside.get_by_role("button", name="Mark this answer").click()

    expect(page.locator("#sample")).to_contain_text("0 %")
    expect(page.locator("#sample")).to_contain_text("Said of Nobody.")
    expect(page.locator("#announcer")).to_have_text("Earns nothing 0 %")
    expect(page.get_by_role("button", name="Mark this answer")).to_be_focused()
    assert violations(page) == []
    question = draft_for(educator, draft.pk).document["steps"][-1]["questions"][-1]
    assert [option["key"] for option in question["options"]] == ["the-oncologist", "nobody"]
    assert console == []
