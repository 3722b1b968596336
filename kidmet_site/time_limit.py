"""A request has so many seconds (`REQUEST_SECONDS`): after them it is ended from outside, and answered 503.

Each request that a thread answers is watched. Once its time is over an exception is raised in that thread,
and what the database does for it is broken off. A thread that does not end by that is in other code than
Python's: nobody can end it but with its process, which then takes no new requests, lets the others end, and
is started anew by the server. Code that lets no other thread run ends its process without such a farewell.
See docs/decisions/request-time.md.
"""

import ctypes
import faulthandler
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from types import FrameType
from typing import Any

import structlog
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)
SECONDS_TO_END = 5.0
"""Within which a request has to be answered once its time was over."""
SECONDS_TO_DRAIN = 10.0
"""That the other requests of a process have when it is given up."""
TICK = 0.1
BETWEEN_RAISES = 1.0
INNERMOST = 8
"""Of the places in the code, so many are told: those before them are the same for every request."""
NOT_WITHIN = ("logging", "threading", "importlib._bootstrap", "concurrent.futures")
"""Others wait for the locks of these modules: nobody who may hold one is thrown out of it."""
TOOK_TOO_LONG = "kidmet.took_too_long"
"""Stands in the environment of a request that is to be answered so; no header has such a name."""
HEADERS = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "private, no-store"),
    ("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'"),
    ("X-Content-Type-Options", "nosniff"),
)


class TookTooLong(BaseException):
    """Raised from outside in a request whose time is over. No `except Exception` holds it."""


class _GaveWay(BaseException):
    """Raised in place of `TookTooLong` where the request is over."""


