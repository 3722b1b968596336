"""Mail: written into the transaction that it belongs to, sent by the worker, gone from here once it was sent.

A page is done before its message is sent, so that no page waits for a mail server. Where the server is away
all wait, with pauses that grow; what it refuses for one address stops nobody else's, and what is too late is
dropped.
"""

import json
import math
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import make_msgid, parseaddr
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from kidmet_site.accounts.models import User
from kidmet_site.sealing import NotSealedHere, seal, unsealed
from kidmet_site.work.jobs import Progress, at_start, begin, daily, kind, pause_after
from kidmet_site.work.models import Job, Letter

log = structlog.get_logger(__name__)

BOX = "mail"
DAY = timedelta(days=1)
LONGEST_PAUSE = timedelta(minutes=5)
"""While the server is away: somebody waits for a link."""
LATER = 3
"""A message that the server does not take now is tried again after as many pauses would have passed."""
GOES_AWAY = 421
TAKEN_FOR = timedelta(minutes=3)
"""After which a worker that began to send a message is thought dead: longer than any server may take."""


class MailTakesTooLong(TimeoutError):
    """The mail server did not answer in time."""


# Written


@dataclass(frozen=True)
class Mail:
    """One message. `kind` says in logs which it was; after `good_for` it is not sent any more."""

    to: str
    subject: str
    body: str
    kind: str
    person: User | None = None
    good_for: timedelta = DAY
    is_urgent: bool = False
    sender: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def post(message: EmailMessage, *, kind: str, good_for: timedelta = DAY) -> None:
    """Have a message sent that somebody waits for at a page: to each of its addresses."""
    person = User.objects.filter(email__in=[User.normalize_username(to) for to in message.to]).first()
    post_all(
        Mail(to, str(message.subject), str(message.body), kind, person, good_for, True, message.from_email)
        for to in message.to
    )


@transaction.atomic
def post_all(mails: Iterable[Mail]) -> None:
    """Have them sent once this transaction is committed, one after the other."""
    now = timezone.now()
    made = Letter.objects.bulk_create([_letter(mail, now) for mail in mails], batch_size=500)
    if made:
        begin(BOX, by=None, now=now, once=BOX)


def _letter(mail: Mail, now: datetime) -> Letter:
    held: dict[str, Any] = {
        "subject": " ".join(mail.subject.split()),
        "body": mail.body,
        "sender": mail.sender,
        # The same each time it is sent: a mailbox that gets a message again can tell that it has it.
        "message_id": make_msgid(domain=parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]),
    }
    held |= {"headers": dict(mail.headers)} if mail.headers else {}
    return Letter(
        to=mail.to,
        owner=mail.person,
        kind=mail.kind,
        sealed=seal(json.dumps(held)),
        is_urgent=mail.is_urgent,
        created_at=now,
        good_until=now + mail.good_for,
    )


@at_start
@daily("letters that no job sends")
def send_what_waits(now: datetime) -> None:
    """What was left by an older version, or by a job that was given up."""
    if Letter.objects.exists() and not Job.objects.filter(kind=BOX, state__in=Job.OPEN).exists():
        begin(BOX, by=None, now=now, once=BOX)


def take_back(*, kind: str, person: User | None = None) -> int:
    """What of this kind was not sent yet is not sent, to one person or to anybody; returns how many."""
    unsent = Letter.objects.filter(kind=kind)
    return (unsent if person is None else unsent.filter(owner=person)).delete()[0]


def take_back_after(until: datetime, *, kind: str) -> None:
    """What of this kind is not sent by then is not sent."""
    Letter.objects.filter(kind=kind, good_until__gt=until).update(good_until=until)


# Sent, by the worker


@kind(BOX, title="Mail", priority=50, stays=False)
def send_letters(job: Job, *, now: datetime, until: float) -> Progress:
    """What waits, on one connection. A letter may go out twice where the worker is killed just then."""
    drop_what_is_too_late(now)
    try:
        _send_in_turn(now, until)
    except (OSError, smtplib.SMTPException) as fault:
        log.warning("mail_server_away", waiting=Letter.objects.count(), fault=type(fault).__name__)
        pauses = int(job.payload.get("pauses", 0)) + 1
        return Progress(
            is_done=False,
            keep={"pauses": pauses},
            pause=min(pause_after(pauses), LONGEST_PAUSE),
            fault=f"The mail server did not do what it was asked ({type(fault).__name__}).",
        )
    if Letter.objects.filter(taken_at=None, next_at=None).exists():
        return Progress(is_done=False, keep={})
    if next_at := _next_time():
        return Progress(is_done=False, keep={}, pause=max(next_at - timezone.now(), timedelta(seconds=1)))
    return Progress()


def _next_time() -> datetime | None:
    """When one is due: after its pause, or once the worker that began to send it is thought dead."""
    untaken = Q(taken_at=None)
    due = Letter.objects.aggregate(paused=Min("next_at", filter=untaken), taken=Min("taken_at"))
    times = (due["paused"], due["taken"] and due["taken"] + TAKEN_FOR)
    return min((each for each in times if each), default=None)


def send_now(*, kind: str) -> None:
    """Send what waits of this kind, without a worker. What the server does not take goes on waiting."""
    with suppress(OSError, smtplib.SMTPException):
        _send_in_turn(timezone.now(), math.inf, kind=kind)


