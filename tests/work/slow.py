"""Settings of a site with a kind of job that waits until it is killed the first time: for test_worker.py."""

import os
from datetime import datetime
from pathlib import Path

from django.apps import AppConfig

from kidmet_site import settings as site
from kidmet_site.settings import *  # noqa: F403

INSTALLED_APPS = [*site.INSTALLED_APPS, "tests.work.slow.SlowConfig"]


class SlowConfig(AppConfig):
    name = "tests.work"
    label = "slow"

    def ready(self) -> None:
        from kidmet_site.work.jobs import Progress, kind
        from kidmet_site.work.models import Job

        @kind("slow", title="Slow")
        def count(job: Job, *, now: datetime, until: float) -> Progress:
            marker = Path(os.environ["MARKER"])
            if job.done == 1 and not marker.exists():
                marker.touch()
                os.read(int(os.environ["NEVER"]), 1)
            return Progress(
                done=job.done + 1, is_done=job.done == 2, keep={"taken": job.payload["taken"] + [job.done]}
            )
