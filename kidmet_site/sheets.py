"""Lists as files: CSV as spreadsheets write it, in UTF-8 with commas, semicolons or tabs, and .xlsx.

What a list is for knows whoever reads it: here a file becomes lines of cells, each with its number.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from xml.parsers import expat

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import validate_email
from openpyxl import Workbook, load_workbook

from guidance.domain.characters import without_refused, written_said
from guidance.domain.limits import (
    EMAIL,
    LIST_CELL,
    NAME,
    SPREADSHEET_CELLS,
    SPREADSHEET_FILES,
    SPREADSHEET_LINES,
    SPREADSHEET_OTHERS,
    SPREADSHEET_UNPACKED,
    Limit,
    OverLimit,
)
from guidance.domain.sheets import FORMULA, Cell, harmless
from kidmet_site.accounts.models import User

MARKS = (",", ";", "\t")
ON_A_PAGE = 100
ZIP, OLD_OR_LOCKED = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""How .xlsx begins; and what Excel wrote before it, or writes with a password."""
STYLES = "xl/styles.xml"
"""How cells look, which is not asked, and takes long to read."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ACCEPT = f".csv,.tsv,.txt,.xlsx,text/csv,{XLSX}"
EMPTY = "The file is empty: it needs a line with the headings and a line for each person."
DAMAGED = "The file cannot be read as a spreadsheet. Save it anew as .xlsx, or as “CSV UTF-8”."

HeldLine = tuple[int, list[str]]
"""Of a line, with its number."""


class SheetFault(ValueError):
    """The file as a whole cannot be read; the message is a sentence for whoever uploaded it."""


@dataclass(frozen=True)
class Layout:
    """What a list holds: what the heading of each column may be, in any case; how much is taken."""

    columns: Mapping[str, tuple[str, ...]]
    headings: tuple[str, ...]
    """As a template has them; the first is the only one that is needed."""
    size: Limit
    rows: Limit
    width: Limit


@dataclass(frozen=True)
class HeldRow:
    """The cells of a line by their columns; of a column that is not there each is empty."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""


@dataclass(frozen=True)
class Sheet:
    rows: list[HeldRow]
    unread: tuple[str, ...] = ()
    """The headings of columns that a list of this layout does not have."""


# Reading


def read_sheet(data: bytes, layout: Layout) -> Sheet:
    """Raises SheetFault, or OverLimit for too many bytes, rows or columns."""
    layout.size.check(len(data))
    if data.startswith(OLD_OR_LOCKED):
        raise SheetFault(
            "The spreadsheet is in the old .xls format, or has a password. Save it as .xlsx without one."
        )
    lines = _xlsx_lines(data, layout.width) if data.startswith(ZIP) else _csv_lines(_text(data))
    if not lines:
        raise SheetFault(EMPTY)
    (_, heading), *rest = lines
    places = _places(heading, layout)
    layout.rows.check(len(rest))
    unread = tuple(given for at, given in enumerate(heading) if given and at not in places.values())
    return Sheet([_row(number, cells, places, len(heading), layout) for number, cells in rest], unread)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise SheetFault(
            f"The file is not in UTF-8 (line {line:,}). Save it anew as “CSV UTF-8”, or as .xlsx."
        ) from fault


def _csv_lines(text: str) -> list[HeldLine]:
    """Number and cells of each line that has any."""
    first = text.lstrip().partition("\n")[0].strip()
    mark = max(MARKS, key=first.count)
    if first.lower().startswith("sep=") and len(first) == 5:
        mark = first[4]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as fault:
        raise SheetFault(
            f"Line {reader.line_num:,} cannot be read: a quotation mark is not closed, or stands alone, "
            f"or a cell has more than {LIST_CELL.allowed}."
        ) from fault
    if lines and lines[0][1][:1] and lines[0][1][0].lower().startswith("sep="):
        lines = lines[1:]
    return [(number, cells) for number, cells in lines if any(cells)]


def _places(heading: Sequence[str], layout: Layout) -> dict[str, int]:
    layout.width.check(len(heading))
    places: dict[str, int] = {}
    for at, given in enumerate(heading):
        column = next((name for name, said in layout.columns.items() if given.lower() in said), None)
        if column in places:
            raise SheetFault(f"Two columns are called “{given[:40]}” or alike; one of them must go.")
        if column:
            places[column] = at
    needed = next(iter(layout.columns))
    if needed not in places:
        given = ", ".join(f"“{each[:30]}”" for each in heading[:6])
        raise SheetFault(
            f"No column is called “{layout.headings[0]}”. The first line holds the headings "
            f"{', '.join(layout.headings)}; here it holds {given}."
        )
    return places


