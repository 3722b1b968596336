"""Whether a site runs on the database: told by a lock that ends with its process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class InUse(Exception):
    """Somebody else holds the database."""


@contextmanager
def serving(database: dict) -> Iterator[None]:
    """While a site runs on the database. Raises InUse while something is restored into it."""
    with _lock(database, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(database: dict) -> Iterator[None]:
    """While nothing runs on it, nor begins to. Raises InUse."""
    with _lock(database, fcntl.LOCK_EX):
        yield


@contextmanager
def _lock(database: dict, kind: int) -> Iterator[None]:
    """Of SQLite, whose file one machine has. Who uses PostgreSQL, on whichever machine, it knows itself."""
    if not database["ENGINE"].endswith("sqlite3"):
        yield
        return
    number = _opened(Path(f"{database['NAME']}.in-use"))
    try:
        if number >= 0:
            _take(number, kind)
        yield
    finally:
        if number >= 0:
            os.close(number)


def _opened(path: Path) -> int:
    with suppress(OSError):  # nothing can be restored into a folder that cannot be written
        return os.open(path, os.O_RDONLY | os.O_CREAT, 0o600)
    return -1


def _take(number: int, kind: int) -> None:
    try:
        fcntl.flock(number, kind | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        raise InUse from fault
