"""Mail that costs a page a few seconds at most, whatever the mail server does.

Timeouts of a socket begin anew with each byte, and looking up a name has none at all. So each errand to the
server runs in a thread of its own, which the page waits for as long as its time allows, and then hangs up on.
Few errands of a process run at once: while the server keeps silent, the other threads go on serving pages.
"""

import smtplib
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.http.response import HttpResponseBase

log = structlog.get_logger(__name__)
PATIENCE = 0.2
"""The part of the time limit that one waits for another: who has been longer with the server is stuck."""


class MailTakesTooLong(TimeoutError):
    """The time of this page is over, or the mail server keeps others waiting already."""


# What a page sends


@dataclass(frozen=True)
class _Letter:
    message: EmailMessage
    kind: str

    def send(self) -> None:
        """Never raises for want of a mail server: what the page did stands. The log gets no address."""
        try:
            self.message.send()
        except (OSError, smtplib.SMTPException, UnicodeError) as fault:
            log.warning("mail_not_sent", kind=self.kind, fault=type(fault).__name__)


@dataclass
class _Page:
    letters: list[_Letter] = field(default_factory=list)
    until: float | None = None

    def seconds_left(self) -> float:
        """From the first message on: a second one of the same page gets what the first has left."""
        if self.until is None:
            self.until = monotonic() + settings.EMAIL_TIMEOUT
        return self.until - monotonic()


_page: ContextVar[_Page | None] = ContextVar("the page that is being answered", default=None)


def post(message: EmailMessage, *, kind: str) -> None:
    """Send it once the page is done: no transaction waits for a mail server. Outside of pages, at once."""
    page, letter = _page.get(), _Letter(message, kind)
    if page is None:
        letter.send()
    else:
        page.letters.append(letter)


def mail_time(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware: the messages of one page share one time limit. Commands have as much for each message."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        page = _Page()
        token = _page.set(page)
        try:
            response = get_response(request)
            if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                for letter in page.letters:
                    letter.send()
            return response
        finally:
            _page.reset(token)

    return answer


# Errands to the server


class _Errand(threading.Thread):
    """One piece of work with the mail server. It keeps its place until it has really ended."""

    places = threading.BoundedSemaphore(settings.EMAIL_AT_ONCE)
    under_way: dict[int, float] = {}

    def __init__(self, work: Callable[..., Any], *arguments: Any) -> None:
        super().__init__(daemon=True, name="mail")
        self.work, self.arguments = work, arguments
        self.value: Any = None
        self.fault: Exception | None = None

    def begin(self, seconds: float) -> None:
        oldest = min(self.under_way.copy().values(), default=monotonic())
        patience = oldest + PATIENCE * settings.EMAIL_TIMEOUT - monotonic()
        if not self.places.acquire(timeout=max(0, min(patience, seconds))):
            raise MailTakesTooLong("others are waiting for the mail server already")
        self.under_way[id(self)] = monotonic()
        self.start()

    def run(self) -> None:
        try:
            self.value = self.work(*self.arguments)
        except Exception as fault:
            self.fault = fault
        finally:
            del self.under_way[id(self)]
            self.places.release()


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
    """Sends by SMTP within the time limit, or raises an OSError or SMTPException."""

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
        seconds = (_page.get() or _Page()).seconds_left()
        if seconds <= 0:
            raise MailTakesTooLong("the time that this page has for mail is over")
        errand = _Errand(work, *arguments)
        until = monotonic() + seconds
        errand.begin(seconds)
        errand.join(max(0, until - monotonic()))
        if errand.is_alive():
            self._server.hang_up()
            raise MailTakesTooLong("the mail server did not answer in time")
        if errand.fault:
            raise errand.fault
        return errand.value
