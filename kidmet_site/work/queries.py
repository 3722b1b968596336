"""What is waiting, running, done and failed."""

from datetime import datetime

from django.db.models import Count, QuerySet

from kidmet_site.work.jobs import UNSEEN_AFTER
from kidmet_site.work.models import Job, WorkerSign


def jobs_in(state: str) -> QuerySet[Job]:
    """Of one state, or all for any other word."""
    jobs = Job.objects.select_related("owner")
    return jobs.filter(state=state) if state in Job.State.values else jobs


def job_counts() -> dict[str, int]:
    """By state, with those of which there are none."""
    found = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Job.State.values}


def workers_seen(now: datetime) -> list[WorkerSign]:
    return list(WorkerSign.objects.filter(seen_at__gt=now - UNSEEN_AFTER))


def last_sign() -> WorkerSign | None:
    return WorkerSign.objects.first()
