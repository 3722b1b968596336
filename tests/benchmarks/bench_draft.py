"""Pages of the draft, against an empty view behind the same sign-in and server, taken in turn."""

from pathlib import Path

from tests.benchmarks.bench_saving import Person, percentile, seconds
from tests.benchmarks.server import manage, production_server

ROUNDS = 40
WARM_UP = 8
MOST_AT_P50 = 3
MORE = {"changes", "a change set", "exchange", "curating", "flags", "interests", "the audit"}
"""Pages about what stands around the draft: told, and not held to it."""
PAGES = {
    "the draft": "/curate/draft/",
    "a section": "/curate/draft/sections/staging/tnm/",
    "a statement": "/curate/draft/statements/111-1/",
    "a note": "/curate/draft/notes/C26/",
    "a reference": "/curate/draft/references/R1/",
    "a rule": "/curate/draft/rules/tnm-t/",
    "the document": "/curate/draft/document/",
    "notes": "/curate/draft/notes/",
    "references": "/curate/draft/references/",
    "rules": "/curate/draft/rules/",
    "a note more": "/curate/draft/add/note/",
    "a rule more": "/curate/draft/add/rule/",
    "one less": "/curate/draft/retire/statement/111-1/",
    "impact": "/curate/impact/",
    "coverage": "/curate/coverage/",
    "changes": "/curate/changes/",
    "a change set": "/curate/changes/1/",
    "publish": "/curate/publish/",
    "exchange": "/curate/exchange/",
    "curating": "/curate/",
    "flags": "/curate/flags/",
    "interests": "/curate/interests/",
    "the audit": "/curate/audit/",
}


def measure(port: int) -> dict[str, list[float]]:
    person = Person(port)
    person.enter("curator")
    taken: dict[str, list[float]] = {name: [] for name in ("empty", *PAGES)}
    for turn in range(WARM_UP + ROUNDS):
        for name, path in {"empty": "/empty/", **PAGES}.items():
            took, (status, _, _) = seconds(person.ask, "GET", path)
            if turn >= WARM_UP:
                taken[name].append(took)
            assert status == 200, f"{path} answered {status}"
    return taken


def test_a_page_of_the_draft_costs_few_empty_views(tmp_path: Path) -> None:
    for command in ("migrate", "load_guidance", "load_demo_people", "load_demo_work"):
        manage(tmp_path, command)
    manage(tmp_path, "collectstatic", "--no-input")
    with production_server(tmp_path) as port:
        taken = measure(port)
    print(f"\n{'':20}{'p50 ms':>10}{'p95 ms':>10}{'ratio':>8}")
    empty = percentile(taken["empty"], 50)
    ratios = {name: percentile(times, 50) / empty for name, times in taken.items()}
    for name, times in taken.items():
        p50, p95 = percentile(times, 50) * 1000, percentile(times, 95) * 1000
        print(f"{name:20}{p50:>10.2f}{p95:>10.2f}{ratios[name]:>8.2f}")
    over = {name: ratio for name, ratio in ratios.items() if name not in MORE and ratio > MOST_AT_P50}
    assert not over
