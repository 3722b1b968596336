"""A real browser on the live server, signed in as one of the cast, with its console watched."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import APIResponse, Browser, BrowserContext, Error, Page, Route

from kidmet_site.accounts.models import User

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


class Console(list[str]):
    """Every warning, error, refused request and request to another host since the page was opened."""

    def watch(self, page: Page, home: str) -> None:
        page.on("console", lambda it: self.append(it.text) if it.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on(
            "request", lambda it: None if it.url.startswith((home, "data:", "blob:")) else self.append(it.url)
        )


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


@pytest.fixture
def open_as(
    browser: Browser, live_server: object, console: Console, client_of: Callable[[User], Client]
) -> Iterator[Callable[..., Page]]:
    """`open_as(user, "/cases/", viewport=PHONE, dark=True)` gives the page, its console watched."""
    contexts: list[BrowserContext] = []
    home = str(live_server)

    def opened(
        user: User | None, path: str = "/", *, viewport: dict = DESKTOP, dark: bool = False, **more
    ) -> Page:
        context = browser.new_context(
            base_url=home,
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **more,
        )
        contexts.append(context)
        if user:
            cookie = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": home}])
        page = context.new_page()
        console.watch(page, home)
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        with suppress(Error):  # the browser may fall over while it closes: that is no fault of the page
            context.close()
