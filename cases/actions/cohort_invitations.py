"""Invitations to a cohort that wait for whom they were sent to: sent again, and withdrawn."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cases.actions.cohort_mail import invitation_mail, take_back_invitations_to
from cases.actions.cohorts import CohortRefused
from cases.content.cohort_sheet import ResidentRow
from cases.models import Cohort, CohortInvitation
from cases.permissions import check_can_assign_in
from cases.queries.cohort_invitations import PAUSE, can_go_again, link_fault
from guidance.domain.limits import INVITATION_SENT
from kidmet_site.accounts.models import User
from kidmet_site.mail import post_all

GONE = "That invitation is not there any more: it was withdrawn, or its person has joined. Nothing was done."


@transaction.atomic
def send_invitation_again(*, cohort: Cohort, invitation: int, by: User, now: datetime) -> CohortInvitation:
    """With the link as it is by now; what was granted still waits.

    Raises NotYourCohort, CohortRefused, OverLimit.
    """
    held = _held_open(cohort, by, now)
    row = held.invitations.filter(pk=invitation).first()
    if row is None:
        raise CohortRefused(GONE)
    if row.code == held.code and row.invited_at > now - PAUSE:
        raise CohortRefused(f"{row.email} was written to within the last day. Send it again tomorrow.")
    INVITATION_SENT.check(row.times_sent + 1)
    _send(held, [row], by, now)
    return row


@transaction.atomic
def send_invitations_again(*, cohort: Cohort, by: User, now: datetime) -> int:
    """To all whom nothing keeps from it; returns how many. Raises NotYourCohort, CohortRefused."""
    held = _held_open(cohort, by, now)
    rows = [row for row in held.invitations.all() if can_go_again(row, held, now)]
    if not rows:
        raise CohortRefused(
            f"Nothing was sent: everybody was written to within a day, or {INVITATION_SENT.most} times."
        )
    _send(held, rows, by, now)
    return len(rows)


def _held_open(cohort: Cohort, by: User, now: datetime) -> Cohort:
    """Nobody joins, and its code stays as it is, until all is done."""
    check_can_assign_in(by, cohort)
    held = Cohort.objects.select_for_update().get(pk=cohort.pk)
    if fault := link_fault(held, now):
        raise CohortRefused(f"Nothing was sent: {fault}")
    return held


def _send(cohort: Cohort, rows: Sequence[CohortInvitation], by: User, now: datetime) -> None:
    take_back_invitations_to(cohort, [row.email for row in rows])
    for row in rows:
        row.code, row.invited_at, row.invited_by, row.times_sent = cohort.code, now, by, row.times_sent + 1
    columns = ["code", "invited_at", "invited_by", "times_sent"]
    CohortInvitation.objects.bulk_update(rows, columns, batch_size=100)
    post_all(invitation_mail(cohort, ResidentRow(0, row.email), by, now) for row in rows)


@transaction.atomic
def withdraw_invitation(*, cohort: Cohort, invitation: int, by: User) -> str:
    """It waits for nobody any more, nor does what it granted; returns its address.

    Raises NotYourCohort, CohortRefused.
    """
    check_can_assign_in(by, cohort)
    row = cohort.invitations.filter(pk=invitation).first()
    if row is None or not cohort.invitations.filter(pk=invitation).delete()[0]:
        raise CohortRefused(GONE)
    take_back_invitations_to(cohort, [row.email])
    return row.email


@transaction.atomic
def withdraw_invitations(*, cohort: Cohort, by: User) -> int:
    """All of them; returns how many. Raises NotYourCohort, CohortRefused."""
    check_can_assign_in(by, cohort)
    take_back_invitations_to(cohort, cohort.invitations.values_list("email", flat=True))
    gone, _ = cohort.invitations.all().delete()
    if not gone:
        raise CohortRefused("No invitation waits here any more. Nothing was done.")
    return gone
