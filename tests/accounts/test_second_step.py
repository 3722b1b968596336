"""Authenticator app, recovery codes and keys."""

import re
import time
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.forms import Form
from django.test import Client, RequestFactory

from kidmet_site.accounts.forms import AddKeyForm, RenameKeyForm
from kidmet_site.accounts.models import User

PASSWORD = "correct horse battery"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def confirmed(resident: User) -> User:
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    return resident


@pytest.fixture
def signed_in(client: Client, confirmed: User) -> Client:
    client.post("/accounts/login/", {"login": confirmed.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.fixture
def secret(confirmed: User) -> str:
    made = generate_totp_secret()
    TOTP.activate(confirmed, made)
    RecoveryCodes.activate(confirmed)
    return made


def test_an_app_is_set_up_by_giving_its_code(signed_in: Client, confirmed: User) -> None:
    page = signed_in.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]

    signed_in.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})

    assert Authenticator.objects.filter(user=confirmed, type="totp").exists()


def test_a_wrong_code_sets_nothing_up_and_says_so(signed_in: Client) -> None:
    signed_in.get("/accounts/2fa/totp/activate/")

    response = signed_in.post("/accounts/2fa/totp/activate/", {"code": "000000"})

    assert "This code is not right" in response.content.decode()
    assert not Authenticator.objects.exists()


def test_without_a_confirmed_address_no_app_is_set_up(client: Client, resident: User) -> None:
    EmailAddress.objects.create(user=resident, email=resident.email, verified=False, primary=True)
    client.post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    response = client.get("/accounts/2fa/totp/activate/", follow=True)

    assert "Confirm your e-mail address first" in response.content.decode()


def test_the_password_alone_no_longer_signs_in(client: Client, confirmed: User, secret: str) -> None:
    response = client.post("/accounts/login/", {"login": confirmed.email, "password": PASSWORD}, follow=True)

    assert "One more step" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_the_code_of_the_app_completes_the_sign_in(client: Client, confirmed: User, secret: str) -> None:
    client.post("/accounts/login/", {"login": confirmed.email, "password": PASSWORD})

    client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})

    assert client.session["_auth_user_id"] == str(confirmed.pk)


def test_a_recovery_code_signs_in_once(confirmed: User, secret: str) -> None:
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    entered = []
    for client in (Client(), Client()):
        client.post("/accounts/login/", {"login": confirmed.email, "password": PASSWORD})
        client.post("/accounts/2fa/authenticate/", {"code": code})
        entered.append("_auth_user_id" in client.session)

    assert entered == [True, False]


PAGES = {
    "/accounts/2fa/": "A second step when you sign in",
    "/accounts/2fa/totp/deactivate/": "Turn off the authenticator app?",
    "/accounts/2fa/recovery-codes/": "Codes not yet used",
    "/accounts/2fa/recovery-codes/generate/": "Make new recovery codes?",
    "/accounts/2fa/webauthn/": "You have added none yet.",
    "/accounts/2fa/webauthn/add/": "Add a passkey or security key",
    "/accounts/password/change/": "Change your password",
    "/accounts/email/": "Use another address",
}


@pytest.mark.parametrize(("path", "heading"), PAGES.items())
def test_the_page_speaks_our_language(signed_in: Client, secret: str, path: str, heading: str) -> None:
    assert heading in signed_in.get(path).content.decode()


def test_one_is_asked_for_the_password_before_changing_how_one_signs_in(
    confirmed: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(confirmed).get("/accounts/2fa/totp/activate/", follow=True)

    assert "Is it you?" in response.content.decode()


@pytest.mark.parametrize("form", [AddKeyForm, RenameKeyForm])
def test_the_name_of_a_key_that_is_too_long_is_refused(
    form: type[Form], confirmed: User, rf: RequestFactory
) -> None:
    key = Authenticator(user=confirmed, type="webauthn", data={"name": "Mine"})
    more = {"user": confirmed} if form is AddKeyForm else {"instance": key}

    with context.request_context(rf.get("/")):
        assert form(data={"name": "K" * 81}, **more).errors["name"] == [
            "The name of a security key takes at most 80 characters; this has 81."
        ]


def test_demanding_a_code_too_often_is_stopped(client: Client, confirmed: User, secret: str) -> None:
    client.post("/accounts/login/", {"login": confirmed.email, "password": PASSWORD})
    for _ in range(8):
        response = client.post("/accounts/2fa/authenticate/", {"code": "000000"})

    assert "too often" in response.content.decode()
