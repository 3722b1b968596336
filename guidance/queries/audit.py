"""The audit, as it is searched: who did what, when and why, the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from guidance.models import AuditEntry, ChangeSet

SEARCHED = ("act", "subject", "why")
STRETCH = 10_000
"""Acts that a text is looked for in at a time: no index finds a part of a word on both databases."""


@dataclass(frozen=True)
class AuditFilter:
    """What is asked for; what is empty is not asked. Days are whole days of this site's time zone."""

    person: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None
    words: str = ""
    change_set: int | None = None


@dataclass(frozen=True)
class AuditStretch:
    """Found among so many acts as are looked through at a time: from `since` to `until`, where there are
    others before and after them. The next stretch is that before the act of the number `before`."""

    entries: QuerySet[AuditEntry]
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    @property
    def at_a_time(self) -> int:
        return STRETCH

    @property
    def is_part(self) -> bool:
        return bool(self.since or self.until)


def audit_entries(asked: AuditFilter) -> QuerySet[AuditEntry]:
    """All that was asked for."""
    return _with_texts(_narrowed(asked), asked)


def audit_stretch(asked: AuditFilter, before: int = 0) -> AuditStretch:
    """What was asked for among the acts of a stretch: those before the act of that number, the newest where
    there is none; among all where no text is looked for."""
    found = _narrowed(asked)
    if not (asked.person or asked.words):
        return AuditStretch(found)
    newest = AuditEntry.objects.filter(pk=before).values_list("at", "pk").first() if before else None
    if newest:
        at, pk = newest
        found = found.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at)
    last_and_next = list(found.values_list("at", "pk")[STRETCH - 1 : STRETCH + 1])
    if len(last_and_next) < 2:
        return AuditStretch(_with_texts(found, asked), until=newest and newest[0])
    at, pk = last_and_next[0]
    found = found.filter(Q(at__gt=at) | Q(pk__gte=pk), at__gte=at)
    return AuditStretch(_with_texts(found, asked), since=at, until=newest and newest[0], before=pk)


def _narrowed(asked: AuditFilter) -> QuerySet[AuditEntry]:
    """By what an index finds."""
    found = AuditEntry.objects.order_by("-at", "-pk")
    if asked.act:
        found = found.filter(act=asked.act)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.change_set:
        found = found.filter(change_set=asked.change_set)
    return found


def _with_texts(found: QuerySet[AuditEntry], asked: AuditFilter) -> QuerySet[AuditEntry]:
    if asked.person:
        found = found.filter(name__icontains=asked.person)
    for word in asked.words.split():
        found = found.filter(reduce(or_, (Q(**{f"{name}__icontains": word}) for name in SEARCHED)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def acts_done() -> list[str]:
    """What has been done at all, by name: the next one each time, so that not every entry is read."""
    table = connection.ops.quote_name(AuditEntry._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE done(act) AS (SELECT MIN(act) FROM {table} UNION ALL "
            f"SELECT (SELECT MIN(act) FROM {table} WHERE act > done.act) FROM done WHERE act IS NOT NULL) "
            "SELECT act FROM done WHERE act IS NOT NULL"
        )
        return sorted(act for (act,) in cursor.fetchall())


def change_sets_held(numbers: Iterable[int | None]) -> set[int]:
    """Those of the change sets that are still there to be looked at."""
    wanted = [number for number in numbers if number]
    return set(
        ChangeSet.objects.filter(pk__in=wanted, document__is_guidance=True).values_list("pk", flat=True)
    )
