"""Two hundred residents submit what counts in the last minute before it is due, on SQLite and on PostgreSQL.

It is an assignment that takes no late work, on the production server with its worker beside it, which works
out the results of the case meanwhile. The load is bounded in count and time and goes to the loopback only.
Each tenth resident presses the button twice at once. What one submission alone takes is measured first, on
the same server, one after the other.
"""

import http.client
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from tests.benchmarks.postgresql import postgresql
from tests.benchmarks.server import ROOT, environment, manage, production_server, run

RESIDENTS, ALONE = 200, 30
LAST = 60.0
"""Seconds before it is due in which all of them submit."""
MOST_TIMES_ALONE = 5
TOKEN = "a" * 32
WORKERS = 2


def submit(port: int, resident: dict[str, Any]) -> tuple[int, float]:
    """The answer's status and the seconds that it took, on a connection of the resident's own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {
        "Cookie": f"sessionid={resident['session']}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
        "Content-Length": "0",
    }
    started = time.perf_counter()
    connection.request("POST", f"/library/attempts/{resident['attempt']}/submit/", headers=headers)
    response = connection.getresponse()
    response.read()
    taken = time.perf_counter() - started
    connection.close()
    return response.status, taken


def alone(port: int, residents: list[dict[str, Any]]) -> list[float]:
    taken = []
    for resident in residents:
        status, seconds = submit(port, resident)
        assert status == 302, f"a submission answered {status}"
        taken.append(seconds)
    return taken


def together(port: int, residents: list[dict[str, Any]], due_at: float) -> list[float]:
    """Each at a moment of their own within the last minute, whatever the server is doing then."""
    moments = random.Random(7)
    due = sorted((due_at - moments.uniform(0, LAST), place) for place in range(len(residents)))

    def at(moment: float, place: int) -> tuple[int, float]:
        time.sleep(max(0.0, moment - time.time()))
        return submit(port, residents[place])

    with ThreadPoolExecutor(len(residents) + len(residents) // 10) as pool:
        first = [pool.submit(at, moment, place) for moment, place in due]
        again = [pool.submit(at, moment, place) for moment, place in due if place % 10 == 0]
        answers = [each.result() for each in first]
        doubled = [each.result()[0] for each in again]
    assert {status for status, _ in answers} == {302}, "a submission was not answered"
    assert set(doubled) == {302}, "a second press was not answered"
    return [seconds for _, seconds in answers]


@contextmanager
def database(kind: str) -> Iterator[str]:
    with postgresql() if kind == "PostgreSQL" else nullcontext("") as address:
        yield address


@contextmanager
def worker(folder: Path, address: str) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "work"],
        cwd=ROOT,
        env=environment(folder, address) | {"LOG_LEVEL": "CRITICAL"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_two_hundred_submit_in_the_last_minute(kind: str, tmp_path: Path) -> None:
    with database(kind) as address:
        for command in ("migrate", "load_guidance", "load_case_library"):
            manage(tmp_path, command, database=address)
        manage(tmp_path, "collectstatic", "--no-input", database=address)
        made = run(
            tmp_path, "-m", "tests.benchmarks.cohort", "make", str(RESIDENTS + ALONE), database=address
        )
        residents = json.loads(made)
        with production_server(tmp_path, WORKERS, address) as port, worker(tmp_path, address):
            alone(port, residents[: ALONE // 3])  # warms both workers up
            single = alone(port, residents[ALONE // 3 : ALONE])
            told = run(tmp_path, "-m", "tests.benchmarks.cohort", "due", str(2 * LAST), database=address)
            crowd = together(port, residents[ALONE:], json.loads(told))
        found = json.loads(run(tmp_path, "-m", "tests.benchmarks.cohort", "count", database=address))
    report(kind, single, crowd)
    print(f"{found['late']} arrived in the last moment and were marked after it: they count as in time")
    assert found["submitted"] == RESIDENTS + ALONE, "a submission was lost"
    assert found["attempts"] == RESIDENTS + ALONE, "an attempt was doubled"
    assert found["counted"] == RESIDENTS + ALONE, "a submission does not count"
    assert found["markings"] == [1], "an attempt was marked twice"
    assert len(found["marks"]) == 1, f"an attempt was marked twice or in part: {found['marks']}"
    assert len(found["review_cards"]) == 1
    assert p95(crowd) / p95(single) <= MOST_TIMES_ALONE


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[94]


def report(kind: str, single: list[float], crowd: list[float]) -> None:
    print(f"\n{kind}: {RESIDENTS} submissions in the last {LAST:g} seconds, {WORKERS} workers")
    for name, values in (("one alone", single), ("all together", crowd)):
        middle = statistics.median(values)
        print(f"{name:16}{'p50':>5}{middle * 1000:>8.1f} ms{'p95':>6}{p95(values) * 1000:>8.1f} ms")
    print(f"{'ratio at p95':16}{p95(crowd) / p95(single):>21.2f}")
