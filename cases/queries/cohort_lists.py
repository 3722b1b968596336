"""What a list of residents would do in a cohort: row by row, before anything is done."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from django.utils import timezone

from cases.content.cohort_sheet import ResidentRow
from cases.domain.assigning import Granted
from cases.models import Cohort, CohortInvitation, CohortList, CohortMember
from cases.permissions import can_teach
from cases.queries.cohorts import is_expired
from guidance.domain.limits import COHORT_MEMBERS, INVITATION_SENT
from kidmet_site.accounts.models import Invitation, User, comes_by_themselves


class ResidentOutcome(StrEnum):
    WRONG = "wrong"
    TWICE = "twice"
    CLOSED = "closed"
    OUT = "out"
    TEACHES = "teaches"
    JOINS = "joins"
    BACK = "back"
    GRANTED = "granted"
    INVITED = "invited"
    WAITING = "waiting"
    HERE = "here"
    IN = "in"
    """Of one of the residents, or of who becomes one: where names are hidden it is not told which."""


WORDS = {
    ResidentOutcome.WRONG: "wrong",
    ResidentOutcome.TWICE: "there twice",
    ResidentOutcome.CLOSED: "account closed",
    ResidentOutcome.OUT: "cannot be invited",
    ResidentOutcome.TEACHES: "teaches it",
    ResidentOutcome.JOINS: "joins",
    ResidentOutcome.BACK: "comes back",
    ResidentOutcome.GRANTED: "in it, with other time",
    ResidentOutcome.INVITED: "is invited by mail",
    ResidentOutcome.WAITING: "invited already",
    ResidentOutcome.HERE: "in it already",
    ResidentOutcome.IN: "is in it, or joins",
}
NOTHING = Granted()
SEATED = (ResidentOutcome.JOINS, ResidentOutcome.BACK)


@dataclass(frozen=True)
class PlannedResident:
    row: ResidentRow
    outcome: ResidentOutcome
    said: str
    before: Granted = NOTHING
    after: Granted = NOTHING
    person: User | None = None
    really: ResidentOutcome | None = None
    """What is done where `outcome` does not tell."""

    @property
    def done_as(self) -> ResidentOutcome:
        return self.really or self.outcome

    @property
    def granted_as_told(self) -> str:
        return "" if self.really else f"{self.before} {self.after}"

    @property
    def word(self) -> str:
        return WORDS[self.outcome]

    @property
    def does_something(self) -> bool:
        told = (*SEATED, ResidentOutcome.INVITED, ResidentOutcome.IN)
        return self.outcome in told or self.before != self.after


@dataclass(frozen=True)
class ResidentsPlan:
    rows: tuple[PlannedResident, ...]
    refusal: str = ""
    """Why nothing of it can be done, however right its rows are."""

    def of(self, *outcomes: ResidentOutcome) -> list[PlannedResident]:
        return [row for row in self.rows if row.done_as in outcomes]

    @property
    def counts(self) -> dict[ResidentOutcome, int]:
        """Of each outcome that is told."""
        told = Counter(row.outcome for row in self.rows)
        return {outcome: told[outcome] for outcome in ResidentOutcome if told[outcome]}

    @property
    def is_sound(self) -> bool:
        return not (self.refusal or self.of(ResidentOutcome.WRONG))

    @property
    def does_something(self) -> bool:
        return any(row.does_something for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """Of all that was shown: where it differs when somebody confirms, they see it anew."""
        told = "\n".join(f"{row.row.email} {row.outcome} {row.granted_as_told}" for row in self.rows)
        return hashlib.sha256(f"{self.refusal}\n{told}".encode()).hexdigest()[:32]


def list_of(cohort: Cohort, user: User) -> CohortList | None:
    """What the person uploaded here and has not confirmed."""
    return CohortList.objects.filter(cohort=cohort, uploaded_by=user).first()


def plan_residents(cohort: Cohort, rows: Sequence[ResidentRow], *, now: datetime) -> ResidentsPlan:
    """Six queries, however many rows."""
    found = _found(cohort, {row.email for row in rows if not row.fault}, now)
    first: dict[str, ResidentRow] = {}
    planned = tuple(_planned(row, found, first) for row in rows)
    more = sum(row.done_as in SEATED for row in planned)
    total = cohort.members.filter(left_at=None).count() + more
    too_many = COHORT_MEMBERS.refusal(total) if more and total > COHORT_MEMBERS.most else ""
    archived = "This cohort is archived. Nobody joins it any longer." if cohort.archived_at else ""
    return ResidentsPlan(planned, archived or too_many)


@dataclass(frozen=True)
class _Found:
    """Who and what is there by the addresses of a list."""

    cohort: Cohort
    code_fault: str
    people: dict[str, User] = field(default_factory=dict)
    seats: dict[int, CohortMember] = field(default_factory=dict)
    teachers: frozenset[int] = frozenset()
    invited: dict[str, CohortInvitation] = field(default_factory=dict)
    may_come: frozenset[str] | None = None
    """Who gets an account though nobody opens one by themselves; None where everybody does."""


def _found(cohort: Cohort, emails: set[str], now: datetime) -> _Found:
    # Who never showed that an address is theirs has no account yet.
    people = {each.email: each for each in User.objects.filter(email__in=emails, is_confirmed=True)}
    numbers = [each.pk for each in people.values()]
    seats = cohort.members.filter(person__in=numbers).select_related("accommodation")
    waiting = Invitation.objects.open_at(now).filter(email__in=emails).values_list("email", flat=True)
    return _Found(
        cohort,
        _code_fault(cohort, now),
        people,
        {seat.person_id: seat for seat in seats},
        frozenset(cohort.teachers.filter(person__in=numbers).values_list("person", flat=True)),
        {each.email: each for each in cohort.invitations.filter(email__in=emails)},
        None if comes_by_themselves() else frozenset(waiting),
    )


def _code_fault(cohort: Cohort, now: datetime) -> str:
    if cohort.archived_at or not cohort.is_joinable:
        return "Has no account here, and the code lets nobody in: open joining first."
    if is_expired(cohort, now):
        return "Has no account here, and the code has expired: open joining first."
    return ""


def _planned(row: ResidentRow, found: _Found, first: dict[str, ResidentRow]) -> PlannedResident:
    if row.fault:
        return PlannedResident(row, ResidentOutcome.WRONG, row.fault)
    if row.grants and found.cohort.hides_names:
        return PlannedResident(
            row,
            ResidentOutcome.WRONG,
            "The names of its residents are hidden, and more time given by a list would tell who is which "
            "number. Leave these cells empty.",
        )
    before = first.setdefault(row.email, row)
    if before is not row:
        return _again(row, before)
    person = found.people.get(row.email)
    if person is None:
        return _of_address(row, found)
    planned = _of_person(row, person, found)
    is_told = not found.cohort.hides_names or planned.outcome not in (*SEATED, ResidentOutcome.HERE)
    return planned if is_told else _untold(planned)


def _untold(planned: PlannedResident) -> PlannedResident:
    """Else a list that is never confirmed would tell of an address whether it is a resident's."""
    said = "Has an account. Names are hidden, so it is not told whether they are in it by now."
    return replace(planned, outcome=ResidentOutcome.IN, said=said, really=planned.outcome)


