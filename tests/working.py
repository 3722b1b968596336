"""What a worker does, done by a test in its own process and time."""

from datetime import UTC, datetime, timedelta

from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from kidmet_site.work.models import Job
from kidmet_site.work.worker import Worker

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def work_off(*, later: bool = False) -> int:
    """Do what waits, until nothing does; returns how many steps that took.

    later: the pauses that are on when it is called are over
    """
    if later:
        end_pauses()
    worker, taken = Worker(), 0
    while step := DBTaskResult.objects.ready().first():
        step.claim(worker.worker_id)
        worker.run_task(step)
        taken += 1
    return taken


def end_pauses() -> None:
    over = timezone.now() - timedelta(seconds=1)
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(run_after=get_date_max())
    waiting.update(run_after=over)
    Job.objects.filter(resumes_at__isnull=False).update(resumes_at=over)


def outbox() -> list[EmailMessage]:
    """What has been sent, with all that waited to be."""
    work_off()
    return mail.outbox
