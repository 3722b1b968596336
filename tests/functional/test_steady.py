"""A saved answer moves neither the field that was answered nor the next, which the hand is about to touch."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.actions.cases import copy_demo_case
from cases.queries.cases import demo_case
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of, lesions
from tests.functional.axe import DESKTOP, PHONE, overflows, violations

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
WRONG = "as many as there were when somebody last looked, or more"

# Answers a field as a hand would, without scrolling; gives nothing where there is nothing to answer.
ANSWER = """([id, typed]) => {
  const field = document.getElementById(id);
  const text = field.querySelector("input[type=text], input[type=month]");
  const select = field.querySelector("select:not(.unit, .prefix)");
  const other = field.querySelector(":is([type=radio]:not([value='']), [type=checkbox]):not(:checked)");
  if (text) {
    text.focus({ preventScroll: true });
    text.value = typed;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  } else if (select) {
    select.focus({ preventScroll: true });
    // Not "none", which sets aside what is asked next.
    const [one, other] = [...select.options].filter((it) => it.value && it.value !== "none");
    select.value = select.value === one.value ? other.value : one.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (other) {
    other.focus({ preventScroll: true });
    other.click();
  }
  return Boolean(text || select || other);
}"""
PLACES = """(ids) => ids.map((id) => document.getElementById(id).getBoundingClientRect().top)"""
DRAWN = """() => new Promise((done) => new ResizeObserver(() => done()).observe(document.body))"""
FIELDS = """() => {
  for (const it of document.querySelectorAll("details.more")) it.open = true;
  return [...document.querySelectorAll("form[data-chapter] .field[id]")].map((it) => it.id);
}"""


def typed_in(id_: str) -> str:
    fact = VOCABULARY.get(id_.removeprefix("field-"))
    if fact is None:
        return ""
    return "2025-03" if fact.kind == "date" else str(round((fact.within or (1,))[0] or 1))


def moved(page: Page, answered: str, following: list[str], typed: str) -> str:
    """What moved by more than a pixel when the answer to one field was saved, in words."""
    ids = [answered, *following]
    if not page.evaluate(ANSWER, [answered, typed]):
        return ""
    page.evaluate(DRAWN)
    before = page.evaluate(PLACES, ids)
    with page.expect_response(lambda it: it.request.method == "POST"):
        page.clock.run_for(1000)
    expect(page.locator("#save-state")).not_to_have_class("save-state saving")
    page.evaluate(DRAWN)
    after = page.evaluate(PLACES, ids)
    by = [round(then - now) for now, then in zip(before, after, strict=True)]
    strays = [f"{id_} by {far}" for id_, far in zip(ids, by, strict=True) if abs(far) > 1]
    return f"{answered} {typed!r}: moved {', '.join(strays)}" if strays else ""


@pytest.mark.parametrize(("full", "viewport"), [(True, DESKTOP), (True, PHONE), (False, PHONE)])
def test_no_field_moves_when_an_answer_is_saved(
    full: bool, viewport: dict, resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    demo = demo_case("lung-both-kidneys")
    assert demo is not None
    begun = datetime(2026, 1, 2, tzinfo=UTC)
    case = copy_demo_case(demo=demo, by=resident, now=begun) if full else case_of(resident)
    page = open_as(resident, viewport=viewport)
    page.clock.install()
    page.goto(f"/cases/{case.pk}/summary/")
    page.clock.pause_at(timezone.now().replace(year=2100))
    wrong = []
    for chapter in CHAPTERS:
        page.goto(f"/cases/{case.pk}/{chapter.key}/")
        ids = page.evaluate(FIELDS)
        wrongly = {*ids[:6:5], "field-lesions-0-size_mm"}
        for place, answered in enumerate(ids[:-1], start=1):
            # Of a row of fields, those of the next row lie under the hand as well.
            near = ids[place : place + 6] if answered in wrongly else ids[place : place + 1]
            for typed in (typed_in(answered), *([WRONG] if answered in wrongly else [])):
                found = moved(page, answered, near, typed)
                wrong += [f"{chapter.key}: {found}"] if found else []
    assert not wrong, "\n".join(wrong)


def test_what_is_wrong_is_shown_at_full_length_when_that_is_asked_for(
    resident: User, edition: CompiledEdition, open_as: OpenAs
) -> None:
    case = case_of(resident, lesions=lesions(1))
    page = open_as(resident, f"/cases/{case.pk}/kidney/", viewport=PHONE)
    page.locator("#field-lesions-0-size_mm input").fill(WRONG)
    wrong = page.locator("#field-lesions-0-size_mm .after")
    button = page.locator("#field-lesions-0-size_mm").get_by_role("button", name="Show all")
    button.press("Enter")
    button = page.get_by_role("button", name="Show less")
    expect(button).to_be_focused()
    assert wrong.evaluate("it => it.scrollHeight <= it.clientHeight + 1")
    assert violations(page) == [] and not overflows(page)

    button.press("Enter")
    assert wrong.evaluate("it => it.scrollHeight > it.clientHeight + 1")
