"""A line of notation at half of the limit and at the limit: twice the characters, about twice the time.

The lines are those that would show it first: the same piece again and again, nested, glued or never closed.
"""

from __future__ import annotations

import pytest

from cases.domain.staging import read_tnm
from guidance.domain.limits import NOTATION
from tests.benchmarks.timing import medians, table

MOST_TIMES = 2.6
PIECES = (
    "T2cN1c",
    "pT2pN1aM1c",
    "Pn1T2",
    "TO NO MO ",
    "T1(T1 ",
    "cT2(m)(",
    "M1(PUL,",
    "M1 lung, liver, ",
    "N1 2/14 ",
    "T2-T3-",
    "L0",
    "c p y r ",
    "uicc ajcc ",
    "stage II or ",
    "lugano ann arbor ",
    "ab-",
    "\u0422\u200b",
    "(",
)


@pytest.mark.parametrize("primary", [None, "colorectal", "lymphoma"])
def test_twice_the_line_takes_about_twice_the_time(primary: str | None) -> None:
    half = NOTATION.most // 2
    seconds = medians(
        {
            f"{piece!r} {length}": lambda line=(piece * length)[:length]: read_tnm(line, primary)
            for piece in PIECES
            for length in (half, NOTATION.most)
        }
    )
    times = {piece: seconds[f"{piece!r} {2 * half}"] / seconds[f"{piece!r} {half}"] for piece in PIECES}
    rows = [
        [repr(piece), f"{1_000 * seconds[f'{piece!r} {2 * half}']:.1f} ms", f"{times[piece]:.2f}"]
        for piece in PIECES
    ]
    headings = ("line of", f"at {NOTATION.most:,} characters", "times half")
    table(f"Reading a line, {primary or 'no primary'}", headings, rows)
    assert [piece for piece in PIECES if times[piece] > MOST_TIMES] == []
