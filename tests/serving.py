"""A server as people start it, for as long as a test needs it."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.request import urlopen

import pytest

from kidmet_site.setup import ROOT


@contextmanager
def served(folder: Path, **settings: str) -> Iterator[int]:
    """The port of one with a single web worker, over a database of its own in the folder, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"DATA_DIR": str(folder), "PORT": str(port), "WORKERS": "1", **settings}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-m", "kidmet_site.serve", "--web"],
        cwd=ROOT,
        env=kept | settings,
        stdout=subprocess.PIPE,
    )
    try:
        when_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def health(port: int) -> Any:
    with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return json.load(answer)


def when_it_answers(port: int) -> None:
    until = monotonic() + 30
    while monotonic() < until:
        try:
            health(port)
            return
        except OSError:
            continue
    pytest.fail("The server did not answer.")
