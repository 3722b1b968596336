"""A list of people as a file: CSV as spreadsheets write it, in UTF-8, with commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guidance.domain.characters import without_refused, written_said
from guidance.domain.limits import EMAIL, NAME, PEOPLE_BYTES, PEOPLE_COLUMNS, PEOPLE_ROWS
from guidance.domain.sheets import FORMULA, csv_lines
from kidmet_site.accounts.models import ROLES, User

COLUMNS = {
    "email": ("e-mail", "email", "mail", "e-mail address", "email address", "address"),
    "name": ("name", "name to show", "display name", "full name"),
    "roles": ("roles", "role"),
}
"""What the heading of a column may be, in any case."""
HEADINGS = ("e-mail", "name", "roles")
MARKS = (",", ";", "\t")
NO_ROLE = "none"


class SheetFault(ValueError):
    """The file as a whole cannot be read; the message is a sentence for whoever uploaded it."""


@dataclass(frozen=True)
class SheetRow:
    """A person as a row has them. No roles (None) leaves them as they are, and makes somebody new a resident;
    `fault` says what is wrong with the row."""

    line: int
    email: str
    name: str
    roles: tuple[str, ...] | None
    fault: str = ""

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)


def row_from_kept(kept: dict[str, Any]) -> SheetRow:
    roles = kept["roles"]
    return SheetRow(**kept | {"roles": None if roles is None else tuple(roles)})


# Reading


def read_people_sheet(data: bytes) -> list[SheetRow]:
    """Raises SheetFault, or OverLimit for too many bytes, rows or columns."""
    PEOPLE_BYTES.check(len(data))
    lines = _cells(_text(data))
    if not lines:
        raise SheetFault("The file is empty: it needs a line with the headings and a line for each person.")
    (_, heading), *rest = lines
    places = _places(heading)
    PEOPLE_ROWS.check(len(rest))
    return [_row(number, cells, places, len(heading)) for number, cells in rest]


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise SheetFault(
            f"The file is not in UTF-8 (line {line:,}). Save it anew as “CSV UTF-8”; "
            "a spreadsheet such as .xlsx is not taken itself."
        ) from fault


def _cells(text: str) -> list[tuple[int, list[str]]]:
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
            f"Line {reader.line_num:,} cannot be read: a quotation mark is not closed, or stands alone."
        ) from fault
    if lines and lines[0][1][:1] and lines[0][1][0].lower().startswith("sep="):
        lines = lines[1:]
    return [(number, cells) for number, cells in lines if any(cells)]


def _places(heading: Sequence[str]) -> dict[str, int]:
    PEOPLE_COLUMNS.check(len(heading))
    places: dict[str, int] = {}
    for at, given in enumerate(heading):
        column = next((name for name, said in COLUMNS.items() if given.lower() in said), None)
        if column in places:
            raise SheetFault(f"Two columns are called “{given[:40]}” or alike; one of them must go.")
        if column:
            places[column] = at
    if "email" not in places:
        given = ", ".join(f"“{each[:30]}”" for each in heading[:6])
        raise SheetFault(
            f"No column is called “e-mail”. The first line holds the headings {', '.join(HEADINGS)}; here it "
            f"holds {given}."
        )
    return places


def _row(line: int, cells: Sequence[str], places: dict[str, int], width: int) -> SheetRow:
    held = {name: cells[at] if at < len(cells) else "" for name, at in places.items()}
    email, name = _plain(held["email"]), _plain(held.get("name", ""))
    roles, unknown = _roles(held.get("roles", ""))
    fault = _width_fault(cells, width) or address_fault(email) or _name_fault(held.get("name", "")) or unknown
    # What is wrong is shown, without what no page can show and no database hold, and not more than fits.
    shown = without_refused(User.normalize_username(email))[:300], without_refused(name)[:200]
    return SheetRow(line, *shown, roles, fault)


def _plain(cell: str) -> str:
    """Without what our own export puts before a cell that looks like a formula."""
    return cell[1:] if _is_quoted(cell) else cell


def _is_quoted(cell: str) -> bool:
    return cell.startswith("'") and cell[1:].startswith(FORMULA)


def _width_fault(cells: Sequence[str], width: int) -> str:
    extra = [cell for cell in cells[width:] if cell]
    return f"This line has {len(cells):,} cells, and the first has {width} headings." if extra else ""


def _name_fault(cell: str) -> str:
    return (not _is_quoted(cell) and _formula_fault("name", cell)) or _text_fault(
        "name", _plain(cell), NAME.most
    )


def _formula_fault(what: str, given: str) -> str:
    if not given.startswith(FORMULA):
        return ""
    return f"The {what} begins with “{given[0]}”: a spreadsheet would take it for a formula."


def address_fault(email: str) -> str:
    if not email:
        return "There is no e-mail address."
    what = "e-mail address"
    if fault := _formula_fault(what, email) or _text_fault(what, email, EMAIL.most):
        return fault
    try:
        validate_email(User.normalize_username(email))
    except ValidationError:
        return "This is no e-mail address."
    return ""


def _text_fault(what: str, given: str, most: int) -> str:
    if len(given) > most:
        return f"The {what} has {len(given):,} characters; at most {most} are taken."
    if written_said(given) or any(each in given for each in "\t\n\r"):
        return f"The {what} has a character that no name or address holds."
    return ""


def _roles(cell: str) -> tuple[tuple[str, ...] | None, str]:
    words = [word.lower() for word in cell.replace(",", " ").replace(";", " ").replace("/", " ").split()]
    words = [word for word in words if word != "and"]
    if not words:
        return None, ""
    if words == [NO_ROLE]:
        return (), ""
    if "administrator" in words:
        return None, "Who administers the site is not said by a list."
    unknown = next((word for word in words if word not in ROLES), None)
    if unknown:
        return (
            None,
            f"“{without_refused(unknown)[:30]}” is no role. Roles are {', '.join(ROLES)}, or {NO_ROLE}.",
        )
    return tuple(role for role in ROLES if role in words), ""


# Writing


def write_people_sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a file that spreadsheets open as it is; no cell of it is a formula."""
    return csv_lines(chain([HEADINGS], rows))
