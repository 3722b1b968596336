"""Times as whoever is signed in reads and types them: by their own clock."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.db import Error
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from guidance.domain.zones import zone_named


def in_their_zone(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Middleware. Who has chosen no zone, and who is not signed in, goes by the clock of the site."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with timezone.override(_chosen_by(request) or timezone.get_current_timezone()):
            return get_response(request)

    return answer


def _chosen_by(request: HttpRequest) -> ZoneInfo | None:
    try:
        return zone_named(getattr(request.user, "time_zone", ""))
    except Error:  # the view finds that the database is away, and is answered so
        return None