class Watch:
    """One request in the thread that answers it."""

    def __init__(self, when_stuck: Callable[[], object] = lambda: None) -> None:
        self.thread = threading.get_ident()
        self.when_stuck = when_stuck
        self.database = connections[DEFAULT_DB_ALIAS]
        self.until: float | None = time.monotonic() + settings.REQUEST_SECONDS
        self.raised: float | None = None
        self.next_raise = 0.0
        self.is_settled = self.is_stuck = False
        # Taken once and for ever by who settles: a second time too, where the exception came in between.
        self._lock = threading.RLock()

    def go_on(self) -> None:
        """The seconds count anew: a part of a long answer was handed over."""
        self.until = time.monotonic() + settings.REQUEST_SECONDS

    def wait(self) -> None:
        """The seconds do not count while the network takes a part of the answer."""
        self.until = None

    def settle(self) -> None:
        """In the thread itself: after this nothing is raised in it, neither in this request nor in its next.

        What interrupts this is what it is to end; it begins again then.
        """
        while True:
            try:
                self._lock.acquire()
                self.is_settled = True
                if self.raised:
                    _let_it_come(self.thread)
                return
            except TookTooLong:
                continue

    def end(self) -> None:
        """May be called again where the exception came just as this began."""
        while not self.is_settled:
            try:
                self.settle()
            except TookTooLong:
                continue
        _watches.pop(self.thread, None)
        if self.raised:
            let_go_of_databases()

    def look(self, now: float) -> None:
        """From outside: what has to be done about it."""
        over = self.raised or self.until
        if over is None or now < over:
            return
        if now > over + SECONDS_TO_END:
            self._give_up()
        elif not self.is_settled and now >= self.next_raise and not _holds_a_lock(self.thread):
            self._throw(now)

    def _throw(self, now: float) -> None:
        """Not while the thread settles."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if not self.is_settled:
                self.raised, self.next_raise = self.raised or now, now + BETWEEN_RAISES
                _raise_in(self.thread, TookTooLong)
        finally:
            self._lock.release()
        threading.Thread(target=_break_off, args=[self.database.connection], daemon=True).start()

    def _give_up(self) -> None:
        if not self.is_stuck:
            self.is_stuck = True
            # The loop that it speaks to may be gone.
            with suppress(RuntimeError):
                self.when_stuck()
            _tell("request_stuck", where=_where(traceback.extract_stack(_frame_of(self.thread))))


def _raise_in(thread: int, kind: type[BaseException]) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind))


def _let_it_come(thread: int) -> None:
    """In the thread itself: what was raised and has not arrived gives way to what is caught here.

    Merely taken back, it would leave the interpreter a mark that something is to be raised, for as long as
    the process lives: one that is traced then (by a debugger, for coverage) runs in circles.
    """
    try:
        _raise_in(thread, _GaveWay)
        while True:
            pass
    except _GaveWay:
        return


def _break_off(connection: Any) -> None:
    """A long statement ends with an error, in the thread that waits for it."""
    with suppress(Exception):
        if hasattr(connection, "interrupt"):
            connection.interrupt()
        elif connection is not None:
            connection.cancel_safe(timeout=SECONDS_TO_END)


def _frame_of(thread: int) -> FrameType | None:
    return sys._current_frames().get(thread)


def _holds_a_lock(thread: int) -> bool:
    frame = _frame_of(thread)
    while frame:
        if frame.f_globals.get("__name__", "").startswith(NOT_WITHIN) and not _is_its_root(frame):
            return True
        frame = frame.f_back
    return False


def _is_its_root(frame: FrameType) -> bool:
    """Every thread begins in these modules, and holds none of their locks by that."""
    return frame.f_code.co_name in ("_bootstrap", "_bootstrap_inner", "run", "_worker")


def _where(stack: traceback.StackSummary) -> str:
    """Files and lines, the innermost first; no values."""
    return ", called by ".join(f"{each.filename}:{each.lineno}" for each in reversed(stack[-INNERMOST:]))


def _tell(event: str, **about: object) -> None:
    """Whoever is stuck may hold what the log needs: that keeps the watchman from nothing."""
    telling = threading.Thread(target=log.error, args=[event], kwargs=about, daemon=True)
    telling.start()
    telling.join(1)


def tell_of(fault: TookTooLong) -> None:
    log.error("request_took_too_long", where=_where(traceback.extract_tb(fault.__traceback__)))


def let_go_of_databases() -> None:
    """Whatever state they were thrown out of: what was not committed is undone, and the next request begins
    with a connection of its own."""
    for held in connections.all(initialized_only=True):
        with suppress(Exception):
            if held.connection is not None:
                held.connection.close()
        del connections[held.alias]


# Who watches


_watches: dict[int, Watch] = {}
_watchman = threading.Lock()
_is_watching = False
under_way = 0
"""Requests of this process that are not answered yet; written by its event loop alone."""


def begin(watch: Watch) -> None:
    """Watch what its thread, which calls this, does from now on, until its `end`."""
    _watches[watch.thread] = watch
    start_watching()


def start_watching(*, guards_process: bool = False) -> None:
    """Once in a process. One that serves is guarded, too: it ends where nothing of Python runs any more."""
    global _is_watching
    with _watchman:
        if _is_watching:
            return
        _is_watching = True
    threading.Thread(target=_watch, args=[guards_process], daemon=True, name="time limit").start()


def _watch(guards_process: bool) -> None:
    """As long as the process lives. That this goes round is what `faulthandler` watches, without Python."""
    armed = float("-inf")
    while True:
        now = time.monotonic()
        if guards_process and now > armed + 1:
            armed = now
            faulthandler.dump_traceback_later(settings.REQUEST_SECONDS + SECONDS_TO_END, exit=True, file=2)
        if any(_look(now)):
            _drain()
        time.sleep(TICK)


def _look(now: float) -> list[bool]:
    watches = list(_watches.values())
    for watch in watches:
        watch.look(now)
    return [watch.is_stuck for watch in watches]


def _drain() -> None:
    """On this signal the server takes no new request in this process; it starts it anew once it has ended."""
    _tell("worker_drains", under_way=under_way)
    os.kill(os.getpid(), signal.SIGTERM)
    until = time.monotonic() + SECONDS_TO_DRAIN
    while under_way and time.monotonic() < until:
        time.sleep(TICK)
        _look(time.monotonic())
    os._exit(1)


# What is answered


def time_limit(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware, outside of all that writes headers: what took too long passes it a second time, told so."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        try:
            return get_response(request)
        except TookTooLong as fault:
            watch = _watches.get(threading.get_ident())
            if watch:
                watch.settle()
            let_go_of_databases()
            tell_of(fault)
            request.META[TOOK_TOO_LONG] = True
            return get_response(request)

    return answer


def page() -> str:
    return render_to_string("took_too_long.html", {"seconds": f"{settings.REQUEST_SECONDS:g}"})


def bare_answer() -> tuple[dict[str, Any], bytes]:
    """For whom Django can answer no more: the start of an ASGI response, and its body."""
    headers = [(name.lower().encode(), value.encode()) for name, value in HEADERS]
    start = {"type": "http.response.start", "status": int(HTTPStatus.SERVICE_UNAVAILABLE), "headers": headers}
    return start, page().encode()
