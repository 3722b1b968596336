"""What the log says of a request, and what it never holds."""

import json
import logging
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.urls import path

from kidmet_site import urls
from kidmet_site.accounts.models import User
from kidmet_site.logs import logging_settings
from tests.accounts.test_nobody_is_told import link_in
from tests.working import outbox

REFUSED = "SELECT * FROM zebra"


def fail(request: HttpRequest) -> None:
    """As our own code fails: on what was typed, while a fault that holds it as well is handled."""
    try:
        int(request.GET["q"])
    except ValueError as fault:
        raise KeyError(f"no such thing: {request.GET['q']}") from fault


def fail_in_the_database(request: HttpRequest) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REFUSED)


def misspell(request: HttpRequest) -> None:
    request.no_such_attribute  # noqa: B018


urlpatterns = [
    path("fail/", fail, name="fail"),
    path("database/", fail_in_the_database, name="fail_in_the_database"),
    path("misspell/", misspell, name="misspell"),
    *urls.urlpatterns,
]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(params=["json", "console"])
def log(request: pytest.FixtureRequest, settings: object) -> Iterator[Callable[[], str]]:
    """All that is written from now on, in one of the two shapes."""
    given = logging_settings(level="DEBUG", shape=request.param)["formatters"][request.param]
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(given.pop("()")(**given))
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def visitor(db: None) -> Client:
    return Client(raise_request_exception=False)


def events(log: Callable[[], str]) -> list[dict]:
    return [json.loads(line) for line in log().splitlines()]


REQUESTS: dict[str, Callable[[Client], object]] = {
    "a search": lambda client: client.get("/guidance/search/?q=zebra"),
    "a page that is not there": lambda client: client.get("/guidance/zebra/?q=zebra"),
    "a password": lambda client: client.post(
        "/accounts/login/", {"login": "zebra@x.example", "password": "zebra"}
    ),
    "a key to a new password": lambda client: client.get("/accounts/password/reset/key/1-zebra/"),
    "a key to an address": lambda client: client.get("/accounts/confirm-email/zebra/"),
    "a place to go on to": lambda client: client.get("/accounts/login/?next=/zebra/"),
    "another host": lambda client: client.get("/", headers={"host": "zebra.example"}),
    "a browser": lambda client: client.get("/", headers={"user-agent": "zebra"}),
    "a method": lambda client: client.generic("ZEBRA", "/"),
    "a form without its token": lambda client: Client(enforce_csrf_checks=True).post(
        "/theme/?q=zebra", {"theme": "zebra"}
    ),
    "a fault of ours": lambda client: client.get("/fail/?q=zebra"),
}


@pytest.mark.parametrize("send", REQUESTS.values(), ids=REQUESTS.keys())
def test_the_log_holds_nothing_that_was_typed_or_asked_for(
    visitor: Client, edition: object, log: Callable[[], str], send: Callable[[Client], object]
) -> None:
    send(visitor)

    assert "request_finished" in log() and "zebra" not in log().lower()


def test_no_logger_is_left_without_a_handler_when_python_would_write_out_all_it_gets() -> None:
    loggers = logging_settings(level="INFO", shape="json")["loggers"]

    assert [name for name, given in loggers.items() if given.get("handlers") == []] == []


def test_the_log_holds_no_statement_that_the_database_refused(
    visitor: Client, log: Callable[[], str]
) -> None:
    visitor.get("/database/")

    assert "ProgrammingError" in log() or "OperationalError" in log()
    assert "zebra" not in log() and "SELECT" not in log()


def test_the_log_holds_no_key_that_was_mailed(
    resident: User, visitor: Client, log: Callable[[], str]
) -> None:
    visitor.post("/accounts/password/reset/", {"email": resident.email})
    link = link_in(outbox()[0])
    visitor.get(link, follow=True)

    key = link.strip("/").rpartition("/")[2]
    assert "account_reset_password_from_key" in log()
    assert key not in log() and key.partition("-")[2] not in log() and resident.email not in log()


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_a_request_is_one_line_with_view_status_duration_and_number(
    resident: User, visitor: Client, log: Callable[[], str]
) -> None:
    visitor.force_login(resident)
    visitor.get("/cases/?q=zebra")

    (line,) = events(log)
    assert line["event"] == "request_finished" and line["duration_ms"] >= 0 and len(line["request_id"]) == 36
    assert (line["method"], line["view"], line["status"]) == ("GET", "case_list", 200)
    assert line["user_id"] == resident.pk


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_a_fault_is_told_by_its_kind_and_place_under_the_number_of_its_request(
    visitor: Client, log: Callable[[], str]
) -> None:
    visitor.get("/fail/?q=zebra")

    fault, finished = events(log)
    assert (fault["event"], finished["status"], finished["level"]) == ("request_failed", 500, "error")
    assert fault["request_id"] == finished["request_id"] and fault["view"] == "fail"
    assert "ValueError\nwhich led to\n" in fault["exception"] and fault["exception"].endswith("KeyError")
    assert "in fail" in fault["exception"]


def test_a_mistake_in_the_code_is_told_with_its_message(visitor: Client, log: Callable[[], str]) -> None:
    visitor.get("/misspell/")

    assert "object has no attribute 'no_such_attribute'" in log()


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_a_suspicious_request_is_told_by_its_kind(visitor: Client, log: Callable[[], str]) -> None:
    visitor.get("/", headers={"host": "zebra.example"})

    assert {"suspicious_request"} < {line["event"] for line in events(log)}
    assert "django.security.DisallowedHost" in {line["logger"] for line in events(log)}


@pytest.mark.parametrize("log", ["json"], indirect=True)
def test_of_other_libraries_the_words_are_logged_and_not_the_values(log: Callable[[], str]) -> None:
    logging.getLogger("somebody.else").warning("cannot read %s", "zebra")

    assert [line["event"] for line in events(log)] == ["cannot read %s"]
