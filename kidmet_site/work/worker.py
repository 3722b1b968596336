"""The process that does jobs: django-tasks' worker, which comes back from a database that was away.

Beside it a thread gives signs of life, takes up what a dead worker left, and begins what is due each day.
"""

import os
import socket
import threading
import time
from collections.abc import Collection
from contextlib import suppress

import structlog
from django.db import Error, close_old_connections, connection, connections, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from kidmet_site.away import file_identity
from kidmet_site.processes import is_running
from kidmet_site.work.jobs import UNSEEN_AFTER, note_failure
from kidmet_site.work.models import Job, WorkerSign
from kidmet_site.work.upkeep import begin_at_start, begin_what_is_due, clear_steps

log = structlog.get_logger(__name__)

LOOKS_EVERY = 0.5
"""Seconds after which an idle worker looks for work again."""
SIGN_EVERY = 5.0
UPKEEP_EVERY = 60.0
STUCK_AFTER = 900.0
"""Seconds in one step after which the process ends: another is started, and the step counts as failed."""
LONGEST_WAIT = 30.0
LONGEST_FAREWELL = 5.0
"""Seconds for which what is done beside the work is waited for at the end."""


class Worker(QueueWorker):
    def __init__(self, *, batch: bool = False, parent: int | None = None) -> None:
        super().__init__(
            queue_names=["*"],
            interval=LOOKS_EVERY,
            batch=batch,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.parent = parent
        self.began: float | None = None
        self.is_over = threading.Event()

    def run(self) -> None:
        """Until it is told to end. A database that is away is waited for, with pauses that grow."""
        keeper = threading.Thread(target=self._keep, daemon=True, name="keeper")
        keeper.start()
        try:
            self._work()
        finally:
            self.is_over.set()  # else the keeper could give another sign after it is taken back
            keeper.join(LONGEST_FAREWELL)
            with suppress(Error):
                WorkerSign.objects.filter(pk=self.worker_id).delete()

    def _work(self) -> None:
        wait = 1.0
        while self.running:
            try:
                take_up_again(but=living() - {self.worker_id})
                take_up_lost()
                super().run()
                return
            except Error as fault:
                log.warning("database_away", fault=type(fault).__name__)
                for each in connections.all():
                    with suppress(Exception):
                        each.close()
                time.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        self.began = time.monotonic()
        try:
            super().run_task(db_task_result)
            if db_task_result.status == TaskResultStatus.FAILED:
                take_up_lost()
        finally:
            self.began = None

    # Beside it

    def _keep(self) -> None:
        has_started, next_upkeep = False, 0.0
        file = file_identity(connection)
        while not self.is_over.is_set():
            if file_identity(connection) not in (file, None):
                log.error("database_file_replaced")  # what it has open is not what the site reads
                os._exit(1)
            self._end_if_orphaned_or_stuck()
            try:
                close_old_connections()
                give_sign(self.worker_id)
                take_up_again(but=living())
                if not has_started:
                    begin_at_start(timezone.now())
                    has_started = True
                if time.monotonic() >= next_upkeep:
                    begin_what_is_due(timezone.now())
                    take_up_lost()
                    clear_steps(timezone.now())
                    next_upkeep = time.monotonic() + UPKEEP_EVERY
            except Exception as fault:  # it must not end while the worker goes on
                log.warning("sign_not_given", fault=type(fault).__name__)
            self.is_over.wait(SIGN_EVERY)

    def _end_if_orphaned_or_stuck(self) -> None:
        if self.parent is not None and os.getppid() != self.parent:
            log.warning("worker_left_alone")
            os._exit(1)
        if self.began is not None and time.monotonic() - self.began > STUCK_AFTER:
            log.error("worker_stuck", seconds=round(time.monotonic() - self.began))
            os._exit(1)


def give_sign(name: str) -> None:
    now = timezone.now()
    WorkerSign.objects.update_or_create(
        name=name,
        defaults={"seen_at": now},
        create_defaults={
            "seen_at": now,
            "started_at": now,
            "host": socket.gethostname()[:255],
            "process": os.getpid(),
        },
    )


def living() -> set[str]:
    """The workers that are there: seen lately, and on this machine a process that runs."""
    seen = WorkerSign.objects.filter(seen_at__gt=timezone.now() - UNSEEN_AFTER)
    return {sign.name for sign in seen if sign.host != socket.gethostname() or is_running(sign.process)}


def take_up_again(*, but: Collection[str]) -> int:
    """Put steps of workers that are not there any more back into the queue; returns how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    left = [each for each in running if not each.worker_ids or each.worker_ids[-1] not in but]
    return sum(_put_back(each) for each in left)


@transaction.atomic
def _put_back(step: DBTaskResult) -> bool:
    """The step counts as failed once: one that kills each worker is given up in the end."""
    held = DBTaskResult.objects.filter(
        pk=step.pk, status=TaskResultStatus.RUNNING, worker_ids=step.worker_ids
    )
    pk, number = step.args_kwargs["args"]
    job = Job.objects.filter(pk=pk, steps=number, state__in=Job.OPEN).first()
    taken = bool(held.delete()[0])
    if taken and job:
        log.warning("work_taken_up_again", job=job.pk, kind=job.kind)
        note_failure(job, "The worker ended in the middle of this step.")
    return taken


def take_up_lost() -> int:
    """Go on with jobs that are under way without a step in the queue; returns how many.

    A step that is thrown out of (a second signal to end), or that can not even write down its failure, is
    over for the queue, which knows nothing of jobs.
    """
    under_way = list(Job.objects.filter(state__in=Job.OPEN).values_list("pk", "steps"))
    stands = {tuple(args) for args in _in_queue().values_list("args_kwargs__args", flat=True)}
    return sum(_found_again(pk, number) for pk, number in under_way if (pk, number) not in stands)


def _in_queue() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING])


@transaction.atomic
def _found_again(pk: int, number: int) -> bool:
    """It counts as a failure: a step that is lost again and again is given up in the end."""
    job = Job.objects.select_for_update().filter(pk=pk, steps=number, state__in=Job.OPEN).first()
    if job is None or _in_queue().filter(args_kwargs__args=[pk, number]).exists():
        return False
    log.warning("work_found_again", job=job.pk, kind=job.kind)
    note_failure(job, "This step was cut off, and the queue did not know of it any more.")
    return True
