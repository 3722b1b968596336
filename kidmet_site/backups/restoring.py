"""Puts a backup in the place of a database: looked at before anything is touched, then all or nothing."""

import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from kidmet_site.backups import container, kinds
from kidmet_site.backups.manifest import BackupFault, BackupManifest, is_newer

MOST_NAMED = 5


def restore_backup(
    connection: Any, file: Path, *, version: str, migrations: Collection[str], replace: bool
) -> BackupManifest:
    """`version` and `migrations` are those of this KidMet. Raises BackupFault."""
    manifest = container.read_container(file)
    _refuse_what_does_not_fit(connection, file, manifest, version, migrations)
    kind = kinds.of(connection)
    if not replace:
        _refuse_if_it_holds_something(kind.holds(connection))
    with container.working_folder(_working_place(connection)) as folder:
        copy = container.take_out(file, manifest, folder)
        faults = kind.check(connection, copy, manifest.tables)
        if faults:
            raise BackupFault(f"{file} is damaged: {faults}. Nothing was changed.")
        kind.put_in(connection, copy, manifest.tables, container.put_in_place)
    return manifest


def _refuse_what_does_not_fit(
    connection: Any, file: Path, manifest: BackupManifest, version: str, migrations: Collection[str]
) -> None:
    if is_newer(manifest.version, version):
        raise BackupFault(
            f"{file} was written by KidMet {manifest.version}, which is newer than this, {version}. "
            f"Restore it with {manifest.version} or newer. Nothing was changed."
        )
    if manifest.database != connection.vendor:
        theirs, ours = (kinds.NAMES.get(each, each) for each in (manifest.database, connection.vendor))
        raise BackupFault(
            f"{file} is of a database of {theirs}, and DATABASE_URL names one of {ours}. Nothing was changed."
        )
    unknown = sorted(set(manifest.migrations) - set(migrations))
    if unknown:
        raise BackupFault(
            f"{file} has a migration that this KidMet does not know: {unknown[0]}. It was written by another "
            "version; restore it with that. Nothing was changed."
        )


def _refuse_if_it_holds_something(held: dict[str, int]) -> None:
    if not held:
        return
    first = ", ".join(f"{rows:,} in {name}" for name, rows in sorted(held.items(), key=_most)[:MOST_NAMED])
    raise BackupFault(
        f"The database is not empty: {sum(held.values()):,} rows, {first}. Take a backup of it first, then "
        "say --replace to lose what it holds. Nothing was changed."
    )


def _most(table: tuple[str, int]) -> int:
    return -table[1]


def _working_place(connection: Any) -> Path:
    """Beside the file that is replaced: a name is given within one disk alone."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).absolute().parent
    return Path(tempfile.gettempdir())
