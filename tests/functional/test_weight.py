"""What a page costs whoever opens it: bytes on a cold visit, and words that move while it arrives."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route

from cases.actions import copy_demo_case
from cases.queries import demo_case
from guidance.domain.vocabulary import CHAPTERS
from kidmet_site.accounts.models import User
from tests.cases.samples import NOW
from tests.functional.conftest import DESKTOP, PHONE
from tests.test_access import PEOPLE, ROWS

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SHIFT = 0.02
NO_PAGE = re.compile(r"_export$|_schema$|^healthz$|^readyz$|^case_edition$|_download_")
RICHEST = ("resident", "curator", "anonymous")
WATCH = """
  window.shifted = { total: 0, by: [] };
  new PerformanceObserver((list) => {
    for (const it of list.getEntries()) {
      shifted.total += it.value;
      for (const source of it.sources) {
        const node = source.node?.nodeType === 1 ? source.node : source.node?.parentElement;
        shifted.by.push(node ? node.tagName + "." + node.className : "something that is gone");
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
"""
PAINTED = """
  () => new Promise((done) =>
    new PerformanceObserver(() => done(true)).observe({ type: "paint", buffered: true }))
"""
SETTLED = """
  () => document.fonts.ready.then(() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(shifted))))))
"""


class LateFiles:
    """Fonts and scripts that come only when the page has been drawn without them."""

    def __init__(self, page: Page) -> None:
        self.held: list[Route] = []
        self.are_late = True
        page.route(re.compile(r"\.(woff2|js)$"), self.meet)

    def meet(self, route: Route) -> None:
        if self.are_late:
            self.held.append(route)
        else:
            route.continue_()

    def come(self) -> None:
        self.are_late = False
        while self.held:
            self.held.pop().continue_()


def pages(cast: dict[str, User]) -> Iterator[tuple[str, str]]:
    """Every address that answers somebody with a page, and who gets there."""
    for route, row in ROWS.items():
        person = next((it for it in RICHEST if row[it] == 200), None)
        if person is None or row.get("method", "get") != "get" or NO_PAGE.search(route):
            continue
        kwargs = row.get("kwargs", {})
        yield person, reverse(route, kwargs=kwargs(cast) if callable(kwargs) else kwargs)
    for path in full_case(cast["resident"]):
        yield "resident", path


def full_case(owner: User) -> Iterator[str]:
    demo = demo_case("lung-both-kidneys")
    assert demo is not None
    case = copy_demo_case(demo=demo, by=owner, now=NOW)
    for chapter in CHAPTERS:
        yield reverse("case_chapter", args=[case.pk, chapter.key])
    yield reverse("case_summary", args=[case.pk])


def shift(page: Page, path: str) -> dict:
    late = LateFiles(page)
    page.goto(path, wait_until="commit")
    page.evaluate(PAINTED)
    late.come()
    page.wait_for_load_state()
    found = page.evaluate(SETTLED)
    page.unroute_all()
    return found


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_moves_while_a_page_arrives(
    viewport: dict,
    open_as: Callable[..., Page],
    resident: User,
    stranger: User,
    educator: User,
    curator: User,
    administrator: User,
    edition: object,
) -> None:
    people = (resident, stranger, educator, curator, administrator)
    cast = dict(zip(PEOPLE[1:], people, strict=True))
    todo = list(pages(cast))
    moved = []
    for person in RICHEST:
        page = open_as(cast.get(person), "/healthz", viewport=viewport)
        page.add_init_script(WATCH)
        for path in [path for who, path in todo if who == person]:
            found = shift(page, path)
            if found["total"] >= MOST_SHIFT:
                moved.append(f"{path} by {found['total']:.3f}: {', '.join(sorted(set(found['by'])))}")
    assert moved == []
