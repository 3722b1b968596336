"""Pages are kept by no browser: what was typed in them is there all the same when one comes back."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from kidmet_site.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def typed_and_left(page: Page) -> None:
    page.get_by_label("Title").fill("A lung case that")
    page.get_by_role("contentinfo").get_by_role("link", name="The guidance").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/guidance/")


def test_what_was_typed_is_there_when_one_comes_back(
    open_as: Callable[..., Page], resident: User, edition: object
) -> None:
    page = open_as(resident, "/cases/new/")
    typed_and_left(page)
    page.go_back()

    expect(page.get_by_label("Title")).to_have_value("A lung case that")


def test_a_form_is_empty_when_it_is_opened_anew(
    open_as: Callable[..., Page], resident: User, edition: object
) -> None:
    page = open_as(resident, "/cases/new/")
    typed_and_left(page)
    page.goto("/cases/new/")

    expect(page.get_by_label("Title")).to_have_value("")


def test_nobody_else_finds_it_when_they_sign_in_at_the_same_window(
    open_as: Callable[..., Page],
    client_of: Callable[[User], Client],
    resident: User,
    stranger: User,
    edition: object,
) -> None:
    page = open_as(resident, "/cases/new/")
    typed_and_left(page)
    home, _, _ = page.url.partition("/guidance/")
    cookie = client_of(stranger).cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": home}])
    page.go_back()

    expect(page.get_by_role("link", name="Sam")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("")
