"""A PostgreSQL server of one's own, reached by a socket in a folder, thrown away afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/opt/homebrew/bin"))


def programs() -> Path:
    on_path = shutil.which("initdb")
    for folder in (*PLACES, *([Path(on_path).parent] if on_path else [])):
        if (folder / "initdb").exists():
            return folder
    raise RuntimeError("This benchmark needs PostgreSQL's server programs: sudo apt-get install postgresql")


def as_server(*command: str) -> None:
    """PostgreSQL refuses to run as root."""
    before = (
        ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    )
    subprocess.run([*before, *command], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def postgresql() -> Iterator[str]:
    """Yields the DATABASE_URL of an empty database. It is as safe against power cuts as one in use."""
    folder = Path(tempfile.mkdtemp(prefix="kidmet-bench-", dir="/tmp"))
    folder.chmod(0o755)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    control = [str(programs() / "pg_ctl"), "-D", str(folder / "data")]
    as_server(
        str(programs() / "initdb"), "-D", str(folder / "data"), "-U", "kidmet", "--auth=trust", "-E", "UTF8"
    )
    try:
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        as_server(*control, "-l", str(folder / "log"), "-w", "start", "-o", options)
        yield f"postgres://kidmet@/postgres?host={folder}"
    finally:
        as_server(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def copy_of_database(address: str, name: str) -> str:
    """The address of a copy on the same server; nobody may be connected to what is copied."""
    before, _, folder = address.partition("?host=")
    held = before.rpartition("/")[2]
    createdb = str(programs() / "createdb")
    as_server(createdb, "-h", folder, "-U", "kidmet", "-T", held, name)
    return f"{before.removesuffix(held)}{name}?host={folder}"
