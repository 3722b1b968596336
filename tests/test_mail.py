"""A mail server that refuses, is slow or says nothing changes no page, and stops nobody else's."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from structlog.testing import capture_logs

from guidance.actions.notices import subscribe
from guidance.actions.telling import mail_notices
from guidance.models import Notice
from kidmet_site.accounts.models import User
from kidmet_site.mail import mail_time, post
from tests.guidance.reading import text_of
from tests.guidance.test_notices import HOME, NOW, WORSE, publish_with
from tests.mail_server import WAYS_TO_FAIL, MailServer, serving, silent, talking

WORKING = talking()
IN_VAIN = [manner for way, manner in WAYS_TO_FAIL.items() if "silent" in way or way == "dribbling"]
"""Those that one waits for until the time is over."""
PASSWORD = "correct horse battery"
NEW = "staple of the sea"


@pytest.fixture
def mailing_to(settings: Any) -> Callable:
    """`with mailing_to(manner) as server:` a mail server of this manner is the one that the site sends by."""

    @contextmanager
    def mailing(manner: Any) -> Iterator[MailServer]:
        with serving(manner) as server:
            settings.EMAIL_BACKEND = "kidmet_site.mail.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
            # Short for a server that is waited for in vain; for one that works as long as it needs.
            settings.EMAIL_TIMEOUT = 0.1 if manner in IN_VAIN else 5
            yield server

    return mailing


# What people do that writes to somebody


@pytest.fixture
def signed_in(client: Client, resident: User) -> Client:
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": resident.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def ask_for_a_password(client: Client) -> Any:
    return Client().post("/accounts/password/reset/", {"email": "robin@kidmet.example"}, follow=True)


def ask_for_a_strangers_password(client: Client) -> Any:
    return Client().post("/accounts/password/reset/", {"email": "nobody@kidmet.example"}, follow=True)


def sign_up(client: Client) -> Any:
    sent = {"email": "new@kidmet.example", "password1": NEW, "password2": NEW}
    return Client().post("/accounts/signup/", sent, follow=True)


def change_password(client: Client) -> Any:
    sent = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return client.post("/accounts/password/change/", sent, follow=True)


def change_address(client: Client) -> Any:
    sent = {"email": "robin.new@kidmet.example", "action_add": ""}
    return client.post("/accounts/email/", sent, follow=True)


def turn_off_the_second_step(client: Client) -> Any:
    TOTP.activate(User.objects.get(email="robin@kidmet.example"), "A" * 32)
    return client.post("/accounts/2fa/totp/deactivate/", follow=True)


DEEDS: dict[Callable, Callable[[], bool]] = {
    ask_for_a_password: lambda: True,
    ask_for_a_strangers_password: lambda: True,
    sign_up: lambda: User.objects.filter(email="new@kidmet.example").exists(),
    change_password: lambda: User.objects.get(email="robin@kidmet.example").check_password(NEW),
    change_address: lambda: EmailAddress.objects.filter(email="robin.new@kidmet.example").exists(),
    turn_off_the_second_step: lambda: not Authenticator.objects.exists(),
}


def answer_to(deed: Callable, client: Client) -> tuple[int, str]:
    response = deed(client)
    return response.status_code, text_of(response.content.decode())


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_what_was_done_stands_and_reads_the_same_when_mail_fails(
    signed_in: Client, mailing_to: Callable, deed: Callable
) -> None:
    cookies = copy(signed_in.cookies)
    answers = {}
    for way, manner in {"as usual": WORKING, **WAYS_TO_FAIL}.items():
        with mailing_to(manner) as server, transaction.atomic():
            answers[way] = answer_to(deed, signed_in)
            assert server.greeted.acquire(timeout=30) and DEEDS[deed](), way
            transaction.set_rollback(True)
        signed_in.cookies = copy(cookies)
        cache.clear()

    assert {way: answer for way, answer in answers.items() if answer != answers["as usual"]} == {}


def test_the_message_is_taken_by_a_server_that_works(signed_in: Client, mailing_to: Callable) -> None:
    with mailing_to(WORKING) as server:
        ask_for_a_password(signed_in)

    assert "Subject: KidMet: Choose a new password" in server.took[0]


def test_nothing_is_written_when_nobody_listens(signed_in: Client, mailing_to: Callable) -> None:
    with mailing_to(silent) as server:
        server.close()
        response = ask_for_a_password(signed_in)

    assert response.status_code == 200


def test_what_could_not_be_sent_is_logged_without_the_address(
    signed_in: Client, mailing_to: Callable
) -> None:
    with mailing_to(WAYS_TO_FAIL["knowing no such person"]), capture_logs() as lines:
        change_password(signed_in)

    (line,) = [each for each in lines if each["event"] == "mail_not_sent"]
    assert (line["kind"], line["fault"]) == ("password_changed", "SMTPRecipientsRefused")
    assert "robin" not in str(line)


# Publishing


def test_publishing_waits_once_for_a_server_that_says_nothing(
    edition: object, curator: User, resident: User, stranger: User, mailing_to: Callable, client_of: Callable
) -> None:
    for person in (resident, stranger):
        subscribe(by=person, now=NOW)
    publish_with(WORSE)
    put_back = {"number": "1", "reason": "The change was a mistake."}

    with mailing_to(silent) as server:
        response = client_of(curator).post("/curate/publish/again/", put_back, follow=True)

    assert "is published: it repeats edition 1" in response.content.decode()
    assert server.visitors == 1 and Notice.objects.filter(mailed_at=None).count() == 4


def test_a_server_that_never_says_goodbye_has_taken_the_notices(
    edition: object, resident: User, stranger: User, mailing_to: Callable
) -> None:
    for person in (resident, stranger):
        subscribe(by=person, now=NOW)
    publish_with(WORSE)

    with mailing_to(talking(quit="")) as server:
        assert mail_notices(home=HOME) == 2

    assert len(server.took) == 2 and not Notice.objects.filter(mailed_at=None).exists()


# The time that a page has, and the others


def message() -> EmailMessage:
    return EmailMessage("Subject", "Body", to=["robin@kidmet.example"])


def test_the_second_message_of_a_page_gets_what_the_first_has_left(mailing_to: Callable) -> None:
    faults = []

    def page(request: object) -> HttpResponse:
        for _ in range(2):
            with pytest.raises(OSError) as fault:
                message().send()
            faults.append(str(fault.value))
        return HttpResponse()

    with mailing_to(silent) as server:
        mail_time(page)(HttpRequest())

    assert server.visitors == 1
    assert faults[1] == "the time that this page has for mail is over"


def test_a_page_that_failed_writes_to_nobody(mailing_to: Callable) -> None:
    def page(request: object) -> HttpResponse:
        post(message(), kind="a kind")
        return HttpResponse(status=500)

    with mailing_to(WORKING) as server:
        mail_time(page)(HttpRequest())

    assert server.took == []


def test_others_are_refused_at_once_when_as_many_as_may_wait_for_a_silent_server(
    mailing_to: Callable, settings: Any
) -> None:
    faults = []

    def wait_for_it() -> None:
        with pytest.raises(OSError) as fault:
            message().send()
        faults.append(str(fault.value))

    def all_at_once(number: int) -> list[threading.Thread]:
        threads = [threading.Thread(target=wait_for_it) for _ in range(number)]
        for each in threads:
            each.start()
        return threads

    with mailing_to(silent) as server:
        settings.EMAIL_TIMEOUT = 10
        waiting = all_at_once(settings.EMAIL_AT_ONCE)
        for _ in waiting:
            server.greeted.acquire()
        for each in all_at_once(4):
            each.join()
        others = faults.copy()
        server.close()
        for each in waiting:
            each.join()

    assert others == ["others are waiting for the mail server already"] * 4
    assert len(faults) == 4 + len(waiting)
    assert server.visitors == len(waiting)
