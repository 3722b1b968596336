"""Whether whoever asked for something watches its page; who left it is told in the app once it is done."""

from datetime import datetime

from django.core.cache import cache

from guidance.actions.telling import tell
from kidmet_site.work.models import Job

SECONDS = 8
"""A page that is open asks more often than that."""


def note_watched(job: Job | None) -> None:
    """Called by the page each time that it asks; it writes no more often than it must."""
    if job and not cache.get(_key(job)):
        cache.set(_key(job), True, SECONDS)


def tell_who_left(job: Job | None, text: str, *, path: str, now: datetime) -> None:
    """Call it inside the transaction that ends the job."""
    if job and job.owner and not cache.get(_key(job)):
        tell([job.owner], text, path=path, now=now)


def _key(job: Job) -> str:
    return f"job-watched:{job.pk}"
