"""The two kinds of database that there are backups of."""

import sqlite3
from types import ModuleType
from typing import Any

import psycopg
from django.db import Error

from kidmet_site.backups import postgresql, sqlite
from kidmet_site.backups.manifest import BackupFault

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
FAULTS = (BackupFault, OSError, Error, sqlite3.Error, psycopg.Error)
"""What may come of it: both databases are also talked to without Django, so their own faults too."""


def of(connection: Any) -> ModuleType:
    return KINDS[connection.vendor]
