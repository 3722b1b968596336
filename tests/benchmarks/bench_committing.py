"""Eight people who commit steps at once, against the same eight saving a chapter of a case at once.

One server process on SQLite, which takes one write at a time. The two are taken in turn, a round of each, so
that whatever else the machine does falls on both alike. Each step is committed with what the expert enters.
"""

import http.client
import json
import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.benchmarks.server import manage, production_server, run

PEOPLE = 8
LEAST = 1.0
"""Commits for each save, in the same time."""
TOKEN = "a" * 32


class Writer:
    """One of them, on a kept-alive connection: the steps that are left, and the version of a case."""

    def __init__(self, port: int, made: dict[str, Any]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.session, self.steps, self.case = made["session"], iter(made["steps"]), made["case"]
        self.version, self.turn = 1, 0

    def post(self, path: str, data: list[tuple[str, str]]) -> str:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
        }
        self.connection.request("POST", path, urlencode(data), headers)
        response = self.connection.getresponse()
        body = response.read().decode()
        assert response.status == 200, f"{path} answered {response.status}"
        return response.headers.get("HX-Redirect") or body

    def commit(self) -> None:
        path, data = next(self.steps)
        answer = self.post(path, [(name, value) for name, value in data])
        assert answer.startswith("/library/attempts/"), f"{path} was not committed"

    def save(self) -> None:
        self.turn += 1
        data = [("version", str(self.version)), ("esas_pain", str(self.turn % 11))]
        body = self.post(f"/cases/{self.case}/palliative/", data)
        stamped = re.search(r'name="version"[^>]*value="(\d+)"', body)
        assert stamped, "a save of the benchmark was not kept"
        self.version = int(stamped[1])


def a_second(act: str, writers: list[Writer], each: int) -> float:
    """How many a second all of them together do."""

    def several(writer: Writer) -> None:
        for _ in range(each):
            getattr(writer, act)()

    begun = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(several, writers))
    return each * len(writers) / (time.perf_counter() - begun)


def test_as_many_steps_are_committed_a_second_as_chapters_are_saved(tmp_path: Path) -> None:
    for command in ("migrate", "load_guidance", "load_case_library"):
        manage(tmp_path, command)
    manage(tmp_path, "collectstatic", "--no-input")
    people = json.loads(run(tmp_path, "-m", "tests.benchmarks.committers", str(PEOPLE)))
    rounds = len(people[0]["steps"]) // 4
    with production_server(tmp_path) as port:
        writers = [Writer(port, made) for made in people]
        a_second("save", writers, 4)
        found = [(a_second("commit", writers, 4), a_second("save", writers, 4)) for _ in range(rounds)]
    commits, saves = (statistics.median(each) for each in zip(*found, strict=True))
    print(f"\n{PEOPLE} people at once: {commits:.0f} commits and {saves:.0f} saves a second")
    assert commits / saves >= LEAST