def _row(line: int, cells: Sequence[str], places: dict[str, int], width: int, layout: Layout) -> HeldRow:
    held = {name: cells[at] for name, at in places.items() if at < len(cells)}
    longest = max(map(len, cells))
    too_long = LIST_CELL.refusal(longest) if longest > LIST_CELL.most else ""
    return HeldRow(line, dict.fromkeys(layout.columns, "") | held, _width_fault(cells, width) or too_long)


def _width_fault(cells: Sequence[str], width: int) -> str:
    extra = [cell for cell in cells[width:] if cell]
    return f"This line has {len(cells):,} cells, and the first has {width} headings." if extra else ""


# Spreadsheets: nothing of the file is believed


def _xlsx_lines(data: bytes, width: Limit) -> list[HeldLine]:
    """Of its first sheet."""
    try:
        # Not as it was last calculated: what is a formula is seen to be one.
        workbook = load_workbook(_sound(data), read_only=True, keep_links=False)
        if not workbook.worksheets:
            raise SheetFault("The spreadsheet has no sheet with cells.")
        return list(_lines_of(workbook.worksheets[0], width))
    except (SheetFault, OverLimit):
        raise
    except Exception as fault:  # whatever its reader stumbles over in a file that is no spreadsheet
        raise SheetFault(DAMAGED) from fault


def _sound(data: bytes) -> io.BytesIO:
    """What is read of it, anew. What it claims to unpack to is asked before anything is unpacked."""
    copy, elements = io.BytesIO(), {True: 0, False: 0}
    with zipfile.ZipFile(io.BytesIO(data)) as file, zipfile.ZipFile(copy, "w") as sound:
        parts = file.infolist()
        SPREADSHEET_FILES.check(len(parts))
        SPREADSHEET_UNPACKED.check(sum(part.file_size for part in parts))
        if len({part.filename for part in parts}) < len(parts):
            raise SheetFault(DAMAGED)
        for part in parts:
            # Others unpack more at a time than was asked for.
            if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise SheetFault(DAMAGED)
            if part.filename == STYLES:
                continue
            raw = file.read(part)
            has_cells, count = _elements(raw)
            elements[has_cells] += count
            SPREADSHEET_CELLS.check(elements[True])
            SPREADSHEET_OTHERS.check(elements[False])
            sound.writestr(part.filename, raw)
    return copy


def _elements(raw: bytes) -> tuple[bool, int]:
    """Whether a part holds cells, and how many elements there are; which part is what says no name of it.

    By a document type, which would stand before them, a file names other files, or unpacks itself once more.
    """
    root, count = "", 0

    def refused(*_: Any) -> None:
        raise SheetFault("The spreadsheet has a document type of its own, which none needs. It was not read.")

    def began(name: str, _: Any) -> None:
        nonlocal root, count
        root, count = root or name.rpartition(":")[2], count + 1
        if count > SPREADSHEET_CELLS.most:
            raise OverLimit(SPREADSHEET_CELLS)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler, parser.StartElementHandler = refused, began
    # What is no XML is read as none later either.
    with suppress(expat.ExpatError):
        parser.Parse(raw, True)
    return root in ("worksheet", "sst"), count


def _lines_of(sheet: Any, width: Limit) -> Iterator[HeldLine]:
    sheet.reset_dimensions()
    # One more than are taken, so that more are noticed; numbers of rows beyond what any program writes end.
    blank = None
    for number, row in enumerate(sheet.iter_rows(max_col=width.most + 1), 1):
        if number > SPREADSHEET_LINES.most:
            raise OverLimit(SPREADSHEET_LINES)
        if row is blank:  # all that a file of a few KB leaves out before its last row are given as one
            continue
        cells = [_as_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > width.most:
            raise OverLimit(width)
        if cells:
            yield number, cells
        else:
            blank = row


def _as_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"={str(getattr(value, 'text', value) or '').removeprefix('=')}"
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).strip()


@dataclass(frozen=True)
class UploadedList:
    name: str
    rows: list[Any]
    not_read: str = ""
    """A sentence where some of its columns were not read: what stood there is not done."""


