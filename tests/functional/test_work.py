"""What administrators see of the worker, in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kidmet_site.accounts.models import User
from kidmet_site.work.worker import give_sign

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


def test_a_page_that_looks_again_does_not_when_nobody_looks_at_it(
    administrator: User, open_as: OpenAs
) -> None:
    page = open_as(administrator)
    page.clock.install()
    page.goto("/work/")
    asked: list[str] = []
    page.on("request", lambda request: "hx-request" in request.headers and asked.append(request.url))

    page.evaluate("Object.defineProperty(document, 'hidden', { value: true, configurable: true })")
    page.clock.run_for(30_000)
    assert asked == []

    give_sign("a worker")
    page.evaluate("delete document.hidden")
    page.clock.run_for(6_000)
    expect(page.locator("#workers")).to_contain_text("1 worker")
    assert len(asked) == 1


def test_the_whole_page_becomes_the_sign_in_when_the_sign_in_has_ended(
    administrator: User, open_as: OpenAs
) -> None:
    page = open_as(administrator)
    page.clock.install()
    page.goto("/work/")
    page.context.clear_cookies()

    page.clock.run_for(6_000)

    expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/work/$"))
    expect(page.locator("#workers")).to_have_count(0)
