"""SQLite makes an empty file where there is none. Who serves must not: where a disk is gone for a moment that
would pass for an empty site, and stand in the way of the one that comes back."""

import os
import sqlite3
from typing import Any

from django.db import connection

_may_make = True


def make_none() -> None:
    """From now on in this process a file that is not there is a database that is away."""
    global _may_make
    _may_make = False


class Connection(sqlite3.Connection):
    """What Django opens files with."""

    def __init__(self, database: str, *arguments: Any, **more: Any) -> None:
        if not _may_make and not os.path.exists(database):
            fault = sqlite3.OperationalError("the file of the database is gone")
            fault.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN  # as SQLite itself would say
            fault.sqlite_errorname = "SQLITE_CANTOPEN"
            raise fault
        super().__init__(database, *arguments, **more)


def empty_the_log() -> None:
    """What was deleted or overwritten leaves the file, and the log beside it, now.

    The log keeps what each page held before until it is written over, on a quiet site for months. Where a
    reader, such as a backup, holds it up for a second it is left to the next day: others wait meanwhile.
    """
    if connection.vendor != "sqlite":
        return
    usual = connection.settings_dict["OPTIONS"].get("timeout", 5)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 1000")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {round(usual * 1000)}")
