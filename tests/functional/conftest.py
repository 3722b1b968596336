"""A real browser on the live server, signed in as one of the cast, with its console watched."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import APIResponse, Browser, Error, Page, Route

from kidmet_site.accounts.models import User
from tests.functional.axe import DESKTOP


class Console(list[str]):
    """Every warning, error, refused request and request to another host since the page was opened."""

    def watch(self, page: Page, home: str) -> Callable[[], None]:
        """Returns what ends it."""
        ears: dict[Any, Callable[[Any], None]] = {
            "console": lambda it: self.append(it.text) if it.type in ("error", "warning") else None,
            "pageerror": lambda error: self.append(str(error)),
            "request": lambda it: (
                None if it.url.startswith((home, "data:", "blob:")) else self.append(it.url)
            ),
        }
        for event, ear in ears.items():
            page.on(event, ear)

        def end() -> None:
            for event, ear in ears.items():
                page.remove_listener(event, ear)

        return end


class SlowServer:
    """What the page posts arrives at once, and is answered only when `answer` is called."""

    def __init__(self, page: Page) -> None:
        self.held: list[tuple[Route, APIResponse]] = []
        self.is_slow = True
        page.route("**/*", self._meet)

    def _meet(self, route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        self.held.append((route, route.fetch(max_redirects=0)))
        if not self.is_slow:
            self.answer()

    def answer(self) -> None:
        self.is_slow = False
        while self.held:
            route, response = self.held.pop(0)
            route.fulfill(response=response)


@pytest.fixture
def console() -> Console:
    return Console()


@pytest.fixture(scope="session")
def browsers(launch_browser: Callable[[], Browser]) -> Iterator[list[Browser]]:
    launched = [launch_browser()]
    yield launched
    for browser in launched:
        if browser.is_connected():
            browser.close()


@pytest.fixture
def browser(browsers: list[Browser], launch_browser: Callable[[], Browser]) -> Browser:
    """One browser for all tests; one that fell over takes no other test with it."""
    if not browsers[-1].is_connected():
        browsers.append(launch_browser())
    return browsers[-1]


class Windows:
    """A new window costs the browser as much as ten pages: one that can be made as new is used again."""

    def __init__(self) -> None:
        self.free: dict[str, list[Page]] = {}

    def take(self, browser: Browser, home: str, options: dict[str, Any]) -> Page:
        free = self.free.setdefault(repr(sorted(options.items())), [])
        while free:
            page = free.pop()
            if page.context.browser is browser and browser.is_connected():
                return page
        return browser.new_context(base_url=home, reduced_motion="reduce", **options).new_page()

    def give_back(self, page: Page, home: str, options: dict[str, Any], is_kept: bool) -> None:
        # The browser may fall over while it closes: that is no fault of the page.
        with suppress(Error):
            if is_kept and as_new(page, home):
                self.free[repr(sorted(options.items()))].append(page)
            else:
                page.context.close()


# A page that names no icon is asked for one, and the refusal is heard by the next test.
NO_PAGE = '<!doctype html><link rel="icon" href="data:,">'
LEFT = """() => {
    localStorage.clear();
    sessionStorage.clear();
    return setTimeout.toString().includes("[native code]"); // a clock that was installed stays
}"""


def as_new(page: Page, home: str) -> bool:
    """Take away what a test left in its window; False where that cannot be done."""
    if page.is_closed():
        return False
    for other in page.context.pages:
        if other is not page:
            other.close()
    page.unroute_all()
    page.context.set_offline(False)
    page.route("**/left", lambda route: route.fulfill(content_type="text/html", body=NO_PAGE))
    page.goto(f"{home}/left")
    page.unroute_all()
    is_well: bool = page.evaluate(LEFT)
    page.context.clear_cookies()
    return is_well


@pytest.fixture(scope="session")
def windows() -> Windows:
    return Windows()


@pytest.fixture
def open_as(
    browser: Browser,
    windows: Windows,
    live_server: object,
    console: Console,
    client_of: Callable[[User], Client],
) -> Iterator[Callable[..., Page]]:
    """`open_as(user, "/cases/", viewport=PHONE, dark=True)` gives the page, its console watched.

    A test that listens to dialogs or adds a script to its page says `is_kept=False`.
    """
    ends: list[Callable[[], None]] = []
    home = str(live_server)

    def opened(
        user: User | None,
        path: str = "/",
        *,
        viewport: dict = DESKTOP,
        dark: bool = False,
        is_kept: bool = True,
        **options: Any,
    ) -> Page:
        page = windows.take(browser, home, options)
        ends.append(lambda: windows.give_back(page, home, options, is_kept))
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        theme = "dark" if dark else "light"
        page.emulate_media(media="null", color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        if user:
            cookie = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
            page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": home}])
        ends.append(console.watch(page, home))
        page.goto(path)
        return page

    yield opened
    for end in reversed(ends):
        end()
