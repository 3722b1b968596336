"""Telling people: in the app at once, by e-mail where they asked for it."""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException
from typing import Any

import structlog
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.utils import timezone

from guidance.models import Notice, Subscription

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 500


def tell(people: Iterable[Any], text: str, *, path: str, now: datetime, by_mail: bool = False) -> None:
    """Write a notice for each; call it inside the transaction of what it tells of."""
    Notice.objects.bulk_create(
        Notice(user=person, text=text, path=path, at=now, by_mail=by_mail) for person in people
    )


def tell_subscribers(text: str, *, path: str, now: datetime) -> int:
    """Everybody who subscribed and can still sign in; returns how many."""
    held = Subscription.objects.filter(user__is_active=True).select_related("user")
    people = [subscription.user for subscription in held]
    tell(people, text, path=path, now=now, by_mail=True)
    return len(people)


def mail_notices(*, home: str) -> int:
    """Send what is waiting, on one connection; `home` is the address of this site, "https://…".

    A notice that cannot be sent waits for the next time: nobody's publishing fails for want of a mail server.
    Of two who send at once each takes other rows. Returns how many were sent.
    """
    sent = 0
    with transaction.atomic():
        waiting = Notice.objects.select_for_update(of=("self",), skip_locked=_can_skip())
        notices = list(
            waiting.filter(by_mail=True, mailed_at__isnull=True).select_related("user")[:MOST_AT_ONCE]
        )
        if not notices:
            return 0
        try:
            with get_connection() as mail:
                for notice in notices:
                    _message(notice, home, mail).send()
                    notice.mailed_at = timezone.now()
                    sent += 1
        except (OSError, SMTPException) as fault:
            log.warning("notices_not_mailed", waiting=len(notices) - sent, fault=str(fault))
        Notice.objects.bulk_update([each for each in notices if each.mailed_at], ["mailed_at"])
    return sent


def _message(notice: Notice, home: str, mail: Any) -> EmailMessage:
    subject = f"KidMet: {notice.text}".splitlines()[0][:120]
    body = (
        f"{notice.text}\n\n{home.rstrip('/')}{notice.path}\n\n"
        "You asked to be told of new editions. You can change that there at any time.\n"
    )
    return EmailMessage(subject, body, to=[notice.user.email], connection=mail)


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked
