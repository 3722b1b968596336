"""Cohorts: begun, joined by code, taught with colleagues, left and archived."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from cases.actions.assigning import assign_to, move_deadlines
from cases.actions.case_results import renew_results_with
from cases.actions.cohort_mail import shorten_invitations, take_back_invitations
from cases.domain.assigning import DebriefOpens, Granted
from cases.models import (
    Accommodation,
    Assignee,
    Assignment,
    Attempt,
    Cohort,
    CohortInvitation,
    CohortMember,
    CohortTeacher,
    TeacherRole,
)
from cases.permissions import (
    check_can_assign_in,
    check_can_teach,
    check_leads_cohort,
)
from cases.queries.cohorts import lets_in
from cases.queries.colleagues import colleague_at, nobody_said
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import CASE_TITLE, COHORT_MEMBERS, COHORT_TEACHERS, REMARK
from kidmet_site.accounts.models import User

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without those that are taken for one another: 0 and O, 1, I and L."""
CODE_LETTERS = 10


class CohortRefused(Exception):
    """Something that a cohort does not allow, in a sentence. Nothing was changed."""


class AlreadyBegun(CohortRefused):
    """The same was begun since the page was opened: by a second press of its button."""

    def __init__(self, cohort: Cohort) -> None:
        super().__init__(f"You have begun “{cohort.title}” since you opened this page.")
        self.cohort = cohort


class BegunBefore(CohortRefused):
    """Another of theirs has the same title: that may be meant, so it is asked."""

    def __init__(self, cohort: Cohort) -> None:
        super().__init__(
            f"You have a cohort “{cohort.title}” already. Another title would tell both apart; press "
            "“Begin it” again if it is to have the same."
        )
        self.cohort = cohort


# The cohort


@transaction.atomic
def begin_cohort(
    *,
    title: str,
    summary: str,
    hides_names: bool,
    by: User,
    now: datetime,
    seen_last: int | None = None,
    besides: int | None = None,
) -> Cohort:
    """Led by who begins it. `seen_last` is the number of the last that they had begun as the page was
    opened, 0 for none: of two presses the second raises AlreadyBegun. One of the same title that is not
    archived raises BegunBefore, unless it is `besides`, by number.

    Raises NotAnEducator, CohortRefused, OverLimit, ForbiddenCharacter.
    """
    check_can_teach(by)
    title, summary = _texts(title, summary)
    if seen_last is not None:
        User.objects.select_for_update().get(pk=by.pk)
        made = Cohort.objects.filter(pk__gt=seen_last, created_by=by, title=title).first()
        if made is not None:
            raise AlreadyBegun(made)
        same = (
            Cohort.objects.filter(created_by=by, title__iexact=title, archived_at=None).order_by("pk").last()
        )
        if same is not None and same.pk != besides:
            raise BegunBefore(same)
    cohort = Cohort.objects.create(
        title=title, summary=summary, hides_names=hides_names, code=_code(), created_at=now, created_by=by
    )
    CohortTeacher.objects.create(cohort=cohort, person=by, role=TeacherRole.LEAD, added_at=now)
    return cohort


@transaction.atomic
def describe_cohort(*, cohort: Cohort, title: str, summary: str, hides_names: bool, by: User) -> None:
    """Names that are hidden stay so once somebody joined on that word.

    Raises NotYourCohort, CohortRefused, OverLimit, ForbiddenCharacter.
    """
    check_leads_cohort(by, cohort)
    title, summary = _texts(title, summary)
    hid = Cohort.objects.select_for_update().get(pk=cohort.pk).hides_names
    if hid and not hides_names and cohort.members.exists():
        raise CohortRefused("Residents joined because their names are hidden, so they stay hidden here.")
    _change(cohort, title=title, summary=summary, hides_names=hides_names)


@transaction.atomic
def open_joining(
    *, cohort: Cohort, is_joinable: bool, expires_at: datetime | None, by: User, now: datetime
) -> None:
    """Whether its code lets people in, and until when. Raises NotYourCohort, CohortRefused."""
    check_can_assign_in(by, cohort)
    if is_joinable and expires_at is not None and expires_at <= now:
        raise CohortRefused("That time is over. Give one that is to come, or none.")
    _change(cohort, is_joinable=is_joinable, code_expires_at=expires_at if is_joinable else None)
    if not is_joinable:
        take_back_invitations(cohort)
    elif expires_at:
        shorten_invitations(cohort, expires_at)


@transaction.atomic
def renew_code(*, cohort: Cohort, by: User) -> None:
    """A new code; the one before, and its link, let nobody in any longer. Raises NotYourCohort."""
    check_can_assign_in(by, cohort)
    _change(cohort, code=_code())
    take_back_invitations(cohort)


