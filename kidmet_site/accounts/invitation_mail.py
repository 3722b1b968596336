"""Invitations by mail: sent by the worker, one after the other."""

import time
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from kidmet_site.accounts.inviting import HOLDS, key_of
from kidmet_site.accounts.models import Invitation, User
from kidmet_site.mail import Mail, post_all
from kidmet_site.work.jobs import Progress, begin, kind
from kidmet_site.work.models import Job

KIND = "invitations"


def begin_sending(*, by: User, now: datetime) -> Job:
    """Of all invitations that wait for it."""
    return begin(KIND, by=by, now=now, path=reverse("people"), total=to_be_sent(now).count())


def to_be_sent(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.open_at(now).filter(mailed_at=None).order_by("pk")


@kind(KIND, title="Mailing invitations")
def send_invitations(job: Job, *, now: datetime, until: float) -> Progress:
    """A message and its mark are one transaction; sent twice it has the same link."""
    sent, waiting = 0, list(to_be_sent(now).values_list("pk", flat=True)[:200])
    for pk in waiting:
        sent += _is_sent(pk, now)
        if time.monotonic() >= until:
            break
    left = to_be_sent(now).count()
    return Progress(done=job.done + sent, total=job.done + sent + left, is_done=not left)


@transaction.atomic
def _is_sent(pk: int, now: datetime) -> bool:
    invitation = to_be_sent(now).select_for_update().filter(pk=pk).first()
    if invitation is None:
        return False
    invitation.mailed_at = now
    invitation.save(update_fields=["mailed_at"])
    post_all([invitation_message(invitation)])
    return True


def invitation_message(invitation: Invitation) -> Mail:
    """Nobody waits for it at a page, as for a new password: it lets such messages pass."""
    context = {
        "invitation": invitation,
        "link": f"{settings.SITE_URL}{reverse('invitation', kwargs={'key': key_of(invitation)})}",
        "current_site": {"domain": settings.SITE_URL.partition("://")[2]},
        "institution": settings.OIDC.name if settings.OIDC else "",
    }
    body = render_to_string("account/email/invitation_message.txt", context)
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + "You are invited"
    return Mail(
        invitation.email, subject, body, "invitation", good_for=HOLDS, sender=settings.DEFAULT_FROM_EMAIL
    )
