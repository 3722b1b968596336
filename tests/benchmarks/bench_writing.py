"""A step that is written, with what the key brings up beside it, and saving a part, against an empty view.

As `bench_saving`: one server, one kept-alive connection, the requests taken in turn.
"""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from tests.benchmarks.bench_saving import STAMPED, Fields, Person, percentile, seconds
from tests.benchmarks.server import manage, production_server, run

ROUNDS = 150
WARM_UP = 30
MOST_PAGE, MOST_SAVE, MOST_GROWTH = 6.0, 4.0, 1.3
"""Empty views that a page and a save may take, and a page of a case of thirty steps against one of three."""
SEED = """
import django
django.setup()
from django.utils import timezone
from cases.actions.drafting import begin_draft
from cases.content.library import shipped_library
from cases.domain.teaching.beginning import copied_document, step_document
from kidmet_site.accounts.models import User

by = User.objects.filter(is_educator=True).first()
case = shipped_library().cases[0]
for count in (3, 30):
    document = copied_document(case.document, f"{count} steps", "", {})
    document["steps"] = document["steps"][:3]
    for number in range(count - 3):
        more = step_document(f"more-{number}", "imaging", f"One more {number}")
        document["steps"].append(more | {"narrative": "Told **here**. " * 20})
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
        print(f"{name:32}{p50:>8.2f}{p95:>8.2f} ms, {p50 / empty / 1000:.2f} empty views")
    assert percentile(taken["page"], 50) <= MOST_PAGE * empty
    assert percentile(taken["save"], 50) <= MOST_SAVE * empty
    assert percentile(taken["page of 30 steps"], 50) <= MOST_GROWTH * percentile(taken["page"], 50)


def measure(port: int, short: str, long: str) -> dict[str, list[float]]:
    person = Person(port)
    person.enter("educator")
    step = f"/teach/drafts/{short}/steps/scan/"
    _, page, _ = person.ask("GET", step)
    form = sent_of(page[page.index('id="draft-form"') :].partition("</form>")[0])
    narrative = re.search(r'<textarea [^>]*name="narrative"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert narrative, "the page has no narrative"
    _, page, _ = person.ask("GET", f"{step}?beside=key")
    shown = dict(STAMPED.findall(page))
    taken: dict[str, list[float]] = {"empty": [], "page": [], "page of 30 steps": [], "save": []}
    for turn in range(WARM_UP + ROUNDS):
        sent = [*form, ("narrative", f"{narrative[1]} {turn}"), ("beside", "key")]
        asked = {
            "empty": ("GET", "/empty/"),
            "page": ("GET", f"{step}?beside=key"),
            "page of 30 steps": ("GET", f"/teach/drafts/{long}/steps/scan/?beside=key"),
            "save": ("POST", step, sent),
        }
        for name, request in asked.items():
            stamps = {"HX-Request": "true", "Page-Stamps": " ".join(shown.values())}
            headers = stamps if name == "save" else {}
            took, (status, body, _) = seconds(person.ask, *request, **headers)
            assert status == 200, f"{name} answered {status}"
            if name == "save":
                stamped = re.search(r'name="version"[^>]*value="(\d+)"', body)
                assert stamped and int(stamped[1]) == turn + 2, "a save of the benchmark was not kept"
                shown |= STAMPED.findall(body)
                form = [pair for pair in form if pair[0] != "version"] + [("version", stamped[1])]
            if turn >= WARM_UP:
                taken[name].append(took)
    return taken


def sent_of(html: str) -> list[tuple[str, str]]:
    """What a browser would send, but for the texts."""
    fields = Fields()
    fields.feed(html)
    cells = re.findall(r'<textarea [^>]*name="(tables-[^"]+)"[^>]*>(.*?)</textarea>', html, re.DOTALL)
    pairs = [(name, value) for name, value in [*fields.values, *cells] if name != "narrative"]
    return parse_qsl(urlencode(pairs), keep_blank_values=True)
