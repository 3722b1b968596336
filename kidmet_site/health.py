"""Answers for whoever watches over the site: is the process alive, and can it do its work?

A load balancer asks by address and by plain HTTP, from inside. So these are answered before anything looks at
the name that was asked for; they read none of it, nor any cookie.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import Error, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kidmet_site.away import file_is_there

METRICS = "/metrics"
BY_ADDRESS = ("/healthz", "/readyz", METRICS)
KEPT = 1.0
"""Seconds that the answer of `/readyz` is kept: however often it is asked, it is worked out once in these."""
PATIENCE = 1.0
"""Seconds to wait for the lock of SQLite, or for another who works the answer out."""
BUSY_AT_MOST = 30.0
"""Seconds in which others may hold the lock all the time: who holds it writes, so it can be written."""


def answered_by_address(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware, before all that asks which name was asked for."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        # What these do not take, and without a token the last of them, is refused as on any other page.
        is_theirs = path in BY_ADDRESS and request.method in ("GET", "HEAD")
        if not is_theirs or (path == METRICS and not settings.METRICS_TOKEN):
            return get_response(request)
        request.resolver_match = resolve(path)
        return request.resolver_match.func(request)

    return answer


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked, so a slow database gets no process killed."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    checks = readiness.checks()
    ready = set(checks.values()) == {"ok"}
    return JsonResponse(
        {"status": "ok" if ready else "not ready", "checks": checks}, status=200 if ready else 503
    )


@dataclass
class Readiness:
    """What was found last in this process, for a second."""

    found: dict[str, str] = field(default_factory=dict)
    until: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def checks(self) -> dict[str, str]:
        if time.monotonic() < self.until:
            return self.found
        # While another thread looks, what was found before stands: a slow database holds one thread, not all.
        if not self.lock.acquire(timeout=0 if self.found else PATIENCE):
            return self.found or {"database": "it has not answered yet"}
        try:
            if time.monotonic() >= self.until:
                self.found = _looked_at()
                self.until = time.monotonic() + KEPT
            return self.found
        finally:
            self.lock.release()

    def forget(self) -> None:
        self.found, self.until = {}, 0.0


readiness = Readiness()


def _looked_at() -> dict[str, str]:
    """Without a database the others are not asked: each would wait for it anew."""
    found = {"database": _outcome(_database)}
    if found["database"] == "ok":
        found |= {name: _outcome(check) for name, check in CHECKS.items()}
    return found


def _outcome(check: Callable[[], str]) -> str:
    try:
        return check()
    except Error as fault:
        return f"the database did not answer ({type(fault).__name__})"


def _database() -> str:
    if not file_is_there():
        return "the database did not answer (its file is gone)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} to apply: run `manage.py migrate`" if waiting else "ok"


def _edition() -> str:
    published = apps.get_model("guidance", "Edition").objects.exists()
    return "ok" if published else "none published: run `manage.py load_guidance`"


CHECKS: dict[str, Callable[[], str]] = {"migrations": _migrations, "edition": _edition}


# Whether anything can be written


_was_free = time.monotonic()


def _writing() -> str:
    """A small write that is committed: one taken back reaches no disk, and finds none that is full."""
    global _was_free
    try:
        _write()
    except Error as fault:
        if _is_busy(fault) and time.monotonic() - _was_free < BUSY_AT_MOST:
            return "ok"
        return f"nothing can be written ({_kind_of(fault)})"
    _was_free = time.monotonic()
    return "ok"


def _write() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            with _short_patience(cursor):
                # A number in the head of the file that is ours to use; the same one would not be written.
                cursor.execute(f"PRAGMA user_version = {time.time_ns() // 1_000_000 % 2**31}")
            return
        with transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = '1s'")
            cursor.execute(
                "UPDATE django_migrations SET name = name WHERE id = (SELECT min(id) FROM django_migrations)"
            )


@contextmanager
def _short_patience(cursor: Any) -> Iterator[None]:
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    cursor.execute(f"PRAGMA busy_timeout = {round(PATIENCE * 1000)}")
    try:
        yield
    finally:
        with suppress(Error):
            cursor.execute(f"PRAGMA busy_timeout = {round(usual * 1000)}")


def _is_busy(fault: Error) -> bool:
    code = getattr(fault.__cause__, "sqlite_errorcode", None)
    return isinstance(fault, OperationalError) and code is not None and code & 0xFF == sqlite3.SQLITE_BUSY


def _kind_of(fault: Error) -> str:
    told = fault.__cause__ or fault
    return getattr(told, "sqlite_errorname", None) or type(told).__name__


CHECKS["writing"] = _writing
