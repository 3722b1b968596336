"""SQLite makes an empty file where there is none. Who serves must not: where a disk is gone for a moment that
would pass for an empty site, and stand in the way of the one that comes back."""

import os
import sqlite3
from typing import Any

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
