"""Of what takes long, one session has two at work at a time; a third is told what runs, and to try again.

Which these are is said at each view (`heavy` in guidance/views/loading.py). They are counted in the cache
that all processes share: each takes a numbered place there, gives it back at its end, and loses it by itself
where a process ended without. See docs/decisions/heavy-requests.md.
"""

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from kidmet_site.time_limit import SECONDS_TO_DRAIN, SECONDS_TO_END

AT_ONCE = 2


@dataclass(frozen=True)
class Place:
    """One of the places of a session; `taken` is what stands in the cache as long as it is held."""

    key: str
    taken: tuple[str, float]

    def give_back(self) -> None:
        """Never raises: what was asked for is done, and the place ends by itself."""
        with suppress(Exception):
            if tuple(cache.get(self.key) or ()) == self.taken:
                cache.delete(self.key)


class HeavyMiddleware:
    """Outside of the time limit, so that a place is given back also by what took too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given_back = False
        try:
            response = self.get_response(request)
            place = _held_by(request)
            if place and response.streaming:
                # It is at work until its last part was made; then the server closes it.
                response._resource_closers.append(place.give_back)  # type: ignore[attr-defined]  # in no stubs
                given_back = True
            return response
        finally:
            place = _held_by(request)
            if place and not given_back:
                place.give_back()

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        said, methods = getattr(view, "heavy", ("", ()))
        if request.method not in methods:
            return None
        keys = _keys_of(request)
        place = _taken(keys, said)
        if place:
            request.heavy_place = place  # type: ignore[attr-defined]  # ours alone
            return None
        running = [it[0] for it in cache.get_many(keys).values()]
        # One that ended meanwhile, or a cache that keeps nothing just now: nobody is kept waiting for that.
        return _too_many(request, said, running) if len(running) == AT_ONCE else None


def _held_by(request: HttpRequest) -> Place | None:
    return getattr(request, "heavy_place", None)


def _keys_of(request: HttpRequest) -> list[str]:
    """By the session, or by the address of somebody without one; neither can be read from a key."""
    who = request.session.session_key or get_adapter(request).get_client_ip(request)
    hashed = hashlib.sha256(f"{settings.SECRET_KEY}{who}".encode()).hexdigest()[:32]
    return [f"heavy:{hashed}:{number}" for number in range(AT_ONCE)]


def _taken(keys: list[str], said: str) -> Place | None:
    """`add` writes only where nothing stands, also of two at once: in the database and in memory."""
    taken = (said, time.time())
    longest = settings.REQUEST_SECONDS + SECONDS_TO_END + SECONDS_TO_DRAIN
    return next((Place(key, taken) for key in keys if cache.add(key, taken, longest)), None)


def _too_many(request: HttpRequest, said: str, running: list[str]) -> HttpResponse:
    context = {"said": said, "running": running, "again": request.method == "GET"}
    if not getattr(request, "htmx", False):
        return render(request, "too_many_at_once.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response = render(request, "too_many_at_once.html#part", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    # Into the place of what was asked for, which stays for the next time.
    response["HX-Reswap"], response["HX-Reselect"] = "innerHTML", ".too-many"
    return response
