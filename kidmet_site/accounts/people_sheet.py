"""A list of people as a file: their addresses, names and roles."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from guidance.domain.characters import without_refused
from guidance.domain.limits import PEOPLE_BYTES, PEOPLE_COLUMNS, PEOPLE_ROWS
from guidance.domain.sheets import csv_lines
from kidmet_site.accounts.models import ROLES
from kidmet_site.sheets import HeldRow, Layout, person_in

NO_ROLE = "none"
LAYOUT = Layout(
    columns={
        "email": ("e-mail", "email", "mail", "e-mail address", "email address", "address"),
        "name": ("name", "name to show", "display name", "full name"),
        "roles": ("roles", "role"),
    },
    headings=("e-mail", "name", "roles"),
    size=PEOPLE_BYTES,
    rows=PEOPLE_ROWS,
    width=PEOPLE_COLUMNS,
)


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


def people_row(held: HeldRow) -> SheetRow:
    email, name, fault = person_in(held)
    roles, unknown = _roles(held.cells["roles"])
    return SheetRow(held.line, email, name, roles, fault or unknown)


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


def write_people_sheet(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    return csv_lines(chain([LAYOUT.headings], rows))
