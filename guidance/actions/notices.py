"""What readers do with notices, and with their wish to be told."""

from datetime import datetime

from django.db import transaction

from guidance.actions.auditing import record_act
from guidance.actions.telling import NEW_EDITION
from guidance.models import Notice, Subscription
from guidance.permissions import check_signed_in
from kidmet_site.accounts.models import User
from kidmet_site.mail import take_back


def mark_notices_read(*, until: int, by: User, now: datetime) -> int:
    """All of one's own up to the one with this number: what came after the page was opened stays unread.

    Returns how many there were.
    """
    check_signed_in(by)
    return Notice.objects.filter(user=by, read_at=None, pk__lte=until).update(read_at=now)


@transaction.atomic
def subscribe(*, by: User, now: datetime) -> None:
    """Be told of new editions from now on. A second time changes nothing."""
    check_signed_in(by)
    _, is_new = Subscription.objects.get_or_create(user=by, defaults={"since": now})
    if is_new:
        record_act(act="subscribed to", by=by, now=now, subject="new editions")


@transaction.atomic
def unsubscribe(*, by: User, now: datetime) -> None:
    """Be told no more; what waits for its e-mail is not sent either."""
    check_signed_in(by)
    deleted, _ = Subscription.objects.filter(user=by).delete()
    take_back(kind=NEW_EDITION, person=by)
    if deleted:
        record_act(act="unsubscribed from", by=by, now=now, subject="new editions")
