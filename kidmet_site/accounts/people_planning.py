"""What a list of people would do: row by row, before anything is done."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kidmet_site.accounts.models import Invitation, User
from kidmet_site.accounts.people_sheet import SheetRow

NEW_PEOPLE = ("resident",)
"""The roles of somebody new of whom a row names none."""


class RowOutcome(StrEnum):
    WRONG = "wrong"
    DUPLICATE = "twice"
    CLOSED = "closed"
    NEW = "new"
    CHANGED = "changed"
    INVITED = "invited"
    SAME = "same"


WORDS = {
    RowOutcome.WRONG: "wrong",
    RowOutcome.DUPLICATE: "there twice",
    RowOutcome.CLOSED: "closed here",
    RowOutcome.NEW: "new",
    RowOutcome.CHANGED: "other roles",
    RowOutcome.INVITED: "invited already",
    RowOutcome.SAME: "here already",
}


@dataclass(frozen=True)
class PlannedRow:
    line: int
    email: str
    name: str
    outcome: RowOutcome
    said: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    person: User | None = None
    invitation: Invitation | None = None

    @property
    def word(self) -> str:
        return WORDS[self.outcome]


@dataclass(frozen=True)
class ListPlan:
    rows: tuple[PlannedRow, ...]

    def of(self, outcome: RowOutcome) -> list[PlannedRow]:
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def counts(self) -> dict[RowOutcome, int]:
        """Of each outcome that occurs."""
        return {outcome: len(self.of(outcome)) for outcome in RowOutcome if self.of(outcome)}

    @property
    def is_sound(self) -> bool:
        return not self.of(RowOutcome.WRONG)

    @property
    def does_something(self) -> bool:
        return bool(self.of(RowOutcome.NEW) or self.of(RowOutcome.CHANGED))

    @property
    def fingerprint(self) -> str:
        """Of all that was shown: where it differs when somebody confirms, they see it anew."""
        told = "\n".join(f"{row.email} {row.outcome} {row.before} {row.after}" for row in self.rows)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


def plan_people(rows: Sequence[SheetRow], *, now: datetime, lock: bool = False) -> ListPlan:
    """Two queries, however many rows. With `lock` nobody changes these people until the transaction ends."""
    emails = {row.email for row in rows if not row.fault}
    people = User.objects.filter(email__in=emails)
    open_now = Invitation.objects.standing().filter(email__in=emails)
    if lock:
        people, open_now = people.select_for_update(), open_now.select_for_update()
    known = {person.email: person for person in people}
    invited = {invitation.email: invitation for invitation in open_now}
    seen: dict[str, SheetRow] = {}
    return ListPlan(tuple(_planned(row, known, invited, seen, now) for row in rows))


def _planned(
    row: SheetRow,
    known: dict[str, User],
    invited: dict[str, Invitation],
    seen: dict[str, SheetRow],
    now: datetime,
) -> PlannedRow:
    if row.fault:
        return _told(row, RowOutcome.WRONG, row.fault)
    first = seen.setdefault(row.email, row)
    if first is not row:
        return _duplicate(row, first)
    if row.email in known:
        return _of_person(row, known[row.email])
    if row.email in invited:
        return _of_invitation(row, invited[row.email], now)
    roles = row.roles or NEW_PEOPLE
    if row.roles == ():
        return _told(row, RowOutcome.WRONG, "Somebody new needs a role; “none” is for people who are here.")
    return _told(row, RowOutcome.NEW, "Is invited.", after=roles)


def _told(row: SheetRow, outcome: RowOutcome, said: str, **more) -> PlannedRow:
    return PlannedRow(line=row.line, email=row.email, name=row.name, outcome=outcome, said=said, **more)


def _duplicate(row: SheetRow, first: SheetRow) -> PlannedRow:
    if row.roles == first.roles:
        return _told(row, RowOutcome.DUPLICATE, f"As in line {first.line:,}; it counts once.")
    return _told(row, RowOutcome.WRONG, f"Line {first.line:,} has the same address with other roles.")


def _of_person(row: SheetRow, person: User) -> PlannedRow:
    held = {"before": person.roles, "after": person.roles, "person": person}
    if not person.is_active:
        return _told(row, RowOutcome.CLOSED, "The account is closed, and stays so.", **held)
    if row.roles is None or row.roles == person.roles:
        return _told(row, RowOutcome.SAME, "Nothing changes.", **held)
    return _told(row, RowOutcome.CHANGED, "Has an account.", **held | {"after": row.roles})


def _of_invitation(row: SheetRow, invitation: Invitation, now: datetime) -> PlannedRow:
    held = {"before": invitation.roles, "after": invitation.roles, "invitation": invitation}
    if row.roles == ():
        return _told(row, RowOutcome.WRONG, "An invitation needs a role; withdraw it instead.", **held)
    if row.roles is None or row.roles == invitation.roles:
        is_over = now >= invitation.expires_at
        said = "The invitation has expired; send it again from the list." if is_over else "Nothing changes."
        return _told(row, RowOutcome.INVITED, said, **held)
    return _told(row, RowOutcome.CHANGED, "Is invited, with these roles.", **held | {"after": row.roles})
