"""Of what takes long, one session has two at work at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path, resolve

from guidance.views.loading import heavy
from kidmet_site import heavy as counting
from kidmet_site import urls
from kidmet_site.accounts.models import User
from kidmet_site.time_limit import SECONDS_TO_DRAIN, SECONDS_TO_END

ClientOf = Callable[[User], Client]
EXPORTS = ("/learn/review/deck/", "/curate/audit/export/", "/curate/exchange/pack/", "/cases/import/")


@heavy("a thing in a thing")
def nested(request: HttpRequest, deeper: int) -> HttpResponse:
    """What the same session is answered while this one is at work."""
    client = Client(headers={"hx-request": request.headers.get("hx-request", "")})
    client.cookies.load(request.COOKIES)
    return client.get(f"/nested/{deeper - 1}/") if deeper else HttpResponse("all were at work")


@heavy("a fault")
def fault(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("for the test")


@heavy("a long answer")
def parts(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter([b"one", b"two"]))


urlpatterns = [
    path("nested/<int:deeper>/", nested),
    path("fault/", fault),
    path("parts/", parts),
    *urls.urlpatterns,
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def client(resident: User, client_of: ClientOf) -> Client:
    client = client_of(resident)
    client.raise_request_exception = False
    return client


def test_a_third_is_told_what_runs_and_the_places_are_free_again_afterwards(
    client: Client,
) -> None:
    assert client.get("/nested/1/").content == b"all were at work"
    refused = client.get("/nested/2/")

    assert refused.status_code == 429
    page = refused.content.decode()
    assert "This is not begun yet: a thing in a thing." in page
    assert page.count("<li>a thing in a thing</li>") == 2
    assert "Nothing was changed." in page and 'href="/nested/0/">Try again' in page
    for _ in range(3):
        assert client.get("/fault/").status_code == 500
    assert client.get("/nested/1/").content == b"all were at work"


def test_a_part_of_a_page_says_it_in_its_place(client: Client) -> None:
    refused = client.get("/nested/2/", headers={"hx-request": "true"})

    assert refused.status_code == 429
    assert (refused["HX-Reswap"], refused["HX-Reselect"]) == ("innerHTML", ".too-many")
    assert refused.content.decode().strip().startswith('<div class="finding finding-warning too-many"')


def test_a_long_answer_is_at_work_until_its_last_part_is_made(client: Client) -> None:
    long_ones = [client.get("/parts/") for _ in range(2)]
    assert client.get("/parts/").status_code == 429

    assert list(long_ones[0].streaming_content) == [b"one", b"two"]
    assert client.get("/parts/").status_code == 200


def test_a_place_is_lost_by_itself_where_a_process_ended_without_giving_it_back(
    client: Client, settings: Any
) -> None:
    settings.REQUEST_SECONDS = -SECONDS_TO_END - SECONDS_TO_DRAIN  # so that its time is over at once
    for _ in range(3):
        assert client.get("/parts/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_two_have_a_place() -> None:
    def taken(_: int) -> bool:
        try:
            return counting._taken(["heavy:one:0", "heavy:one:1"], "all at once") is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(taken, range(8))) == 2


def test_what_takes_long_is_marked_so() -> None:
    assert [path for path in EXPORTS if not hasattr(resolve(path).func, "heavy")] == []