def _again(row: ResidentRow, first: ResidentRow) -> PlannedResident:
    if (row.time_factor, row.extra_days) == (first.time_factor, first.extra_days):
        return PlannedResident(row, ResidentOutcome.TWICE, f"As in line {first.line:,}; it counts once.")
    return PlannedResident(
        row, ResidentOutcome.WRONG, f"Line {first.line:,} has the same address with other time."
    )


def _of_person(row: ResidentRow, person: User, found: _Found) -> PlannedResident:
    if not person.is_active:
        return PlannedResident(row, ResidentOutcome.CLOSED, "Stays out, until an administrator opens it.")
    if person.pk in found.teachers and can_teach(person):
        return PlannedResident(row, ResidentOutcome.TEACHES, "Takes no seat among its residents.")
    seat, invitation = found.seats.get(person.pk), found.invited.get(row.email)
    before = _had(seat) if seat else invitation.granted if invitation else NOTHING
    after = row.granted(before)
    if seat is None:
        outcome, said = ResidentOutcome.JOINS, "Has an account, and is told in the app."
    elif seat.left_at:
        outcome, said = ResidentOutcome.BACK, "Left before; comes back under the same number."
    else:
        outcome = ResidentOutcome.HERE if before == after else ResidentOutcome.GRANTED
        said = "Nothing changes." if before == after else "It holds at once."
    return PlannedResident(row, outcome, said, before, after, person)


def _had(seat: CohortMember) -> Granted:
    held = getattr(seat, "accommodation", None)
    return Granted(held.time_factor, held.extra_days) if held else NOTHING


def _of_address(row: ResidentRow, found: _Found) -> PlannedResident:
    if found.code_fault:
        return PlannedResident(row, ResidentOutcome.OUT, found.code_fault)
    if found.may_come is not None and row.email not in found.may_come:
        said = "Has no account, and nobody opens one here unasked: an administrator has to invite them first."
        return PlannedResident(row, ResidentOutcome.OUT, said)
    invitation = found.invited.get(row.email)
    before = invitation.granted if invitation else NOTHING
    after = row.granted(before)
    if invitation is None or invitation.code != found.cohort.code:
        said = "Has no account yet, and gets the link of the cohort."
        if invitation:
            if invitation.times_sent >= INVITATION_SENT.most:
                said = f"Was written to {INVITATION_SENT.most} times, and is not again: give them the link."
                return PlannedResident(row, ResidentOutcome.OUT, said)
            said = "Was invited with a code that lets nobody in any longer; gets the new link."
        return PlannedResident(row, ResidentOutcome.INVITED, said, before, after)
    since = timezone.localtime(invitation.invited_at)
    said = f"Has the link since {since:%-d %B %Y}; no mail is sent again."
    return PlannedResident(row, ResidentOutcome.WAITING, said, before, after)
