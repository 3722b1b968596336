"""Mail waits for the worker: no page waits for a mail server, and nothing that it refuses stops the rest."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend as LocalBackend
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from kidmet_site.accounts.models import User
from kidmet_site.mail import TAKEN_FOR, Mail, post, post_all, take_back
from kidmet_site.work.models import Job, Letter
from kidmet_site.work.upkeep import begin_at_start
from tests.mail_server import WAYS_TO_FAIL, MailServer, serving, silent, talking
from tests.working import outbox, work_off

WORKING = talking()
IN_VAIN = [manner for way, manner in WAYS_TO_FAIL.items() if "silent" in way or way == "dribbling"]
"""Those that one waits for until the time is over."""
FOR_GOOD = {"knowing no such person", "refusing the message"}
"""After which the message is given up: the server says so."""
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


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_a_page_is_done_without_the_mail_server_and_the_worker_sends_what_it_wrote(
    signed_in: Client, mailing_to: Callable, deed: Callable
) -> None:
    work_off()
    with mailing_to(WORKING) as server:
        assert deed(signed_in).status_code == 200
        assert (server.visitors, DEEDS[deed]()) == (0, True)
        work_off()

    assert len(server.took) == 1
    assert "\nSubject: KidMet: " in server.took[0]
    assert (Letter.objects.count(), Job.objects.filter(kind="mail").count()) == (0, 0)


@pytest.mark.parametrize("way", WAYS_TO_FAIL)
def test_what_a_server_does_not_take_waits_until_one_does_and_what_it_refuses_is_given_up(
    db: None, mailing_to: Callable, way: str
) -> None:
    post(message(), kind="a kind")

    with mailing_to(WAYS_TO_FAIL[way]), capture_logs() as lines:
        work_off()
    assert "robin" not in str(lines)
    assert Letter.objects.count() == (0 if way in FOR_GOOD else 1)
    with mailing_to(WORKING) as server:
        work_off(later=True)
        if Letter.objects.exists():  # refused for now, by itself
            Letter.objects.update(next_at=timezone.now())
            work_off(later=True)

    assert len(server.took) == (0 if way in FOR_GOOD else 1)


def test_nobody_listens_and_administrators_read_that_mail_waits(db: None, mailing_to: Callable) -> None:
    post(message(), kind="a kind")
    with mailing_to(silent) as server:
        server.close()
        work_off()

    job = Job.objects.get(kind="mail")
    assert (job.state, job.failures) == ("waiting", 1)
    assert job.fault == "The mail server did not do what it was asked (ConnectionRefusedError)."
    assert job.resumes_at and job.resumes_at > timezone.now()


class Choosy(LocalBackend):
    """A mail server that does not know Robin."""

    def send_messages(self, messages: Any) -> int:
        if any("robin@" in each.to[0] for each in messages):
            raise SMTPRecipientsRefused({"robin@kidmet.example": (550, b"unknown")})
        return super().send_messages(messages)


def test_one_address_that_is_refused_stops_nobody_elses_mail(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Choosy"
    for name in ("kim", "robin", "sam"):
        post(message(to=f"{name}@kidmet.example"), kind="a kind")

    with capture_logs() as lines:
        sent = outbox()

    assert [each.to for each in sent] == [["kim@kidmet.example"], ["sam@kidmet.example"]]
    assert [each["fault"] for each in lines if each["event"] == "mail_not_sent"] == ["SMTPRecipientsRefused"]
    assert "robin" not in str(lines)


def test_what_somebody_waits_for_goes_before_what_many_get(db: None, mailing_to: Callable) -> None:
    post_all(Mail(f"p{number}@kidmet.example", "News", "Body", "news") for number in range(3))
    post(message(), kind="a kind")

    with mailing_to(WORKING) as server:
        work_off()

    assert ["To: robin@kidmet.example" in each for each in server.took] == [True, False, False, False]
    assert server.visitors == 1


class Busy(LocalBackend):
    """A mail server that puts Robin off."""

    def send_messages(self, messages: Any) -> int:
        if any("robin@" in each.to[0] for each in messages):
            raise SMTPRecipientsRefused({"robin@kidmet.example": (450, b"later")})
        return super().send_messages(messages)


class GoingAway(LocalBackend):
    """A mail server that says at a message that it goes away."""

    def send_messages(self, messages: Any) -> int:
        raise SMTPRecipientsRefused({messages[0].to[0]: (421, b"going away")})


def test_a_server_that_goes_away_in_the_middle_is_away_and_puts_nobody_off(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.GoingAway"
    for name in ("kim", "robin"):
        post(message(to=f"{name}@kidmet.example"), kind="a kind")

    work_off()

    assert "SMTPRecipientsRefused" in Job.objects.get(kind="mail").fault
    assert [(each.tries, each.next_at, each.taken_at) for each in Letter.objects.all()] == [
        (0, None, None)
    ] * 2


def test_one_address_that_is_put_off_keeps_nobody_elses_mail_waiting(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Busy"
    post(message(), kind="a kind")
    assert outbox() == [] and Job.objects.get(kind="mail").resumes_at > timezone.now()

    post(message(to="kim@kidmet.example"), kind="a kind")

    assert [each.to for each in outbox()] == [["kim@kidmet.example"]]
    assert Letter.objects.get().to == "robin@kidmet.example"


def test_a_letter_that_a_dead_worker_had_begun_to_send_is_sent_by_the_next(
    db: None, mailing_to: Callable
) -> None:
    post(message(), kind="a kind")
    Letter.objects.update(taken_at=timezone.now())
    with mailing_to(WORKING) as server:
        work_off()
        assert (server.visitors, Letter.objects.count()) == (0, 1)

        Letter.objects.update(taken_at=timezone.now() - TAKEN_FOR)
        work_off(later=True)

    assert len(server.took) == 1 and not Letter.objects.exists()


class LostAtTheEnd(LocalBackend):
    """A mail server that takes a message, and of which nobody hears that it did."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise ConnectionResetError


