"""The size of a request, asked before any is read; a page tells of one that is too large or too slow."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from guidance.domain.limits import ADDRESS, FILES, FORM_FIELDS, REQUEST_BYTES, SEARCH, Limit, OverLimit
from kidmet_site.time_limit import TOOK_TOO_LONG, page

READ_AND_DROPPED = 20_000_000
"""Bytes of a refused request that are taken off the line: a browser shows no answer before all is sent."""
CHUNK = 65_536
ADMIN = "/admin/"
SEARCHES = ("q", "term")
"""What the lists of the admin, and its fields that are filled from a search, call what is looked for."""
UTF_8 = ("utf-8", "utf8", "us-ascii", "ascii")
NOT_WHOLE = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.LENGTH_REQUIRED, HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
"""What was sent is not too much, but did not come as it was meant."""
NO_LENGTH = "What your browser sent does not say how long it is."
TOO_SLOW = "kidmet.too_slow"
"""Stands in the environment of a request of which not all came in time; no header has such a name."""
NOT_IN_TIME = "What your browser sent did not arrive in time."


class SizesMiddleware:
    """First of all for the address; for what is sent, as soon as the view is known, which may take more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get(TOOK_TOO_LONG):
            return HttpResponse(page(), status=HTTPStatus.SERVICE_UNAVAILABLE)
        if request.META.get(TOO_SLOW):
            response = refused(HTTPStatus.REQUEST_TIMEOUT, NOT_IN_TIME)
            response["Connection"] = "close"
            return response
        given = len(request.META.get("PATH_INFO", "")) + len(request.META.get("QUERY_STRING", ""))
        if given > ADDRESS.most:
            return refused(HTTPStatus.REQUEST_URI_TOO_LONG, ADDRESS.refusal(given))
        if request.path_info.startswith(ADMIN):
            sought = max(len(request.GET.get(name, "")) for name in SEARCHES)
            if sought > SEARCH.most:
                return refused(HTTPStatus.REQUEST_URI_TOO_LONG, SEARCH.refusal(sought))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        limit: Limit = getattr(view, "takes", REQUEST_BYTES)
        sent = request.META.get("CONTENT_LENGTH") or "0"
        length = int(sent) if sent.isdecimal() and len(sent) < 20 else limit.most + 1
        if length > limit.most:
            _drop(request, length)
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit.refusal(length))
        if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
            return refused(HTTPStatus.LENGTH_REQUIRED, NO_LENGTH)
        charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
        if charset.lower() not in UTF_8:
            said = f"What your browser sent is in the characters of “{charset[:40]}”; this site takes UTF-8."
            return refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, said)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a form let through and an action refused."""
        if isinstance(exception, OverLimit):
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, str(exception))
        return None


def taken_at(path: str) -> int:
    """The bytes that the page at this address takes at most; known before Django is asked."""
    try:
        limit: Limit = getattr(resolve(path).func, "takes", REQUEST_BYTES)
    except Resolver404:
        limit = REQUEST_BYTES
    return limit.most


def _drop(request: HttpRequest, length: int) -> None:
    left = min(length, READ_AND_DROPPED)
    while left > 0:
        read = len(request.META["wsgi.input"].read(min(CHUNK, left)))
        if not read:
            return
        left -= read


def refused(status: int, said: str) -> HttpResponse:
    told = {"status": int(status), "said": said, "is_in_part": status in NOT_WHOLE}
    return HttpResponse(render_to_string("413.html", told), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What Django itself finds too much while it reads a form is told as what it is."""
    limits = {TooManyFieldsSent: FORM_FIELDS, TooManyFilesSent: FILES, RequestDataTooBig: REQUEST_BYTES}
    limit = next((limit for kind, limit in limits.items() if isinstance(exception, kind)), None)
    if limit:
        return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, limit.refusal())
    # Not by Django's own view: that asks for the form's token, and so for what could not be read.
    return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)
