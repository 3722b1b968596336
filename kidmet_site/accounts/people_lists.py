"""Lists of people: uploaded, looked at row by row, then done whole or not at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from simple_history.utils import bulk_update_with_history

from guidance.domain.characters import without_refused
from kidmet_site.accounts.invitation_mail import begin_sending
from kidmet_site.accounts.inviting import Invited, invite_people, role_fields
from kidmet_site.accounts.models import Invitation, PeopleAct, PeopleList, User
from kidmet_site.accounts.people_planning import ListPlan, PlannedRow, RowOutcome, plan_people
from kidmet_site.accounts.people_sheet import SheetRow, row_from_kept
from kidmet_site.work.jobs import daily

STAYS = timedelta(days=1)
AT_A_TIME = 500


class ListChanged(Exception):
    """Meanwhile something happened that makes the list do other things than were shown."""


class ListRefused(Exception):
    """A row is wrong: nothing of the list is done."""


@transaction.atomic
def keep_list(rows: Sequence[SheetRow], *, name: str, by: User, now: datetime) -> PeopleList:
    """Until it is confirmed; the one that the same person uploaded before goes."""
    # One after the other: of two uploads at once neither would see the other's, and both would be kept.
    User.objects.select_for_update().get(pk=by.pk)
    PeopleList.objects.filter(uploaded_by=by).delete()
    kept = [row.as_kept() for row in rows]
    return PeopleList.objects.create(
        uploaded_by=by, uploaded_at=now, name=without_refused(name)[:100], rows=kept
    )


def rows_of(held: PeopleList) -> list[SheetRow]:
    return [row_from_kept(kept) for kept in held.rows]


@transaction.atomic
def carry_out_list(held: PeopleList, *, shown: str, by: User, now: datetime) -> ListPlan:
    """All of it. Raises ListRefused, and ListChanged where `shown` is the fingerprint of something else."""
    plan = plan_people(rows_of(held), now=now, lock=True)
    if plan.fingerprint != shown:
        raise ListChanged
    if not plan.is_sound:
        raise ListRefused
    new = [Invited(row.email, row.after, row.name) for row in plan.of(RowOutcome.NEW)]
    invite_people(new, by=by, now=now, way=PeopleAct.Way.LIST)
    _change_roles(plan.of(RowOutcome.CHANGED), by, now)
    if new:
        begin_sending(by=by, now=now)
    held.delete()
    return plan


def _change_roles(rows: Sequence[PlannedRow], by: User, now: datetime) -> None:
    people: list[User] = []
    invitations: list[Invitation] = []
    for row in rows:
        for name, value in role_fields(row.after).items():
            setattr(row.person or row.invitation, name, value)
        people += [row.person] if row.person else []
        invitations += [row.invitation] if row.invitation else []
    fields = [*role_fields(())]
    # In portions of its own, and with a row of history for each.
    bulk_update_with_history(
        people,
        User,
        fields,
        batch_size=AT_A_TIME,
        default_user=by,
        default_change_reason=f"roles {PeopleAct.Way.LIST.label}",
        default_date=now,
    )
    Invitation.objects.bulk_update(invitations, fields, batch_size=AT_A_TIME)
    PeopleAct.objects.bulk_create(
        (_act_of(row, by, now) for row in rows),
        batch_size=AT_A_TIME,
    )


def _act_of(row: PlannedRow, by: User, now: datetime) -> PeopleAct:
    return PeopleAct(
        at=now,
        by=by,
        kind=PeopleAct.Kind.ROLES,
        way=PeopleAct.Way.LIST,
        person=row.person,
        invitation=row.invitation,
        roles_before=list(row.before),
        roles_after=list(row.after),
    )


@daily("lists of people that nobody confirmed")
def clear_lists(now: datetime) -> None:
    PeopleList.objects.filter(uploaded_at__lt=now - STAYS).delete()
