"""Databases of a test's own, beside the one that all tests share: to be written, replaced and broken."""

import copy
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

MAKES = (
    "CREATE TABLE django_migrations (id integer PRIMARY KEY, app varchar(255), name varchar(255))",
    "INSERT INTO django_migrations VALUES (1, 'accounts', '0001_initial')",
    "CREATE TABLE django_session (session_key varchar(40) PRIMARY KEY, session_data text)",
    "CREATE TABLE kidmet_cache (cache_key varchar(255) PRIMARY KEY, value text)",
    "CREATE TABLE debit (id integer PRIMARY KEY, amount integer NOT NULL)",
    "CREATE TABLE credit (id integer PRIMARY KEY, amount integer NOT NULL REFERENCES debit (id))",
)
"""The least that there is in a database of ours, and two tables whose rows are written in pairs."""


@contextmanager
def own_databases(folder: Path) -> Iterator[Callable[[str], BaseDatabaseWrapper]]:
    """Gives a function that makes an empty one."""
    made: list[BaseDatabaseWrapper] = []

    def make(name: str) -> BaseDatabaseWrapper:
        settings = copy.deepcopy(connection.settings_dict)
        settings["NAME"] = str(folder / f"{name}.sqlite3")
        if connection.vendor == "postgresql":
            settings["NAME"] = f"{connection.settings_dict['NAME']}_{name}"
            _on_the_server(f'CREATE DATABASE "{settings["NAME"]}"')
        made.append(ConnectionHandler({DEFAULT_DB_ALIAS: settings})[DEFAULT_DB_ALIAS])
        return made[-1]

    yield make
    for own in made:
        own.close()
        if own.vendor == "postgresql":
            _on_the_server(f'DROP DATABASE "{own.settings_dict["NAME"]}" WITH (FORCE)')


@contextmanager
def as_the_sites(own: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """For what asks Django which database there is, as commands do."""
    kept = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield own
    finally:
        connections[DEFAULT_DB_ALIAS] = kept


def _on_the_server(statement: str) -> None:
    with connection._nodb_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement)


def run(database: Any, *statements: str) -> list[tuple]:
    """The rows that the last one gives. Holds no connection afterwards."""
    rows: list[tuple] = []
    with database.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        with suppress(Exception):  # what gives none
            rows = cursor.fetchall()
    database.close()
    return rows


class Writers:
    """Threads that write pairs of rows, each pair in a transaction, until they are stopped."""

    def __init__(self, database: BaseDatabaseWrapper, count: int = 3) -> None:
        self.database, self.count = database, count
        self.begun, self.stopped = threading.Barrier(count + 1), threading.Event()
        self.faults: list[Exception] = []
        self.threads = [threading.Thread(target=self.write, args=[number]) for number in range(count)]

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        self.begun.wait(timeout=10)
        return self

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def write(self, number: int) -> None:
        database = self.database.copy()
        database.inc_thread_sharing()
        try:
            self.write_pair(database, number)
            self.begun.wait(timeout=10)
            while not self.stopped.is_set():
                number += self.count
                self.write_pair(database, number)
        except Exception as fault:
            self.faults.append(fault)
        finally:
            database.close()

    def write_pair(self, database: BaseDatabaseWrapper, number: int) -> None:
        with database.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE" if database.vendor == "sqlite" else "BEGIN")
            cursor.execute("INSERT INTO debit VALUES (%s, %s)", [number, number])
            cursor.execute("INSERT INTO credit VALUES (%s, %s)", [number, number])
            cursor.execute("COMMIT")
