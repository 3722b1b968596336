"""Who looked at what is whose."""

from collections.abc import Iterable

from django.db.models import QuerySet

from kidmet_site.accounts.models import Insight, User


def insights_into(user: User, *, kind: str = "", numbers: Iterable[int] | None = None) -> QuerySet[Insight]:
    """Every time that somebody looked at what is the person's, the newest first; perhaps of some things."""
    held = Insight.objects.filter(owner=user)
    held = held.filter(kind=kind) if kind else held
    return held if numbers is None else held.filter(number__in=list(numbers))
