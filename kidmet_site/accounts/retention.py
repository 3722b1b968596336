"""How long things are kept, as the settings have it: told to people in sentences, and done each day."""

from collections.abc import Iterator
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


FOREVER_AND_OTHERWISE = {
    "RETAIN_EXPORTS_DAYS": ("", "The file of everything of yours, which you asked for, is deleted after {}."),
    "RETAIN_TRANSFERS_DAYS": (
        "Imports and exports of libraries stand for as long as the account.",
        "Imports and exports of libraries are deleted after {}.",
    ),
    "RETAIN_NOTICES_DAYS": (
        "Notices stand for as long as the account.",
        "Notices are deleted after {}.",
    ),
    "RETAIN_UNCONFIRMED_DAYS": (
        "Accounts whose address nobody confirmed are kept.",
        "An account whose address nobody confirmed is deleted after {}.",
    ),
    "RETAIN_CLOSED_DAYS": (
        "Closed accounts are kept until somebody deletes them.",
        "A closed account is deleted after {}.",
    ),
}
"""By setting: what is said where it is 0, and where it is a number of days."""


def kept_how_long() -> Iterator[str]:
    """How long things are kept that are not kept for as long as the account, as this installation is set."""
    sessions = timedelta(seconds=settings.SESSION_COOKIE_AGE).days
    yield f"That you are signed in is forgotten after {sessions} days at the latest."
    for name, (forever, otherwise) in FOREVER_AND_OTHERWISE.items():
        days = getattr(settings, name)
        if said := otherwise.format(in_days(days)) if days else forever:
            yield said
    yield backups_in_words()


def in_days(days: int) -> str:
    return "a day" if days == 1 else f"{days} days"


def backups_in_words() -> str:
    """Only what those who run the site have said: nothing here knows of their backups."""
    if not settings.BACKUP_DAYS:
        return (
            "Whoever runs this installation may keep backups of the whole database, and has not said here "
            "for how long. What is deleted stays in the backups of before until these are deleted."
        )
    return (
        f"Backups of the whole database are kept for {in_days(settings.BACKUP_DAYS)}, as whoever runs this "
        "installation says. What is deleted stays in those of before for so long."
    )


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
