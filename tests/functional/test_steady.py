"""A saved answer moves neither the field that was answered nor the next, which the hand is about to touch."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.actions import copy_demo_case
from cases.queries import demo_case
from guidance.domain.edition import Edition
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Kind
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.functional.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]
WRONG = "many"

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
    select.selectedIndex = select.selectedIndex === 1 ? 2 : 1;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (other) {
    other.focus({ preventScroll: true });
    other.click();
  }
  return Boolean(text || select || other);
}"""
PLACES = """(ids) => ids.map((id) => document.getElementById(id).getBoundingClientRect().top)"""
DRAWN = """() => new Promise((done) => new ResizeObserver(() => done()).observe(document.body))"""
FIELDS = """() => [...document.querySelectorAll("form[data-chapter] .field[id]")].map((it) => it.id)"""


def typed_in(id_: str) -> str:
    fact = VOCABULARY.get(id_.removeprefix("field-"))
    if fact is None:
        return ""
    return "2025-03" if fact.kind is Kind.DATE else str(round(fact.minimum or 1))


def moved(page: Page, answered: str, following: str, typed: str) -> str:
    """What moved by more than a pixel when the answer to one field was saved, in words."""
    ids = [answered, following]
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
    if typed == WRONG:
        by[1] = 0  # what is wrong is said at length under the field that it is about, where the hand is still
    return (
        f"{answered} {typed!r}: moved by {by[0]}, {following} by {by[1]}"
        if any(abs(x) > 1 for x in by)
        else ""
    )


@pytest.mark.parametrize(("full", "viewport"), [(True, DESKTOP), (True, PHONE), (False, PHONE)])
def test_no_field_moves_when_an_answer_is_saved(
    full: bool, viewport: dict, resident: User, edition: Edition, open_as: OpenAs
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
        for answered, following in pairwise(ids):
            for typed in (typed_in(answered), *([WRONG] if answered in ids[:6:5] else [])):
                found = moved(page, answered, following, typed)
                wrong += [f"{chapter.key}: {found}"] if found else []
    assert not wrong, "\n".join(wrong)
