"""While the database is away pages say so; nothing is a fault of ours, and all goes on when it is back."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import Error, IntegrityError, InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from kidmet_site import sqlite_file, urls
from kidmet_site.accounts.models import User
from kidmet_site.away import file_is_there, is_away
from tests.own_databases import MAKES, as_the_sites, own_databases, run


def of_sqlite(code: int, kind: type[Error] = OperationalError) -> Error:
    fault, cause = kind("x"), sqlite3.OperationalError("x")
    cause.sqlite_errorcode = code
    fault.__cause__ = cause
    return fault


def of_postgresql(cause: type[psycopg.Error], kind: type[Error] = OperationalError) -> Error:
    fault = kind("x")
    fault.__cause__ = cause()
    return fault


def followed_by(fault: Exception) -> Exception:
    """What goes wrong because of it."""
    after = RuntimeError("for the test")
    after.__context__ = fault
    return after


AWAY = {
    "locked": of_sqlite(sqlite3.SQLITE_BUSY),
    "full": of_sqlite(sqlite3.SQLITE_FULL),
    "gone": of_sqlite(sqlite3.SQLITE_CANTOPEN),
    "read-only, in more words": of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED),
    "no database": of_sqlite(sqlite3.SQLITE_NOTADB),
    "no connection": of_postgresql(psycopg.OperationalError),
    "stopped in the middle": of_postgresql(psycopg.errors.AdminShutdown),
    "starting": of_postgresql(psycopg.errors.CannotConnectNow),
    "too many": of_postgresql(psycopg.errors.TooManyConnections),
    "a standby": of_postgresql(psycopg.errors.ReadOnlySqlTransaction),
    "a connection that was closed": InterfaceError("connection already closed"),
    "what followed from it": followed_by(of_sqlite(sqlite3.SQLITE_IOERR)),
}
OURS = {
    "no such table": of_sqlite(sqlite3.SQLITE_ERROR),
    "a broken rule": of_sqlite(sqlite3.SQLITE_CONSTRAINT, IntegrityError),
    "a mistake in what is asked": of_postgresql(psycopg.errors.SyntaxError, ProgrammingError),
    "none of a database": RuntimeError("x"),
}


def test_away_is_told_from_faults_of_ours() -> None:
    assert [name for name, fault in AWAY.items() if not is_away(fault)] == []
    assert [name for name, fault in OURS.items() if is_away(fault)] == []


# Pages


def fail(request: HttpRequest) -> None:
    raise AWAY["locked"]


urlpatterns = [path("fail/", fail), *urls.urlpatterns]
handler500 = urls.handler500


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.urls(__name__)
def test_a_page_says_so_in_plain_words(visitor: Client, caplog: pytest.LogCaptureFixture) -> None:
    asked, sent = visitor.get("/fail/"), visitor.post("/fail/")

    for response in (asked, sent):
        page = response.content.decode()
        assert (response.status_code, response["Retry-After"]) == (503, "10")
        assert "Back in a moment" in page and "OperationalError" not in page
        assert (
            "no-store" in response["Cache-Control"] and "default-src" in response["Content-Security-Policy"]
        )
    assert "What you sent just now was not saved" in sent.content.decode()
    assert "What you sent" not in asked.content.decode()
    assert "'event': 'database_away'" in caplog.text and "request_failed" not in caplog.text


@pytest.mark.urls(__name__)
def test_a_fragment_is_a_sentence(visitor: Client) -> None:
    response = visitor.get("/fail/", headers={"HX-Request": "true"})

    assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert response.content.decode().startswith("The site cannot reach its database just now.")


def test_who_is_signed_in_is_told_the_same_and_goes_on_afterwards(resident: User, visitor: Client) -> None:
    visitor.force_login(resident)

    def refuse(*_: Any) -> None:
        raise AWAY["no connection"]

    with connection.execute_wrapper(refuse):
        answers = [
            visitor.get("/cases/"),
            visitor.post("/theme/", {"theme": "dark"}),
            visitor.get("/nothing/"),
        ]
    assert [answer.status_code for answer in answers] == [503, 302, 503], "colours are in a cookie"

    assert visitor.get("/cases/").status_code == 200


# The file of SQLite


@pytest.fixture
def site(db: None, tmp_path: Path) -> Iterator[Any]:
    with own_databases(tmp_path) as make, as_the_sites(make("site")) as own:
        run(own, *MAKES)
        yield own


def test_a_file_that_is_gone_is_no_empty_site(site: Any, visitor: Client, tmp_path: Path) -> None:
    if site.vendor != "sqlite":
        return
    file = Path(site.settings_dict["NAME"])
    away = file.rename(tmp_path / "elsewhere")

    assert visitor.get("/cases/").status_code == 503
    assert not file.exists()
    away.rename(file)
    assert file_is_there()


def test_whoever_serves_makes_no_file(site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if site.vendor != "sqlite":
        return
    monkeypatch.setattr(sqlite_file, "_may_make", False)
    file = Path(site.settings_dict["NAME"])
    away = file.rename(tmp_path / "elsewhere")

    with pytest.raises(OperationalError) as fault:
        run(site, "SELECT 1")
    assert is_away(fault.value) and not file.exists()
    away.rename(file)
    assert run(site, "SELECT 1") == [(1,)]


def test_a_file_that_was_replaced_is_opened_anew(site: Any, tmp_path: Path) -> None:
    if site.vendor != "sqlite":
        return
    run(site, "PRAGMA journal_mode=DELETE", "PRAGMA journal_mode=DELETE")
    shutil.copy(site.settings_dict["NAME"], tmp_path / "copy")
    with sqlite3.connect(tmp_path / "copy") as copy:
        copy.execute("INSERT INTO debit VALUES (7, 7)")
    copy.close()
    with site.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM debit")
        assert cursor.fetchone() == (0,)
    (tmp_path / "copy").replace(site.settings_dict["NAME"])
    for rest in ("-wal", "-shm"):
        Path(site.settings_dict["NAME"] + rest).unlink(missing_ok=True)

    assert file_is_there()
    assert run(site, "SELECT count(*) FROM debit") == [(1,)]


def test_a_server_that_ends_a_connection_is_away_and_the_next_request_has_another(site: Any) -> None:
    if site.vendor != "postgresql":
        return
    with pytest.raises(Error) as fault, site.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert is_away(fault.value)

    site.close_if_unusable_or_obsolete()
    with site.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
