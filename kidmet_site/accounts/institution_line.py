"""Asking the provider of an institution's sign-in: some seconds for all the questions together.

Timeouts of a connection begin anew with each byte, and looking up a name has none at all. So each question is
asked in a thread of its own, which the page waits for as long as its time allows, and then hangs up on.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from time import monotonic
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from guidance.domain.limits import PROVIDER_ANSWER

CHUNK = 16_384


class NoAnswer(requests.RequestException):
    """The provider cannot be reached, or not in time, or others are waiting for it already."""


class TooLongAnAnswer(requests.RequestException):
    """More than any answer of a sign-in has need of; no more of it is read."""


_until: ContextVar[float | None] = ContextVar("when the provider is waited for no more", default=None)


@contextmanager
def time_for_the_provider() -> Iterator[None]:
    """All that is asked inside shares one time limit; outside of it nothing is asked."""
    token = _until.set(monotonic() + settings.OIDC_SECONDS)
    try:
        yield
    finally:
        _until.reset(token)


def may_wait() -> bool:
    return _until.get() is not None


def _seconds_left() -> float:
    until = _until.get()
    return 0.0 if until is None else until - monotonic()


class _Holds:
    """A second hold on each connection, by which another thread can end it."""

    def __init__(self) -> None:
        self.sockets: list[socket.socket] = []
        self.is_over = False

    def keep(self, connection: socket.socket) -> socket.socket:
        self.sockets.append(connection.dup())
        if self.is_over:
            self.hang_up()
        return connection

    def hang_up(self) -> None:
        self.is_over = True
        for held in self.sockets:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
        self.let_go()

    def let_go(self) -> None:
        while self.sockets:
            self.sockets.pop().close()


class _Adapter(HTTPAdapter):
    def __init__(self, holds: _Holds) -> None:
        self._holds = holds
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        keep = self._holds.keep

        class Line(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return keep(super()._new_conn())

        class EncryptedLine(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return keep(super()._new_conn())

        class Pool(HTTPConnectionPool):
            ConnectionCls = Line

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = EncryptedLine

        self.poolmanager.pool_classes_by_scheme = {"http": Pool, "https": EncryptedPool}


class _Question(threading.Thread):
    """It keeps its place until it has really ended: few of a process are asked at once."""

    places = threading.BoundedSemaphore(settings.OIDC_AT_ONCE)

    def __init__(self, ask: Callable[[], requests.Response]) -> None:
        super().__init__(daemon=True, name="institution")
        self.ask = ask
        self.response: requests.Response | None = None
        self.fault: Exception | None = None

    def begin(self) -> None:
        if not self.places.acquire(blocking=False):
            raise NoAnswer("others are waiting for the provider already")
        self.start()

    def run(self) -> None:
        try:
            self.response = self.ask()
        except Exception as fault:
            self.fault = fault
        finally:
            self.places.release()


class ProviderSession(requests.Session):
    """What allauth asks by. Follows no redirect, reads PROVIDER_ANSWER at most, waits no longer."""

    def __init__(self) -> None:
        super().__init__()
        self._holds = _Holds()
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter(self._holds))
        # Else requests puts in what a .netrc of this machine says, in place of the token.
        self.auth = lambda request: request

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        left = _seconds_left()
        if left <= 0:
            raise NoAnswer("the time for it is over")
        # `super()` knows its instance only here, not in the thread.
        ask = partial(super().send, request)
        options |= {"timeout": left, "stream": True, "allow_redirects": False}
        question = _Question(lambda: _read_whole(ask(**options)))
        question.begin()
        question.join(left)
        if question.response is not None:
            self._holds.let_go()
            return question.response
        self._holds.hang_up()
        fault = question.fault or TimeoutError("the provider did not answer in time")
        if isinstance(fault, TooLongAnAnswer):
            raise fault
        raise NoAnswer(type(fault).__name__) from fault


def _read_whole(response: requests.Response) -> requests.Response:
    body = bytearray()
    with response:
        for chunk in response.iter_content(CHUNK):
            body += chunk
            if len(body) > PROVIDER_ANSWER.most:
                raise TooLongAnAnswer(PROVIDER_ANSWER.refusal())
        response._content = bytes(body)
    return response
