"""What a page costs whoever opens it: bytes on a cold visit, and words that move while it arrives."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Request, Route

from cases.actions.cases import copy_demo_case
from cases.queries.cases import demo_case
from guidance.domain.vocabulary import CHAPTERS
from kidmet_site.accounts.models import User
from kidmet_site.assets.bootstrap import all_rules, classes, elements
from kidmet_site.settings import STORAGES as PRODUCTION
from tests.cases.samples import NOW
from tests.functional.axe import DESKTOP, PHONE
from tests.test_access import PEOPLE, ROWS

pytestmark = pytest.mark.django_db(transaction=True)

MOST_SHIFT = 0.02
MOST_ON_FIRST_PAGE, MOST_ON_WORKBENCH = 110, 150
NO_PAGE = re.compile(r"_export$|_schema$|^healthz$|^readyz$|^case_edition$|_download_|_file$|attempt_log$")
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
NAMES = "[...document.querySelectorAll('*')].flatMap((it) => [it.localName, ...it.classList])"
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


@pytest.fixture
def as_served(settings, tmp_path: Path, edition: object) -> Iterator[str]:
    """The site with its static files hashed and compressed, answered by the application that is deployed."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": PRODUCTION["staticfiles"]}
    # Most of the files are the admin's, which none of these pages asks for.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin"])
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
    server.set_app(get_wsgi_application())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """The tests' own output is enough."""


def arrived(page: Page, address: str) -> list[Request]:
    """All that came with a page that was never opened before."""
    requests: list[Request] = []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address, wait_until="networkidle")
    assert {request.response().status for request in requests} == {200}
    return requests


def kilobytes(requests: list[Request]) -> float:
    """As sent, with the headers of the answers."""
    sizes = [request.sizes() for request in requests]
    return sum(it["responseBodySize"] + it["responseHeadersSize"] for it in sizes) / 1000


def test_a_first_visit_stays_within_its_budget(
    as_served: str, resident: User, client_of: Callable[[User], Client], browser: Browser
) -> None:
    cookie = client_of(resident).cookies[settings.SESSION_COOKIE_NAME]
    signed_in = {"name": cookie.key, "value": cookie.value, "url": as_served}
    workbench = next(path for path in full_case(resident) if path.endswith("/kidney/"))
    over = []
    for path, most in (("/", MOST_ON_FIRST_PAGE), (workbench, MOST_ON_WORKBENCH)):
        context = browser.new_context(base_url=as_served)
        context.add_cookies([signed_in] if path == workbench else [])
        came = arrived(context.new_page(), path)
        over += [f"{path}: {kilobytes(came)} KB"] if kilobytes(came) > most else []
        over += [f"{request.url} is sent as it is" for request in came if not is_made_ready(request)]
        context.close()

    assert over == []


def is_made_ready(request: Request) -> bool:
    """Compressed; and what is static may be kept for ever, since its name changes with it."""
    headers = request.response().headers
    if "/static/" not in request.url:
        return headers["content-encoding"] == "gzip"
    is_small = headers["content-type"] == "font/woff2" or headers.get("content-encoding") == "br"
    return is_small and "public, immutable" in headers["cache-control"]


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
def test_nothing_moves_and_nothing_lacks_its_style_while_a_page_arrives(
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
    moved, names = [], set()
    for person in RICHEST:
        page = open_as(cast.get(person), "/healthz", viewport=viewport, is_kept=False)
        page.add_init_script(WATCH)
        for path in [path for who, path in todo if who == person]:
            found = shift(page, path)
            if found["total"] >= MOST_SHIFT:
                moved.append(f"{path} by {found['total']:.3f}: {', '.join(sorted(set(found['by'])))}")
            names |= set(page.evaluate(NAMES))

    assert moved == []
    assert unstyled(names) == set(), "make the stylesheet anew with `.venv/bin/python -m kidmet_site.assets`"


def unstyled(names: set[str]) -> set[str]:
    """Elements and classes that Bootstrap has a style for, which was left out since no template has them."""
    selectors = " ".join(selector for rule in all_rules() for selector in rule.selectors)
    return names & set(re.findall(r"[\w-]+", selectors)) - classes() - elements()
