"""What `make` does on a machine where nothing of ours is installed yet: standard library only."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
CHROMIUM_APPS = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",)
HOW_TO_GET_CHROMIUM = (
    "The browser tests need a Chromium and none was found or could be installed. Get one with "
    "`sudo apt-get install chromium`, or `.venv/bin/playwright install --with-deps chromium`, "
    "or name one with CHROMIUM=/path/to/it."
)


class SetupFault(Exception):
    """What is wrong and what to do, in one sentence for people."""


# The environment


def check_writable(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise SetupFault(
            f"KidMet keeps its data in {folder}, which cannot be written ({fault.strerror}); "
            "copy the project to a folder of your own or change this one's permissions."
        ) from fault


def install(requirements: str) -> None:
    """The virtual environment with what the file lists; nothing to do when it holds that already."""
    stamp = VENV / f".installed-{requirements}"
    wanted = _fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted and _runs(PYTHON, "-V"):
        return
    make_environment()
    say(f"Installing what {requirements} lists (once; a minute or two) …")
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if subprocess.run([*command, "-r", str(ROOT / requirements)], cwd=ROOT).returncode:
        raise SetupFault(
            "The dependencies could not be installed; the lines above say why. Is there a network?"
        )
    stamp.write_text(wanted)


def make_environment() -> None:
    if _runs(PYTHON, "-m", "pip", "--version"):
        return
    say("Making a virtual environment in .venv …")
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode and apt_install("python3-venv"):
        made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        raise SetupFault(
            f"{sys.executable} cannot make a virtual environment; "
            "on Debian and Ubuntu `sudo apt-get install python3-venv` cures that."
        )


def _fingerprint(requirements: str) -> str:
    text = (ROOT / requirements).read_text()
    return hashlib.sha256(f"{sys.version_info[:2]} {text}".encode()).hexdigest()


# Other programs


def apt_install(package: str) -> bool:
    """Where that is ours to do: as root, on a machine with apt."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    say(f"Installing {package} …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", *command], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
    return not done.returncode


def find_chromium() -> str | None:
    """The path of a Chromium that runs: the one named by CHROMIUM, else one of this machine's own."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*map(shutil.which, CHROMIUM_NAMES), *CHROMIUM_APPS]
    return next((path for path in candidates if path and _runs(path, "--version")), None)


def playwright_has_chromium() -> bool:
    asked = (
        "import pathlib; from playwright.sync_api import sync_playwright as start\n"
        "with start() as it: raise SystemExit(not pathlib.Path(it.chromium.executable_path).exists())"
    )
    return _runs(PYTHON, "-c", asked)


def get_chromium() -> None:
    """Find one, else install one; without a browser the tests fail rather than pass by not looking."""
    if find_chromium() or playwright_has_chromium():
        return
    if apt_install("chromium") and find_chromium():
        return
    say("Installing a Chromium for the browser tests …")
    extra = [] if os.geteuid() else ["--with-deps"]
    if not _runs(PYTHON, "-m", "playwright", "install", *extra, "chromium") or not playwright_has_chromium():
        raise SetupFault(HOW_TO_GET_CHROMIUM)


def _runs(program: str | Path, *arguments: str) -> bool:
    """A Chromium that is only a stub for another package, or a Python that moved away, does not count."""
    try:
        found = subprocess.run([str(program), *arguments], capture_output=True, stdin=subprocess.DEVNULL)
    except OSError:
        return False
    return not found.returncode


# The commands


def run() -> None:
    install("requirements.txt")
    demonstration = {"DEMO_MODE": "on", "LOG_LEVEL": "WARNING"}
    os.execve(PYTHON, [str(PYTHON), "-m", "kidmet_site.serve", "--prepare"], demonstration | os.environ)


def test(*arguments: str) -> None:
    install("requirements-dev.txt")
    get_chromium()
    together = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal")
    whole = all(each.startswith("--") for each in arguments)
    _pytest(*(together if whole else ()), *arguments)


def lint() -> None:
    install("requirements-dev.txt")
    faults = [name for name, command in CHECKS.items() if not _passes(name, command)]
    if faults:
        raise SetupFault(f"Not in order: {', '.join(faults)}; the lines above say where.")


def bench(*arguments: str) -> None:
    install("requirements-dev.txt")
    _pytest("tests/benchmarks", "-o", "python_files=bench_*.py", "-p", "no:xdist", "-q", "-s", *arguments)


def floors() -> None:
    install("requirements-dev.txt")
    sys.exit(subprocess.run([str(PYTHON), "-m", "tests.floors"], cwd=ROOT).returncode)


# What each lock holds besides what KidMet runs on; the second keeps to the versions of the first.
LOCKS: dict[str, list[str]] = {
    "requirements.txt": [],
    "requirements-dev.txt": ["--group", "dev", "--constraint", "requirements.txt"],
}


def lock(*arguments: str) -> None:
    """What pyproject.toml names, as versions with hashes, for every platform and Python that it allows."""
    install("requirements-dev.txt")
    command = [str(VENV / "bin" / "uv"), "pip", "compile", "pyproject.toml", "--universal"]
    command += ["--generate-hashes", "--no-config", "--quiet", "--custom-compile-command", "make lock"]
    for name, more in LOCKS.items():
        if subprocess.run([*command, *more, "--output-file", name, *arguments], cwd=ROOT).returncode:
            raise SetupFault(f"{name} was not written; the lines above say why.")


def screenshots(*arguments: str) -> None:
    install("requirements-dev.txt")
    get_chromium()
    _pytest("tests/screenshots.py", "-p", "no:xdist", "-q", *arguments)


# What `check --deploy` is asked about: the environment that docs/operations.md describes for a public site.
PRODUCTION = {
    "ALLOWED_HOSTS": "kidmet.example",
    "CSRF_TRUSTED_ORIGINS": "https://kidmet.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "HTTPS": "on",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz",
}
CHECKS: dict[str, list[str]] = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "makemigrations --check": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "check --deploy": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "djade": ["djade", "--check", "--target-version", "5.2"],
}


def _passes(name: str, command: Sequence[str]) -> bool:
    say(f"— {name}")
    program, *arguments = command
    if program == "djade":
        arguments += [str(path.relative_to(ROOT)) for path in sorted((ROOT / "templates").rglob("*.html"))]
    environment = os.environ | (PRODUCTION if name == "check --deploy" else {})
    return not subprocess.run([str(VENV / "bin" / program), *arguments], cwd=ROOT, env=environment).returncode


def _pytest(*arguments: str) -> None:
    sys.exit(subprocess.run([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT).returncode)


def say(sentence: str) -> None:
    print(sentence, flush=True)


COMMANDS = {
    "run": run,
    "test": test,
    "lint": lint,
    "bench": bench,
    "screenshots": screenshots,
    "floors": floors,
    "lock": lock,
}


def main(name: str, *arguments: str) -> None:
    try:
        check_writable(ROOT)
        COMMANDS[name](*arguments)
    except SetupFault as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
