"""The site's own addresses, and views that take long, each in its own way."""

import os
import re
import time
from collections.abc import Iterator

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from kidmet_site import time_limit
from kidmet_site.urls import handler400, handler429
from kidmet_site.urls import urlpatterns as site_urls

__all__ = ["handler400", "handler429", "urlpatterns"]
time_limit.SECONDS_TO_END = 0.6
"""Shorter than on a site: the tests wait for it."""
FOR_EVER = 3600
TABLE = "CREATE TABLE IF NOT EXISTS slow (written integer)"


def process(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(os.getpid()))


def turning(request: HttpRequest) -> HttpResponse:
    """In Python, in the middle of a transaction, where every fault is caught."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO slow VALUES (1)")
        while True:
            try:
                time.sleep(0.001)
            except Exception:
                continue


def counting(request: HttpRequest) -> HttpResponse:
    """In a statement of the database."""
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c"
    with connection.cursor() as cursor:
        cursor.execute(endless)
    return HttpResponse("")


def waiting(request: HttpRequest) -> HttpResponse:
    """In code that is not Python's, and lets others go on."""
    time.sleep(FOR_EVER)
    return HttpResponse("")


def matching(request: HttpRequest) -> HttpResponse:
    """In code that is not Python's, and lets nobody go on."""
    re.match(r"(a|aa)+$", "a" * 200 + "b")
    return HttpResponse("")


def streaming(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[bytes]:
        yield b"a" * 70_000
        yield b"b" * 70_000
        while True:
            time.sleep(0.001)

    return StreamingHttpResponse(parts())


def large(request: HttpRequest) -> StreamingHttpResponse:
    """More than any line between two machines holds."""
    return StreamingHttpResponse(b"a" * 1_000_000 for _ in range(60))


def written(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM slow")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [
    path("slow/process/", process),
    path("slow/turning/", turning),
    path("slow/counting/", counting),
    path("slow/waiting/", waiting),
    path("slow/matching/", matching),
    path("slow/streaming/", streaming),
    path("slow/large/", large),
    path("slow/written/", written),
    *site_urls,
]
