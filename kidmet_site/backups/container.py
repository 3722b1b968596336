"""The file of a backup: a zip of the manifest and the database, written beside its place and then named."""

import errno
import fcntl
import hashlib
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kidmet_site.backups.manifest import MOST_BYTES, BackupFault, BackupManifest, read_manifest

MANIFEST, SECRET_KEY = "manifest.json", "secret_key"
WORKING = ".kidmet-working-"
CHUNK = 1_048_576
SQLITE_FULL = 13


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A folder that only its owner enters, on the same disk; gone at the end, however it ends.

    What a kill left there is taken away by the next one: nobody holds the lock of it any more.
    """
    try:
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        _take_away_left_ones(beside)
        folder = Path(tempfile.mkdtemp(prefix=WORKING, dir=beside))
    except OSError as fault:
        raise BackupFault(
            f"The folder {beside} cannot be written ({fault.strerror}). Name another."
        ) from fault
    with _held(folder):
        try:
            yield folder
        except (OSError, sqlite3.Error) as fault:
            if not is_full(fault):
                raise
            raise BackupFault(f"The disk of {beside} is full. What was begun is taken away again.") from fault
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def is_full(fault: Exception) -> bool:
    """Also where Django has taken SQLite's fault for its own."""
    told = fault.__cause__ or fault
    return getattr(fault, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or (
        getattr(told, "sqlite_errorcode", 0) == SQLITE_FULL
    )


def _take_away_left_ones(beside: Path) -> None:
    for folder in beside.glob(f"{WORKING}*"):
        with suppress(OSError), _held(folder):
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Raises OSError while another process holds it."""
    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)


def write_container(path: Path, database: Path, manifest: BackupManifest, secret_key: str = "") -> None:
    with zipfile.ZipFile(_created(path), "w", allowZip64=True) as archive:
        # The dump of PostgreSQL is compressed already.
        how = zipfile.ZIP_DEFLATED if manifest.database == "sqlite" else zipfile.ZIP_STORED
        archive.write(database, manifest.file, compress_type=how, compresslevel=4)
        archive.writestr(MANIFEST, manifest.as_json(), compress_type=zipfile.ZIP_DEFLATED)
        if secret_key:
            archive.writestr(SECRET_KEY, secret_key)


def _created(path: Path) -> IO[bytes]:
    """Readable by its owner alone from the first byte."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")


def put_in_place(path: Path, place: Path) -> None:
    """Safe on the disk before it has its name, so that there is never half of it."""
    for each in (path, place.parent):
        number = os.open(each, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
        if each == path:
            path.replace(place)


def read_container(path: Path) -> BackupManifest:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(MANIFEST).file_size > MOST_BYTES:
                raise ValueError
            return read_manifest(archive.read(MANIFEST))
    except OSError as fault:
        raise BackupFault(f"{path} cannot be read ({fault.strerror}).") from fault
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, RecursionError, EOFError) as fault:
        raise BackupFault(f"{path} is no backup of KidMet, or it is damaged. Nothing was changed.") from fault


def take_out(path: Path, manifest: BackupManifest, into: Path) -> Path:
    """The database that a backup holds, once it is known to be whole."""
    copy, digest, size = into / "taken-out", hashlib.sha256(), 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(manifest.file) as member, _created(copy) as file:
            while size <= manifest.size and (part := member.read(CHUNK)):
                file.write(part)
                digest.update(part)
                size += len(part)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as fault:
        raise BackupFault(f"{path} is damaged. Nothing was changed.") from fault
    if (size, digest.hexdigest()) != (manifest.size, manifest.sha256):
        raise BackupFault(f"{path} is damaged: it holds another database than it says. Nothing was changed.")
    return copy


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