class SheetField(forms.FileField):
    """A file with a list, of which `row` reads each line; cleaned it is an `UploadedList`."""

    def __init__(self, label: str, layout: Layout, row: Callable[[HeldRow], Any]) -> None:
        self.layout, self.row = layout, row
        super().__init__(
            label=label,
            help_text=(
                "CSV in UTF-8 with commas, semicolons or tabs, or the first sheet of an .xlsx; "
                f"at most {layout.rows.allowed} and {layout.size.allowed}."
            ),
            widget=forms.FileInput({"class": "form-control", "accept": ACCEPT}),
            error_messages={"required": "Choose a file.", "empty": EMPTY},
        )

    def clean(self, data: Any, initial: Any = None) -> UploadedList:
        file: Any = super().clean(data, initial)
        try:
            self.layout.size.check(file.size)
            sheet = read_sheet(file.read(), self.layout)
            return UploadedList(file.name, list(map(self.row, sheet.rows)), _not_read(sheet, self.layout))
        except (OverLimit, SheetFault) as fault:
            raise ValidationError(str(fault), code="unreadable") from fault


def _not_read(sheet: Sheet, layout: Layout) -> str:
    if not sheet.unread:
        return ""
    named = ", ".join(f"“{without_refused(each)[:30]}”" for each in sheet.unread[:6])
    more = f" and {len(sheet.unread) - 6} more" if len(sheet.unread) > 6 else ""
    columns = "column" if len(sheet.unread) == 1 else "columns"
    return f"Not read: the {columns} {named}{more}. What is read are {', '.join(layout.headings)}."


# What is wrong with a cell


def plain(cell: str) -> str:
    """Without what our own export puts before a cell that looks like a formula."""
    return cell[1:] if is_quoted(cell) else cell


def is_quoted(cell: str) -> bool:
    return cell.startswith("'") and cell[1:].lstrip().startswith(FORMULA)


def name_fault(cell: str, most: int) -> str:
    return (not is_quoted(cell) and formula_fault("name", cell)) or text_fault("name", plain(cell), most)


def formula_fault(what: str, given: str) -> str:
    if not given.startswith(FORMULA):
        return ""
    return f"The {what} begins with “{given[0]}”: a spreadsheet would take it for a formula."


def address_fault(email: str) -> str:
    if not email:
        return "There is no e-mail address."
    what, kept = "e-mail address", User.normalize_username(email)
    # As it is kept, too: in small letters an address may be longer.
    if fault := formula_fault(what, email) or text_fault(what, max(email, kept, key=len), EMAIL.most):
        return fault
    try:
        validate_email(kept)
    except ValidationError:
        return "This is no e-mail address."
    return ""


def text_fault(what: str, given: str, most: int) -> str:
    if len(given) > most:
        return f"The {what} has {len(given):,} characters; at most {most} are taken."
    if written_said(given) or any(each in given for each in "\t\n\r"):
        return f"The {what} has a character that no name or address holds."
    return ""


def person_in(held: HeldRow) -> tuple[str, str, str]:
    """Address and name as they are shown and kept, and what is wrong with the line or with them.

    What is wrong is shown, without what no page can show and no database hold, and not more than fits.
    """
    email, name = plain(held.cells["email"]), plain(held.cells["name"])
    fault = held.fault or address_fault(email) or name_fault(held.cells["name"], NAME.most)
    return without_refused(User.normalize_username(email))[:300], without_refused(name)[:200], fault


# What a list would do


@dataclass(frozen=True)
class ReportRow:
    """A line as its report tells it; before and after it what somebody has, where that is told."""

    line: int
    email: str
    name: str
    word: str
    said: str
    before: str = ""
    after: str = ""


def report_of(
    plan: Any, words: Mapping[Any, str], told: Callable[[Any], ReportRow], *, shown: str, page: str | None
) -> dict[str, Any]:
    """A page of the rows of one outcome, or of all."""
    rows = [row for row in plan.rows if not shown or row.outcome == shown]
    found = Paginator(rows, ON_A_PAGE).get_page(page)
    return {
        "plan": plan,
        "tabs": [(outcome, words[outcome], count) for outcome, count in plan.counts.items()],
        "shown": shown,
        "page": found,
        "rows": [told(row) for row in found],
    }


# Writing


def write_xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    """As `csv_lines` does: text is made harmless, numbers stay numbers."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("List")
    for row in rows:
        sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()
