"""Backups: what is restored is what was there, and what does not fit changes nothing."""

import fcntl
import io
import json
import os
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.backends.base.base import BaseDatabaseWrapper

from kidmet_site.backups import container, in_use, postgresql
from kidmet_site.backups.container import read_container, working_folder
from kidmet_site.backups.manifest import BackupFault, BackupManifest
from kidmet_site.backups.restoring import restore_backup
from kidmet_site.backups.taking import take_backup
from kidmet_site.setup import ROOT
from tests.own_databases import MAKES, Writers, as_the_sites, own_databases, run

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
NAME = "kidmet-20261128T120000Z.backup"
KNOWN = {"accounts.0001_initial"}
Own = Callable[[str], BaseDatabaseWrapper]


@pytest.fixture
def own(db: None, tmp_path: Path) -> Iterator[Own]:
    with own_databases(tmp_path) as make:
        yield make


@pytest.fixture
def site(own: Own) -> BaseDatabaseWrapper:
    """A database that is used, with what is hard to keep."""
    database = own("site")
    run(
        database,
        *MAKES,
        "INSERT INTO django_session VALUES ('the key of a session', 'x')",
        "INSERT INTO kidmet_cache VALUES ('attempts', 'x')",
        "CREATE TABLE kept (id integer PRIMARY KEY, words text, size double precision)",
        "INSERT INTO kept VALUES (1, 'a\\b\tc\nd ﬁ 𝛼 ''e''', 0.1), (2, NULL, NULL)",
        "INSERT INTO kept VALUES (3, '', -1e300), (4, '\\N', 2)",
        "INSERT INTO debit VALUES (-1, 100)",
    )
    return database


def rows_of(database: BaseDatabaseWrapper) -> list[list[tuple]]:
    return [run(database, f"SELECT * FROM {table} ORDER BY 1") for table in ("kept", "debit", "credit")]


def restored(database: BaseDatabaseWrapper, file: Path, *, replace: bool = False) -> BackupManifest:
    return restore_backup(database, file, version="0.7.0", migrations=KNOWN, replace=replace)


def taken(database: BaseDatabaseWrapper, place: Path, **more: Any) -> Path:
    return take_backup(database, place, now=NOW, version="0.7.0", **more)[0]


def test_what_is_restored_is_what_was_there(site: BaseDatabaseWrapper, own: Own, tmp_path: Path) -> None:
    file = taken(site, tmp_path)
    other = own("other")

    restored(other, file)

    assert rows_of(other) == rows_of(site)
    assert run(other, "SELECT app, name FROM django_migrations") == [("accounts", "0001_initial")]


def test_a_backup_that_is_taken_while_others_write_is_of_one_moment(
    site: BaseDatabaseWrapper, own: Own, tmp_path: Path
) -> None:
    count = "SELECT count(*), sum(amount) FROM {} WHERE id >= 0"
    with Writers(site) as writers:
        before = run(site, count.format("debit"))[0]
        file = taken(site, tmp_path)
        after = run(site, count.format("debit"))[0]
    other = own("other")
    manifest = restored(other, file)

    assert not writers.faults
    kept = run(other, count.format("debit"))[0]
    assert kept == run(other, count.format("credit"))[0], "both of a pair, or neither"
    assert before[0] <= kept[0] < after[0], "others went on writing"
    assert manifest.tables["debit"]["rows"] == kept[0] + 1


def test_no_session_is_in_it_nor_what_was_counted(
    site: BaseDatabaseWrapper, own: Own, tmp_path: Path
) -> None:
    file = taken(site, tmp_path)
    other = own("other")
    restored(other, file)

    for table in ("django_session", "kidmet_cache"):
        assert run(other, f"SELECT count(*) FROM {table}") == [(0,)]
    assert run(site, "SELECT count(*) FROM django_session") == [(1,)]
    assert (
        b"the key of a session" not in container.take_out(file, read_container(file), tmp_path).read_bytes()
    )


