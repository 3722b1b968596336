"""Serves KidMet: `python -m kidmet_site.serve`, with `--prepare` to bring everything up to date first.

Web workers answer requests, and one worker beside them does what is done outside of requests. `--web` and
`--worker` start one without the other, for several machines.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kidmet_site import environment as env
from kidmet_site.backups.container import is_full
from kidmet_site.backups.in_use import InUse, serving
from kidmet_site.metrics_folder import use_folder
from kidmet_site.prepare import prepare, refuse_newer_database

SECONDS_TO_FINISH = 5
MOST_WORKERS = 64

# A process forked while another program is being started inherits the pipe by which that start is waited for,
# and keeps it open: whoever waits would never hear of it again.
_starting = threading.Lock()
os.register_at_fork(
    before=_starting.acquire, after_in_parent=_starting.release, after_in_child=_starting.release
)


class CannotServe(Exception):
    """Why not, in one sentence for people."""


def main(arguments: list[str]) -> None:
    asked = _asked(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kidmet_site.settings")
    with ExitStack() as held:
        _start(asked, held)


def _start(asked: argparse.Namespace, held: ExitStack) -> None:
    try:
        host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, at_least=1, at_most=65535)
        workers = env.number("WORKERS", min(os.cpu_count() or 1, 4), at_least=1, at_most=MOST_WORKERS)
        if not asked.worker:
            check_port_is_free(host, port)
            count_from_nothing()
        django.setup()
        held.enter_context(serving(connection.settings_dict))
        if asked.prepare:
            prepare(lambda sentence: print(f"{sentence} …", flush=True))
        else:
            with suppress(DatabaseError):  # one that is away is waited for by pages and worker
                refuse_newer_database()
        if not asked.worker:
            check_port_is_free(host, port)
    except Exception as fault:
        said = in_a_sentence(fault)
        if not said:
            raise
        sys.exit(f"KidMet cannot start: {said}")
    if asked.worker:
        print("KidMet's worker is there. Stop it with Ctrl-C.", flush=True)
        call_command("work")
        return
    print(welcome(host, port), flush=True)
    beside = None if asked.web else WorkerBeside()
    try:
        serve(host, port, workers)
    finally:
        if beside:
            beside.end()


def count_from_nothing() -> None:
    """Before Django is set up, which may import what counts: processes then count together."""
    from django.conf import settings

    if settings.METRICS_TOKEN:
        use_folder(settings.DATA_DIR)


def in_a_sentence(fault: Exception) -> str:
    """Of what a start may meet; "" of what is a fault of ours."""
    if isinstance(fault, CannotServe | ImproperlyConfigured | CommandError):
        return str(fault)
    if isinstance(fault, InUse):
        return "a backup is just being restored into its database. Start it once that is done."
    if is_full(fault):
        return f"the disk of {env.text('DATA_DIR', 'data')} is full. Make room, then start it again."
    if isinstance(fault, DatabaseError):
        return f"the database does not do what it is asked ({_first_line(fault)})."
    if isinstance(fault, OSError) and fault.filename:
        return f"{fault.filename} cannot be written or read ({fault.strerror})."
    return ""


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m kidmet_site.serve", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "--prepare", action="store_true", help="bring database, guidance, cases and files up to date"
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--web", action="store_true", help="only answer requests; a worker runs elsewhere")
    which.add_argument("--worker", action="store_true", help="only do what is done outside of requests")
    return parser.parse_args(arguments)


class WorkerBeside:
    """A worker in a process of its own, started anew where it ends."""

    COMMAND = (sys.executable, str(Path(__file__).parent.parent / "manage.py"), "work", "--parent")
    SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
    RAN_WELL = 60.0
    """Seconds after which its end is no sign that it cannot start."""

    def __init__(self) -> None:
        self._is_over = threading.Event()
        self._process: subprocess.Popen | None = None
        self._watch = threading.Thread(target=self._keep_one, daemon=True, name="worker beside")
        self._watch.start()

    def _keep_one(self) -> None:
        pause = self.SHORTEST_PAUSE
        while not self._is_over.is_set():
            began = time.monotonic()
            # In a session of its own: what Ctrl-C sends to all of a terminal, it gets from us.
            with _starting:
                self._process = subprocess.Popen(
                    [*self.COMMAND, str(os.getpid())], stdin=subprocess.DEVNULL, start_new_session=True
                )
            self._process.wait()
            if self._is_over.is_set():
                return
            if time.monotonic() - began > self.RAN_WELL:
                pause = self.SHORTEST_PAUSE
            print(
                f"KidMet's worker ended ({self._process.returncode}); another starts.",
                file=sys.stderr,
                flush=True,
            )
            self._is_over.wait(pause)
            pause = min(2 * pause, self.LONGEST_PAUSE)

    def end(self) -> None:
        """It finishes its step, within the time that requests have as well."""
        self._is_over.set()
        if self._process is None:
            return
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                self._process.send_signal(how)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(SECONDS_TO_FINISH)
                return


def check_port_is_free(host: str, port: int) -> None:
    """Granian binds with port sharing: a second server would silently take half of the requests."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as fault:
            raise CannotServe(
                f"port {port} is reserved; choose one above 1023, as in `make run PORT=8001`."
            ) from fault
        except socket.gaierror as fault:
            raise CannotServe(f"HOST={host} is no address of this machine.") from fault
        except OSError as fault:
            raise CannotServe(
                f"port {port} on {host} is taken ({fault.strerror}); "
                f"choose another, as in `make run PORT={port + 1}`."
            ) from fault


def welcome(host: str, port: int) -> str:
    from django.conf import settings

    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    lines = [f"\nKidMet {settings.VERSION} is at {address}"]
    if settings.DEMO_MODE:
        lines.append(
            "Sign in: open it and enter as resident, educator or curator with one click, no password."
        )
    else:
        lines.append(
            f"Sign in: {address}accounts/login/ (an administrator comes from `manage.py createsuperuser`)."
        )
    return "\n".join([*lines, "Stop it with Ctrl-C.\n"])


def serve(host: str, port: int, workers: int) -> None:
    Granian(
        "kidmet_site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve()


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
