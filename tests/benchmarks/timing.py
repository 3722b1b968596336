"""Fair timing in one process: warm-up, rounds in turn, medians."""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter

Work = Callable[[], object]

LEAST = 0.02
"""A measurement repeats its work until it lasts this long, in seconds."""


def medians(works: Mapping[str, Work], rounds: int = 7) -> dict[str, float]:
    """Seconds for one call of each work: the median over rounds in which each has its turn.

    Taking turns spreads whatever else the machine does over all of them alike.
    """
    repeats = {name: _repeats(work) for name, work in works.items()}
    taken: dict[str, list[float]] = {name: [] for name in works}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in works.items():
                taken[name].append(_timed(work, repeats[name]))
    finally:
        gc.enable()
    return {name: statistics.median(seconds) for name, seconds in taken.items()}


def _repeats(work: Work) -> int:
    """How often to call within one measurement; calling it here is the warm-up."""
    work()
    return max(1, round(LEAST / _timed(work, 1)))


def _timed(work: Work, repeats: int) -> float:
    begun = perf_counter()
    for _ in range(repeats):
        work()
    return (perf_counter() - begun) / repeats


def table(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns, the first to the left and the others to the right."""
    widths = [max(len(row[i]) for row in (headings, *rows)) for i in range(len(headings))]
    print(f"\n{title}")
    for row in (headings, *rows):
        cells = (
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells))
