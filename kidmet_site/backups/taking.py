"""Takes a backup: one file, verified once it is written; and deletes those that have had their time."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kidmet_site.backups import container, kinds
from kidmet_site.backups.manifest import BackupFault, BackupManifest

NAME = "kidmet-%Y%m%dT%H%M%SZ.backup"
NAMED = re.compile(r"kidmet-\d{8}T\d{6}Z\.backup")


def take_backup(
    connection: Any, place: Path, *, now: datetime, version: str, secret_key: str = ""
) -> tuple[Path, BackupManifest]:
    """`place` is a folder, or a file that is not there yet. Raises BackupFault."""
    place = _file_for(place, now)
    with container.working_folder(place.parent) as folder:
        kind = kinds.of(connection)
        copy, tables, migrations = kind.copy_out(connection, folder)
        manifest = BackupManifest(
            version=version,
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            database=connection.vendor,
            database_version=kind.version(connection),
            migrations=migrations,
            tables=tables,
            file=kind.FILE,
            size=copy.stat().st_size,
            sha256=container.hash_of(copy),
            has_secret_key=bool(secret_key),
        )
        written = folder / "backup"
        container.write_container(written, copy, manifest, secret_key)
        copy.unlink()
        _verify(connection, written, manifest, folder)
        container.put_in_place(written, place)
    return place, manifest


def _file_for(place: Path, now: datetime) -> Path:
    file = place / now.astimezone(UTC).strftime(NAME) if place.is_dir() else place
    if file.exists() or file.is_symlink():
        raise BackupFault(f"{file} is there already. Name another file, or a folder.")
    return file


def _verify(connection: Any, written: Path, manifest: BackupManifest, folder: Path) -> None:
    """Opened anew, as whoever restores it will."""
    if container.read_container(written) != manifest:
        raise BackupFault("What was written reads otherwise than it should. There is no backup.")
    copy = container.take_out(written, manifest, folder)
    faults = kinds.of(connection).check(connection, copy, manifest.tables)
    copy.unlink()
    if faults:
        raise BackupFault(f"What was written is not what the database holds: {faults}. There is no backup.")


def delete_old(folder: Path, *, now: datetime, days: int, keep: Path) -> list[Path]:
    """The backups in the folder that have been kept for so many days, told by the time in their names."""
    old = [
        file
        for file in sorted(folder.iterdir())
        if file != keep and NAMED.fullmatch(file.name) and now - _taken_at(file) > timedelta(days=days)
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def _taken_at(file: Path) -> datetime:
    try:
        return datetime.strptime(file.name, NAME).replace(tzinfo=UTC)
    except ValueError:  # the thirteenth month: no name of ours
        return datetime.max.replace(tzinfo=UTC)
