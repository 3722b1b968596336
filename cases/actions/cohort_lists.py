"""Lists of residents: uploaded, looked at row by row, then done whole or not at all."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from cases.actions.cohort_mail import invitation_mail
from cases.actions.cohorts import CohortRefused, grant_all, seat_people
from cases.content.cohort_sheet import ResidentRow
from cases.models import Cohort, CohortInvitation, CohortList
from cases.permissions import check_can_assign_in
from cases.queries.cohort_lists import SEATED, PlannedResident, ResidentOutcome, ResidentsPlan, plan_residents
from guidance.actions.telling import tell
from guidance.domain.characters import without_refused
from kidmet_site.accounts.models import User
from kidmet_site.mail import post_all
from kidmet_site.work.jobs import daily

STAYS = timedelta(days=1)
INVITATION_STAYS = timedelta(days=180)


class ResidentsChanged(Exception):
    """Meanwhile something happened that makes the list do other things than were shown."""


@transaction.atomic
def keep_residents(
    *, cohort: Cohort, rows: Sequence[ResidentRow], name: str, by: User, now: datetime
) -> CohortList:
    """Until it is confirmed; the one that the same person uploaded here before goes.

    Raises NotYourCohort, CohortRefused.
    """
    check_can_assign_in(by, cohort)
    # One after the other: of two uploads at once neither would see the other's, and both would be kept.
    if Cohort.objects.select_for_update().get(pk=cohort.pk).archived_at:
        raise CohortRefused("This cohort is archived. Nobody joins it any longer.")
    CohortList.objects.filter(cohort=cohort, uploaded_by=by).delete()
    return CohortList.objects.create(
        cohort=cohort,
        uploaded_by=by,
        uploaded_at=now,
        name=without_refused(name)[:100],
        rows=[row.as_kept() for row in rows],
    )


def plan_of(held: CohortList, *, now: datetime) -> ResidentsPlan:
    return plan_residents(held.cohort, [ResidentRow(**kept) for kept in held.rows], now=now)


@transaction.atomic
def carry_out_residents(*, held: CohortList, shown: str, by: User, now: datetime) -> ResidentsPlan:
    """All of it: seats, more time, invitations by mail, and a notice for each who is seated.

    Raises NotYourCohort, CohortRefused, and ResidentsChanged where `shown` is of something else.
    """
    check_can_assign_in(by, held.cohort)
    # Nobody else joins, and its code stays as it is, until all is done.
    held.cohort = Cohort.objects.select_for_update().get(pk=held.cohort_id)
    plan = plan_of(held, now=now)
    if plan.fingerprint != shown:
        raise ResidentsChanged
    if not plan.is_sound:
        raise CohortRefused(plan.refusal or "Some rows are wrong: nothing of the list was done.")
    _seat(held.cohort, plan, by, now)
    _invite(held.cohort, plan, by, now)
    held.delete()
    return plan


def _seat(cohort: Cohort, plan: ResidentsPlan, by: User, now: datetime) -> None:
    seated = [row.person for row in plan.of(*SEATED) if row.person]
    if cohort.hides_names:
        # Else the lines of the list would tell who has which number.
        secrets.SystemRandom().shuffle(seated)
    if seated:
        seat_people(cohort=cohort, people=[person.pk for person in seated], now=now)
    # What waited for who joins is theirs only now; else what stays as it was stays whoever's it was.
    new = [row for row in plan.of(ResidentOutcome.JOINS) if row.after.is_any]
    changed = [
        row for row in plan.of(ResidentOutcome.BACK, ResidentOutcome.GRANTED) if row.before != row.after
    ]
    granted = {row.person.pk: row.after for row in [*new, *changed] if row.person}
    if granted:
        grant_all(cohort=cohort, granted=granted, by=by, now=now)
    cohort.invitations.filter(email__in=[person.email for person in seated]).delete()
    text = f"{by} has put you in the cohort “{cohort.title}”. What is assigned there is on this page."
    tell(seated, text, path=reverse("learning"), now=now, by=by)


def _invite(cohort: Cohort, plan: ResidentsPlan, by: User, now: datetime) -> None:
    mailed = plan.of(ResidentOutcome.INVITED)
    terms = [row for row in plan.of(ResidentOutcome.WAITING) if row.before != row.after]
    addresses = [row.row.email for row in mailed]
    sent = dict(cohort.invitations.filter(email__in=addresses).values_list("email", "times_sent"))
    columns = ["code", "invited_at", "invited_by", "times_sent"]
    for rows, also in ((mailed, columns), (terms, ["invited_by"])):
        CohortInvitation.objects.bulk_create(
            (_invitation(cohort, row, sent.get(row.row.email, 0) + 1, by, now) for row in rows),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["cohort", "email"],
            update_fields=["time_factor", "extra_days", *also],
        )
    if mailed:
        post_all(invitation_mail(cohort, row.row, by, now) for row in mailed)


def _invitation(
    cohort: Cohort, row: PlannedResident, times_sent: int, by: User, now: datetime
) -> CohortInvitation:
    return CohortInvitation(
        cohort=cohort,
        email=row.row.email,
        code=cohort.code,
        time_factor=row.after.time_factor,
        extra_days=row.after.extra_days,
        invited_at=now,
        invited_by=by,
        times_sent=times_sent,
    )


@daily("lists and invitations of cohorts that are over")
def clear_cohort_lists(now: datetime) -> None:
    CohortList.objects.filter(uploaded_at__lt=now - STAYS).delete()
    CohortInvitation.objects.filter(invited_at__lt=now - INVITATION_STAYS).delete()
