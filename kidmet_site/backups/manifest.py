"""What a backup says of itself, and how what a table holds is compared."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

FORMAT = "kidmet.backup/1"
MOST_BYTES = 2_000_000
"""Of a manifest: a hundred bytes for each table."""

LEFT_OUT = ("django_session", "kidmet_cache")
"""Tables whose rows stay out: with a session's key anybody could come in as that person, and what was counted
of attempts to sign in has passed by then."""
OF_MIGRATING = ("auth_permission", "django_content_type", "django_migrations", *LEFT_OUT)
"""What a database holds that was migrated and never used."""


class BackupFault(Exception):
    """Why there is no backup, or nothing was restored: a sentence for people."""


@dataclass
class Digest:
    """Of the rows of a table in any order: each database reads them out as it likes."""

    rows: int = 0
    total: int = 0

    def add(self, row: bytes) -> None:
        self.rows += 1
        self.total += int.from_bytes(hashlib.sha256(row).digest())

    @classmethod
    def of(cls, rows: Iterable[bytes]) -> "Digest":
        digest = cls()
        for row in rows:
            digest.add(row)
        return digest

    def in_short(self) -> dict[str, Any]:
        return {"rows": self.rows, "digest": f"{self.total % 2**256:064x}"}


Tables = dict[str, dict[str, Any]]
"""By name: how many rows and their digest."""


@dataclass(frozen=True)
class BackupManifest:
    version: str
    made_at: str
    database: str
    database_version: str
    migrations: list[str]
    tables: Tables
    file: str
    size: int
    sha256: str
    has_secret_key: bool = False
    left_out: list[str] = field(default_factory=lambda: list(LEFT_OUT))
    format: str = FORMAT

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()

    @property
    def rows(self) -> int:
        return sum(table["rows"] for table in self.tables.values())


def read_manifest(text: bytes) -> BackupManifest:
    """Raises ValueError, TypeError where it is none."""
    given = json.loads(text)
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise ValueError
    manifest = BackupManifest(**given)
    _check_kinds(manifest)
    if not re.fullmatch(r"\d{1,6}(\.\d{1,6}){0,5}", manifest.version):
        raise ValueError
    return manifest


def _check_kinds(manifest: BackupManifest) -> None:
    """Raises TypeError where something is of another kind than it is written as."""
    held, empty = vars(manifest), vars(BackupManifest("", "", "", "", [], {}, "", 0, ""))
    if any(type(held[name]) is not type(value) for name, value in empty.items()):
        raise TypeError
    if not all(isinstance(each, str) for each in manifest.migrations):
        raise TypeError
    if not all(isinstance(each, dict) and type(each.get("rows")) is int for each in manifest.tables.values()):
        raise TypeError


def is_newer(version: str, than: str) -> bool:
    return [int(part) for part in version.split(".")] > [int(part) for part in than.split(".")]


def differing(found: Tables, meant: Tables) -> list[str]:
    """The tables that do not hold what they should."""
    return sorted(name for name in found.keys() | meant.keys() if found.get(name) != meant.get(name))