def test_only_its_owner_reads_it_and_nothing_lies_beside_it(
    site: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    os.umask(os.umask(0))
    file = taken(site, tmp_path / "new" / "of-today")

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert os.listdir(file.parent) == ["of-today"]


def test_the_secret_key_is_in_it_when_that_is_asked(site: BaseDatabaseWrapper, tmp_path: Path) -> None:
    with zipfile.ZipFile(taken(site, tmp_path)) as usual:
        assert set(usual.namelist()) == {"manifest.json", read_container(tmp_path / NAME).file}
    with zipfile.ZipFile(taken(site, tmp_path / "with", secret_key="hush")) as asked:
        assert asked.read("secret_key") == b"hush"


# What does not fit


def changed(file: Path, **manifest: Any) -> Path:
    """The same backup with another manifest."""
    kept = read_container(file)
    made = file.with_name("changed")
    made.unlink(missing_ok=True)
    with zipfile.ZipFile(file) as archive:
        archive.extract(kept.file, file.parent)
    container.write_container(made, file.parent / kept.file, replace(kept, **manifest))
    return made


def with_bytes(file: Path, place: float, more: bytes) -> Path:
    made, whole = file.with_name("changed"), file.read_bytes()
    at = int(len(whole) * place)
    made.write_bytes(whole[:at] + more + whole[at + len(more) :])
    return made


def of_something_else(file: Path) -> Path:
    made = file.with_name("changed")
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
    return made


def cut(file: Path) -> Path:
    made = file.with_name("changed")
    made.write_bytes(file.read_bytes()[:-200])
    return made


def with_a_row_less(file: Path) -> Path:
    tables = read_container(file).tables
    return changed(file, tables=tables | {"kept": tables["kept"] | {"rows": 3}})


UNFIT: dict[str, tuple[Callable[[Path], Path], str]] = {
    "of a newer version": (
        lambda file: changed(file, version="0.10.0"),
        "was written by KidMet 0.10.0, which is newer than this, 0.7.0.",
    ),
    "with a migration that nobody knows": (
        lambda file: changed(file, migrations=["accounts.0099_later"]),
        "has a migration that this KidMet does not know: accounts.0099_later.",
    ),
    "of another kind of database": (
        lambda file: changed(file, database="oracle"),
        "is of a database of oracle, and DATABASE_URL names one of ",
    ),
    "with another hash": (lambda file: changed(file, sha256="0" * 64), "is damaged"),
    "with a row less than it says": (with_a_row_less, "is damaged"),
    "with a file longer than it says": (lambda file: changed(file, size=100), "is damaged"),
    "with other bytes near its beginning": (lambda file: with_bytes(file, 0.2, b"x" * 16), "is damaged"),
    "with other bytes in its middle": (lambda file: with_bytes(file, 0.5, b"x" * 16), "is damaged"),
    "cut off": (cut, "is no backup of KidMet, or it is damaged."),
    "another zip": (of_something_else, "is no backup of KidMet, or it is damaged."),
    "of another format": (
        lambda file: changed(file, format="kidmet.backup/9"),
        "is no backup of KidMet, or it is damaged.",
    ),
    **{
        f"with {name} of another kind": (
            lambda file, name=name, value=value: changed(file, **{name: value}),
            "is no backup of KidMet, or it is damaged.",
        )
        for name, value in {
            "version": "1" * 5_000,
            "size": "large",
            "migrations": [17],
            "tables": {"kept": 4},
        }.items()
    },
    "a folder": (lambda file: file.parent, "cannot be read (Is a directory)."),
    "not there": (lambda file: file.with_name("none"), "cannot be read (No such file or directory)."),
}


def test_what_does_not_fit_is_refused_and_changes_nothing(site: BaseDatabaseWrapper, tmp_path: Path) -> None:
    file = taken(site, tmp_path)
    before = rows_of(site)
    for made, sentence in UNFIT.values():
        with pytest.raises(BackupFault) as refusal:
            restored(site, made(file), replace=True)
        assert sentence in str(refusal.value)

    assert rows_of(site) == before
    assert not list(tmp_path.glob(".kidmet-*"))


def test_a_database_that_holds_something_is_replaced_when_that_is_said(
    site: BaseDatabaseWrapper, own: Own, tmp_path: Path
) -> None:
    file, other = taken(site, tmp_path), own("other")
    run(other, *MAKES, "CREATE TABLE newer (id integer)", "INSERT INTO newer VALUES (1)")

    with pytest.raises(BackupFault, match=r"The database is not empty: 1 rows, 1 in newer\."):
        restored(other, file)
    assert run(other, "SELECT * FROM newer") == [(1,)]

    restored(other, file, replace=True)
    assert rows_of(other) == rows_of(site)
    with pytest.raises(Exception, match="newer"):
        run(other, "SELECT * FROM newer")


def test_one_that_was_migrated_and_never_used_counts_as_empty(
    site: BaseDatabaseWrapper, own: Own, tmp_path: Path
) -> None:
    file, other = taken(site, tmp_path), own("other")
    run(other, *MAKES)

    restored(other, file)

    assert rows_of(other) == rows_of(site)


def test_a_database_that_is_in_use_is_left_alone(site: BaseDatabaseWrapper, tmp_path: Path) -> None:
    file = taken(site, tmp_path)
    reader = site.copy()
    reader.inc_thread_sharing()
    with reader.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
    try:
        with pytest.raises(BackupFault, match="in use"):
            restored(site, file, replace=True)
    finally:
        reader.close()

    restored(site, file, replace=True)


def test_who_is_leaving_is_waited_for(site: BaseDatabaseWrapper, tmp_path: Path) -> None:
    if site.vendor == "sqlite":  # whose files are let go at once
        return
    file, held = taken(site, tmp_path), rows_of(site)
    run(site, "DELETE FROM kept")
    reader = site.copy()
    reader.inc_thread_sharing()
    reader.connect()
    leaving = threading.Timer(0.4, reader.close)
    leaving.start()

    restored(site, file, replace=True)

    assert leaving.finished.is_set() and rows_of(site) == held


def test_a_site_that_serves_and_was_asked_nothing_yet_is_seen(
    site: BaseDatabaseWrapper, tmp_path: Path
) -> None:
    if site.vendor != "sqlite":  # PostgreSQL knows its connections, on whichever machine
        return
    file = taken(site, tmp_path)
    one, another = (in_use.serving(site.settings_dict) for _ in range(2))
    with one, another, pytest.raises(BackupFault, match="in use by a running site"):
        restored(site, file, replace=True)

    late = in_use.serving(site.settings_dict)
    with in_use.alone(site.settings_dict), pytest.raises(in_use.InUse), late:
        pass
    restored(site, file, replace=True)


def test_a_damaged_database_is_not_backed_up(site: BaseDatabaseWrapper, tmp_path: Path) -> None:
    if site.vendor != "sqlite":
        return
    run(site, "PRAGMA journal_mode=DELETE")
    path = Path(site.settings_dict["NAME"])
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 3000)
        file.write(b"\xff" * 3000)

    with pytest.raises(BackupFault, match="damaged"):
        taken(site, tmp_path)
    assert not list(tmp_path.glob("*.backup"))


