"""How long things are kept, as the settings have it: told to people in sentences, and done each day."""

from datetime import datetime, timedelta

from django.conf import settings

from cases.models import LibraryTransfer
from guidance.models import Notice
from kidmet_site.accounts.erasing import ErasingRefused, erase_account, take_up_erasures
from kidmet_site.accounts.exporting import forget_old_exports
from kidmet_site.accounts.models import Erasure, User
from kidmet_site.work.jobs import daily

AT_ONCE = 50
"""Accounts that one day erases; the others follow."""


def kept_how_long() -> list[str]:
    """A sentence for each thing that goes by itself, or that people expect to."""
    return [
        _days("An export of everything of one person", settings.RETAIN_EXPORTS_DAYS, "after it was made"),
        _days("An import or export of a library", settings.RETAIN_TRANSFERS_DAYS, "after it last went on"),
        _days("A notice", settings.RETAIN_NOTICES_DAYS, "after it was sent"),
        _days(
            "An account whose address nobody confirmed", settings.RETAIN_UNCONFIRMED_DAYS, "after the sign-up"
        ),
        _days("An account that an administrator closed", settings.RETAIN_CLOSED_DAYS, "after that"),
        "A sign-in that is over is deleted within a day.",
        backups_in_words(),
    ]


def _days(what: str, days: int, since: str) -> str:
    if not days:
        return f"{what} is kept until somebody deletes it."
    return f"{what} is deleted {_count(days)} {since}."


def backups_in_words() -> str:
    """Only what those who run the site have said: nothing here knows of their backups."""
    if not settings.BACKUP_DAYS:
        return (
            "How long backups of this site are kept has not been said here; those who run it can tell you. "
            "What is deleted stays in a backup until that backup expires."
        )
    return (
        f"Backups of this site expire after {_count(settings.BACKUP_DAYS)}, as those who run it say. What is "
        "deleted stays in them until then."
    )


def _count(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"


@daily("what was kept for long enough")
def forget_what_is_over(now: datetime) -> None:
    forget_old_exports(now)
    if days := settings.RETAIN_TRANSFERS_DAYS:
        LibraryTransfer.objects.filter(updated_at__lt=now - timedelta(days=days)).delete()
    if days := settings.RETAIN_NOTICES_DAYS:
        Notice.objects.filter(at__lt=now - timedelta(days=days)).delete()


@daily("accounts that are over")
def erase_what_is_over(now: datetime) -> None:
    take_up_erasures(now)
    for person in [*_unconfirmed(now), *_closed(now)][:AT_ONCE]:
        try:
            erase_account(person=person, by=None, now=now)
        except ErasingRefused:
            continue


def _unconfirmed(now: datetime) -> list[User]:
    """Nobody has ever come in by the mailed link."""
    days = settings.RETAIN_UNCONFIRMED_DAYS
    if not days:
        return []
    before = now - timedelta(days=days)
    people = User.objects.filter(is_confirmed=False, is_active=True, last_login=None, date_joined__lt=before)
    return list(people.order_by("pk")[:AT_ONCE])


def _closed(now: datetime) -> list[User]:
    """Closed by an administrator, and untouched since: their history tells."""
    days = settings.RETAIN_CLOSED_DAYS
    if not days:
        return []
    before = now - timedelta(days=days)
    touched = User.history.filter(history_date__gte=before).values("id")
    erased = Erasure.objects.filter(person__isnull=False).values("person")
    closed = User.objects.filter(is_active=False, date_joined__lt=before)
    return list(closed.exclude(pk__in=touched).exclude(pk__in=erased).order_by("pk")[:AT_ONCE])