def waiting_letters(**of: Any) -> int:
    """How many wait to be sent: all, or those of a kind or a person."""
    return Letter.objects.filter(**of).count()


def drop_what_is_too_late(now: datetime) -> None:
    late = Letter.objects.filter(good_until__lt=now)
    for letter in late:
        log.warning("mail_not_sent", kind=letter.kind, fault="TooLate")
    late.delete()


def _send_in_turn(now: datetime, until: float, **of: Any) -> None:
    """Of two workers each takes other letters. Raises OSError, SMTPException if the server is the matter."""
    ready = Letter.objects.filter(Q(next_at=None) | Q(next_at__lte=now), **of)
    ready = ready.filter(Q(taken_at=None) | Q(taken_at__lt=now - TAKEN_FOR))
    server = get_connection()
    try:
        while time.monotonic() < until and (letter := ready.first()):
            if not ready.filter(pk=letter.pk).update(taken_at=timezone.now()):
                continue
            try:
                server.open()
                _send(letter, server)
            except (OSError, smtplib.SMTPException):
                Letter.objects.filter(pk=letter.pk).update(taken_at=None)
                raise
    finally:
        server.close()


def _send(letter: Letter, server: Any) -> None:
    try:
        _message(letter, server).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as fault:
        if _code(fault) == GOES_AWAY:
            raise
        _refused(letter, fault)
    except (UnicodeError, NotSealedHere) as fault:
        log.warning("mail_not_sent", kind=letter.kind, fault=type(fault).__name__)
        letter.delete()
    else:
        letter.delete()


def _refused(letter: Letter, fault: smtplib.SMTPException) -> None:
    """For good, or for now: an answer in the four hundreds asks to try again."""
    # Its text would name the address.
    log.warning("mail_not_sent", kind=letter.kind, fault=type(fault).__name__)
    if _code(fault) >= 500:
        letter.delete()
        return
    letter.tries += 1
    letter.taken_at, letter.next_at = None, timezone.now() + pause_after(letter.tries + LATER)
    letter.save(update_fields=["tries", "taken_at", "next_at"])


def _code(fault: smtplib.SMTPException) -> int:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return max((code for code, _ in fault.recipients.values()), default=500)
    return int(getattr(fault, "smtp_code", 500))


def _message(letter: Letter, server: Any) -> EmailMessage:
    held = json.loads(unsealed(letter.sealed))
    return EmailMessage(
        held["subject"],
        held["body"],
        held["sender"] or None,
        to=[letter.to],
        connection=server,
        headers=_headers(held),
    )


def _headers(held: Mapping[str, Any]) -> dict[str, str]:
    # Letters of an older version have no number of their own.
    numbered = {"Message-ID": held["message_id"]} if "message_id" in held else {}
    return numbered | held.get("headers", {})


# Errands to the server


class _Errand(threading.Thread):
    """One piece of work with the mail server that can be given up: timeouts of a socket begin anew with each
    byte, and looking up a name has none at all."""

    def __init__(self, work: Callable[..., Any], *arguments: Any) -> None:
        super().__init__(daemon=True, name="mail")
        self.work, self.arguments = work, arguments
        self.value: Any = None
        self.fault: Exception | None = None

    def run(self) -> None:
        try:
            self.value = self.work(*self.arguments)
        except Exception as fault:
            self.fault = fault


class _Server(smtp.EmailBackend):
    """Django's own, with a second hold on each connection, by which another thread can end it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._holds: list[socket.socket] = []
        self._is_over = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        keep = self._keep

        class Line(smtplib.SMTP):
            def _get_socket(self, *arguments: Any) -> socket.socket:
                return keep(super()._get_socket(*arguments))  # type: ignore[misc]  # its own, and in no stubs

        class EncryptedLine(smtplib.SMTP_SSL, Line):
            """Kept before it is encrypted: a server may stop in the middle of that too."""

        return EncryptedLine if self.use_ssl else Line

    def _keep(self, connection: socket.socket) -> socket.socket:
        self._holds.append(connection.dup())
        if self._is_over:
            self.hang_up()
        return connection

    def open(self) -> bool | None:
        try:
            return super().open()
        except BaseException:
            self._let_go()
            raise

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._let_go()

    def hang_up(self) -> None:
        """Whatever waits for this server ends at once, and nothing begins to wait for it any more."""
        self._is_over = True
        for hold in self._holds:
            with suppress(OSError):
                hold.shutdown(socket.SHUT_RDWR)
        self._let_go()

    def _let_go(self) -> None:
        while self._holds:
            self._holds.pop().close()


class EmailBackend(BaseEmailBackend):
    """Sends by SMTP, each errand within EMAIL_TIMEOUT, or raises an OSError or SMTPException."""

    def __init__(self, fail_silently: bool = False, **options: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self._server = _Server(fail_silently=fail_silently, **options)

    def open(self) -> bool | None:
        return self._run(self._server.open)

    def close(self) -> None:
        # What was to be sent is with the server by now; that it says no goodbye is nobody's loss.
        with suppress(OSError, smtplib.SMTPException):
            self._run(self._server.close)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        return self._run(self._server.send_messages, email_messages)

    def _run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        errand = _Errand(work, *arguments)
        errand.start()
        errand.join(settings.EMAIL_TIMEOUT)
        if errand.is_alive():
            self._server.hang_up()
            raise MailTakesTooLong("the mail server did not answer in time")
        if errand.fault:
            raise errand.fault
        return errand.value
