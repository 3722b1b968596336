"""Who is to be reminded of what, now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.domain.assigning import MOST_EXTRA_DAYS
from cases.domain.reminding import NEW_DAYS, SOON_DAYS, Reminded, Stage, is_daytime, stage_at, was_told
from cases.models import Accommodation, Assignee, Extension, Reminder, ReminderWish
from cases.queries.assigned import AssignedWork, works_on
from guidance.domain.zones import zone_named
from kidmet_site.accounts.models import User

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """Something that a person is to be told of."""

    work: AssignedWork
    stage: Stage
    days_left: int
    is_known: bool = False
    """That it opened was told in the app before; the mail has not said so yet."""


@dataclass(frozen=True)
class Wish:
    in_app: bool = True
    by_mail: bool = True


def wish_of(person: User) -> Wish:
    return wishes_of([person.pk]).get(person.pk, Wish())


def wishes_of(people: Iterable[int]) -> dict[int, Wish]:
    """Of those who want less than all of it, by their numbers."""
    rows = ReminderWish.objects.filter(person__in=people).values_list("person", "in_app", "by_mail")
    return {person: Wish(in_app, by_mail) for person, in_app, by_mail in rows}


def people_to_look_at(after: int, most: int, now: datetime) -> list[int]:
    """The next people, by number, for whom it is day and of whose work something opened or is due soon."""
    rows = _candidates(now).filter(person__gt=after, person__time_zone__in=_awake(now))
    return list(rows.order_by("person_id").values_list("person_id", flat=True).distinct()[:most])


def what_is_due(people: Iterable[int], now: datetime) -> dict[int, list[Due]]:
    """By person, what is due first before the rest; who was told of something today is told tomorrow, and
    today of what is new alone.

    As many queries for many people.
    """
    people = list(people)
    told, last = _told(people)
    numbers = _candidates(now).filter(person__in=people).values_list("pk", flat=True)
    found: dict[int, list[Due]] = defaultdict(list)
    for work in works_on(list(numbers), now):
        person = work.assignee.person
        before = last.get(person.pk)
        is_told = before and before.astimezone(person.zone).date() == now.astimezone(person.zone).date()
        due = _due(work, told[work.assignee.pk], now)
        if due and is_told:
            due = _new(due, told[work.assignee.pk])
        if due:
            found[person.pk].append(due)
    return {person: sorted(each, key=_by_due_time) for person, each in found.items()}


def _due(work: AssignedWork, told: list[Reminded], now: datetime) -> Due | None:
    if work.is_done or not work.cases or work.assignment.is_archived:
        return None
    row, due_at = work.assignee, work.window.due_at
    opened_at = max(filter(None, (row.assigned_at, work.window.opens_at)))
    found = stage_at(opened_at, due_at, now, row.person.zone)
    if found is None or was_told(found[0], due_at, told):
        return None
    return Due(work, *found, is_known=found[0] is Stage.OPENED and was_told(Stage.NEW, due_at, told))


def _new(due: Due, told: list[Reminded]) -> Due | None:
    """What nothing was told of yet."""
    return None if was_told(Stage.NEW, None, told) else replace(due, stage=Stage.NEW)


def _by_due_time(due: Due) -> tuple[bool, float]:
    at = due.work.window.due_at
    return at is None, at.timestamp() if at else 0.0


def _told(people: Iterable[int]) -> tuple[dict[int, list[Reminded]], dict[int, datetime]]:
    """What was told of each piece of work, and when each person was reminded of anything last; a notice of
    what is new is no day's reminder."""
    told: dict[int, list[Reminded]] = defaultdict(list)
    last: dict[int, datetime] = {}
    rows = Reminder.objects.filter(assignee__person__in=people).order_by("at")
    for number, person, stage, due_at, at in rows.values_list(
        "assignee", "assignee__person", "stage", "due_at", "at"
    ):
        told[number].append(Reminded(Stage(stage), due_at))
        if stage != Stage.NEW:
            last[person] = at
    return told, last


def _awake(now: datetime) -> list[str]:
    """The zones that people have chosen in which it is day."""
    chosen = User.objects.order_by().values_list("time_zone", flat=True).distinct()
    site = zone_named(settings.TIME_ZONE)
    zones = ((name, zone_named(name) or site) for name in chosen)
    return [name for name, zone in zones if zone and is_daytime(now, zone)]


def _candidates(now: datetime) -> QuerySet[Assignee]:
    """Rows of which there may be something to tell, and a few more."""
    soon, lately = now + (SOON_DAYS + 2) * DAY, now - (NEW_DAYS + 1) * DAY
    extended = Extension.objects.filter(assignee=OuterRef("pk"), due_at__gt=now, due_at__lt=soon)
    with_days = Accommodation.objects.filter(
        member__person=OuterRef("person"), member__cohort=OuterRef("assignment__cohort"), extra_days__gt=0
    )
    due = Q(assignment__due_at__gt=now, assignment__due_at__lt=soon)
    is_new = Q(assigned_at__gt=lately) | Q(assignment__opens_at__gt=lately)
    was_due = Q(assignment__due_at__gt=now - (MOST_EXTRA_DAYS + 1) * DAY, assignment__due_at__lt=soon)
    rows = Assignee.objects.filter(
        due | is_new | Exists(extended) | (was_due & Exists(with_days)),
        Q(assignment__opens_at=None) | Q(assignment__opens_at__lte=now),
        Q(assignment__cohort=None) | Q(assignment__cohort__archived_at=None),
        removed_at=None,
        person__is_active=True,
        person__is_confirmed=True,
    )
    return rows.order_by()
