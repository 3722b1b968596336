"""Who was asked to look at a draft, and what was said of it."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet

from cases.models import CaseDraft, DraftComment, DraftReview
from kidmet_site.accounts.models import User


def comments_of(draft: CaseDraft) -> QuerySet[DraftComment]:
    """The oldest first."""
    return draft.comments.select_related("by", "resolved_by")


def open_comments(draft: CaseDraft) -> int:
    return draft.comments.filter(resolved_at__isnull=True).count()


def open_comments_by_draft(drafts: Iterable[CaseDraft]) -> dict[int, int]:
    """How many wait in each of the drafts where any do; one query."""
    waiting = DraftComment.objects.filter(draft__in=[draft.pk for draft in drafts], resolved_at__isnull=True)
    return dict(waiting.order_by().values_list("draft").annotate(Count("pk")))


def reviews_of(draft: CaseDraft) -> QuerySet[DraftReview]:
    return draft.reviews.select_related("reviewer", "asked_by")


def asked_of(user: User) -> QuerySet[DraftReview]:
    """What the person was asked to look at and has not yet said to be ready."""
    waiting = DraftReview.objects.filter(reviewer=user, done_at__isnull=True)
    return waiting.select_related("draft__library", "asked_by").defer("draft__document")
