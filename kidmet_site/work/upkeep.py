"""What the worker does each day by itself, and how what is over goes out of the queue."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kidmet_site.work.jobs import AT_START, DAILY, HOURLY, Progress, begin, daily, kind
from kidmet_site.work.models import DailyRound, Job, WorkerSign

STEPS_STAY = timedelta(hours=1)
JOBS_STAY = timedelta(days=14)
FAILED_JOBS_STAY = timedelta(days=90)


@kind("daily", title="What is done each day", priority=-20)
def do_daily(job: Job, *, now: datetime, until: float) -> Progress:
    do = DAILY.get(job.payload["name"])
    if do:
        do(now)
    return Progress(done=1, total=1)


def begin_at_start(now: datetime) -> None:
    for do in AT_START:
        do(now)


def begin_what_is_due(now: datetime) -> None:
    """Of several workers each begins what no other has begun today."""
    today = now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    begun = dict(DailyRound.objects.values_list("name", "on"))
    for name in DAILY:
        if begun.get(name) != today:
            _begin_round(name, today, now)
    hour = now.astimezone(UTC)
    begun_in = set(DailyRound.objects.values_list("name", "on", "hour"))
    for name in HOURLY:
        if (name, hour.date(), hour.hour) not in begun_in:
            _begin_hour(name, hour)


@transaction.atomic
def _begin_round(name: str, today: date, now: datetime) -> None:
    DailyRound.objects.get_or_create(name=name, defaults={"on": datetime.min.date()})
    if DailyRound.objects.filter(name=name).exclude(on=today).update(on=today):
        begin("daily", payload={"name": name}, by=None, now=now, title=f"Daily: {name}", once=name)


@transaction.atomic
def _begin_hour(name: str, now: datetime) -> None:
    DailyRound.objects.get_or_create(name=name, defaults={"on": datetime.min.date()})
    others = DailyRound.objects.filter(name=name).exclude(on=now.date(), hour=now.hour)
    if others.update(on=now.date(), hour=now.hour):
        HOURLY[name](now)


@daily("sessions that are over")
def clear_sessions(now: datetime) -> None:
    call_command("clearsessions")


@daily("work that is over")
def clear_work(now: datetime) -> None:
    """Jobs that ended well go after two weeks, those that failed after three months."""
    over = Job.objects.exclude(state__in=(*Job.OPEN, Job.State.FAILED))
    over.filter(finished_at__lt=now - JOBS_STAY).delete()
    Job.objects.filter(state=Job.State.FAILED, finished_at__lt=now - FAILED_JOBS_STAY).delete()
    WorkerSign.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()


def clear_steps(now: datetime) -> None:
    """Steps that were taken: the jobs say what came of them."""
    DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED], finished_at__lt=now - STEPS_STAY
    ).delete()
