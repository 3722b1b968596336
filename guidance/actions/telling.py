"""Telling people: in the app at once, by e-mail where they asked for it."""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from typing import Any

import structlog
from django.core.mail import EmailMessage, get_connection
from django.utils import timezone

from guidance.models import Notice, Subscription
from guidance.queries.notices import waiting_for_mail
from kidmet_site.accounts.models import User

log = structlog.get_logger(__name__)
MOST_AT_ONCE = 500


def tell(people: Iterable[User], text: str, *, path: str, now: datetime, by_mail: bool = False) -> None:
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

    A notice that cannot be sent waits for the next time: nobody's publishing fails for want of a mail server,
    nor does a page wait longer for one than EMAIL_TIMEOUT in all.
    Of two who send at once each takes other rows. Returns how many were sent.
    """
    waiting = list(waiting_for_mail()[:MOST_AT_ONCE])
    sent = 0
    try:
        with get_connection() as mail:
            for notice in waiting:
                sent += _is_sent(notice, home, mail)
    except (OSError, SMTPException) as fault:
        log.warning("notices_not_mailed", waiting=len(waiting) - sent, fault=type(fault).__name__)
    return sent


def _is_sent(notice: Notice, home: str, mail: Any) -> bool:
    """Raises what the mail server raises, but where it refuses this one message and may take the next.

    Outside of a transaction: a slow mail server must not keep others from writing.
    """
    row = Notice.objects.filter(pk=notice.pk)
    if not row.filter(mailed_at=None).update(mailed_at=timezone.now()):
        return False
    try:
        _message(notice, home, mail).send()
    except (SMTPRecipientsRefused, SMTPDataError) as fault:
        row.update(mailed_at=None)
        # Its text would name the address.
        log.warning("notice_refused", notice=notice.pk, fault=type(fault).__name__)
        return False
    except (OSError, SMTPException):
        row.update(mailed_at=None)
        raise
    return True


def _message(notice: Notice, home: str, mail: Any) -> EmailMessage:
    home = home.rstrip("/")
    subject = f"KidMet: {notice.text}".splitlines()[0][:120]
    body = (
        f"{notice.text}\n\n{home}{notice.path}\n\n"
        f"You asked to be told of new editions. You can change that at any time: {home}/guidance/notices/\n"
    )
    return EmailMessage(subject, body, to=[notice.user.email], connection=mail)
