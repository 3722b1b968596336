"""Backups of PostgreSQL, by its own programs: docs/decisions/backups.md."""

import glob
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from kidmet_site.backups.manifest import LEFT_OUT, OF_MIGRATING, BackupFault, Digest, Tables, differing

FILE = "database.dump"
INSTALLED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
COPY = re.compile(rb'COPY (?:\S+\.)?("(?:[^"]|"")+"|\S+) (?:\(.*\) )?FROM stdin;\n')
NOT_FOR_OLDER = (b"SET transaction_timeout",)
"""What a newer program writes that an older server does not know."""
SECONDS_FOR_A_LOCK = 5
SECONDS_TO_LEAVE = 2
NOT_IN_A_FILE = {"service", "password", "passfile", "options"}


# The programs


def program(name: str, server: int) -> str:
    """The one of the server's own version, else the nearest newer one: older ones do not know the server."""
    found = {path: _version_of(path) for path in _paths(name)}
    fitting = [path for path, version in found.items() if version >= server]
    if fitting:
        return min(fitting, key=found.__getitem__)
    if not found:
        raise BackupFault(
            f"{name} is not installed here. Backups of PostgreSQL need it, of version {server} or newer: "
            f"on Debian and Ubuntu `apt-get install postgresql-client-{server}`."
        )
    raise BackupFault(
        f"{name} here is of version {max(found.values())}, and the server of {server}. Install one as "
        f"new: on Debian and Ubuntu `apt-get install postgresql-client-{server}`."
    )


def _paths(name: str) -> list[str]:
    folders = [
        os.environ.get("PATH", os.defpath),
        *(each for folder in INSTALLED for each in glob.glob(folder)),
    ]
    return list(filter(None, (shutil.which(name, path=folder) for folder in folders)))


def _version_of(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def _run(arguments: list[str], folder: Path, connection: Any) -> None:
    done = subprocess.run(
        arguments,
        env=_environment(folder, connection),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        umask=0o077,
    )
    if done.returncode:
        raise BackupFault(f"{Path(arguments[0]).name} did not succeed: {_last_line(done.stderr)}")


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it did not say why."])[-1]


def _environment(folder: Path, connection: Any) -> dict[str, str]:
    """How to reach the server stands in files of a folder that only we enter, never on a command line."""
    given = connection.get_connection_params()
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()} - NOT_IN_A_FILE
    kept = [f"{name}={value}" for name, value in given.items() if name in known and value not in (None, "")]
    if given.get("password"):
        kept.append(f"passfile={folder / 'passwords'}")
        secret = re.sub(r"([\\:])", r"\\\1", given["password"])
        _write(folder / "passwords", f"*:*:*:*:{secret}\n")
    _write(folder / "services", "\n".join(["[kidmet]", *kept, ""]))
    return os.environ | {"PGSERVICEFILE": str(folder / "services"), "PGSERVICE": "kidmet"}


def _write(path: Path, text: str) -> None:
    path.touch(0o600)
    path.write_text(text)


# Backup


def copy_out(connection: Any, folder: Path) -> tuple[Path, Tables, list[str]]:
    """A dump of one moment, with its tables as the database had them at that moment."""
    copy = folder / FILE
    with _connected(connection) as server:
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        server.read_only = True
        dump = program("pg_dump", server.info.server_version // 10_000)
        schema, snapshot = _one(server, "SELECT current_schema(), pg_export_snapshot()")
        left_out = [f"--exclude-table-data={schema}.{table}" for table in LEFT_OUT]
        arguments = [dump, "--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s"]
        arguments += [f"--schema={schema}", f"--snapshot={snapshot}", *left_out, f"--file={copy}"]
        _run(arguments, folder, connection)
        return copy, tables_of(server), _migrations_of(server)


def version(connection: Any) -> str:
    number = connection.pg_version
    return f"{number // 10_000}.{number % 10_000}"


def check(connection: Any, copy: Path, meant: Tables) -> str:
    """What is wrong with a dump, read from its first row to its last; "" where it holds what it should."""
    found: dict[str, Digest] = {}

    def count(head: str, table: str, rows: Iterator[bytes]) -> None:
        found[table] = Digest.of(rows)

    with _connected(connection) as server:
        _read_script(copy, server, run=lambda statements: None, take=count)
    held = {name: digest.in_short() for name, digest in found.items() if name not in LEFT_OUT}
    return ", ".join(differing(held, meant))


def holds(connection: Any) -> dict[str, int]:
    with _connected(connection) as server:
        counts = {
            name: _one(server, _select("count(*)", name))[0]
            for name in _names(server)
            if name not in OF_MIGRATING
        }
    return {name: rows for name, rows in counts.items() if rows}


def put_in(connection: Any, copy: Path, meant: Tables, place: Callable[[Path, Path], None]) -> None:
    """What the dump holds in the place of all that the schema holds, compared and in one transaction."""
    connection.close()
    with _connected(connection) as server:
        _refuse_if_in_use(server)
        schema = _one(server, "SELECT current_schema()")[0]
        try:
            server.execute(f"SET lock_timeout = '{SECONDS_FOR_A_LOCK}s'")
            _empty(server, schema)
            _load(server, copy)
            server.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))
        except psycopg.errors.LockNotAvailable as fault:
            raise _in_use("somebody") from fault
        except psycopg.Error as fault:
            raise BackupFault(
                f"The server did not take it ({_first_line(fault)}). Nothing was changed."
            ) from fault
        wrong = differing(tables_of(server), meant)
        if wrong:
            raise BackupFault(
                f"What was read in is not what was backed up: {', '.join(wrong)}. Nothing was changed."
            )
        server.commit()


