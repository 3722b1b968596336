"""Passkeys in a real browser, with an authenticator that Chromium plays."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from kidmet_site.accounts.models import User
from tests.functional.axe import violations

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "correct horse battery"


def give_authenticator(page: Page) -> None:
    """A passkey device that always finds its owner present."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


@pytest.fixture
def account_page(open_as: Callable[..., Page], resident: User) -> Page:
    """Signed in by password a moment ago, in front of the form to add a key."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    page = open_as(None, "/accounts/login/", is_kept=False)
    page.get_by_label("E-mail").fill(resident.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Add a passkey or security key")).to_be_visible()
    return page


def test_a_passkey_is_added_and_signs_in_without_a_password(account_page: Page) -> None:
    page = account_page
    give_authenticator(page)
    page.get_by_label("Name of the key").fill("My phone")
    page.get_by_label("Let it sign me in alone").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The key is added.")).to_be_visible()

    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="My phone")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile("/cases/$"))


def test_a_key_that_does_not_answer_is_said_on_the_page(account_page: Page) -> None:
    page = account_page
    page.evaluate("() => { navigator.credentials.create = () => Promise.reject(new Error('called off')) }")

    page.get_by_role("button", name="Add it").click()

    expect(page.get_by_role("alert")).to_contain_text("The key did not answer. Nothing has changed")
