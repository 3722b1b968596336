"""Signing up, in, and asking for a password tell nobody who has an account; nor does the work they cost."""

import re
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from kidmet_site.accounts.models import User
from tests.conftest import person
from tests.working import outbox

PASSWORD = "correct horse battery"
NEW_PASSWORD = "staple of the sea"
UNKNOWN = "nobody@kidmet.example"


class CountingHasher(MD5PasswordHasher):
    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)


def open_account(email: str) -> None:
    User.objects.create_user(email, PASSWORD)


def confirmed_account(email: str) -> None:
    user = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def account_without_password(email: str) -> None:
    User.objects.create_user(email)


def closed_account(email: str) -> None:
    User.objects.create_user(email, PASSWORD, is_active=False)


def waiting_account(email: str) -> None:
    Client().post("/accounts/signup/", {"email": email, "password1": PASSWORD, "password2": PASSWORD})


def address_that_another_account_wants(email: str) -> None:
    EmailAddress.objects.create(user=person("Kim"), email=email, verified=False, primary=False)


KINDS = [
    open_account,
    confirmed_account,
    account_without_password,
    closed_account,
    waiting_account,
    address_that_another_account_wants,
]


def sign_up(email: str) -> tuple[str, dict]:
    return "/accounts/signup/", {"email": email, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def ask_for_a_password(email: str) -> tuple[str, dict]:
    return "/accounts/password/reset/", {"email": email}


def sign_in(email: str) -> tuple[str, dict]:
    return "/accounts/login/", {"login": email, "password": "wrong"}


@pytest.fixture
def answer(db: None, settings: Any) -> Callable:
    """All that somebody who does not read the mail of an address can learn from what the site answers."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

    def ask(deed: Callable, email: str) -> dict[str, object]:
        client, path, sent = Client(), *deed(email)
        CountingHasher.hashed.clear()
        outbox().clear()
        first = client.post(path, sent)
        work = (len(CountingHasher.hashed), [message.to for message in outbox()] == [[email]])
        page = client.get(first["Location"]) if first.status_code == 302 else first
        words = re.sub(r'value="\w{64}"|csrftoken": "\w{64}', "", page.content.decode()).replace(email, "")
        return {
            "status": first.status_code,
            "to": first.get("Location"),
            "cookies": sorted(client.cookies),
            "hashes and mail": work,
            "page": words,
            "passed": "_auth_user_id" in client.session,
        }

    return ask


WORK = {sign_up: (1, True), ask_for_a_password: (0, True), sign_in: (1, False)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("deed", WORK, ids=lambda deed: deed.__name__)
def test_the_answer_is_the_same_when_there_is_an_account(
    answer: Callable, deed: Callable, kind: Callable
) -> None:
    kind("known@kidmet.example")

    known, unknown = answer(deed, "known@kidmet.example"), answer(deed, UNKNOWN)

    assert known == unknown
    assert known["hashes and mail"] == WORK[deed] and not known["passed"]


def test_the_password_that_one_gave_when_signing_up_tells_nothing_until_the_link_was_followed(
    answer: Callable,
) -> None:
    def sign_in_with_it(email: str) -> tuple[str, dict]:
        return "/accounts/login/", {"login": email, "password": NEW_PASSWORD}

    open_account("known@kidmet.example")
    for email in ("known@kidmet.example", UNKNOWN):
        answer(sign_up, email)

    for _ in range(7):
        known, new = answer(sign_in_with_it, "known@kidmet.example"), answer(sign_in_with_it, UNKNOWN)
        assert known == new
    assert "Wait 5 minutes" in new["page"]


def test_the_mail_tells_the_owner_the_truth(answer: Callable) -> None:
    open_account("known@kidmet.example")
    subjects = []
    for deed in (sign_up, ask_for_a_password):
        for email in ("known@kidmet.example", f"{deed.__name__}@kidmet.example"):
            answer(deed, email)
            subjects.append(outbox()[0].subject)

    assert subjects == [
        "KidMet: You already have an account",
        "KidMet: Please confirm your address",
        "KidMet: Choose a new password",
        "KidMet: No account with this address",
    ]


# Coming in after signing up


def link_in(message: Any) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_following_the_link_opens_the_account_and_signs_in_who_signed_up(client: Client, db: None) -> None:
    client.post(*sign_up(UNKNOWN))
    link = link_in(outbox()[0])

    response = client.post(link)

    user = User.objects.get(email=UNKNOWN)
    assert user.is_confirmed and user.roles == ("resident",)
    assert response["Location"] == "/cases/" and client.session["_auth_user_id"] == str(user.pk)


def test_followed_elsewhere_the_link_opens_the_account_and_asks_to_sign_in(client: Client, db: None) -> None:
    client.post(*sign_up(UNKNOWN))
    elsewhere = Client()

    response = elsewhere.post(link_in(outbox()[0]))

    assert response["Location"] == "/accounts/login/" and "_auth_user_id" not in elsewhere.session
    elsewhere.post("/accounts/login/", {"login": UNKNOWN, "password": NEW_PASSWORD})
    assert "_auth_user_id" in elsewhere.session


def test_who_never_got_the_link_comes_in_by_asking_for_a_password(client: Client, db: None) -> None:
    client.post(*sign_up(UNKNOWN))
    client.post(*ask_for_a_password(UNKNOWN))
    page = client.get(link_in(outbox()[1]), follow=True)

    client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

    assert User.objects.get(email=UNKNOWN).is_confirmed and "_auth_user_id" in client.session


def test_an_account_made_by_an_administrator_is_open_without_a_link(client: Client, db: None) -> None:
    person("Robin", is_resident=True)

    client.post("/accounts/login/", {"login": "robin@kidmet.example", "password": PASSWORD})

    assert "_auth_user_id" in client.session and outbox() == []