def _refuse_if_in_use(server: psycopg.Connection) -> None:
    """Connections that were just closed, this command's own among them, are still counted for a moment."""
    until = time.monotonic() + SECONDS_TO_LEAVE
    while others := _others_on(server):
        if time.monotonic() >= until:
            raise _in_use(f"{others} other connection{'s' if others > 1 else ''}")
        server.rollback()  # within a transaction it would be told the same again
        time.sleep(0.05)


def _others_on(server: psycopg.Connection) -> int:
    (others,) = _one(
        server,
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        " AND (backend_type = 'client backend' OR (backend_type IS NULL AND usesysid IS NOT NULL))",
    )
    return int(others)


def _in_use(by: str) -> BackupFault:
    return BackupFault(
        f"The database is in use by {by}: a running site or command. Stop it first. Nothing was changed."
    )


def _empty(server: psycopg.Connection, schema: str) -> None:
    kinds = {"v": "VIEW", "m": "MATERIALIZED VIEW", "r": "TABLE", "p": "TABLE", "S": "SEQUENCE"}
    for kind, word in kinds.items():
        for name in _names(server, kind):
            what = sql.Identifier(schema, name)
            server.execute(sql.SQL(f"DROP {word} IF EXISTS {{}} CASCADE").format(what))


def _load(server: psycopg.Connection, copy: Path) -> None:
    """As one script, whose rows are handed on as they come."""

    def take(head: str, table: str, rows: Iterator[bytes]) -> None:
        with server.cursor().copy(head.encode()) as taken:
            for row in rows:
                taken.write(row + b"\n")

    _read_script(copy, server, run=server.execute, take=take)


def _read_script(
    copy: Path,
    server: psycopg.Connection,
    *,
    run: Callable[[bytes], object],
    take: Callable[[str, str, Iterator[bytes]], None],
) -> None:
    """What a dump says, as SQL: `run` gets the statements, `take` head, table and rows of each COPY."""
    major = server.info.server_version // 10_000
    schema = _one(server, "SELECT current_schema()")[0]
    arguments = [
        program("pg_restore", major),
        "--no-owner",
        "--no-privileges",
        f"--schema={schema}",
        "--file=-",
        str(copy),
    ]
    with (copy.parent / "said").open("wb+") as said:
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=said) as reading:
            assert reading.stdout is not None
            try:
                _hand_on(reading.stdout, run, take)
            finally:
                reading.kill() if sys.exc_info()[0] else reading.wait()
        if reading.returncode:
            said.seek(0)
            raise BackupFault(
                f"pg_restore cannot read it: {_last_line(said.read().decode(errors='replace'))}"
            )


def _hand_on(
    lines: Iterable[bytes],
    run: Callable[[bytes], object],
    take: Callable[[str, str, Iterator[bytes]], None],
) -> None:
    lines, waiting = iter(lines), b""
    for line in lines:
        head = COPY.fullmatch(line)
        if not head:
            # What begins so is for psql, or for newer servers.
            waiting += b"" if line.startswith((b"\\", *NOT_FOR_OLDER)) else line
            continue
        run(waiting)
        waiting = b""
        take(line.decode().rstrip(";\n"), head[1].decode().strip('"'), _rows(lines))
    run(waiting)


def _rows(lines: Iterator[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line == b"\\.\n":
            return
        yield line.removesuffix(b"\n")


# What a database holds


def tables_of(server: psycopg.Connection) -> Tables:
    return {name: _digest(server, name).in_short() for name in _names(server) if name not in LEFT_OUT}


def _digest(server: psycopg.Connection, table: str) -> Digest:
    with server.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as given:
        return Digest.of(_lines(bytes(part) for part in given))


def _lines(parts: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for part in parts:
        *lines, rest = (rest + part).split(b"\n")
        yield from lines


def _migrations_of(server: psycopg.Connection) -> list[str]:
    if "django_migrations" not in _names(server):
        return []
    return [
        ".".join(row) for row in server.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    ]


def _names(server: psycopg.Connection, kind: str = "r") -> list[str]:
    asked = (
        "SELECT relname FROM pg_class"
        " WHERE relnamespace = current_schema()::regnamespace AND relkind = %s ORDER BY 1"
    )
    return [name for (name,) in server.execute(asked, [kind])]


def _select(what: str, table: str) -> sql.Composed:
    return sql.SQL(f"SELECT {what} FROM {{}}").format(sql.Identifier(table))


def _one(server: psycopg.Connection, asked: Any) -> tuple[Any, ...]:
    found = server.execute(asked).fetchone()
    assert found is not None
    return found


@contextmanager
def _connected(connection: Any) -> Iterator[psycopg.Connection]:
    """A connection of its own, beside the one that Django keeps."""
    server = connection.get_new_connection(connection.get_connection_params())
    with closing(server):
        yield server


def _first_line(fault: Exception) -> str:
    return str(fault).strip().split("\n")[0]
