"""While the database is away: a page that says so and needs none, in place of a fault of ours.

Away is what passes without anybody changing what was asked: a server that is down, goes down or takes no
more, a file that is gone, locked, unreadable or cannot be written. See docs/decisions/away.md.
"""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, Error, InterfaceError, OperationalError, connections
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

log = structlog.get_logger(__name__)
SECONDS = 10
"""After which a browser, or a proxy, may ask again."""
SAID = "The site cannot reach its database just now. Nothing was changed. Try again in a moment."
SQLITE_AWAY = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
POSTGRESQL_AWAY = ("08", "25006", "40", "53", "55P03", "57P", "58", "XX001", "XX002")
"""How the codes begin: connections, a server that only reads, who lost a race, no room or memory, locks, a
server that stops or starts, its disk, a damaged file."""


def is_away(fault: BaseException | None) -> bool:
    """Also where the fault that is at hand only followed from it."""
    return any(_tells_of_absence(each) for each in _chain(fault))


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while fault is not None and id(fault) not in seen:
        seen.add(id(fault))
        yield fault
        fault = fault.__cause__ or fault.__context__


def _tells_of_absence(fault: BaseException) -> bool:
    if not isinstance(fault, Error):
        return False
    cause = fault.__cause__
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(cause, sqlite3.Error):
        return code is not None and code & 0xFF in SQLITE_AWAY
    state = getattr(cause, "sqlstate", None)
    if state:
        return state.startswith(POSTGRESQL_AWAY)
    # Without a code it was no answer of a server.
    return isinstance(fault, OperationalError | InterfaceError)


def server_error(request: HttpRequest) -> HttpResponse:
    """What a fault that nobody caught is answered with."""
    if is_away(sys.exc_info()[1]):
        return away(request)
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def away(request: HttpRequest) -> HttpResponse:
    """Of a fragment a sentence, which the page that asked for it shows; nothing of it is replaced."""
    if "HX-Request" in request.headers:
        response = HttpResponse(SAID, content_type="text/plain; charset=utf-8")
    else:
        is_sent = request.method not in ("GET", "HEAD")
        response = HttpResponse(render_to_string("503.html", {"is_sent": is_sent}))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response["Retry-After"] = str(SECONDS)
    return response


# The file of SQLite


def file_is_there() -> bool:
    """SQLite would make an empty file where one is gone, and write on into one that was replaced.

    A connection of this thread to another file than the one that is there is closed: the next is to that.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return True
    found = file_identity(connection)
    if connection.connection is not None and getattr(connection, "kidmet_file", found) != found:
        connection.close()
    return found is not None


def file_identity(connection: Any) -> tuple[int, int] | None:
    """Which file is there, by its number on the disk; None where none is, or needs to be."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return None
    try:
        file = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return None
    return file.st_dev, file.st_ino


@receiver(connection_created)
def note_file(sender: Any, connection: Any, **more: Any) -> None:
    if connection.vendor == "sqlite":
        connection.kidmet_file = file_identity(connection)


def file_or_away(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware, before the first that asks the database."""
    if connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        if file_is_there():
            return get_response(request)
        log.error("database_away", fault="file is gone")
        return away(request)

    return answer