# Round about


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    def write() -> None:
        with working_folder(tmp_path) as folder, Path("/dev/full").open("wb", buffering=0) as full:
            (folder / "begun").touch()
            full.write(b"x")

    with pytest.raises(BackupFault, match=r"The disk of .* is full\. What was begun is taken away again\."):
        write()
    assert not os.listdir(tmp_path)


def test_what_a_kill_left_is_taken_away_by_the_next_and_what_another_works_in_is_not(tmp_path: Path) -> None:
    left, held = tmp_path / ".kidmet-working-left", tmp_path / ".kidmet-working-held"
    for folder in (left, held):
        folder.mkdir()
        (folder / "raw").touch()
    number = os.open(held, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)

    with working_folder(tmp_path):
        assert not left.exists() and held.exists()
    os.close(number)


def test_the_programs_of_postgresql_are_asked_for_when_they_are_lacking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(postgresql, "INSTALLED", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupFault, match=r"pg_dump is not installed here\. .* postgresql-client-15"):
        postgresql.program("pg_dump", 15)

    for version in (14, 16, 17):
        folder = tmp_path / str(version)
        folder.mkdir()
        (folder / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}.3'\n")
        (folder / "pg_dump").chmod(0o755)
    monkeypatch.setattr(postgresql, "INSTALLED", (str(tmp_path / "*"),))

    assert postgresql.program("pg_dump", 15) == str(tmp_path / "16" / "pg_dump")
    with pytest.raises(BackupFault, match="is of version 17, and the server of 18"):
        postgresql.program("pg_dump", 18)


