"""Jobs: begun in the transaction of what they belong to, done by a worker step by step.

A step works for a few seconds, mostly outside of transactions, and gives back a `Progress`. What it writes,
how far it is and the next step are one transaction, which only the first of two that do the same step
commits: a worker that is killed, or thought dead, repeats a step and counts nothing twice.
"""

import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from django.db import Error, transaction
from django.db.models import F, Model
from django.utils import timezone
from django_tasks import task

from kidmet_site.accounts.models import User
from kidmet_site.work.models import DailyRound, Job, WorkerSign

log = structlog.get_logger(__name__)
JobState = Job.State

SECONDS = 3.0
"""How long a step should work, so that others come in between."""
FIRST_PAUSE, LONGEST_PAUSE, GROWS = 5, 3600, 3
UNSEEN_AFTER = timedelta(seconds=30)


class GivesUp(Exception):
    """No other try would help. The sentence is for whoever asked."""


class JobRefused(PermissionError):
    """Somebody asks for what this job's state, or who they are, does not allow; the message says why."""


@dataclass(frozen=True)
class Progress:
    """What a step gives back.

    done, total: how far the job is; None leaves it as it was
    is_done: False asks for another step
    keep: replaces the payload: where the next step goes on
    result: replaces what the page shows
    write: called in the transaction that counts the step, for what must not be written twice
    pause: how long the next step is to wait
    fault: why it has to wait, in a sentence for administrators; no try is counted
    """

    done: int | None = None
    total: int | None = None
    is_done: bool = True
    keep: Mapping[str, Any] | None = None
    result: Mapping[str, Any] | None = None
    write: Callable[[], object] | None = None
    pause: timedelta | None = None
    fault: str = ""


class Step(Protocol):
    def __call__(self, job: Job, *, now: datetime, until: float) -> Progress:
        """`until` is of `time.monotonic()`: stop soon after it."""


@dataclass(frozen=True)
class Kind:
    name: str
    title: str
    step: Step
    priority: int
    tries: int
    seconds: float
    stays: bool
    failed: Callable[[Job], object] | None = None


KINDS: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    title: str,
    priority: int = 0,
    tries: int = 8,
    seconds: float = SECONDS,
    stays: bool = True,
    failed: Callable[[Job], object] | None = None,
) -> Callable[[Step], Step]:
    """Say how jobs of this kind are done.

    stays: whether one that is done is still listed; not where there are many, and nobody asked for them
    failed: called in the transaction that gives a job up
    """

    def registered(step: Step) -> Step:
        if name in KINDS:
            raise ValueError(f"two kinds of job are called {name}")
        _check_fits(Job, kind=name, title=title)
        KINDS[name] = Kind(name, title, step, priority, tries, seconds, stays, failed)
        return step

    return registered


def _check_fits(model: type[Model], **columns: str) -> None:
    """As it is registered: SQLite would keep more than a column holds, and PostgreSQL refuse it at work."""
    for name, text in columns.items():
        column: Any = model._meta.get_field(name)
        if len(text) > (most := column.max_length):
            raise ValueError(f"“{text}” has {len(text)} characters; {most} is the most for a {name}")


Done = Callable[[datetime], object]
DAILY: dict[str, Done] = {}
HOURLY: dict[str, Done] = {}
AT_START: list[Done] = []


def daily(name: str) -> Callable[[Done], Done]:
    """Have the worker call it once a day, with the time. It must bear being called twice."""

    def registered(do: Done) -> Done:
        if name in DAILY or name in HOURLY:
            raise ValueError(f"two things that are done daily are called {name}")
        _check_fits(DailyRound, name=name)
        DAILY[name] = do
        return do

    return registered


def hourly(name: str) -> Callable[[Done], Done]:
    """Have the worker call it once in each hour, with the time: it only begins jobs."""

    def registered(do: Done) -> Done:
        if name in HOURLY or name in DAILY:
            raise ValueError(f"two things that are done daily or hourly are called {name}")
        _check_fits(DailyRound, name=name)
        HOURLY[name] = do
        return do

    return registered


