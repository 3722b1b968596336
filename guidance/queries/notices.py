"""What somebody was told, and whether they want to be told of new editions."""

from django.db.models import Count, QuerySet

from guidance.models import Notice, Subscription
from guidance.models.kept_sql import KeptSelect
from kidmet_site.accounts.models import User, Visitor

_unread = KeptSelect(
    lambda user: (
        Notice.objects.filter(user_id=user, read_at=None)
        .order_by()
        .values("user_id")
        .annotate(count=Count("pk"))
        .values_list("count")
    )
)


def notices_of(user: User) -> QuerySet[Notice]:
    """The person's own, the newest first."""
    return Notice.objects.filter(user=user).order_by("-at", "-pk")


def unread_count(user: Visitor) -> int:
    """How many the person has not read; without a query for who is not signed in."""
    if not user.is_authenticated:
        return 0
    return sum(count for (count,) in _unread.rows(user.pk))


def is_subscribed(user: Visitor) -> bool:
    """Without a query for who is not signed in."""
    return bool(user.is_authenticated and Subscription.objects.filter(user=user).exists())
