"""What a reviewer of a change set has looked at."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from guidance.models import Change, ChangeSeen, ChangeSet
from guidance.permissions import check_can_curate
from kidmet_site.accounts.models import User


@transaction.atomic
def mark_seen(*, change_set: ChangeSet, changes: Iterable[int], by: User, now: datetime) -> int:
    """How many of these changes, by number, were marked: those that the set has."""
    check_can_curate(by)
    found = Change.objects.filter(change_set=change_set, pk__in=list(changes)).values_list("pk", flat=True)
    marks = [ChangeSeen(change_id=pk, by=by, at=now) for pk in found]
    ChangeSeen.objects.bulk_create(
        marks, update_conflicts=True, unique_fields=["change", "by"], update_fields=["at"]
    )
    return len(marks)


@transaction.atomic
def mark_unseen(*, change_set: ChangeSet, changes: Iterable[int], by: User) -> None:
    check_can_curate(by)
    ChangeSeen.objects.filter(change__change_set=change_set, change__in=list(changes), by=by).delete()
