"""Mail with the link of a cohort: written for who is invited, taken back where the link lets nobody in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from cases.content.cohort_sheet import ResidentRow
from cases.models import Cohort
from cases.queries.assigned import in_words
from cases.queries.cohort_invitations import letters_kind
from kidmet_site.accounts.models import User
from kidmet_site.mail import Mail, take_back, take_back_after
from kidmet_site.work.models import Letter

GOOD_FOR = timedelta(days=7)


def invitation_mail(cohort: Cohort, row: ResidentRow, by: User, now: datetime) -> Mail:
    """It is not sent any more once its link lets nobody in."""
    until = cohort.code_expires_at
    good_for = min(GOOD_FOR, until - now) if until else GOOD_FOR
    works = f"until {in_words(until)}" if until else "until whoever teaches it closes it"
    greeting = f"Dear {row.name},\n\n" if row.name else ""
    body = (
        f"{greeting}{by} invites you to the cohort “{cohort.title}” on KidMet. Open an account with this "
        f"address, {row.email}, or sign in, then join here:\n"
        f"{settings.SITE_URL}{reverse('cohort_join', args=[cohort.code])}\n\n"
        f"The link works {works}. If you do not know what this is about, there is nothing to do: "
        "no account is made.\n"
    )
    subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}You are invited to “{cohort.title}”"[:200]
    return Mail(row.email, subject, body, letters_kind(cohort), good_for=good_for)


def take_back_invitations(cohort: Cohort) -> None:
    """Those not sent yet, whose link lets nobody in any more: whoever they were for was not written to by
    them, and gets the next one."""
    kind = letters_kind(cohort)
    unsent = Letter.objects.filter(kind=kind).values("to")
    cohort.invitations.filter(email__in=unsent).update(code="", times_sent=F("times_sent") - 1)
    take_back(kind=kind)


def take_back_invitations_to(cohort: Cohort, emails: Iterable[str]) -> None:
    """Those of some addresses, where they were not sent yet."""
    Letter.objects.filter(kind=letters_kind(cohort), to__in=list(emails)).delete()


def shorten_invitations(cohort: Cohort, until: datetime) -> None:
    """Those not sent by then are not sent."""
    take_back_after(until, kind=letters_kind(cohort))
