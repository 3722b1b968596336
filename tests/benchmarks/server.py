"""The production server on a free port, over a database of its own, for as long as a benchmark runs."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """`database` is the address of a server; without one it is a file in the folder."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "DATABASE_URL": database or f"sqlite:///{folder}/bench.sqlite3",
        "DATA_DIR": str(folder),
        "DEMO_MODE": "1",
        "DEBUG": "0",
    }


def manage(folder: Path, *command: str, database: str = "") -> str:
    return run(folder, "manage.py", *command, database=database)


def run(folder: Path, *command: str, database: str = "") -> str:
    """What a Python program over the benchmark's database prints."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(folder, database),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def is_up(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def production_server(folder: Path, workers: int = 1, database: str = "") -> Iterator[int]:
    """Yields the port; the folder holds a database that the caller has already filled with `manage`."""
    port = free_port()
    serve = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        str(workers),
        "--no-access-log",
    ]
    process = subprocess.Popen(
        [*serve, "--port", str(port), "kidmet_site.wsgi:application"],
        cwd=ROOT,
        env=environment(folder, database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not is_up(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The server for the benchmark did not start.")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)
