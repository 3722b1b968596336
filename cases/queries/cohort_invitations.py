"""Invitations to a cohort that wait, and whether their link still lets somebody in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from cases.models import Cohort, CohortInvitation
from cases.queries.cohorts import is_expired
from guidance.domain.limits import INVITATION_SENT
from kidmet_site.work.models import Letter

PAUSE = timedelta(days=1)


def invitations_to(cohort: Cohort) -> QuerySet[CohortInvitation]:
    return CohortInvitation.objects.filter(cohort=cohort).select_related("invited_by")


def letters_kind(cohort: Cohort) -> str:
    """Of the messages by which people are invited to it."""
    return f"cohort_invitation {cohort.pk}"


def waiting_to_be_mailed(cohort: Cohort, emails: Iterable[str]) -> set[str]:
    letters = Letter.objects.filter(kind=letters_kind(cohort), to__in=list(emails))
    return set(letters.values_list("to", flat=True))


def link_fault(cohort: Cohort, now: datetime) -> str:
    """Why the link of a cohort lets nobody in, in a sentence; "" where it does."""
    if cohort.archived_at:
        return "the cohort is archived."
    if not cohort.is_joinable:
        return "the code lets nobody in. Open joining first."
    return "the code has expired. Open joining first." if is_expired(cohort, now) else ""


def can_go_again(invitation: CohortInvitation, cohort: Cohort, now: datetime) -> bool:
    """Whether a message was not sent a short while ago with this code, nor as often as is allowed."""
    is_fresh = invitation.code == cohort.code and invitation.invited_at > now - PAUSE
    return not is_fresh and invitation.times_sent < INVITATION_SENT.most