@transaction.atomic
def archive_cohort(*, cohort: Cohort, by: User, now: datetime) -> None:
    """Nothing is begun in it any longer; what is begun can be handed in on its terms, all stays readable.

    Debriefs that wait for a hand open, since none will. Raises NotYourCohort, CohortRefused.
    """
    check_leads_cohort(by, cohort)
    if not close_cohort(cohort, now):
        raise CohortRefused("This cohort is archived already.")
    cohort.refresh_from_db()


def close_cohort(cohort: Cohort, now: datetime) -> bool:
    """Archive it, whoever asks, and open the debriefs that wait for a hand; False where it was archived."""
    waiting = Assignment.objects.filter(cohort=cohort, debrief=DebriefOpens.BY_HAND, debrief_opened_at=None)
    waiting.update(debrief_opened_at=now)
    take_back_invitations(cohort)
    held = Cohort.objects.filter(pk=cohort.pk, archived_at=None)
    return bool(held.update(archived_at=now, is_joinable=False))


def restore_cohort(*, cohort: Cohort, by: User) -> None:
    """Raises NotYourCohort."""
    check_leads_cohort(by, cohort)
    _change(cohort, archived_at=None)


def _change(cohort: Cohort, **columns: Any) -> None:
    Cohort.objects.filter(pk=cohort.pk).update(**columns)
    for name, value in columns.items():
        setattr(cohort, name, value)


def _texts(title: str, summary: str) -> tuple[str, str]:
    check_characters(title, "The title")
    check_characters(summary, "The summary")
    CASE_TITLE.check(len(title))
    REMARK.check(len(summary))
    if not seen(title):
        raise CohortRefused("A cohort needs a title.")
    return seen(title), seen(summary)


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LETTERS))


# Its teachers


@transaction.atomic
def add_teacher(*, cohort: Cohort, email: str, role: str, by: User, now: datetime) -> CohortTeacher:
    """Name a colleague who teaches here; naming them again changes what they may.

    Raises NotYourCohort, CohortRefused, OverLimit.
    """
    check_leads_cohort(by, cohort)
    person = colleague_at(email)
    if person is None:
        raise CohortRefused(nobody_said(email))
    if cohort.members.filter(person=person, left_at=None).exists():
        raise CohortRefused(f"{person} is a resident of this cohort.")
    _check_keeps_a_lead(cohort, person.pk, role)
    return seat_teacher(cohort=cohort, person=person, role=role, now=now)


def seat_teacher(*, cohort: Cohort, person: User, role: str, now: datetime) -> CohortTeacher:
    """Whoever asked has been checked, and that they are no resident. Raises OverLimit."""
    seat, is_new = CohortTeacher.objects.update_or_create(
        cohort=cohort,
        person=person,
        defaults={"role": TeacherRole(role)},
        create_defaults={"role": TeacherRole(role), "added_at": now},
    )
    if is_new:
        COHORT_TEACHERS.check(cohort.teachers.count())
    return seat


@transaction.atomic
def remove_teacher(*, cohort: Cohort, person: int, by: User) -> None:
    """Who leads may remove others, everybody themselves. Raises NotYourCohort, CohortRefused."""
    if person != by.pk:
        check_leads_cohort(by, cohort)
    _check_keeps_a_lead(cohort, person, "")
    deleted, _ = cohort.teachers.filter(person=person).delete()
    if not deleted:
        raise CohortRefused("That person does not teach this cohort any longer. Nothing was changed.")


def _check_keeps_a_lead(cohort: Cohort, person: int, role: str) -> None:
    """Of two who withdraw at once one waits for the other."""
    leads = cohort.teachers.select_for_update().filter(role=TeacherRole.LEAD)
    left = [seat for seat in leads if seat.person_id != person]
    if role != TeacherRole.LEAD and not left:
        raise CohortRefused("A cohort needs somebody who leads it. Let another lead it first.")


# Its residents


@transaction.atomic
def join_cohort(*, code: str, by: User, now: datetime) -> CohortMember:
    """Take a seat by the code: what is assigned there is asked of the person now.

    Who was invited by a list has what it granted them. Raises CohortRefused, OverLimit.
    """
    # Locked: a code that is closed meanwhile lets nobody in.
    cohort = Cohort.objects.select_for_update().filter(code=plain_code(code)).first()
    said = refusal_to_join(cohort, by, now)
    if cohort is None or said:
        raise CohortRefused(said)
    [seat] = seat_people(cohort=cohort, people=[by.pk], now=now)
    invitation = cohort.invitations.filter(email=by.email).first()
    if invitation:
        if invitation.granted.is_any:
            grant_all(cohort=cohort, granted={by.pk: invitation.granted}, by=invitation.invited_by, now=now)
        CohortInvitation.objects.filter(pk=invitation.pk).delete()
    return seat


