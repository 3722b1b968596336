"""Every page at the size of a large site of many years against itself at the size of the demonstration.

Two processes, one over each database, are asked for the same page in turn. What is asserted: at most three
times the work, the same number of queries, and no more bytes than a full page of a list has.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.postgresql import copy_of_database, postgresql
from tests.benchmarks.server import ROOT, environment, manage, run
from tests.benchmarks.timing import table

MOST_TIMES = 3
MOST_MORE_BYTES = 50_000
MOST_MEMORY = 4_000_000
"""Of a file with all 50,000 entries of the audit, in bytes held at a time."""
ROUNDS = 3
COMMANDS = ("migrate", "load_guidance", "load_demo_people", "load_case_library", "load_demo_work")
SEEDING = ("-m", "tests.benchmarks.seeding")


class Site:
    """A process that visits pages over one database."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pages: list[str] = json.loads(self._line())

    def ask(self, act: str, page: str) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(f"{act} {page}\n")
        self._process.stdin.flush()
        found: dict[str, Any] = json.loads(self._line())
        return found

    def _line(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def site(folder: Path, database: str, *pages: str) -> Iterator[Site]:
    """`pages` names the module that has them, where they are not those of the whole site."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.benchmarks.visits", *pages],
        cwd=ROOT,
        env=environment(folder, database) | {"LOG_LEVEL": "CRITICAL"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Site(process)
    finally:
        process.kill()
        process.communicate()


@contextmanager
def both_sizes(
    kind: str, folder: Path, commands: Sequence[str] = COMMANDS, seeding: Sequence[str] = SEEDING
) -> Iterator[tuple[str, str]]:
    """The addresses of the databases with few and with many rows."""
    with ExitStack() as stack:
        few = stack.enter_context(postgresql()) if kind == "PostgreSQL" else f"sqlite:///{folder}/few.sqlite3"
        for command in commands:
            manage(folder, command, database=few)
        run(folder, *seeding, "few", database=few)
        if kind == "PostgreSQL":
            many = copy_of_database(few, "many")
        else:
            many = few.replace("few.sqlite3", "many.sqlite3")
            shutil.copy(folder / "few.sqlite3", folder / "many.sqlite3")
        print(f"\n{kind}: {run(folder, *seeding, 'many', database=many).strip()}")
        manage(folder, "collectstatic", "--no-input", database=few)
        yield few, many


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_no_page_grows_with_the_site(kind: str, tmp_path: Path) -> None:
    with (
        both_sizes(kind, tmp_path) as (few, many),
        site(tmp_path, few) as small,
        site(tmp_path, many) as large,
    ):
        found = {page: compared(page, small, large) for page in small.pages}
        memory = large.ask("memory", "audit, file")["bytes"]
    tell(f"Pages on {kind} with few and with many rows", found)
    print(f"All entries of the audit as a file: {memory / 1e6:.1f} MB held at a time")
    assert {
        page: each["status"] for page, each in found.items() if set(each["status"]) - {200, 302, 404}
    } == {}
    assert {page: each["queries"] for page, each in found.items() if len(set(each["queries"])) > 1} == {}
    assert {page: each["bytes"] for page, each in found.items() if _is_longer(each["bytes"])} == {}
    assert {page: each["times"] for page, each in found.items() if each["times"] > MOST_TIMES} == {}
    assert memory <= MOST_MEMORY


def compared(page: str, small: Site, large: Site) -> dict[str, Any]:
    sites = (small, large)
    for each in sites:
        each.ask("go", page)  # whatever a process keeps is there from now on
    counted = [each.ask("count", page) for each in sites]
    taken = [[each.ask("go", page)["seconds"] for each in sites] for _ in range(ROUNDS)]
    few, many = (statistics.median(seconds) for seconds in zip(*taken, strict=True))
    names = ("status", "queries", "bytes")
    return {
        "seconds": (few, many),
        "times": many / few,
        **{name: tuple(each[name] for each in counted) for name in names},
    }


def tell(title: str, found: dict[str, dict[str, Any]]) -> None:
    """What grows most first."""
    rows = sorted(found.items(), key=lambda item: -item[1]["times"])
    table(
        f"{title}: median ms, queries, KB",
        ("page", "few, ms", "many, ms", "times", "queries", "few, KB", "many, KB"),
        [(page, *_cells(each)) for page, each in rows],
    )


def _is_longer(sizes: tuple[int, int]) -> bool:
    few, many = sizes
    return many > few + MOST_MORE_BYTES


def _cells(found: dict[str, Any]) -> tuple[str, ...]:
    few, many = found["seconds"]
    queries = "/".join(map(str, dict.fromkeys(found["queries"])))
    sizes = (f"{size / 1000:.1f}" for size in found["bytes"])
    return (f"{few * 1000:.1f}", f"{many * 1000:.1f}", f"{found['times']:.1f}", queries, *sizes)
