"""Backups of SQLite: docs/decisions/backups.md says why in these steps."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kidmet_site.backups.in_use import InUse, alone
from kidmet_site.backups.manifest import LEFT_OUT, OF_MIGRATING, BackupFault, Digest, Tables, differing

FILE = "database.sqlite3"
SECONDS_TO_WAIT = 30
NOT_WHOLE = (
    "The database is damaged: {}. There is no backup of it; the newest one of before is what to go back to."
)


def version(connection: Any) -> str:
    return sqlite3.sqlite_version


def copy_out(connection: Any, folder: Path) -> tuple[Path, Tables, list[str]]:
    """A copy of one moment, with its tables as the database itself had them at that moment."""
    path = _path(connection)
    if not path.exists():
        raise BackupFault(f"There is no database at {path}.")
    raw, copy = folder / "raw", folder / FILE
    with closing(_opened(path)) as source:
        # From its first read on it stays at this moment, while others go on writing.
        source.execute("BEGIN")
        faults = _copied(source, raw)
        if faults:
            raise BackupFault(NOT_WHOLE.format(faults))
        tables, migrations = tables_of(source), migrations_of(source)
    with closing(_opened(raw)) as database:
        database.execute("PRAGMA journal_mode=MEMORY")
        for table in {*LEFT_OUT} & _names(database):
            database.execute(f'DELETE FROM "{table}"')
        # Without what was deleted and still stands in free pages.
        copy.touch(0o600)
        database.execute("VACUUM INTO ?", [str(copy)])
    raw.unlink()
    return copy, tables, migrations


def _copied(source: sqlite3.Connection, to: Path) -> str:
    to.touch(0o600)
    try:
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        with closing(_opened(to)) as target:
            source.backup(target)
            return _faults(target)
    except sqlite3.DatabaseError as fault:
        if isinstance(fault, sqlite3.OperationalError):
            raise
        return str(fault)


def check(connection: Any, copy: Path, meant: Tables) -> str:
    """What is wrong with a copy, opened anew; "" where it holds what it should."""
    try:
        with closing(_opened(copy)) as database:
            faults = _faults(database)
            if not faults and database.execute("PRAGMA foreign_key_check").fetchone():
                faults = "a row names another that is not there"
            return faults or ", ".join(differing(tables_of(database), meant))
    except sqlite3.DatabaseError as fault:
        return str(fault)


def holds(connection: Any) -> dict[str, int]:
    """The rows of each table that somebody's work may be in."""
    path = _path(connection)
    if not path.exists() or not path.stat().st_size:
        return {}
    try:
        with closing(_opened(path)) as database:
            counts = {name: _count(database, name) for name in _names(database) - {*OF_MIGRATING}}
    except sqlite3.DatabaseError as fault:
        return {f"{path.name}, which cannot be read ({fault})": 1}
    return {name: rows for name, rows in counts.items() if rows}


def put_in(connection: Any, copy: Path, meant: Tables, place: Callable[[Path, Path], None]) -> None:
    """The copy in the place of the database, in one step. `meant` was compared before."""
    path = _path(connection)
    connection.close()
    try:
        with alone(connection.settings_dict), _nobody_else(path):
            for rest in ("-wal", "-shm", "-journal"):
                path.with_name(path.name + rest).unlink(missing_ok=True)
            place(copy, path)
    except InUse as fault:
        raise BackupFault(
            f"The database {path} is in use by a running site or command. Stop it first. Nothing was changed."
        ) from fault


@contextmanager
def _nobody_else(path: Path) -> Iterator[None]:
    """Only whoever alone has the file open may end the write-ahead log, which goes into the file then."""
    if not path.exists():
        yield
        return
    with closing(_opened(path, seconds=0)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as fault:
            raise InUse from fault
        except sqlite3.DatabaseError:
            pass  # too damaged for anybody to use, and to be replaced
        yield


# What a database holds


def tables_of(database: sqlite3.Connection) -> Tables:
    return {name: _digest(database, name).in_short() for name in sorted(_names(database) - {*LEFT_OUT})}


def migrations_of(database: sqlite3.Connection) -> list[str]:
    if "django_migrations" not in _names(database):
        return []
    rows = database.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return [".".join(row) for row in rows]


def _digest(database: sqlite3.Connection, table: str) -> Digest:
    rows = database.execute(f'SELECT * FROM "{table}"')
    return Digest.of(repr([_short(value) for value in row]).encode() for row in rows)


def _short(value: object) -> object:
    return hashlib.sha256(value).digest() if isinstance(value, bytes) else value


def _count(database: sqlite3.Connection, table: str) -> int:
    return database.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]


def _names(database: sqlite3.Connection) -> set[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    return {name for (name,) in database.execute(asked)}


def _faults(database: sqlite3.Connection) -> str:
    found = [line for (line,) in database.execute("PRAGMA integrity_check(3)")]
    return "" if found == ["ok"] else "; ".join(found)


def _path(connection: Any) -> Path:
    return Path(connection.settings_dict["NAME"])


def _opened(path: Path, seconds: float = SECONDS_TO_WAIT) -> sqlite3.Connection:
    """Never makes a file: one that is not there is a fault."""
    address = f"file:{quote(os.path.abspath(path))}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=seconds)