def test_a_letter_that_goes_out_again_can_be_told_to_be_the_same(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.LostAtTheEnd"
    settings.DEFAULT_FROM_EMAIL = "KidMet <kidmet@site.example>"
    post(message(), kind="a kind")

    work_off()
    work_off(later=True)

    first, again = [each.message()["Message-ID"] for each in mail.outbox]
    assert first == again and first.endswith("@site.example>")


def test_letters_that_no_job_sends_are_sent_once_a_worker_starts(db: None, mailing_to: Callable) -> None:
    """Those that an update made of notices that waited, and those of a job that was given up."""
    post_all([Mail("a@kidmet.example", "Waits", "…", "new_edition")])
    Job.objects.all().delete()

    with mailing_to(WORKING) as server:
        work_off()
        assert not server.took
        begin_at_start(timezone.now())
        work_off()

    assert (len(server.took), Letter.objects.count()) == (1, 0)


def test_nothing_is_sent_when_what_it_belongs_to_was_taken_back(db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        post(message(), kind="a kind")
        raise RuntimeError

    assert (Letter.objects.count(), work_off()) == (0, 0)


def test_what_is_too_late_is_not_sent(db: None, mailing_to: Callable) -> None:
    post(message(), kind="a kind", good_for=timedelta(minutes=-1))

    with mailing_to(WORKING) as server, capture_logs() as lines:
        work_off()

    assert (server.visitors, Letter.objects.count()) == (0, 0)
    assert {"event": "mail_not_sent", "kind": "a kind", "fault": "TooLate", "log_level": "warning"} in lines


def test_what_waits_cannot_be_read_in_the_database(db: None, settings: Any, mailing_to: Callable) -> None:
    post(message(), kind="a kind")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM work_letter")
        held = str(cursor.fetchall())
    assert "Subject" not in held
    assert "Body" not in held

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is as long as a key has to be, and longer"
    with mailing_to(WORKING) as server:
        work_off()
    assert "Body" in server.took[0]


def test_what_was_not_sent_yet_can_be_taken_back(resident: User, stranger: User) -> None:
    for person in (resident, stranger):
        post_all([Mail(person.email, "News", "Body", "news", person)])

    assert take_back(kind="news", person=resident) == 1
    assert Letter.objects.get().owner == stranger


def message(to: str = "robin@kidmet.example") -> EmailMessage:
    return EmailMessage("Subject", "Body", to=[to])