def plain_code(code: str) -> str:
    """As it is kept: however it was typed."""
    return "".join(code.split()).replace("-", "").upper()


def refusal_to_join(cohort: Cohort | None, person: User, now: datetime) -> str:
    """Why the code does not let the person in, in a sentence; "" where it does."""
    if cohort is None or not lets_in(cohort, now):
        return "No cohort can be joined by this code. It may have expired: ask whoever gave it to you."
    if cohort.teachers.filter(person=person).exists():
        return f"You teach “{cohort.title}”. Its residents join by this code."
    return ""


@transaction.atomic
def seat_people(*, cohort: Cohort, people: Iterable[int], now: datetime) -> list[CohortMember]:
    """Seats for those who have none; who had left is back under their number. Raises OverLimit."""
    wanted = list(dict.fromkeys(people))
    # One at a time: each new seat takes the next number.
    Cohort.objects.select_for_update().get(pk=cohort.pk)
    left = cohort.members.filter(person__in=wanted, left_at__isnull=False)
    back = list(left.values_list("person", flat=True))
    left.update(left_at=None, joined_at=now)
    held = set(cohort.members.filter(person__in=wanted).values_list("person", flat=True))
    last = cohort.members.aggregate(last=Max("number"))["last"] or 0
    new = [person for person in wanted if person not in held]
    COHORT_MEMBERS.check(cohort.members.filter(left_at=None).count() + len(new))
    CohortMember.objects.bulk_create(
        CohortMember(cohort=cohort, person_id=person, number=number, joined_at=now)
        for number, person in enumerate(new, start=last + 1)
    )
    for assignment in cohort.assignments.all():
        assign_to(assignment=assignment, people=wanted, now=now)
    renew_results_with(back, cohort.pk, now)
    return list(cohort.members.filter(person__in=wanted))


@transaction.atomic
def leave_cohort(*, cohort: Cohort, person: int, by: User, now: datetime) -> None:
    """Give up a seat, or have somebody give up theirs. What they handed in stays with its marks.

    An attempt that is under way can be finished, and is free practice then.

    Raises NotYourCohort, CohortRefused.
    """
    if person != by.pk:
        check_can_assign_in(by, cohort)
    if not CohortMember.objects.filter(cohort=cohort, person=person, left_at=None).update(left_at=now):
        raise CohortRefused("That person is not in this cohort any longer. Nothing was changed.")
    seats = Assignee.objects.filter(assignment__cohort=cohort, person=person, removed_at=None)
    seats.update(removed_at=now)
    renew_results_with([person], cohort.pk, now)


@transaction.atomic
def grant(
    *, member: CohortMember, time_factor: Decimal, extra_days: int, by: User, now: datetime
) -> Accommodation | None:
    """What holds for somebody throughout the cohort, also for attempts under way; nothing takes it back.

    Raises NotYourCohort, CohortRefused.
    """
    check_can_assign_in(by, member.cohort)
    given = Granted(time_factor, extra_days)
    grant_all(cohort=member.cohort, granted={member.person_id: given}, by=by, now=now)
    return Accommodation.objects.filter(member=member).first()


@transaction.atomic
def grant_all(*, cohort: Cohort, granted: Mapping[int, Granted], by: User | None, now: datetime) -> None:
    """As much to each person, by number; who asks has been checked. Raises CohortRefused."""
    if said := next((given.refusal for given in granted.values() if given.refusal), ""):
        raise CohortRefused(said)
    seats = cohort.members.filter(person__in=list(granted)).values_list("pk", "person")
    given = {seat: granted[person] for seat, person in seats}
    taken_back = [seat for seat, each in given.items() if not each.is_any]
    Accommodation.objects.filter(member__in=taken_back).delete()
    Accommodation.objects.bulk_create(
        (
            Accommodation(
                member_id=seat,
                time_factor=each.time_factor,
                extra_days=each.extra_days,
                given_at=now,
                given_by=by,
            )
            for seat, each in given.items()
            if each.is_any
        ),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["time_factor", "extra_days", "given_at", "given_by"],
    )
    under_way = Attempt.objects.filter(assigned_case__assignment__cohort=cohort, submitted_at=None)
    at_work = Assignee.objects.filter(assignment__cohort=cohort, person__in=under_way.values("resident"))
    at_work = at_work.filter(removed_at=None, person__in=list(granted))
    move_deadlines(at_work.values_list("pk", flat=True), now)
    renew_results_with(granted, cohort.pk, now)
