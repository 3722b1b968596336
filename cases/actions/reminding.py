"""Reminders of assigned work: looked for each hour, written once, in the app and by mail.

A reminder, its notice and its message are one transaction: whatever becomes of the worker, nobody is told
twice. A person is told once a day at most, of all that there is; what opens on such a day afterwards has a
notice of its own, and stands in the next message.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cases.domain.reminding import Stage
from cases.models import Reminder, ReminderWish
from cases.queries.assigned import in_words
from cases.queries.reminding import Due, Wish, people_to_look_at, what_is_due, wishes_of
from guidance.models import Notice
from kidmet_site.accounts.models import User
from kidmet_site.mail import Mail, post_all, take_back
from kidmet_site.work.jobs import Progress, begin, hourly, kind
from kidmet_site.work.models import Job, Letter

REMINDING = "cases.reminders"
MAILED = "reminder"
"""The kind of its letters; of one assignment alone with its number, for who hands it in meanwhile."""
AT_A_TIME = 100
GOOD_FOR = timedelta(hours=12)
"""A message that the mail server does not take by then is not sent any more."""
NO_MAIL = "@demo.kidmet.example"
"""People of the demonstration, whom no mail reaches."""
_links = signing.Signer(salt="reminders.stop")


class LinkUnknown(Exception):
    """No link of ours, or of an account that is gone."""


# Looked for, by the worker


@hourly("reminders of assigned work")
def begin_reminding(now: datetime) -> None:
    begin(REMINDING, by=None, now=now, once=REMINDING)


@kind(REMINDING, title="Reminders of assigned work", priority=-5, stays=False)
def remind_some(job: Job, *, now: datetime, until: float) -> Progress:
    """The next people, by their numbers."""
    people = people_to_look_at(int(job.payload.get("after", 0)), AT_A_TIME, now)
    is_last = len(people) < AT_A_TIME
    return Progress(
        is_done=is_last,
        keep=None if is_last else {"after": people[-1]},
        write=lambda: remind(people, now=now),
    )


@transaction.atomic
def remind(people: Iterable[int], *, now: datetime) -> int:
    """Tell each of what is due for them by now; returns how many were told of anything."""
    due = what_is_due(people, now)
    wishes = wishes_of(due)
    wanted = [_wanted(found, wishes.get(person, Wish())) for person, found in due.items()]
    wanted = [each for each in wanted if each.notices or each.mail]
    Reminder.objects.bulk_create(
        Reminder(assignee=due.work.assignee, stage=due.stage, due_at=due.work.window.due_at, at=now)
        for each in wanted
        for due in dict.fromkeys((*each.notices, *each.mail))
    )
    Notice.objects.bulk_create(_notice(due, now) for each in wanted for due in each.notices)
    post_all(_mail(each.mail, now) for each in wanted if each.mail and _has_mail(each.mail))
    return len(wanted)


class Wanted(NamedTuple):
    """What somebody is told of in the app and by mail, as they wish."""

    notices: list[Due]
    mail: list[Due]


def _wanted(found: Iterable[Due], wish: Wish) -> Wanted:
    every = list(found)
    return Wanted(
        [each for each in every if wish.in_app and not each.is_known],
        [each for each in every if wish.by_mail and each.stage is not Stage.NEW],
    )


def _has_mail(found: Sequence[Due]) -> bool:
    return not found[0].work.assignee.person.email.endswith(NO_MAIL)


def _notice(due: Due, now: datetime) -> Notice:
    person = due.work.assignee.person
    with timezone.override(person.zone):
        return Notice(user=person, text=f"{_said(due)}.", path=_path(due), at=now)


# In words: titles, times and counts, and nothing of any case


def _said(due: Due) -> str:
    """ "“Before the seminar” is due tomorrow, 4 May 2027 at 17:00 CEST: 1 of 2 cases is handed in"."""
    work, at = due.work, in_words(due.work.window.due_at)
    done, asked = sum(each.is_done for each in work.cases), len(work.cases)
    cases = "1 case" if asked == 1 else f"{asked} cases"
    name = f"“{work.assignment.title}”"
    if due.stage in (Stage.NEW, Stage.OPENED):
        until = f", due by {at}" if at else ""
        return f"{name} is open: {cases}{until}"
    when = {0: "today, ", 1: "tomorrow, "}.get(due.days_left, "on ")
    left = f"{done} of {cases} {'is' if done == 1 else 'are'} handed in"
    return f"{name} is due {when}{at}" + (f": {left}" if done else "")


def _path(due: Due) -> str:
    return reverse("assignment", args=[due.work.assignment.pk])


def _mail(found: Sequence[Due], now: datetime) -> Mail:
    person = found[0].work.assignee.person
    with timezone.override(person.zone):
        body = "\n\n".join(_paragraph(each) for each in found)
    stop = f"{settings.SITE_URL}{reverse('reminders_stop', args=[key_of(person)])}"
    account = f"{settings.SITE_URL}{reverse('account_times')}"
    body += (
        f"\n\nTimes are by the clock of {person.zone.key}. You can choose another, and which reminders you "
        f"get: {account}\n\nNo more reminders by mail, without signing in: {stop}\n"
    )
    return Mail(
        person.email,
        f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{_subject(found)}"[:200],
        body,
        kind_for(found[0].work.assignment.pk) if len(found) == 1 else MAILED,
        person,
        good_for=_good_for(found, now),
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _good_for(found: Sequence[Due], now: datetime) -> timedelta:
    """Until the first of it is over."""
    left = [each.work.window.due_at - now for each in found if each.work.window.due_at]
    return min([GOOD_FOR, *left])


def _paragraph(due: Due) -> str:
    cohort = due.work.assignment.cohort
    where = f" In the cohort “{cohort.title}”." if cohort else ""
    return f"{_said(due)}.{where}\n{settings.SITE_URL}{_path(due)}"


def _subject(found: Sequence[Due]) -> str:
    first = found[0]
    said = {Stage.OPENED: "is open", Stage.SOON: f"is due in {first.days_left} days"}.get(
        first.stage, "is due tomorrow" if first.days_left else "is due today"
    )
    more = f", and {len(found) - 1} more" if len(found) > 1 else ""
    return f"“{first.work.assignment.title}” {said}{more}"


# Ways to stop them


def kind_for(assignment: int) -> str:
    return f"{MAILED}.{assignment}"


def take_back_reminder(*, assignment: int, person: User) -> None:
    """What waits to be mailed of an assignment that was handed in."""
    take_back(kind=kind_for(assignment), person=person)


def key_of(person: User) -> str:
    """What the link to stop reminders holds: it does that alone, for good, and without signing in."""
    return _links.sign(str(person.pk))


def person_of_key(key: str) -> User:
    """Raises LinkUnknown."""
    try:
        return User.objects.get(pk=int(_links.unsign(key)), is_active=True)
    except (signing.BadSignature, ValueError, User.DoesNotExist) as fault:
        raise LinkUnknown from fault


@transaction.atomic
def wish_reminders(*, in_app: bool, by_mail: bool, by: User, now: datetime) -> None:
    """From now on; what waits to be mailed to who wants no mail is not sent."""
    held = {"in_app": in_app, "by_mail": by_mail}
    if in_app and by_mail:
        ReminderWish.objects.filter(person=by).delete()
    else:
        ReminderWish.objects.update_or_create(person=by, defaults=held | {"changed_at": now})
    if not by_mail:
        Letter.objects.filter(owner=by, kind__startswith=MAILED).delete()


@transaction.atomic
def stop_mailing(*, key: str, now: datetime) -> User:
    """By the link of a message, for whoever holds it. Raises LinkUnknown."""
    person = person_of_key(key)
    wish = wishes_of([person.pk]).get(person.pk, Wish())
    wish_reminders(in_app=wish.in_app, by_mail=False, by=person, now=now)
    return person