def at_start(do: Done) -> Done:
    """Have each worker call it as it starts, with the time: it only begins jobs."""
    AT_START.append(do)
    return do


class Handling(Protocol):
    """`stop`, `again` or `hasten`."""

    def __call__(self, job: Job, *, by: User, now: datetime) -> Job: ...


# Begun, stopped, begun again


@transaction.atomic
def begin(
    kind: str,
    *,
    by: User | None,
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    title: str = "",
    path: str = "",
    total: int = 0,
    once: str = "",
) -> Job:
    """Have it done once this transaction is committed. With `once`, one that waits already is given back.

    One that is running may have passed what this is for, so it does not count as waiting. The one that waits
    is held until the end of this transaction, so that it cannot pass meanwhile. Where it waits for a time,
    and not because it failed, it waits no longer.
    """
    how = KINDS[kind]
    if once:
        alike = Job.objects.select_for_update().filter(kind=kind, key=once, state=JobState.WAITING)
        if waiting := alike.first():
            if waiting.resumes_at and not waiting.failures:
                _go_on(waiting, now)
            return waiting
    job = Job.objects.create(
        kind=kind,
        owner=by,
        title=(title or how.title)[:200],
        path=path,
        key=once,
        payload=dict(payload or {}),
        total=total,
        created_at=now,
        updated_at=now,
    )
    _enqueue(job)
    return job


@transaction.atomic
def stop(job: Job, *, by: User, now: datetime) -> Job:
    """Take no further step; what was done stays. Raises JobRefused."""
    row = _held(job, by)
    if not row.is_open:
        raise JobRefused(f"“{row.title}” is not under way any more: it is {row.get_state_display()}.")
    row.state, row.finished_at, row.updated_at = JobState.STOPPED, now, now
    row.save(update_fields=["state", "finished_at", "updated_at"])
    return row


@transaction.atomic
def again(job: Job, *, by: User, now: datetime) -> Job:
    """Go on where it failed or was stopped. Raises JobRefused."""
    row = _held(job, by)
    if not row.can_go_again:
        raise JobRefused(f"“{row.title}” cannot be begun again: it is {row.get_state_display()}.")
    row.state, row.failures, row.fault, row.finished_at = JobState.WAITING, 0, "", None
    return _go_on(row, now)


@transaction.atomic
def hasten(job: Job, *, by: User, now: datetime) -> Job:
    """Do not wait for the end of the pause. Raises JobRefused."""
    row = _held(job, by)
    if not row.is_paused:
        raise JobRefused(f"“{row.title}” does not wait for a pause to end.")
    return _go_on(row, now)


def _go_on(row: Job, now: datetime) -> Job:
    """With the next step at once, whatever step stands in the queue."""
    row.resumes_at, row.updated_at = None, now
    row.steps += 1  # the one that still stands in the queue does nothing
    row.save()
    _enqueue(row)
    return row


def may_handle(user: User, job: Job) -> bool:
    """Stop it, or begin it again: administrators."""
    return user.is_superuser


def _held(job: Job, by: User) -> Job:
    if not may_handle(by, job) and job.owner_id != by.pk:
        raise JobRefused("Only administrators handle what others asked for.")
    return Job.objects.select_for_update().get(pk=job.pk)


def worker_was_seen(now: datetime) -> bool:
    """Whether a worker is there: without one, what was asked for waits."""
    return WorkerSign.objects.filter(seen_at__gt=now - UNSEEN_AFTER).exists()


# Done, by a worker


def _enqueue(job: Job) -> None:
    how = KINDS[job.kind]
    carry_on.using(priority=how.priority, run_after=job.resumes_at).enqueue(job.pk, job.steps)


def finish(job: Job) -> None:
    """Take its steps here and now, as far as it gets on: for commands. A worker finds nothing left to do."""
    at = -1
    while job.is_open and not job.is_paused and job.steps > at:
        at = job.steps
        carry_on.call(job.pk, job.steps)
        job = Job.objects.filter(pk=job.pk).first() or Job(state=JobState.DONE)


