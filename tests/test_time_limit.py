"""A request that takes too long is ended and answered, and the next one of its thread goes on as ever."""

import asyncio
import http.client
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from kidmet_site import time_limit
from kidmet_site.buffering import Buffered
from tests.serving import served

PATIENCE = 20


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Of a server with one process, and two threads, for requests of a second."""
    slow = {"DJANGO_SETTINGS_MODULE": "tests.slow_site", "REQUEST_SECONDS": "1", "THREADS": "2"}
    with served(tmp_path, **slow) as port:
        yield port


def asked(port: int, what: str) -> tuple[int, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request("GET", f"/slow/{what}/")
    answer = line.getresponse()
    return answer.status, answer.read().decode()


def another_than(port: int, before: tuple[int, str]) -> bool:
    """Once another process answers. The old one takes requests for a moment, and then nobody for another."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(OSError, http.client.HTTPException):
            if asked(port, "process") != before:
                return True
    return False


def test_what_takes_too_long_is_told_so_and_undone_and_the_process_goes_on(port: int) -> None:
    process = asked(port, "process")
    for what in ("turning", "counting"):
        status, page = asked(port, what)

        assert status == 503, what
        assert "This took too long" in page and "after 1 second," in page
        assert "saved whole or not at all" in page
    with pytest.raises(http.client.IncompleteRead):
        asked(port, "streaming")

    assert asked(port, "written") == (200, "0")
    assert asked(port, "process") == process


def test_a_process_that_cannot_end_it_lets_the_others_end_and_is_started_anew(port: int) -> None:
    before = asked(port, "process")
    with ThreadPoolExecutor(2) as people:
        stuck, other = (people.submit(asked, port, what) for what in ("waiting", "turning"))

    assert stuck.result()[0] == other.result()[0] == 503
    assert "This took too long" in stuck.result()[1]
    assert another_than(port, before)


def test_a_process_in_which_nothing_runs_any_more_is_started_anew(port: int) -> None:
    before = asked(port, "process")
    with pytest.raises(http.client.RemoteDisconnected):
        asked(port, "matching")

    assert another_than(port, before)


# Without a server


@pytest.fixture
def quick_turns() -> Iterator[None]:
    """Threads take turns so often that one can be raised in wherever it is."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(interval)


def can_be_traced() -> bool:
    """Whether a function that is traced comes to its end."""

    def traced() -> None:
        sys.settrace(lambda frame, event, about: None)
        Path("traced").is_absolute()

    tracing = Thread(target=traced, daemon=True)
    tracing.start()
    tracing.join(PATIENCE)
    return not tracing.is_alive()


def test_nothing_is_raised_in_the_next_request_of_the_thread(
    settings: Any, monkeypatch: pytest.MonkeyPatch, quick_turns: None
) -> None:
    """Requests that end just when their time is over, one after the other in a single thread."""
    settings.REQUEST_SECONDS = 0.003
    monkeypatch.setattr(time_limit, "TICK", 0.0002)
    chance = random.Random(1)
    sent: list[dict[str, Any]] = []

    def ends_about_then(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        until = time.perf_counter() + chance.uniform(0.002, 0.004)
        while time.perf_counter() < until:
            pass
        start_response("200 OK", [])
        return [b"done"]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def all_of_them() -> None:
        site = Buffered(ends_about_then, 1)
        scope = {
            "type": "http", "method": "GET", "path": "/", "http_version": "1.1",
            "query_string": b"", "headers": [],
        }  # fmt: skip
        for _ in range(400):
            await site(scope, receive, send)
        site.threads.shutdown()

    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, all_of_them()).result()

    answered = [message["status"] for message in sent if message["type"] == "http.response.start"]
    assert len(answered) == 400 and set(answered) == {200, 503}
    assert not time_limit._watches
    assert can_be_traced()


@pytest.mark.django_db(transaction=True)
def test_the_next_request_has_a_sound_connection_where_one_was_thrown_out_of_a_transaction() -> None:
    def thrown_out() -> bool:
        connection.set_autocommit(False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        connection.in_atomic_block = connection.needs_rollback = True
        time_limit.let_go_of_databases()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        is_sound = connection.get_autocommit() and not connection.in_atomic_block
        connection.close()
        return is_sound

    with ThreadPoolExecutor(1) as apart:
        assert apart.submit(thrown_out).result()
