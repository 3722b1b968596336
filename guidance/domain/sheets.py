"""Tables as files that spreadsheets open as they are: CSV in UTF-8 in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for a formula where a cell begins with it; some take the wide signs, too."""
BLANK = ("\t", "\r", "\n")
"""Some pass over these, as over other blanks, at the beginning of a cell, and find the formula behind."""
BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheets know that the text is UTF-8."""

Cell = str | int | float | None


def harmless(cell: str) -> str:
    """A spreadsheet takes a cell that begins like a formula for one; an apostrophe in front keeps it text."""
    return f"'{cell}" if cell.startswith(BLANK) or cell.lstrip().startswith(FORMULA) else cell


def whole(number: float) -> int | float:
    """Without a fraction where there is none, as a page has it: 1.0 is 1."""
    return int(number) if number == int(number) else number


def csv_lines(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a file, the mark of its encoding first. Text is made harmless; numbers stay numbers."""
    written = io.StringIO()
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        yield written.getvalue()
        written.seek(0)
        written.truncate()
