"""What Prometheus asks for at `/metrics`: requests by the name of their view, jobs, and which version runs.

No path, no person and nothing that was typed. Off, as if it were not there, without `METRICS_TOKEN`. Each
process counts into files of its own in `DATA_DIR/metrics`, and whichever is asked adds them up.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from kidmet_site.away import file_is_there
from kidmet_site.metrics_folder import FOLDER
from kidmet_site.processes import is_running
from kidmet_site.request_log import METHODS

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)

requests = Counter("kidmet_requests", "Requests that were answered.", ["view", "method", "status"])
durations = Histogram("kidmet_request_seconds", "Seconds until the answer.", ["view"], buckets=SECONDS)
in_progress = Gauge(
    "kidmet_requests_in_progress", "Requests that are being answered.", multiprocess_mode="livesum"
)


def counted(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware. Its time is that of the answer without what is sent of it later."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        in_progress.inc()
        try:
            response = get_response(request)
        finally:
            in_progress.dec()
        match = request.resolver_match
        view = match.view_name if match else "none"
        method = request.method if request.method in METHODS else "other"
        requests.labels(view, method, response.status_code).inc()
        durations.labels(view).observe(perf_counter() - began)
        return response

    return answer


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse("This needs the token.\n", status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    registry.register(Site())
    return HttpResponse(_of_processes() + generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _of_processes() -> bytes:
    folder = os.environ.get(FOLDER)
    if not folder:
        return generate_latest(REGISTRY)
    _forget_the_dead(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    return generate_latest(registry)


def _forget_the_dead(folder: Path) -> None:
    """What a process that was killed had in progress is not under way any more."""
    for file in folder.glob("gauge_live*.db"):
        found = re.search(r"_(\d+)\.db$", file.name)
        if found and not is_running(int(found[1])):
            with suppress(OSError):
                mark_process_dead(int(found[1]), str(folder))


class Site:
    """What all processes and machines on this database share; asked when somebody asks."""

    def collect(self) -> Iterator[Any]:
        about = {"version": settings.VERSION, "database": connection.vendor}
        yield InfoMetricFamily("kidmet", "Which KidMet this is.", value=about)
        try:
            told = [*_of_jobs(timezone.now()), *_of_guidance()] if file_is_there() else None
        except Error:
            told = None
        yield _gauge("kidmet_database_up", "1 where the database answers.", int(told is not None))
        yield from told or []


def _of_jobs(now: datetime) -> Iterator[Any]:
    from kidmet_site.work.jobs import UNSEEN_AFTER  # has models, and this is imported before there are any
    from kidmet_site.work.models import Job, WorkerSign
    from kidmet_site.work.queries import job_counts

    jobs = GaugeMetricFamily("kidmet_jobs", "Jobs by their state.", labels=["state"])
    for state, count in job_counts().items():
        jobs.add_metric([state], count)
    yield jobs
    waiting = Job.objects.filter(state=Job.State.WAITING).exclude(resumes_at__gt=now)
    oldest = waiting.order_by("updated_at").values_list("updated_at", flat=True).first()
    age = (now - oldest).total_seconds() if oldest else 0
    yield _gauge("kidmet_job_oldest_waiting_seconds", "How long the job that waits longest has waited.", age)
    workers = WorkerSign.objects.filter(seen_at__gt=now - UNSEEN_AFTER).count()
    yield _gauge("kidmet_workers", "Workers that were seen lately.", workers)


def _of_guidance() -> Iterator[Any]:
    numbers = (
        apps.get_model("guidance", "Edition").objects.order_by("-number").values_list("number", flat=True)
    )
    yield _gauge("kidmet_guidance_edition", "The edition that readers see, 0 if none.", numbers.first() or 0)


def _gauge(name: str, says: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, says, value=value)
