"""How often one may try: per account and per address, counted where all workers see it."""

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client

from kidmet_site.accounts.models import User
from tests.accounts.test_nobody_is_told import NEW_PASSWORD, PASSWORD, CountingHasher
from tests.conftest import person
from tests.working import outbox

WRONG = "That was tried too often. Wait 5 minutes, then try again."


def sign_in(email: str, password: str, **more: Any) -> Any:
    return Client().post("/accounts/login/", {"login": email, "password": password}, **more)


def sign_up(email: str) -> Any:
    sent = {"email": email, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return Client().post("/accounts/signup/", sent)


# Sixty people behind one address


def test_sixty_people_behind_one_address_sign_in_within_a_minute(db: None) -> None:
    emails = [f"p{number}@kidmet.example" for number in range(60)]
    for email in emails:
        User.objects.create_user(email, PASSWORD)

    mistyped = [sign_in(email, "mistyped").status_code for email in emails]
    passed = [sign_in(email, PASSWORD)["Location"] for email in emails]

    assert set(mistyped) == {200} and set(passed) == {"/cases/"}


def test_sixty_people_behind_one_address_sign_up_within_a_minute(db: None) -> None:
    pages = {sign_up(f"p{number}@kidmet.example")["Location"] for number in range(60)}

    assert pages == {"/accounts/confirm-email/"}
    assert User.objects.count() == len(outbox()) == 60


# One account


def test_guessing_the_password_of_one_account_is_stopped_wherever_it_comes_from(resident: User) -> None:
    for number in range(5):
        sign_in(resident.email, "guess", REMOTE_ADDR=f"10.0.0.{number}")

    stopped = sign_in(resident.email, PASSWORD, REMOTE_ADDR="10.0.0.99")

    assert stopped.status_code == 429 and WRONG in stopped.content.decode()
    assert stopped["Retry-After"] == "300"


def test_guessing_the_password_of_whoever_is_signed_in_is_stopped_with_the_same_status(
    client: Client, resident: User
) -> None:
    client.force_login(resident)
    said = [client.post("/accounts/reauthenticate/", {"password": "guess"}) for _ in range(6)]

    assert [answer.status_code for answer in said] == [200] * 5 + [429]
    assert WRONG in said[5].content.decode()


@pytest.mark.parametrize("spelling", ["ROBIN@kidmet.example", " robin@kidmet.example"])
def test_another_spelling_or_port_is_not_another_account(resident: User, spelling: str) -> None:
    for port in range(5):
        sign_in(spelling, "guess", headers={"host": f"testserver:{8000 + port}"})

    assert WRONG in sign_in(resident.email, PASSWORD).content.decode()


UNREADABLE = ("unknown", "10.0.0.1, nonsense", "999.1.2.3", "[::1", ",", " ", "\x00", "1.2.3.4:99999999")


@pytest.mark.parametrize("connected", ["10.0.0.9", "", "a socket"])
def test_an_address_that_a_proxy_garbles_is_no_reason_to_refuse(
    resident: User, settings: Any, connected: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for said in UNREADABLE:
        where = {"REMOTE_ADDR": connected, "HTTP_X_FORWARDED_FOR": said}

        assert sign_in(resident.email, PASSWORD, **where).status_code == 302, said
        reset = Client().post("/accounts/password/reset/", {"email": f"{hash(said)}@kidmet.example"}, **where)
        assert reset.status_code == 302, said


def test_garbling_ones_address_leads_round_no_limit(db: None, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "3/m/ip"}
    answers = [
        sign_in("a@kidmet.example", "guess", HTTP_X_FORWARDED_FOR=f"nobody {number}").status_code
        for number in range(4)
    ]

    assert answers == [200] * 3 + [429]


def test_signing_in_rightly_uses_up_nothing(resident: User) -> None:
    passed = [sign_in(resident.email, PASSWORD).status_code for _ in range(10)]

    assert passed == [302] * 10


def test_one_address_gets_few_messages_whoever_asks(resident: User) -> None:
    answers = []
    for number in range(6):
        client, where = Client(), {"REMOTE_ADDR": f"10.0.0.{number}"}
        answers.append(
            client.post("/accounts/password/reset/", {"email": resident.email}, **where).status_code
        )

    assert answers == [302] * 5 + [429] and len(outbox()) == 5


def test_signing_up_again_and_again_with_one_address_is_stopped(db: None) -> None:
    answers = [sign_up("new@kidmet.example").status_code for _ in range(6)]

    assert answers == [302] * 5 + [429] and len(outbox()) == 5


# What they see


@pytest.fixture
def strict(settings: Any) -> None:
    one = dict.fromkeys(("login", "signup", "reset_password", "manage_email"), "1/90s/ip")
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | one


TYPED = {
    "/accounts/login/": {"login": "robin@kidmet.example", "password": "a secret", "remember": "on"},
    "/accounts/signup/": {"email": "robin@kidmet.example", "password1": "a secret", "password2": "a secret"},
    "/accounts/password/reset/": {"email": "robin@kidmet.example"},
}


@pytest.mark.parametrize(("path", "typed"), TYPED.items())
def test_the_page_says_when_to_try_again_and_keeps_what_was_typed(
    strict: None, client: Client, db: None, path: str, typed: dict
) -> None:
    client.post(path, typed)
    response = client.post(f"{path}?next=/cases/new/", typed)

    page = response.content.decode()
    assert response.status_code == 429 and 85 <= int(response["Retry-After"]) <= 90
    assert f"Try again in {response['Retry-After']} seconds" in page
    assert 'value="robin@kidmet.example"' in page and "a secret" not in page
    assert ("checked" in page) == ("remember" in typed) and 'value="/cases/new/"' in page
    assert "This field is required" not in page


def test_a_page_without_an_address_to_keep_says_when_too(
    strict: None, client: Client, resident: User
) -> None:
    client.force_login(resident)
    sent = {"action_add": "", "email": "robin.new@kidmet.example"}
    client.post("/accounts/email/", sent)
    response = client.post("/accounts/email/", sent)

    assert response.status_code == 429
    assert f"Try again in {response['Retry-After']} seconds" in response.content.decode()


@pytest.fixture
def changing(client: Client, resident: User, settings: Any) -> Callable[..., str]:
    """Somebody who asks for a message to an address; what the page then says of it."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"manage_email": "100/m/user"}
    client.force_login(resident)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    def told(action: str, email: str) -> str:
        page = client.post("/accounts/email/", {action: "", "email": email}, follow=True).content.decode()
        return "".join(re.findall(r"Nothing was sent: .*", page)).replace(email, "x@y.example")

    return told


ASKED_OFTEN = ("action_add", *["action_send"] * 5)


def test_the_page_says_so_when_an_address_gets_no_further_message_for_now(
    changing: Callable[..., str],
) -> None:
    said = [changing(action, "new@kidmet.example") for action in ASKED_OFTEN]

    assert said[:5] == [""] * 5 and len(outbox()) == 5
    assert "x@y.example has been written to as often as is allowed for now." in said[5]
    assert "another can be sent in 15 minutes." in said[5]
    assert changing("action_remove", "new@kidmet.example") == ""


def test_that_page_tells_nothing_about_whose_address_it_is(
    changing: Callable[..., str], stranger: User
) -> None:
    emails = ("new@kidmet.example", stranger.email)
    told = [[changing(action, email) for action in ASKED_OFTEN] for email in emails]

    assert told[0] == told[1] and told[0][5]


# Where it is counted


def test_the_count_is_kept_where_all_workers_see_it(db: None) -> None:
    cache = caches["default"]

    assert isinstance(cache, DatabaseCache)
    assert cache._table in connection.introspection.table_names()


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_each_counted(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{CountingHasher.__module__}.CountingHasher"]
    person("Robin")
    CountingHasher.hashed.clear()

    def guess() -> None:
        sign_in("robin@kidmet.example", "guess")
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 1 <= len(CountingHasher.hashed) <= 5
