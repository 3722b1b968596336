"""Telling people: in the app at once, by e-mail where they asked for it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings

from guidance.models import Notice, Subscription
from kidmet_site.accounts.models import User
from kidmet_site.mail import Mail, post_all, send_now, waiting_letters
from kidmet_site.work.jobs import Progress, begin, finish, kind
from kidmet_site.work.models import Job

NEW_EDITION = "new_edition"
GOOD_FOR = timedelta(days=7)
AT_A_TIME = 500
TELLING = "guidance.telling"


def tell(
    people: Iterable[User],
    text: str,
    *,
    path: str,
    now: datetime,
    by: User | None = None,
    by_mail: bool = False,
) -> None:
    """Write a notice for each; call it inside the transaction of what it tells of.

    `by` is whom it names, or quotes: it goes with their account.
    """
    people = list(people)
    Notice.objects.bulk_create(Notice(user=person, by=by, text=text, path=path, at=now) for person in people)
    if by_mail:
        post_all(_mail(person, text, path) for person in people)


def tell_subscribers(text: str, *, path: str, now: datetime) -> None:
    """Everybody who has subscribed by now and can still sign in is told by the worker."""
    if Subscription.objects.exists():
        payload = {"text": text, "path": path, "after": 0, "at": now.isoformat()}
        begin(TELLING, by=None, now=now, payload=payload)


@kind(TELLING, title="Tell readers of the new edition", priority=20)
def tell_some(job: Job, *, now: datetime, until: float) -> Progress:
    """The next subscribers, by their numbers: each is told once, also where the worker is killed."""
    told = datetime.fromisoformat(job.payload["at"])
    held = Subscription.objects.filter(
        user__is_active=True, user_id__gt=job.payload["after"], since__lte=told
    ).select_related("user")
    people = [subscription.user for subscription in held.order_by("user_id")[:AT_A_TIME]]
    text, path = job.payload["text"], job.payload["path"]
    return Progress(
        done=job.done + len(people),
        is_done=len(people) < AT_A_TIME,
        keep=job.payload | {"after": people[-1].pk} if len(people) == AT_A_TIME else None,
        write=lambda: tell(people, text, path=path, now=told, by_mail=True),
    )


# Without waiting for a worker


def send_notices() -> int:
    """Tell who is still to be told, and send what waits; returns how many messages went out."""
    for job in Job.objects.filter(kind=TELLING, state__in=Job.OPEN).order_by("pk"):
        finish(job)
    before = notices_waiting()
    send_now(kind=NEW_EDITION)
    return before - notices_waiting()


def notices_waiting() -> int:
    return waiting_letters(kind=NEW_EDITION)


def _mail(person: User, text: str, path: str) -> Mail:
    home = settings.SITE_URL
    body = (
        f"{text}\n\n{home}{path}\n\n"
        f"You asked to be told of new editions. You can change that at any time: {home}/guidance/notices/\n"
    )
    subject = f"KidMet: {text}".splitlines()[0][:120]
    return Mail(person.email, subject, body, NEW_EDITION, person, GOOD_FOR)
