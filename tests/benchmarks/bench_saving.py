"""A chapter saved and its panel rendered anew, against an empty view behind the same sign-in and server.

One server process, one kept-alive connection, the two requests taken in turn, so that whatever else the
machine does falls on both alike. Every save changes a fact, so that nothing is answered from the save before,
and tells what the page shows already, as a browser does.
"""

import http.client
import re
import statistics
import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

from tests.benchmarks.server import manage, production_server

ROUNDS = 400
WARM_UP = 60
MOST = {"read before": 2.6, "never read before": 3.3}
"""Empty views, at p50 and at p95."""
STAMPED = re.compile(r'<[a-z]+ [^>]*?id="([^"]+)"[^>]*?data-stamp="([^"]+)"')
CHANGED = ("esas_pain", "esas_tiredness", "esas_nausea")
AGAIN = 11
"""Saves after which the first values come again, so that the worker has read such a case before."""
NEVER = 11 ** len(CHANGED)
"""No two saves alike: no earlier reading is of use."""


class Fields(HTMLParser):
    """What a browser would send of the chapter's form as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        if tag == "select":
            self.select = a.get("name")
        elif tag == "option" and self.select and "selected" in a:
            self.values.append((self.select, a.get("value") or ""))
        elif tag == "input" and a.get("name"):
            ticked = a.get("type") not in ("checkbox", "radio") or "checked" in a
            if ticked and a.get("type") not in ("submit", "button"):
                self.values.append((a["name"] or "", a.get("value") or ""))


class Person:
    """Somebody of the demonstration on one kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}

    def ask(
        self, method: str, path: str, data: list[tuple[str, str]] | None = None, **headers: str
    ) -> tuple[int, str, str]:
        headers |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if data is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-CSRFToken": self.cookies.get("csrftoken", ""),
            }
        self.connection.request(method, path, urlencode(data) if data is not None else None, headers)
        response = self.connection.getresponse()
        body = response.read().decode()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return response.status, body, response.headers.get("Location", "")

    def enter(self, role: str) -> None:
        self.ask("GET", "/")
        status, _, _ = self.ask("POST", f"/demo/{role}/", [])
        assert status == 302, f"the demonstration did not let a {role} in: {status}"

    def first_case(self) -> str:
        _, page, _ = self.ask("GET", "/cases/")
        found = re.search(r'href="(/cases/\d+/)', page)
        assert found, "the demonstration resident has no case to save"
        return found[1]


def seconds(ask: object, *args: object, **more: object) -> tuple[float, tuple[int, str, str]]:
    started = time.perf_counter()
    answer = ask(*args, **more)
    return time.perf_counter() - started, answer


def percentile(values: list[float], per_cent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[per_cent - 1]


def measure(port: int, period: int) -> tuple[list[float], list[float]]:
    person = Person(port)
    person.enter("resident")
    chapter = person.first_case() + "palliative/"
    _, page, _ = person.ask("GET", chapter)
    fields = Fields()
    fields.feed(page)
    form = [
        (name, value)
        for name, value in fields.values
        if name not in CHANGED and name != "theme" and name != "next"
    ]
    version, shown = int(dict(form)["version"]), dict(STAMPED.findall(page))
    saves, empties = [], []
    for turn in range(WARM_UP + ROUNDS):
        data = [(n, v) for n, v in form if n != "version"] + [
            ("version", str(version)),
            *((name, str(turn % period // 11**place % 11)) for place, name in enumerate(CHANGED)),
        ]
        headers = {"HX-Request": "true", "Page-Stamps": " ".join(shown.values())}
        took, (status, body, _) = seconds(person.ask, "POST", chapter, data, **headers)
        assert status == 200, f"a save answered {status}"
        stamped = re.search(r'name="version"[^>]*value="(\d+)"', body)
        assert stamped and int(stamped[1]) == version + 1, "a save of the benchmark was not kept"
        version += 1
        shown |= STAMPED.findall(body)
        nothing, (status, _, _) = seconds(person.ask, "GET", "/empty/")
        assert status == 200, f"the empty view answered {status}"
        if turn >= WARM_UP:
            saves.append(took)
            empties.append(nothing)
    return saves, empties


def test_a_save_with_its_panel_costs_few_empty_views(tmp_path: Path) -> None:
    for command in ("migrate", "load_guidance", "load_demo_people", "load_case_library"):
        manage(tmp_path, command)
    manage(tmp_path, "collectstatic", "--no-input")
    with production_server(tmp_path) as port:
        cases = {"read before": measure(port, AGAIN), "never read before": measure(port, NEVER)}
    for name, (saves, empties) in cases.items():
        told(name, saves, empties)
    for name, (saves, empties) in cases.items():
        assert ratio(saves, empties, 50) <= MOST[name], name
        assert ratio(saves, empties, 95) <= MOST[name], name


def ratio(saves: list[float], empties: list[float], per_cent: int) -> float:
    return percentile(saves, per_cent) / percentile(empties, per_cent)


def told(name: str, saves: list[float], empties: list[float]) -> None:
    print(f"\n{f'a state {name}':28}{'p50 ms':>10}{'p95 ms':>10}")
    for what, values in (("empty view, signed in", empties), ("save and panel", saves)):
        print(f"{what:28}{percentile(values, 50) * 1000:>10.2f}{percentile(values, 95) * 1000:>10.2f}")
    print(f"{'ratio':28}{ratio(saves, empties, 50):>10.2f}{ratio(saves, empties, 95):>10.2f}")
