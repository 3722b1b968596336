"""Invitations to a cohort that wait, as its teachers read them; where names are hidden only how many."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cases.models import Cohort, CohortInvitation
from cases.presenting.teaching_cohorts import granted_in_words
from cases.queries.cohort_invitations import can_go_again, link_fault, waiting_to_be_mailed


@dataclass(frozen=True)
class InvitationLine:
    invitation: CohortInvitation
    state: str
    granted: str
    can_go_again: bool


def invitation_lines(
    cohort: Cohort, invitations: Iterable[CohortInvitation], now: datetime
) -> list[InvitationLine]:
    """One query more, however many."""
    rows, is_shut = list(invitations), bool(link_fault(cohort, now))
    unsent = waiting_to_be_mailed(cohort, [row.email for row in rows])
    return [
        InvitationLine(
            row,
            _state(row, cohort, is_unsent=row.email in unsent, now=now),
            granted_in_words(row.granted) if row.granted.is_any else "",
            not is_shut and can_go_again(row, cohort, now),
        )
        for row in rows
    ]


def _state(row: CohortInvitation, cohort: Cohort, *, is_unsent: bool, now: datetime) -> str:
    if not row.code:
        return "was taken back before it was sent"
    if row.code != cohort.code:
        return "its link ended as the code was renewed"
    if link_fault(cohort, now):
        return "its link lets nobody in now"
    return "waits to be mailed" if is_unsent else "has not joined yet"
