"""The worker asks the provider what it says of itself, so that nobody on the way there waits for it."""

from contextlib import suppress
from datetime import datetime

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.core.cache import cache
from requests import RequestException

from kidmet_site.accounts.institution_adapter import why_it_failed
from kidmet_site.accounts.institution_line import time_for_the_provider
from kidmet_site.accounts.institution_metadata import kept_as, refresh_keys, refresh_metadata
from kidmet_site.institution import Institution
from kidmet_site.work.jobs import Progress, at_start, begin, daily, kind
from kidmet_site.work.models import Job

ASKING = "institution"
FAULT_STANDS = 15
"""Seconds in which whoever comes is told what went wrong last; after them it is asked anew."""


@at_start
@daily("what the institution’s sign-in says of itself")
def begin_asking(now: datetime) -> None:
    """Once, however many press the button meanwhile."""
    if settings.OIDC:
        begin(ASKING, by=None, now=now, once=ASKING)


@kind(ASKING, title="Asking the institution’s sign-in", priority=60, stays=False)
def step_asking(job: Job, *, now: datetime, until: float) -> Progress:
    """What went wrong is kept for who asked, and not tried again by itself: the next who comes asks again."""
    if settings.OIDC:
        ask(settings.OIDC)
    return Progress()


def ask(institution: Institution) -> None:
    fault = kept_as(institution, "fault")
    with time_for_the_provider():
        try:
            refresh_metadata(institution)
        except (OAuth2Error, RequestException) as error:
            cache.set(fault, why_it_failed(error), FAULT_STANDS)
            return
        cache.delete(fault)
        with suppress(OAuth2Error, RequestException):  # the callback asks for them, and tells
            refresh_keys(institution)


def fault_of(institution: Institution) -> str:
    """Why the provider could not be asked just now, as the page tells it; "" where it could, or was not."""
    return cache.get(kept_as(institution, "fault"), "")
