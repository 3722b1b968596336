"""A list of residents as a file: their addresses, names, and what each is granted in the cohort."""

import re
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from cases.domain.assigning import LEAST_FACTOR, MOST_EXTRA_DAYS, MOST_FACTOR, Granted
from guidance.domain.characters import without_refused
from guidance.domain.limits import COHORT_LIST_BYTES, COHORT_LIST_COLUMNS, COHORT_LIST_ROWS
from guidance.domain.sheets import csv_lines
from kidmet_site.sheets import HeldRow, Layout, formula_fault, person_in, write_xlsx

LAYOUT = Layout(
    columns={
        "email": ("e-mail", "email", "mail", "e-mail address", "email address", "address"),
        "name": ("name", "full name", "display name", "resident"),
        "time_factor": ("time factor", "time", "factor", "time ×"),
        "extra_days": ("extra days", "more days", "days"),
    },
    headings=("e-mail", "name", "time factor", "extra days"),
    size=COHORT_LIST_BYTES,
    rows=COHORT_LIST_ROWS,
    width=COHORT_LIST_COLUMNS,
)
EXAMPLE = (
    ("robin@hospital.example", "Robin Reed", "", ""),
    ("sam@hospital.example", "Sam Singh", "1.5", "2"),
)
FACTOR, DAYS = re.compile(r"\d{1,3}(?:[.,]\d{1,2}0*)?", re.ASCII), re.compile(r"\d{1,4}(?:[.,]0+)?", re.ASCII)


@dataclass(frozen=True)
class ResidentRow:
    """A resident as a row has them. What is left empty (None) stays as it is."""

    line: int
    email: str
    name: str = ""
    time_factor: str | None = None
    extra_days: int | None = None
    fault: str = ""

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def grants(self) -> bool:
        return self.time_factor is not None or self.extra_days is not None

    def granted(self, before: Granted) -> Granted:
        """What the person has once this row is done, who had `before`."""
        return Granted(
            before.time_factor if self.time_factor is None else Decimal(self.time_factor),
            before.extra_days if self.extra_days is None else self.extra_days,
        )


def resident_template(kind: str) -> bytes:
    """As "csv" or "xlsx"."""
    rows = (LAYOUT.headings, *EXAMPLE)
    return write_xlsx(rows) if kind == "xlsx" else "".join(csv_lines(rows)).encode()


def resident_row(held: HeldRow) -> ResidentRow:
    email, name, fault = person_in(held)
    factor, days = held.cells["time_factor"], held.cells["extra_days"]
    if wrong := _number_fault(factor, days):
        return ResidentRow(held.line, email, name, fault=fault or wrong)
    given = _granted(factor, days)
    return ResidentRow(
        held.line,
        email,
        name,
        time_factor=f"{given.time_factor.normalize():f}" if factor else None,
        extra_days=given.extra_days if days else None,
        fault=fault,
    )


def _number_fault(factor: str, days: str) -> str:
    for what, cell in (("time factor", factor), ("number of extra days", days)):
        if cell.startswith(("=", "@")):
            return formula_fault(what, cell)
    if factor and not (FACTOR.fullmatch(factor) and not _granted(factor, "").refusal):
        return (
            f"The time factor is a number from {LEAST_FACTOR} to {MOST_FACTOR} with two decimals at most, "
            f"such as 1.5; this is “{without_refused(factor)[:30]}”."
        )
    if days and not (DAYS.fullmatch(days) and not _granted("", days).refusal):
        shown = without_refused(days)[:30]
        return f"Extra days are a whole number from 0 to {MOST_EXTRA_DAYS}; this is “{shown}”."
    return ""


def _granted(factor: str, days: str) -> Granted:
    return Granted(Decimal(factor.replace(",", ".") or 1), int(Decimal(days.replace(",", ".") or 0)))
