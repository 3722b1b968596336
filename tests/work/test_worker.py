"""The worker as a process of its own: killed in the middle, and begun by the command that serves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from kidmet_site.setup import ROOT
from kidmet_site.work import jobs
from kidmet_site.work.models import Job, WorkerSign
from tests.working import NOW, end_pauses

WITHIN = 60


def database_address() -> str:
    """Of the database of the tests, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


@pytest.fixture
def work(tmp_path: Path, transactional_db: None) -> Callable[..., subprocess.Popen]:
    reads, writes = os.pipe()
    about = {
        "DJANGO_SETTINGS_MODULE": "tests.work.slow",
        "DATABASE_URL": database_address(),
        "DATA_DIR": str(tmp_path),
        "MARKER": str(tmp_path / "begun"),
        "NEVER": str(reads),
        "SECRET_KEY": settings.SECRET_KEY,
    }

    def started(*options: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "work", *options],
            env=os.environ | about,
            pass_fds=[reads],
            cwd=ROOT,
        )

    yield started
    os.close(reads)
    os.close(writes)


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + WITHIN
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


# Told twice by systemd and by `serve`, both of which mean it.
@pytest.mark.parametrize("signals", [[signal.SIGKILL], [signal.SIGTERM, signal.SIGTERM]], ids=str)
def test_work_goes_on_where_it_was_when_the_worker_was_ended_in_the_middle(
    work: Callable[..., subprocess.Popen], tmp_path: Path, signals: list[signal.Signals]
) -> None:
    jobs.KINDS["slow"] = jobs.Kind(
        "slow", "Slow", lambda job, *, now, until: jobs.Progress(), 0, 8, 3.0, True
    )
    try:
        job = jobs.begin("slow", by=None, now=NOW, total=3, payload={"taken": []})
        first = work()
        wait_until((tmp_path / "begun").exists)
        assert jobs.worker_was_seen(timezone.now())
        for each in signals:
            first.send_signal(each)
            time.sleep(0.2)  # two of one kind that wait are one
        first.wait(WITHIN)

        second = work()
        wait_until(lambda: Job.objects.filter(pk=job.pk, failures=1).exists())
        end_pauses()
        wait_until(lambda: Job.objects.get(pk=job.pk).state == "done")
        second.terminate()
        second.wait(WITHIN)
    finally:
        del jobs.KINDS["slow"]

    job.refresh_from_db()
    assert (job.done, job.payload["taken"]) == (3, [0, 1, 2])
    assert second.returncode == 0
    assert WorkerSign.objects.filter(process=second.pid).count() == 0
