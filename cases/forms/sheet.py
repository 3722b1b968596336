"""A table as text: a line for each row, with tabs between the cells as a spreadsheet gives it, or as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence

Cells = list[list[str]]


def read_sheet(text: str) -> Cells:
    """The cells, every row as long as the longest; blank rows are left out. One column may hold commas."""
    rows = [[cell.strip() for cell in row] for row in _rows(text.replace("\r\n", "\n"))]
    rows = [row for row in rows if any(row)]
    width = max((_width(row) for row in rows), default=0)
    return [(row + [""] * width)[:width] for row in rows]


def _width(row: Sequence[str]) -> int:
    """Up to the last cell that holds something."""
    return max((at for at, cell in enumerate(row, 1) if cell), default=0)


def _rows(text: str) -> Iterable[list[str]]:
    for mark in ("\t", ";", ","):
        if mark not in text:
            continue
        rows = list(csv.reader(io.StringIO(text), delimiter=mark, strict=False))
        if mark == "\t" or _is_regular(rows):
            return rows
    return [[line] for line in text.split("\n")]


def _is_regular(rows: Iterable[list[str]]) -> bool:
    """Whether a comma stands between cells: as many of them in each line."""
    widths = {len(row) for row in rows if row}
    return len(widths) == 1 and widths != {1}


def write_sheet(rows: Iterable[Iterable[object]]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerows([[str(cell) for cell in row] for row in rows])
    return written.getvalue().rstrip("\n")