@task()
def carry_on(pk: int, number: int) -> None:
    """One step, unless it was taken already or the job is not under way any more."""
    job = Job.objects.filter(pk=pk, steps=number, state__in=Job.OPEN).first()
    if job is None:
        return
    how = KINDS.get(job.kind)
    if how is None:
        _give_up(job, f"This version knows no work of the kind “{job.kind}”.")
        return
    now = timezone.now()
    Job.objects.filter(pk=pk, steps=number, state=JobState.WAITING).update(
        state=JobState.RUNNING, started_at=job.started_at or now, updated_at=now
    )
    began = time.monotonic()
    try:
        progress = how.step(job, now=now, until=began + how.seconds)
        _count(job, progress)
        spent = round(1000 * (time.monotonic() - began))
        log.info("job_step", kind=job.kind, job=job.pk, step=number, duration_ms=spent, over=progress.is_done)
    except GivesUp as refusal:
        _give_up(job, str(refusal))
    except Exception as fault:
        log.warning("job_failed", kind=job.kind, job=job.pk, failures=job.failures + 1, exc_info=True)
        if isinstance(fault, Error) and not _database_answers():
            raise  # nothing could be written down either: the worker waits for the database
        note_failure(job, in_short(fault))


def _database_answers() -> bool:
    try:
        return Job.objects.exists() or True
    except Error:
        return False


@transaction.atomic
def _count(job: Job, progress: Progress) -> None:
    row = Job.objects.select_for_update().filter(pk=job.pk, steps=job.steps, state__in=Job.OPEN).first()
    if row is None:
        return  # stopped meanwhile, or done by another worker
    if progress.write:
        progress.write()
    now = timezone.now()
    row.done = row.done if progress.done is None else progress.done
    row.total = row.total if progress.total is None else progress.total
    row.payload = row.payload if progress.keep is None else dict(progress.keep)
    row.result = row.result if progress.result is None else dict(progress.result)
    row.steps, row.fault, row.updated_at = row.steps + 1, progress.fault[:500], now
    row.failures = row.failures + 1 if progress.fault else 0
    row.resumes_at = None if progress.pause is None else now + progress.pause
    if not progress.is_done:
        row.state = JobState.WAITING if progress.pause else JobState.RUNNING
        row.save()
        _enqueue(row)
    elif KINDS[row.kind].stays:
        row.state, row.finished_at = JobState.DONE, now
        row.payload = {} if progress.keep is None else row.payload
        row.save()
    else:
        row.delete()


@transaction.atomic
def note_failure(job: Job, fault: str) -> None:
    """Try again after a pause that grows, or give it up after as many tries as its kind has."""
    row = Job.objects.select_for_update().filter(pk=job.pk, steps=job.steps, state__in=Job.OPEN).first()
    if row is None:
        return
    how = KINDS.get(row.kind)
    failures = row.failures + 1
    if how is None or failures >= how.tries:
        Job.objects.filter(pk=row.pk).update(failures=F("failures") + 1)
        _give_up(row, fault)
        return
    now = timezone.now()
    row.failures, row.fault, row.updated_at, row.steps = failures, fault[:500], now, row.steps + 1
    row.state, row.resumes_at = JobState.WAITING, now + pause_after(failures)
    row.save()
    _enqueue(row)


def pause_after(failures: int) -> timedelta:
    """5 seconds, 15, 45 and so on up to an hour."""
    return timedelta(seconds=min(FIRST_PAUSE * GROWS ** (failures - 1), LONGEST_PAUSE))


@transaction.atomic
def _give_up(job: Job, why: str) -> None:
    now = timezone.now()
    found = Job.objects.filter(pk=job.pk, steps=job.steps, state__in=Job.OPEN)
    if not found.update(state=JobState.FAILED, fault=why[:500], finished_at=now, updated_at=now):
        return
    how = KINDS.get(job.kind)
    if how and how.failed:
        job.refresh_from_db()
        how.failed(job)


def in_short(fault: BaseException) -> str:
    """Which kind of fault, and where in the code: its message may hold what somebody typed."""
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if "site-packages" not in frame.filename] or frames
    place = f" in {own[-1].name}, line {own[-1].lineno}" if own else ""
    return f"{type(fault).__name__}{place}"