# The commands


def said(database: BaseDatabaseWrapper, *arguments: str) -> str:
    out = io.StringIO()
    with as_the_sites(database):
        call_command(*arguments, stdout=out)
    return out.getvalue().strip()


def test_the_commands_say_what_they_did(
    site: BaseDatabaseWrapper, own: Own, tmp_path: Path, settings
) -> None:
    settings.DATA_DIR = tmp_path / "data"
    told = said(site, "backup")
    [file] = (tmp_path / "data" / "backups").iterdir()

    assert told == (
        f"{file} holds 6 rows of 4 tables, and was read again whole. Only you can read it. "
        "SECRET_KEY is not in it: keep it apart."
    )
    told = said(own("other"), "restore", str(file))
    assert told.startswith("Restored: 6 rows of 4 tables, as they were at 20")
    assert told.endswith(
        "Everybody signs in anew. "
        f"It is of version {settings.VERSION}: run `manage.py migrate` next, or start with --prepare."
    )


def test_the_commands_answer_scripts(site: BaseDatabaseWrapper, own: Own, tmp_path: Path) -> None:
    told = json.loads(said(site, "backup", str(tmp_path / "it"), "--with-secret-key", "--json"))

    assert told | {"bytes": 0, "version": ""} == {
        "file": str(tmp_path / "it"),
        "bytes": 0,
        "version": "",
        "database": site.vendor,
        "tables": 4,
        "rows": 6,
        "has_secret_key": True,
        "deleted": [],
    }
    told = json.loads(said(own("other"), "restore", str(tmp_path / "it"), "--json"))
    assert (told["rows"], told["has_secret_key"]) == (6, True) and told["migrations_to_apply"] > 9


def test_the_commands_refuse_in_a_sentence(site: BaseDatabaseWrapper, tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    refused = {
        "is there already. Name another file, or a folder.": ["backup", str(tmp_path / "there")],
        "cannot be written": ["backup", "/proc/kidmet/it"],
        "is no backup of KidMet, or it is damaged.": ["restore", str(tmp_path / "there")],
        "Name a file or a folder: what was given is empty.": ["backup", " "],
    }
    for sentence, arguments in refused.items():
        with pytest.raises(CommandError) as refusal:
            said(site, *arguments)
        assert sentence in str(refusal.value) and refusal.value.returncode == 2


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    nobody = {"DATABASE_URL": "postgres://kidmet@127.0.0.1:1/kidmet", "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "backup", str(tmp_path / "it")],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **nobody},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.startswith("CommandError: There is no backup: connection failed")
    assert len(done.stderr.splitlines()) == 1


def test_backups_that_have_had_their_days_are_deleted_and_nothing_else(
    site: BaseDatabaseWrapper, tmp_path: Path, settings
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    now = datetime.now(UTC)
    names = [f"kidmet-{now - timedelta(days=days):%Y%m%dT%H%M%SZ}.backup" for days in (31, 29)]
    others = ["kidmet-20200101T000000Z.backup.txt", "kidmet-20209901T000000Z.backup", "of-mine.backup"]
    for name in [*names, *others]:
        (folder / name).touch()

    said(site, "backup", str(folder))
    assert len(os.listdir(folder)) == 6, "nobody said how long"

    settings.BACKUP_DAYS = 30
    for file in folder.glob(f"kidmet-{now:%Y}*.backup"):
        if file.name not in names:
            file.unlink()
    told = said(site, "backup", str(folder))

    assert told.endswith("Deleted, as older than BACKUP_DAYS: 1.")
    left = set(os.listdir(folder))
    assert names[0] not in left and {names[1], *others} < left and len(left) == 5
