"""Who was asked to look at a draft, and what was said of it."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cases.models import CaseDraft, DraftComment, DraftReview
from kidmet_site.accounts.models import User


def comments_of(draft: CaseDraft) -> QuerySet[DraftComment]:
    """The oldest first."""
    return draft.comments.select_related("by", "resolved_by")


def open_comments(draft: CaseDraft) -> int:
    return draft.comments.filter(resolved_at__isnull=True).count()


def with_open_comments(drafts: QuerySet[CaseDraft]) -> QuerySet[Any]:
    """Each with how many `comments_open` wait, in the same query."""
    waiting = DraftComment.objects.filter(draft=OuterRef("pk"), resolved_at__isnull=True).order_by()
    counted = waiting.values("draft").annotate(n=Count("pk")).values("n")
    return drafts.annotate(comments_open=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


def reviews_of(draft: CaseDraft) -> QuerySet[DraftReview]:
    return draft.reviews.select_related("reviewer", "asked_by")


def asked_of(user: User) -> QuerySet[DraftReview]:
    """What the person was asked to look at and has not yet said to be ready."""
    waiting = DraftReview.objects.filter(reviewer=user, done_at__isnull=True)
    return waiting.select_related("draft__library", "asked_by").defer("draft__document")
