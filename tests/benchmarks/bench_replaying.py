"""The impact of one changed rule over stored cases, against CEL on the same cases; and the memory it takes.

Ours is timed from the database to the counted result: one step of a run over columns that are up to date.
CEL, the fastest other engine of the matching benchmark, gets a sample of the same cases in memory, nothing to
load and nothing to count. Its answers are compared with the plain interpreter before anything is timed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.benchmarks.server import manage, run
from tests.benchmarks.timing import table

COUNTS = (10_000, 100_000)
TIMES_FASTER = 30
MOST_GROWTH, MOST_BYTES_WHEN_FRESH = 1.5, 2_000_000
"""For ten times the cases; of columns that are up to date, whatever the number of cases."""
ASSERTED = ("every rule", "the changed rule")


def test_impact_of_one_changed_rule(tmp_path: Path) -> None:
    found = {count: measured(count, tmp_path / str(count)) for count in COUNTS}
    for count, each in found.items():
        report(count, each)
    report_memory(found)
    ratios = [
        ratio(changed, name) for each in found.values() for changed in each["changed"] for name in ASSERTED
    ]
    assert min(ratios) >= TIMES_FASTER
    fewer, more = (found[count]["memory"] for count in COUNTS)
    assert more["stale"] <= MOST_GROWTH * fewer["stale"]
    assert max(fewer["fresh"], more["fresh"]) <= MOST_BYTES_WHEN_FRESH


def measured(count: int, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    for command in ("migrate", "load_guidance", "load_case_library"):
        manage(folder, command)
    run(folder, "-m", "tests.benchmarks.replays", "fill", str(count))
    printed = run(folder, "-m", "tests.benchmarks.replays", "measure")
    found: dict[str, Any] = json.loads(printed.splitlines()[-1])
    assert found["cases"] == count
    return found


def ratio(changed: dict[str, Any], name: str) -> float:
    return float(changed["seconds"][name] / changed["seconds"]["KidMet"])


def report(count: int, found: dict[str, Any]) -> None:
    rows = [
        (
            f"{changed['effect']} ({changed['facts']} facts, {changed['outcomes']} outcomes)",
            f"{1 / changed['seconds']['KidMet']:,.0f}",
            *(f"{1 / s:,.0f}" for name, s in changed["seconds"].items() if name != "KidMet"),
            *(f"{ratio(changed, name):.0f}" for name in changed["seconds"] if name != "KidMet"),
        )
        for changed in found["changed"]
    ]
    others = [f"CEL, {name}" for name in found["changed"][0]["seconds"] if name != "KidMet"]
    headings = ("changed rule", "KidMet", *others, *(["times"] * len(others)))
    table(f"Impact over {count:,} stored cases, cases a second ({found['rules']} rules)", headings, rows)
    print(f"Deriving the columns from nothing: {count / found['cold']:,.0f} cases a second")


def report_memory(found: dict[int, dict[str, Any]]) -> None:
    rows = [
        (f"{count:,} cases", f"{each['memory']['fresh'] / 1e6:.1f}", f"{each['memory']['stale'] / 1e6:.1f}")
        for count, each in found.items()
    ]
    table("The most held at a time, MB", ("", "all fresh", "three blocks out of date"), rows)
