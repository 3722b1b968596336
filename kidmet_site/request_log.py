"""One line of the log for each request: which view, how it ended, how long it took."""

import logging
import sys
import uuid
from collections.abc import Callable
from time import perf_counter
from typing import Any

import structlog
from django.core.signals import got_request_exception
from django.dispatch import receiver
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kidmet_site.away import is_away

log = structlog.get_logger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LEVELS = {4: logging.WARNING, 5: logging.ERROR}


def request_log(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware. The number of the request stands in every line that is written while it is answered."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        began = perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=str(uuid.uuid4())):
            response = get_response(request)
            log.log(
                LEVELS.get(response.status_code // 100, logging.INFO),
                "request_finished",
                status=response.status_code,
                duration_ms=round(1000 * (perf_counter() - began)),
                **_about(request),
            )
        return response

    return answer


@receiver(got_request_exception)
def log_fault(sender: Any, request: HttpRequest | None = None, **more: Any) -> None:
    about = _about(request) if request else {}
    fault = sys.exc_info()[1]
    if is_away(fault):  # told in a line, each time: where in the code it was met says nothing
        log.error("database_away", fault=type(fault).__name__, **about)
    else:
        log.error("request_failed", exc_info=True, **about)


def _about(request: HttpRequest) -> dict[str, object]:
    """The name of the view and never the address: that may hold a key, or what somebody searched for."""
    match = request.resolver_match
    about: dict[str, object] = {
        "method": request.method if request.method in METHODS else "other",
        "view": match.view_name if match else "none",
    }
    # Who it was, where the page asked for it anyway.
    person = getattr(request, "_cached_user", None)
    return about | ({"user_id": person.pk} if person and person.pk else {})
