"""Setting up and serving: what can go wrong is said in one sentence."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kidmet_site import setup
from kidmet_site.serve import CannotServe, check_port_is_free, welcome
from kidmet_site.setup import ROOT, SetupFault, check_writable, find_chromium
from kidmet_site.wsgi import with_large_frame


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def make(*arguments: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [shutil.which("make") or "make", *arguments]
    return subprocess.run(command, cwd=ROOT, env={"PATH": str(path)}, capture_output=True, text=True)


def machine_with(folder: Path, **programs: str) -> Path:
    """A folder of programs to be a machine's whole PATH."""
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return folder


def test_an_old_python_is_named_and_what_to_do_about_it(tmp_path: Path) -> None:
    done = make("run", path=machine_with(tmp_path, python3='[ "$1" = -V ] && echo Python 3.9.2 || exit 1'))

    assert done.returncode
    assert done.stderr.splitlines()[0] == (
        "KidMet needs Python 3.11 or newer but found Python 3.9.2; "
        "install one, or name it as in: make run PYTHON=/path/to/python3.12"
    )


def test_a_machine_without_python_is_told_so(tmp_path: Path) -> None:
    assert "KidMet needs Python 3.11 or newer but found none;" in make("run", path=tmp_path).stderr


def test_a_newer_python_is_found_by_its_own_name(tmp_path: Path) -> None:
    machine = machine_with(
        tmp_path, python3="exit 1", **{"python3.13": 'case "$2" in import*) ;; *) echo "$0 $*";; esac'}
    )

    assert make("run", path=machine).stdout == f"{tmp_path}/python3.13 -m kidmet_site.setup run\n"


def test_help_lists_what_can_be_made() -> None:
    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True)

    for target in ("run", "test", "lint", "bench", "screenshots", "floors", "lock"):
        assert f"make {target} " in done.stdout


def test_a_folder_that_cannot_be_written_is_named() -> None:
    with pytest.raises(SetupFault, match="KidMet keeps its data in /proc, which cannot be written"):
        check_writable(Path("/proc"))


def test_what_is_installed_is_not_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup, "VENV", tmp_path)
    monkeypatch.setattr(setup, "PYTHON", Path(sys.executable))
    (tmp_path / ".installed-requirements.txt").write_text(setup._fingerprint("requirements.txt"))

    setup.install("requirements.txt")

    assert [path.name for path in tmp_path.iterdir()] == [".installed-requirements.txt"]


def test_a_chromium_that_only_pretends_is_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stub = machine_with(tmp_path, chromium="exit 1") / "chromium"
    monkeypatch.setenv("CHROMIUM", str(stub))

    assert find_chromium() is None


def test_the_browser_that_is_named_is_the_one_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = machine_with(tmp_path, mine="echo Chromium 1") / "mine"
    monkeypatch.setenv("CHROMIUM", str(mine))

    assert find_chromium() == str(mine)


def test_a_taken_port_is_refused_with_the_way_out(taken_port: int) -> None:
    with pytest.raises(
        CannotServe, match=rf"port {taken_port} on 127.0.0.1 is taken .*make run PORT={taken_port + 1}"
    ):
        check_port_is_free("127.0.0.1", taken_port)


def test_a_free_port_is_free_again_after_looking() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    check_port_is_free("127.0.0.1", port)

    with socket.socket() as server:
        server.bind(("127.0.0.1", port))
        assert server.getsockname()[1] == port


def test_a_host_that_is_nowhere_is_refused() -> None:
    with pytest.raises(CannotServe, match=r"HOST=nowhere\.invalid is no address of this machine"):
        check_port_is_free("nowhere.invalid", 8000)


SERVING_FAULTS = {
    "a port that is no number": (
        {"PORT": "eighty"},
        "PORT must be a whole number from 1 to 65535, not 'eighty'.",
    ),
    "a port out of range": ({"PORT": "70000"}, "PORT must be a whole number from 1 to 65535, not '70000'."),
    "a database that does not answer": (
        {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
        "the database does not do what it is asked (connection failed",
    ),
}


@pytest.mark.parametrize(("environment", "sentence"), SERVING_FAULTS.values(), ids=SERVING_FAULTS.keys())
def test_serving_refuses_with_one_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-m", "kidmet_site.serve", "--prepare"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "PORT": str(port)} | environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith(f"KidMet cannot start: {sentence}") and done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("demonstration", "said"), [(True, "one click, no password"), (False, "createsuperuser")]
)
def test_the_welcome_says_where_to_go_and_how_to_sign_in(settings, demonstration: bool, said: str) -> None:
    settings.DEMO_MODE = demonstration

    greeting = welcome("127.0.0.1", 8000)

    assert "http://127.0.0.1:8000/" in greeting and said in greeting


@pytest.mark.parametrize(("version", "large"), [((3, 11, 9), True), ((3, 12, 0), False), ((3, 13, 1), False)])
def test_only_python_3_11_is_given_the_large_frame(version: tuple[int, ...], large: bool) -> None:
    def application(environ: dict, start_response: object) -> list[bytes]:
        return [b"answer"]

    called = with_large_frame(application, version)

    assert called({}, None) == [b"answer"]
    assert (called.__code__.co_stacksize > 10_000) is large
