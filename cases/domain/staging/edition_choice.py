"""Which edition a primary is staged by, and what it allows. The choice and its reason stay visible."""

from dataclasses import dataclass

from guidance.domain.vocabulary import VOCABULARY, upper_first

from ..known import Recorded, choice
from .findings import Finding
from .table_loading import shipped_tables
from .tables import GENERIC, StagingTable

FIRST_YEAR = "2018"
"""From January of this year the 8th edition of the AJCC was in use."""

RECORDABLE = {value.upper(): value for value in VOCABULARY["staging_edition"].choice_values}
"""Edition tokens to the values of the fact `staging_edition`."""


@dataclass(frozen=True)
class EditionChoice:
    """An edition on offer: `value` as the fact holds it, `token` as it is printed.

    Not `recordable` where the fact has no such value (the grammar alone): the fact then stays empty.
    """

    value: str
    token: str
    label: str
    recordable: bool


def editions_for(primary: str) -> tuple[EditionChoice, ...]:
    """The editions a primary can be staged by, oldest first. Raises UnknownPrimary."""
    return tuple(_choice(table) for table in shipped_tables().editions(primary))


def _choice(table: StagingTable) -> EditionChoice:
    value = table.edition.lower()
    return EditionChoice(value, table.edition, table.edition_label, table.edition in RECORDABLE)


def default_edition(primary: str, diagnosis_date: str | None) -> str:
    """The value of the edition to start from: the newest that was valid in the month of diagnosis.

    Without a date the one that its table names as usual, else the oldest that is held: the 8th edition.
    Raises UnknownPrimary.
    """
    held = shipped_tables().editions(primary)
    valid = [table for table in held if diagnosis_date and (table.valid_from or "") <= diagnosis_date]
    usual = next((table for table in held if table.is_usual_without_date), held[0])
    if diagnosis_date is None:
        return usual.edition.lower()
    return (valid[-1] if valid else held[0]).edition.lower()


def allowed_categories(primary: str, edition: str, element: str, prefix: str = "c") -> tuple[str, ...]:
    """The categories of T, N or M that a primary and edition allow, clinical (c) or pathological (p).

    Raises UnknownPrimary, UnknownEdition.
    """
    kind = "p" if "p" in prefix or prefix.startswith("a") else "c"
    listed = shipped_tables().table(primary, edition).allowed(element.upper(), kind)
    if kind == "p" and element.upper() == "M" and not prefix.startswith("a"):
        return tuple(category for category in listed if not category.startswith("M0"))
    return listed


def table_for(facts: Recorded) -> tuple[StagingTable | None, list[Finding]]:
    """The table that a case is staged by, and what is to be said about that choice.

    None without a primary. A recorded edition wins where the primary has it.
    """
    primary = choice(facts, "primary_site")
    if primary is None:
        return None, []
    wanted, date = choice(facts, "staging_edition"), choice(facts, "diagnosis_date")
    usual = shipped_tables().table(primary, default_edition(primary, date))
    held = {table.edition.lower(): table for table in shipped_tables().editions(primary)}
    if wanted is None:
        return usual, [*_date_wanting(held, usual, date), *_out_of_its_time(usual, date)]
    if wanted in held:
        found = [*_against_the_date(held[wanted], usual, date), *_out_of_its_time(held[wanted], date)]
        return held[wanted], found
    if usual.edition == GENERIC and wanted == "ajcc8":
        return usual, []
    words = VOCABULARY["staging_edition"].words(wanted)
    site = VOCABULARY["primary_site"].words(primary)
    has_edition = usual.has_stage and usual.edition != GENERIC
    by = usual.edition_label if has_edition else "no edition"
    message = f"{upper_first(words)} is recorded, but the primary ({site}) is staged here by {by}."
    suggestion = usual.edition.lower() if usual.edition.lower() in RECORDABLE.values() else None
    return usual, [Finding("E_EDITION_NOT_FOR_PRIMARY", "error", message, "staging_edition", suggestion)]


def _date_wanting(held: dict[str, StagingTable], used: StagingTable, date: str | None) -> list[Finding]:
    if date is not None or len(held) == 1:
        return []
    others = ", ".join(_valid(table) for table in held.values() if table is not used)
    message = (
        f"Neither edition nor month of diagnosis is recorded; {used.edition_label} is used. "
        f"The others here: {others}."
    )
    return [Finding("W_DIAGNOSIS_DATE_NOT_RECORDED", "warning", message, "diagnosis_date")]


def _valid(table: StagingTable) -> str:
    """ "AJCC Version 9 (IASLC/UICC 9th edition), diagnosed from 2025-01"."""
    since = f" from {table.valid_from}" if table.valid_from else ""
    until = f" to {table.valid_until}" if table.valid_until else ""
    return f"{table.edition_label}, diagnosed{since}{until}"


def _out_of_its_time(used: StagingTable, date: str | None) -> list[Finding]:
    """A diagnosis from before the 8th edition: what was in use then, and what differed. Or from a time when
    another is in use, which is not held here."""
    if date is not None and used.later is not None and date >= used.later.since:
        message = (
            f"Diagnosed in {date}: {used.later.said.text}. Its table is not held here; the stage is by "
            f"{used.edition_label}."
        )
        return [Finding("W_LATER_EDITION", "warning", message, "diagnosis_date")]
    if date is None or date >= FIRST_YEAR or used.system != "TNM" or used.edition == GENERIC:
        return []
    message = (
        f"Diagnosed in {date}: the AJCC 8th edition came into use in 2018, the UICC 8th in 2017. "
        f"The stage here is by {used.edition_label}, a report of that time by an earlier one. "
        f"{used.before_2018}"
    )
    return [Finding("W_BEFORE_EDITION", "warning", message.strip(), "diagnosis_date")]


def _against_the_date(used: StagingTable, usual: StagingTable, date: str | None) -> list[Finding]:
    if date is None or used is usual:
        return []
    message = (
        f"{used.edition_label} is recorded; for a diagnosis in {date} the edition would be "
        f"{usual.edition_label}. The recorded one is used."
    )
    return [Finding("W_EDITION_DATE", "warning", message, "staging_edition", usual.edition.lower())]
