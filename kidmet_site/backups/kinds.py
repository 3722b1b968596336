"""The two kinds of database that there are backups of."""

from types import ModuleType
from typing import Any

from kidmet_site.backups import postgresql, sqlite

KINDS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def of(connection: Any) -> ModuleType:
    return KINDS[connection.vendor]
