"""The dry run of a corrected key over all attempts before it, against marking each anew; and its memory.

Both are timed by the processor, as SQLite works in the process: what else the machine does is not counted.
Marking anew is timed over a sample as a submission does it, without the difference in guidance: load what was
entered and answered, mark it, add it up. What both say of the sample has to agree.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.benchmarks.server import manage, run
from tests.benchmarks.timing import table

COUNTS = (20_000, 100_000)
TIMES_FASTER = 30
MOST_GROWTH = 1.2
"""Of the memory, for five times the attempts."""


def test_a_dry_run_is_much_faster_than_marking_each_anew(tmp_path: Path) -> None:
    found = {count: measured(count, tmp_path / str(count)) for count in COUNTS}
    rows = [
        (
            f"{count:,} attempts, {each['moved']:,} move",
            f"{1e6 * each['dry']:.0f}",
            f"{1e6 * each['anew']:.0f}",
            f"{each['anew'] / each['dry']:.0f}",
            f"{each['memory'] / 1e6:.1f}",
        )
        for count, each in found.items()
    ]
    headings = ("", "dry run, µs each", "marked anew, µs each", "times", "most memory, MB")
    table("A corrected fact and a corrected question over all attempts", headings, rows)
    assert all(each["agree"] for each in found.values())
    assert min(each["anew"] / each["dry"] for each in found.values()) >= TIMES_FASTER
    fewer, more = (found[count]["memory"] for count in COUNTS)
    assert more <= MOST_GROWTH * fewer


def measured(count: int, folder: Path) -> dict[str, Any]:
    folder.mkdir()
    for command in ("migrate", "load_guidance", "load_case_library"):
        manage(folder, command)
    run(folder, "-m", "tests.benchmarks.remarkings", "fill", str(count))
    found: dict[str, Any] = json.loads(
        run(folder, "-m", "tests.benchmarks.remarkings", "measure").splitlines()[-1]
    )
    return found
