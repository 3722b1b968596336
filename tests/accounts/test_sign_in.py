"""Signing up, in and out, and choosing a new password: as people do it, through the pages."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from kidmet_site.accounts.models import User
from tests.working import outbox

PASSWORD = "correct horse battery"
NEW_PASSWORD = "staple of the sea"


KEPT_FOR = '<input type="text" autocomplete="username" value="{}" hidden>'
"""Where a password is asked for alone: whose it is, for what keeps passwords."""


def sign_in(client: Client, email: str, password: str = PASSWORD) -> object:
    return client.post("/accounts/login/", {"login": email, "password": password})


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_a_person_signs_in_by_e_mail_in_any_case(client: Client, resident: User) -> None:
    response = sign_in(client, "ROBIN@kidmet.example")

    assert response.status_code == 302 and response.url == "/cases/"
    assert signed_in_as(client) == str(resident.pk)


def test_a_wrong_password_is_answered_beside_the_form(client: Client, resident: User) -> None:
    response = sign_in(client, resident.email, "wrong")

    assert response.status_code == 200 and signed_in_as(client) is None
    assert "We know no open account with this e-mail and this password." in response.content.decode()


def test_guessing_passwords_is_stopped_after_a_few(client: Client, resident: User) -> None:
    for _ in range(10):
        response = sign_in(client, resident.email, "wrong")

    assert "Wait 5 minutes" in response.content.decode()


def test_someone_who_signs_up_is_a_resident_and_told_to_look_in_the_mail(client: Client, db: None) -> None:
    sent = {"email": "New@kidmet.example", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/accounts/signup/", sent, follow=True)

    assert "Look in your mail" in response.content.decode() and not signed_in_as(client)
    assert User.objects.get(email="new@kidmet.example").roles == ("resident",)


def test_an_address_that_looks_like_another_is_the_same(client: Client, resident: User) -> None:
    """Mail leaves out what nobody sees, and takes wide letters for plain: it reaches the same mailbox."""
    local = resident.email.partition("@")[0]
    hidden = [f"{resident.email}{mark}" for mark in ("\u200b", "\u2060")]
    alike = [*hidden, f"{local}@\uff4bidmet.example", resident.email.upper()]
    for email in alike:
        client.post("/accounts/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD})

    assert User.objects.get() == resident
    assert {User.normalize_username(email) for email in alike} == {resident.email}
    assert User.normalize_username("kim@\u3392.example") == "kim@mhz.example", "of a sign that has capitals"


def test_a_sign_up_that_is_closed_says_who_makes_accounts(client: Client, db: None, settings: object) -> None:
    settings.SIGN_UP_OPEN = False

    assert "the administrators make the accounts" in client.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"email": "no address"}, "This is no e-mail address."),
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password2": "something else"}, "You must type the same password each time."),
    ],
)
def test_a_faulty_sign_up_says_what_is_wrong(client: Client, resident: User, sent: dict, said: str) -> None:
    whole = {"email": "new@kidmet.example", "password1": PASSWORD, "password2": PASSWORD} | sent

    response = client.post("/accounts/signup/", whole)

    assert response.status_code == 200
    assert said in response.content.decode()


def test_a_forgotten_password_is_replaced_through_the_mailed_link(client: Client, resident: User) -> None:
    client.post("/accounts/password/reset/", {"email": resident.email})
    [message] = outbox()
    link = re.search(r"http://testserver(/\S+)", message.body)[1]
    page = client.get(link, follow=True)
    assert KEPT_FOR.format(resident.email) in page.content.decode()
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert message.subject == "KidMet: Choose a new password"
    client.logout()
    sign_in(client, resident.email, NEW_PASSWORD)
    assert signed_in_as(client) == str(resident.pk)


def test_the_mailed_link_works_once(client: Client, resident: User) -> None:
    client.post("/accounts/password/reset/", {"email": resident.email})
    link = re.search(r"http://testserver(/\S+)", outbox()[0].body)[1]
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})

    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_asking_for_the_password_of_no_account_tells_so_by_mail_alone(client: Client, db: None) -> None:
    response = client.post("/accounts/password/reset/", {"email": "nobody@kidmet.example"}, follow=True)

    [message] = outbox()
    assert message.to == ["nobody@kidmet.example"] and "There is no account with this address" in message.body
    assert "http://testserver/accounts/signup/" in message.body
    assert "If it has an account, the message holds a link" in response.content.decode()


def test_signing_out_asks_first_and_needs_a_post(resident: User, client_of: Callable[[User], Client]) -> None:
    client = client_of(resident)

    assert "Sign out?" in client.get("/accounts/logout/").content.decode() and signed_in_as(client)
    assert client.post("/accounts/logout/").url == "/" and not signed_in_as(client)


def test_a_closed_account_cannot_sign_in(client: Client, resident: User) -> None:
    User.objects.update(is_active=False)

    sign_in(client, resident.email)

    assert signed_in_as(client) is None


def test_the_admin_sends_people_to_the_sign_in_that_knows_the_second_step(client: Client, db: None) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/?next=")


def test_a_password_that_is_asked_for_alone_is_said_to_be_whose(client: Client, resident: User) -> None:
    sign_in(client, resident.email)
    for page in ("/accounts/reauthenticate/", "/accounts/password/change/"):
        assert KEPT_FOR.format(resident.email) in client.get(page).content.decode(), page
