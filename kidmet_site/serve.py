"""Serves KidMet: `python -m kidmet_site.serve`, with `--prepare` to bring everything up to date first."""

import os
import socket
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import DatabaseError
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kidmet_site import environment as env
from kidmet_site.prepare import prepare

SECONDS_TO_FINISH = 5


class CannotServe(Exception):
    """Why not, in one sentence for people."""


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kidmet_site.settings")
    try:
        host, port = env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, at_least=1, at_most=65535)
        check_port_is_free(host, port)
        django.setup()
        if "--prepare" in arguments:
            prepare(lambda sentence: print(f"{sentence} …", flush=True))
        check_port_is_free(host, port)
    except (CannotServe, ImproperlyConfigured, CommandError) as fault:
        sys.exit(f"KidMet cannot start: {fault}")
    except DatabaseError as fault:
        sys.exit(f"KidMet cannot start: the database does not do what it is asked ({_first_line(fault)}).")
    print(welcome(host, port), flush=True)
    serve(host, port)


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


def serve(host: str, port: int) -> None:
    Granian(
        "kidmet_site.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=env.number("WORKERS", min(os.cpu_count() or 1, 4), at_least=1),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=SECONDS_TO_FINISH,
    ).serve()


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
