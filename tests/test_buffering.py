"""A request gets a thread once it is here: who announces much and sends nothing keeps nobody else waiting."""

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from guidance.domain.limits import PACK_REQUEST_BYTES, REQUEST_BYTES
from kidmet_site import buffering
from kidmet_site.buffering import Buffered
from kidmet_site.wsgi import application
from tests.serving import health, served

SILENT = 60
PATIENCE = 10
"""Seconds for an answer: fewer than either limit has by itself."""
HEAD = (
    "POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\n"
    "Cookie: csrftoken=abcdefghijklmnopqrstuvwxyzABCDEF\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\na=1"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[int]:
    with served(tmp_path, THREADS="2") as port:
        yield port


def test_the_site_answers_while_many_announce_a_form_and_send_nothing(server: int) -> None:
    with ExitStack() as open_ones:
        for length in (900_000, 5_000_000) * (SILENT // 2):
            silent = open_ones.enter_context(socket.create_connection(("127.0.0.1", server)))
            silent.sendall(HEAD.format(length).encode())

        assert [health(server) for _ in range(5)] == [{"status": "ok"}] * 5


# Without a server


def exchange(
    application: Callable[..., Iterable[bytes]],
    *parts: bytes | None,
    headers: dict[str, str] | None = None,
    path: str = "/é",
) -> tuple[dict[str, Any], bytes]:
    """What is answered to a request that comes in these parts; after None nothing comes any more."""
    sent: list[dict[str, Any]] = []
    waiting = list(parts)

    async def receive() -> dict[str, Any]:
        part = waiting.pop(0)
        if part is None:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    length = sum(len(part or b"") for part in parts) + (None in parts)
    given = {"content-length": str(length)} | (headers or {})
    scope = {
        "type": "http", "method": "POST", "path": path, "http_version": "1.1", "query_string": "q=é".encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
    }  # fmt: skip
    # In a thread of its own: Playwright keeps a loop running in that of the tests.
    with ThreadPoolExecutor(1) as apart:
        answered = Buffered(application, 1)(scope, receive, send)
        apart.submit(asyncio.run, within(PATIENCE, answered)).result()
    return sent[0], b"".join(message["body"] for message in sent[1:])


async def within(seconds: float, answered: Awaitable[None]) -> None:
    await asyncio.wait_for(answered, seconds)


class Answering:
    """A WSGI application that keeps what it was asked."""

    def __init__(self, *parts: bytes) -> None:
        self.parts, self.environ, self.body, self.is_closed = parts, {}, b"", False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> "Answering":
        self.environ, self.body = environ, environ["wsgi.input"].read()
        start_response("200 OK", [("X-Of", "it")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.parts)

    def close(self) -> None:
        self.is_closed = True


def test_a_request_comes_to_the_application_whole_and_so_does_the_answer() -> None:
    asked = Answering(b"a" * 70_000, b"b", b"")
    start, body = exchange(
        asked, b"one ", b"two", headers={"x-forwarded-for": "1.1.1.1", "x_forwarded_for": "2"}
    )

    assert (start["status"], start["headers"], body) == (200, [(b"x-of", b"it")], b"a" * 70_000 + b"b")
    assert asked.body == b"one two" and asked.is_closed
    assert asked.environ["PATH_INFO"] == "/é".encode().decode("latin-1")
    assert asked.environ["QUERY_STRING"] == "q=é".encode().decode("latin-1")
    assert asked.environ["HTTP_X_FORWARDED_FOR"] == "1.1.1.1"


def test_what_is_more_than_its_page_takes_is_dropped_and_its_length_told() -> None:
    for path, most in (("/é", REQUEST_BYTES.most), ("/curate/exchange/", PACK_REQUEST_BYTES.most)):
        asked = Answering()
        exchange(asked, b"x" * (most + 1), path=path)
        assert asked.body == b"" and asked.environ["CONTENT_LENGTH"] == str(most + 1)
        exchange(asked, b"x" * most, path=path)
        assert len(asked.body) == most


@pytest.mark.parametrize("limit", ["SECONDS_OF_SILENCE", "SECONDS_IN_ALL"])
def test_who_falls_silent_is_told_so_as_of_every_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, limit: str
) -> None:
    monkeypatch.setattr(buffering, limit, 0.05)
    caplog.set_level(logging.INFO)
    start, page = exchange(application, b"a=1", None)

    headers = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    assert start["status"] == 408 and headers["connection"] == "close"
    assert "did not arrive in time. Nothing was changed." in page.decode()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "private, no-store"
    finished = [record.msg for record in caplog.records if record.name == "kidmet_site.request_log"]
    assert [(line["event"], line["status"], line["level"]) for line in finished] == [
        ("request_finished", 408, "warning")
    ]
