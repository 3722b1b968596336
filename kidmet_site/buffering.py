"""Between the web server and Django: a request gets a thread only once all of it is here.

A thread that reads what somebody sends waits for as long as they are silent, and a dozen such senders would
stop the site. So what is sent is waited for in the event loop, which costs a few kilobytes each, and is given
up where it does not come, of which the application is told; that is Django's own, run in one of `THREADS`
threads, each watched for as long as it works (kidmet_site.time_limit). An answer of several parts is handed
over part by part, and given up where nobody takes them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, Any

from asgiref.wsgi import WsgiToAsgiInstance

from guidance.domain.limits import REQUEST_BYTES
from kidmet_site import time_limit
from kidmet_site.sizes import READ_AND_DROPPED, TOO_SLOW, taken_at
from kidmet_site.time_limit import TookTooLong, Watch, bare_answer
from kidmet_site.wsgi import Application

SECONDS_OF_SILENCE = 15.0
SECONDS_IN_ALL = 90.0
"""Within which a form has to be here: a pack takes so long at a quarter of a megabit a second."""
LARGE = 2_500_000
"""Bytes from which on a form holds files: few are kept at once, and each has time for its bytes besides."""
LARGE_AT_ONCE = 4
LARGE_BYTES_A_SECOND = 125_000
IN_MEMORY = 65_536
CHUNK = 65_536

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Gone(Exception):
    """Whoever asked is not there any more."""


class Buffered:
    """An ASGI application of a WSGI one."""

    def __init__(self, application: Application, threads: int) -> None:
        self.application = application
        self.threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self.large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        time_limit.under_way += 1
        try:
            await self.exchange(scope, receive, send)
        except Gone:
            return
        finally:
            time_limit.under_way -= 1

    async def exchange(self, scope: Message, receive: Receive, send: Send) -> None:
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            about: dict[str, object] = {}
            try:
                await self.read(scope, receive, body)
            except TimeoutError:
                about = {TOO_SLOW: True}
            body.seek(0)
            exchange = Exchange(self.application, duplicate_header_limit=0)
            await exchange.run(scope, body, send, self.threads, about)

    async def read(self, scope: Message, receive: Receive, body: IO[bytes]) -> None:
        """What is sent; what is too much is taken off the line and dropped. Raises TimeoutError, Gone."""
        sent = dict(scope["headers"]).get(b"content-length", b"")
        length = int(sent) if sent.isdigit() and len(sent) < 20 else 0
        is_kept = length <= REQUEST_BYTES.most or length <= taken_at(scope["path"])
        async with AsyncExitStack() as held:
            seconds = SECONDS_IN_ALL
            if is_kept and length > LARGE:
                seconds += length / LARGE_BYTES_A_SECOND
            await held.enter_async_context(asyncio.timeout(seconds))
            if is_kept and length > LARGE:
                await held.enter_async_context(self.large)
            await _read(receive, body, length if is_kept else min(length, READ_AND_DROPPED), is_kept)


async def _read(receive: Receive, body: IO[bytes], left: int, is_kept: bool) -> None:
    while left > 0:
        async with asyncio.timeout(SECONDS_OF_SILENCE):
            message = await receive()
        if message["type"] != "http.request":
            raise Gone
        part = message.get("body", b"")
        left -= len(part)
        if is_kept:
            body.write(part)
        if not message.get("more_body"):
            return


class Exchange(WsgiToAsgiInstance):
    """One request and its answer. The thread is free again before the end of the answer is sent."""

    async def run(
        self,
        scope: Message,
        body: IO[bytes],
        send: Send,
        threads: ThreadPoolExecutor,
        about: dict[str, object],
    ) -> None:
        """`about` is what the application is told of the request besides, in its environment."""
        self.scope, self.send, self.loop, self.about = scope, send, asyncio.get_running_loop(), about
        self.stuck = self.loop.create_future()
        self.waited, self.given = 0.0, 0
        answered = self.loop.run_in_executor(threads, self.answer, body)
        await asyncio.wait([answered, self.stuck], return_when=asyncio.FIRST_COMPLETED)
        last = await answered if answered.done() else self.too_long()
        await self.give(last, more=False)

    def build_environ(self, scope: Message, body: IO[bytes]) -> dict[str, Any]:
        # A name with an underscore would pass for that of another header, such as X-Forwarded-For.
        kept = [(name, value) for name, value in scope["headers"] if b"_" not in name and name != b"cookie"]
        cookies = [value for name, value in scope["headers"] if name == b"cookie"]
        self.scope = scope | {"headers": [*kept, (b"cookie", b"; ".join(cookies))], "query_string": b""}
        environ = super().build_environ(self.scope, body)
        return environ | {"QUERY_STRING": scope["query_string"].decode("latin-1")} | self.about

    def answer(self, body: IO[bytes]) -> bytes:
        """In a thread: what of the answer is not yet given."""
        watch = Watch(lambda: self.loop.call_soon_threadsafe(self.stuck.set_result, None))
        try:
            return self.watched_work(body, watch)
        except TookTooLong as fault:
            watch.end()  # it may have come just before the end
            time_limit.tell_of(fault)
            return self.too_long()

    def watched_work(self, body: IO[bytes], watch: Watch) -> bytes:
        try:
            time_limit.begin(watch)
            return self.work(body, watch)
        finally:
            watch.end()

    def work(self, body: IO[bytes], watch: Watch) -> bytes:
        parts: Iterable[bytes] = self.wsgi_application(
            self.build_environ(self.scope, body), self.start_response
        )
        waiting = b""
        try:
            for part in parts:
                # A page is one part, and given whole: in two it would take the network twice as long.
                if waiting and len(waiting) + len(part) > CHUNK:
                    self.hand_over(waiting, watch)
                    waiting = b""
                waiting += part
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return waiting

    def hand_over(self, part: bytes, watch: Watch) -> None:
        """Raises Gone where nobody takes it, or too slowly: what sends to the site has as much time."""
        self.given += len(part)
        left = SECONDS_IN_ALL + self.given / LARGE_BYTES_A_SECOND - self.waited
        began = monotonic()
        watch.wait()
        given = asyncio.run_coroutine_threadsafe(self.give(part, more=True), self.loop)
        try:
            given.result(max(0.0, min(SECONDS_OF_SILENCE, left)))
        except TimeoutError:
            given.cancel()
            raise Gone from None
        self.waited += monotonic() - began
        watch.go_on()

    def too_long(self) -> bytes:
        """The page that says so. Raises Gone where a part of the answer is on its way: it is broken off."""
        if self.response_started:
            raise Gone
        self.response_start, page = bare_answer()
        return page

    async def give(self, part: bytes, *, more: bool) -> None:
        if not self.response_started:
            self.response_started = True
            await self.send(self.response_start)
        await self.send({"type": "http.response.body", "body": part, "more_body": more})
