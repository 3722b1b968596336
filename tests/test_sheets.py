"""Files with lists: what CSV and .xlsx become, and what is refused before it is read."""

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from guidance.domain.limits import (
    LIST_CELL,
    SPREADSHEET_CELLS,
    SPREADSHEET_FILES,
    SPREADSHEET_LINES,
    SPREADSHEET_UNPACKED,
    Limit,
    OverLimit,
)
from guidance.domain.sheets import csv_lines
from kidmet_site.sheets import Layout, SheetFault, read_sheet, write_xlsx
from tests.tables import for_each

LAYOUT = Layout(
    columns={"email": ("e-mail", "mail"), "note": ("note",)},
    headings=("e-mail", "note"),
    size=Limit(900_000, "bytes", "a list"),
    rows=Limit(100, "rows", "a list"),
    width=Limit(5, "columns", "a list"),
)
WIDE = replace(LAYOUT, width=Limit(20, "columns", "a list"))
SHEET = "xl/worksheets/sheet1.xml"


def xlsx(*rows: tuple[Any, ...], others: int = 0) -> bytes:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for _ in range(others):
        workbook.create_sheet().append(["not", "read"])
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def changed(
    change: Callable[[str, bytes], bytes | None], how: int = zipfile.ZIP_DEFLATED, **more: bytes
) -> bytes:
    """A sound spreadsheet with parts changed, left out (None), or added."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx(("e-mail",), ("kim@kidmet.example",)))) as sound,
        zipfile.ZipFile(written, "w", how) as file,
    ):
        parts = {name: change(name, sound.read(name)) for name in sound.namelist()} | more
        for name, data in parts.items():
            if data is not None:
                file.writestr(name, data)
    return written.getvalue()


def sheet_with(replaced: str, by: str) -> bytes:
    return changed(lambda name, data: data.replace(replaced.encode(), by.encode()) if name == SHEET else data)


def same(name: str, data: bytes) -> bytes:
    return data


def test_a_spreadsheet_is_read_as_the_same_list_in_csv_is() -> None:
    rows = [
        ("Note", "ignored", "E-Mail"),
        ("Zoë", 1, " zoe@kidmet.example "),
        (),
        (None, None, "kim@x.example"),
    ]
    text = "Note;ignored;E-Mail\r\nZoë;1;zoe@kidmet.example\r\n\r\n;;kim@x.example\r\n"

    read = [(held.line, held.cells) for held in read_sheet(xlsx(*rows, others=2), LAYOUT).rows]

    assert read == [(held.line, held.cells) for held in read_sheet(text.encode(), LAYOUT).rows]
    assert read == [
        (2, {"email": "zoe@kidmet.example", "note": "Zoë"}),
        (4, {"email": "kim@x.example", "note": ""}),
    ]


@for_each(
    ("value", "text"),
    [
        (1.5, "1.5"),
        (2, "2"),
        (2.0, "2"),
        (1e-7, "0.0000001"),
        (True, "True"),
        (date(2026, 3, 1), "46082"),
        ("=1+1", "=1+1"),
        ('=HYPERLINK("http://evil.example")', '=HYPERLINK("http://evil.example")'),
        ("007", "007"),
    ],
)
def test_a_cell_is_the_text_that_it_holds_and_a_formula_is_never_its_result(value: Any, text: str) -> None:
    [row] = read_sheet(xlsx(("e-mail", "note"), ("kim@kidmet.example", value)), LAYOUT).rows

    assert row.cells["note"] == text


DOCTYPE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY a{at} '{f'&a{at - 1 if at else str()};' * 10}'>" for at in range(9)
)
DAMAGED = "The file cannot be read as a spreadsheet."
FAR = '<row r="999999999999"><c r="A999999999999"><v>1</v></c></row>'


@for_each(
    ("data", "told"),
    [
        (lambda: b"PK\x03\x04\x14\x00\xff\xfe", DAMAGED),
        (lambda: xlsx(("e-mail",))[:-30], DAMAGED),
        (lambda: xlsx(("e-mail",))[:200], DAMAGED),
        (lambda: xlsx(), "The file is empty"),
        (lambda: xlsx(("name",), ("Nia",)), "No column is called “e-mail”."),
        (lambda: xlsx(("mail", "e-mail")), "Two columns are called “e-mail” or alike"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "old .xls format, or has a password"),
        (lambda: changed(lambda name, data: None if name == SHEET else data), "has no sheet with cells"),
        (lambda: changed(lambda name, data: None if name == "xl/workbook.xml" else data), DAMAGED),
        (lambda: changed(lambda name, data: data[:50]), DAMAGED),
        (lambda: changed(lambda name, data: b"\x00" * 50), DAMAGED),
        (
            lambda: sheet_with("</sheetData>", f"{'<row/>' * 500_001}</sheetData>"),
            SPREADSHEET_CELLS.refusal(),
        ),
        (
            lambda: changed(same, more=b"<x>" + b"<y/>" * 20_000 + b"</x>"),
            "besides takes at most 20,000 elements",
        ),
        (lambda: changed(same, zipfile.ZIP_BZIP2), DAMAGED),
        (lambda: changed(same, zipfile.ZIP_LZMA), DAMAGED),
        (lambda: sheet_with("<worksheet", f"{DOCTYPE}<worksheet"), "has a document type of its own"),
        (
            lambda: changed(same, **{"xl/sheet.bin": f"{DOCTYPE}<x/>".encode()}),
            "has a document type of its own",
        ),
        (lambda: sheet_with("<worksheet", f"{LAUGHS}]><worksheet"), "has a document type of its own"),
        (
            lambda: changed(
                lambda name, data: (
                    f'<?xml version="1.0" encoding="utf-16"?>{DOCTYPE}<x/>'.encode("utf-16")
                    if name == SHEET
                    else data
                )
            ),
            "has a document type of its own",
        ),
        (
            lambda: changed(same, **{f"more/{at}.bin": b"x" for at in range(SPREADSHEET_FILES.most)}),
            "a spreadsheet takes at most 200 files",
        ),
        (
            lambda: changed(same, bomb=bytes(SPREADSHEET_UNPACKED.most)),
            "a spreadsheet, unpacked, takes at most 10 MB",
        ),
        (lambda: sheet_with("</sheetData>", f"{FAR}</sheetData>"), SPREADSHEET_LINES.refusal()),
        (lambda: sheet_with('r="A2"', 'r="ZZZZZZZZ2"'), DAMAGED),
        (lambda: xlsx(("e-mail",), tuple("x" * 6)), "a list takes at most 5 columns"),
        (
            lambda: xlsx(("e-mail",), *[(f"p{at}@kidmet.example",) for at in range(20_000)]),
            LAYOUT.rows.refusal(20_000),
        ),
        (lambda: b"e-mail\n" + b"x" * 900_000, LAYOUT.size.refusal(900_007)),
        (lambda: b"e-mail\n" + b"x" * 140_000, "or a cell has more than 1,000 characters."),
    ],
)
def test_a_file_that_is_hostile_or_damaged_is_refused_with_a_sentence(
    data: Callable[[], bytes], told: str
) -> None:
    with pytest.raises((SheetFault, OverLimit)) as refusal:
        read_sheet(data(), LAYOUT)

    assert told.lower() in str(refusal.value).lower()


def test_a_cell_that_is_too_long_is_a_fault_of_its_row_alone() -> None:
    rows = read_sheet(xlsx(("e-mail",), ("x" * 1_001,), ("kim@kidmet.example",)), LAYOUT).rows

    assert [row.fault for row in rows] == [LIST_CELL.refusal(1_001), ""]


def test_rows_that_a_small_file_passes_over_take_no_time() -> None:
    last = SPREADSHEET_LINES.most
    data = changed(
        lambda name, held: (
            held.replace(b'<row r="2"', f'<row r="{last}"'.encode()).replace(b'"A2"', f'"A{last}"'.encode())
            if name == SHEET
            else held
        )
    )
    began = time.process_time()

    assert [held.line for held in read_sheet(data, WIDE).rows] == [last]
    assert time.process_time() - began < 1, "with each cell of each of them it took four seconds"


def test_what_is_written_is_read_again_and_holds_no_formula() -> None:
    rows = [("kim@kidmet.example", "=1+1"), ("nia@kidmet.example", "@SUM(1)")]
    whole = [LAYOUT.headings, *rows]

    for data in ("".join(csv_lines(whole)).encode(), write_xlsx(whole)):
        assert [held.cells["note"] for held in read_sheet(data, LAYOUT).rows] == ["'=1+1", "'@SUM(1)"]
