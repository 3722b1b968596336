"""A step that is written, with what follows beside it, and saving a part, against an empty view.

As `bench_saving`: one server, one kept-alive connection, the requests taken in turn. Each turn changes the
key, so that what follows from it is drawn anew.
"""

import re
from html import unescape
from pathlib import Path

from tests.benchmarks.bench_saving import STAMPED, Fields, Person, percentile, seconds
from tests.benchmarks.server import manage, production_server, run

ROUNDS = 150
WARM_UP = 30
MOST_PAGE, MOST_SAVE, MOST_GROWTH = 6.0, 4.0, 1.3
"""Empty views that a page and a save may take, and a page of a case of thirty steps against one of three."""
MOST_KEY = 10.0
"""Of the key, where each save works out anew what the guidance would not say without each marked fact."""
SEED = """
import django
django.setup()
from django.utils import timezone
from cases.actions.drafting import begin_draft
from cases.content.library import shipped_library
from cases.domain.teaching.beginning import copied_document
from kidmet_site.accounts.models import User

by = User.objects.filter(is_educator=True).first()
case = shipped_library().cases[0]
for count in (3, 30):
    document = copied_document(case.document, f"{count} steps", "", {})
    steps = document["steps"]
    more = [step | {"key": f"{step['key']}-{n}"} for n in range(count) for step in steps]
    document["steps"] = [*steps, *more][:count]
    texts = {each.key: each.text for each in case.objectives}
    print(begin_draft(document=document, by=by, now=timezone.now(), said="", objectives=texts).pk)
"""


def test_a_step_with_what_follows_costs_few_empty_views(tmp_path: Path) -> None:
    for command in ("migrate", "load_guidance", "load_demo_people", "load_case_library"):
        manage(tmp_path, command)
    manage(tmp_path, "collectstatic", "--no-input")
    short, long = run(tmp_path, "-c", SEED).split()
    with production_server(tmp_path) as port:
        taken = measure(port, short, long)
    empty = percentile(taken["empty"], 50)
    print()
    for name, values in taken.items():
        p50, p95 = (percentile(values, each) * 1000 for each in (50, 95))
        print(f"{name:40}{p50:>8.2f}{p95:>8.2f} ms, {p50 / empty / 1000:.2f} empty views")
    for view in ("page", "page, as a resident sees it"):
        long = view.replace("page", "page of 30 steps")
        assert percentile(taken[view], 50) <= MOST_PAGE * empty, view
        assert percentile(taken[long], 50) <= MOST_GROWTH * percentile(taken[view], 50), long
    most = {"save": MOST_SAVE, "save of the case": MOST_SAVE, "save of the key": MOST_KEY}
    for save, times in most.items():
        assert percentile(taken[save], 50) <= times * empty, save


def measure(port: int, short: str, long: str) -> dict[str, list[float]]:
    person = Person(port)
    person.enter("educator")
    step, long_step = (f"/teach/drafts/{pk}/steps/scan/" for pk in (short, long))
    pages = {
        "empty": "/empty/",
        "page": f"{step}?beside=key",
        "page, as a resident sees it": step,
        "page of 30 steps": f"{long_step}?beside=key",
        "page of 30 steps, as a resident sees it": long_step,
    }
    saves = [
        Page(person, "save", step, "narrative"),
        Page(person, "save of the case", f"/teach/drafts/{short}/", "summary"),
        Page(person, "save of the key", f"/teach/drafts/{short}/key/presentation/", "age_years"),
    ]
    taken: dict[str, list[float]] = {}
    for turn in range(WARM_UP + ROUNDS):
        for name, path in pages.items():
            took, (status, _, _) = seconds(person.ask, "GET", path)
            assert status == 200, f"{name} answered {status}"
            taken.setdefault(name, []).append(took)
        for page in saves:
            taken.setdefault(page.name, []).append(page.save(turn))
    return {name: values[WARM_UP:] for name, values in taken.items()}


class Page:
    """A page of the draft that stays open while one of its fields is changed and saved."""

    def __init__(self, person: Person, name: str, path: str, field: str) -> None:
        self.person, self.name, self.path, self.field = person, name, path, field
        _, page, _ = person.ask("GET", f"{path}?beside=key")
        self.shown = dict(STAMPED.findall(page))
        self.form = sent_of(page[page.index('id="draft-form"') :].partition("</form>")[0])
        self.said = dict(self.form)[field]

    def save(self, turn: int) -> float:
        value = str(20 + turn % 79) if self.said.isdigit() else f"{self.said} {turn}"
        changed = {self.field: value, "beside": "key"}
        sent = [pair for pair in self.form if pair[0] not in changed] + list(changed.items())
        stamps = {"HX-Request": "true", "Page-Stamps": " ".join(self.shown.values())}
        took, (status, body, _) = seconds(self.person.ask, "POST", self.path, sent, **stamps)
        assert status == 200, f"{self.name} answered {status}"
        version = re.search(r'name="version"[^>]*value="(\d+)"', body)
        before = dict(self.form)["version"]
        assert version and int(version[1]) > int(before), f"{self.name} was not kept"
        self.form = [pair for pair in self.form if pair[0] != "version"] + [("version", version[1])]
        self.shown |= STAMPED.findall(body)
        return took


def sent_of(html: str) -> list[tuple[str, str]]:
    """What a browser would send."""
    fields = Fields()
    fields.feed(html)
    areas = re.findall(r'<textarea [^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    return [*fields.values, *((name, unescape(value)) for name, value in areas)]
