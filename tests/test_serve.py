"""A start that cannot be says why in a sentence."""

import errno
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from kidmet_site.backups.in_use import alone
from kidmet_site.prepare import prepare, refuse_newer_database
from kidmet_site.serve import in_a_sentence, main
from tests.tables import for_each

FAULTS = {
    "a full disk": (OSError(errno.ENOSPC, "No space left on device", "x.css"), "the disk of here is full."),
    "a database on a full disk": (OperationalError("as below"), "the disk of here is full."),
    "a file that cannot be written": (
        PermissionError(errno.EACCES, "Permission denied", "static/x.css"),
        "static/x.css cannot be written or read (Permission denied).",
    ),
    "a database that is away": (
        DatabaseError("connection refused\nIs it running?"),
        "the database does not do what it is asked (connection refused).",
    ),
}


def test_what_a_start_meets_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", "here")
    of_sqlite = Exception()
    of_sqlite.sqlite_errorcode = 13  # type: ignore[attr-defined]
    FAULTS["a database on a full disk"][0].__cause__ = of_sqlite

    for fault, sentence in FAULTS.values():
        assert in_a_sentence(fault).startswith(sentence)
    assert in_a_sentence(KeyError("a fault of ours")) == ""


@for_each(
    ("name", "value"),
    [
        ("WORKERS", "0"),
        ("WORKERS", "-1"),
        ("WORKERS", "two"),
        ("WORKERS", "65"),
        ("PORT", "0"),
        ("PORT", "http"),
    ],
)
def test_a_number_that_cannot_be_ends_the_start(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch, pytest.raises(SystemExit) as end:
        patch.setenv(name, value)
        main([])

    most = {"WORKERS": 64, "PORT": 65535}[name]
    assert (
        str(end.value)
        == f"KidMet cannot start: {name} must be a whole number from 1 to {most}, not '{value}'."
    )


def test_a_start_waits_for_what_is_restored(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        return
    monkeypatch.setenv("PORT", "18106")
    with alone(connection.settings_dict), pytest.raises(SystemExit) as end:
        main([])

    assert "a backup is just being restored into its database" in str(end.value)


def test_the_database_of_a_newer_version_is_left_alone(db: None) -> None:
    refuse_newer_database()
    MigrationRecorder(connection).record_applied("cases", "0999_later")
    said: list[str] = []

    with pytest.raises(CommandError) as refusal:
        prepare(said.append)

    assert "it knows cases.0999_later. Start that version, or restore a backup of before." in str(
        refusal.value
    )
    assert said == ["Bringing the database up to date"]


FORKING = """
import os, sys, time
from pathlib import Path
from kidmet_site.serve import WorkerBeside

begun = Path(sys.argv[1])
begun.touch()

class Short(WorkerBeside):
    COMMAND = ("sh", "-c", f"echo >>'{begun}'")
    SHORTEST_PAUSE = LONGEST_PAUSE = 0.0

beside = Short()
stays, ends = os.pipe()
for _ in range(150):
    if not os.fork():  # as a process of the web workers: it runs on, and starts no other program
        os.close(ends)
        os.read(stays, 1)
        os._exit(0)
before, until = begun.stat().st_size, time.monotonic() + 10
while begun.stat().st_size < before + 5 and time.monotonic() < until:
    time.sleep(0.01)
print(begun.stat().st_size >= before + 5)
beside.end()
os._exit(0)
"""


def test_another_worker_starts_when_web_workers_were_forked_as_the_last_one_did(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FORKING, str(tmp_path / "begun")],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert ran.stdout == "True\n"
