"""A mail server that behaves badly in one way, on a free port of this machine."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Manner = Callable[["MailServer", socket.socket], None]


class MailServer:
    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self.over = threading.Event()
        self.greeted = threading.Semaphore(0)
        self.visitors = 0
        self.took: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _ = self.listener.accept()
                self.visitors += 1
                self.greeted.release()
                threading.Thread(target=self._serve, args=[visitor], daemon=True).start()

    def _serve(self, visitor: socket.socket) -> None:
        with suppress(OSError), visitor:
            self.manner(self, visitor)

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


@contextmanager
def serving(manner: Manner) -> Iterator[MailServer]:
    server = MailServer(manner)
    try:
        yield server
    finally:
        server.close()


def silent(server: MailServer, visitor: socket.socket) -> None:
    server.over.wait()


def dribbling(server: MailServer, visitor: socket.socket) -> None:
    while not server.over.wait(0.01):
        visitor.sendall(b"2")


def hanging_up(server: MailServer, visitor: socket.socket) -> None:
    """Closes without a word."""


def talking(**answers: str) -> Manner:
    """Speaks as a server does, but with these answers; an empty one means that it never answers that."""

    def manner(server: MailServer, visitor: socket.socket) -> None:
        lines = visitor.makefile("rb")
        visitor.sendall(answers.get("greeting", "220 here").encode() + b"\r\n")
        for line in lines:
            command = line[:4].decode().strip().lower()
            usual = {"data": "354 go on", "quit": "221 bye"}.get(command, "250 ok")
            answer = answers.get(command, usual)
            _answer(server, visitor, answer)
            if command == "data" and answer.startswith("354"):
                server.took.append(_message(lines))
                _answer(server, visitor, answers.get("taken", "250 taken"))

    return manner


def _answer(server: MailServer, visitor: socket.socket, answer: str) -> None:
    if not answer:
        server.over.wait()
    visitor.sendall(answer.encode() + b"\r\n")


def _message(lines: Iterator[bytes]) -> str:
    found = []
    for line in lines:
        if line == b".\r\n":
            break
        found.append(line.decode())
    return "".join(found)


WAYS_TO_FAIL: dict[str, Manner] = {
    "silent": silent,
    "dribbling": dribbling,
    "hanging up": hanging_up,
    "closed for now": talking(greeting="421 come back later"),
    "closed for good": talking(greeting="554 not here"),
    "silent after the greeting": talking(ehlo="", helo=""),
    "knowing no such person": talking(rcpt="550 no such person"),
    "full": talking(rcpt="452 too many"),
    "refusing the message": talking(taken="554 looks like spam"),
    "silent before the message": talking(data=""),
    "silent after the message": talking(taken=""),
}
