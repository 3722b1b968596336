"""A colleague looks at a draft: is asked to, comments at its places, says that it is ready."""

from datetime import datetime

from django.db import transaction

from cases.models import CaseDraft, DraftComment, DraftReview
from cases.permissions import can_view_library, check_can_edit_library, check_can_view_library
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import DRAFT_COMMENTS, REMARK
from kidmet_site.accounts.models import User


class ReviewRefused(Exception):
    """Something that a review of a draft does not allow, in a sentence. Nothing was changed."""


@transaction.atomic
def ask_for_review(*, draft: CaseDraft, email: str, by: User, now: datetime) -> DraftReview:
    """Ask a colleague who may read the library; asking again opens a review that was done.

    Raises NotYourLibrary, ReviewRefused.
    """
    check_can_edit_library(by, draft.library)
    person = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None or not can_view_library(person, draft.library):
        raise ReviewRefused(
            f"Nobody who may read “{draft.library}” has the address {email.strip()[:254]}. "
            "Share the library with them first."
        )
    if person == by:
        raise ReviewRefused("Ask somebody else: you know what you meant.")
    review, _ = DraftReview.objects.update_or_create(
        draft=draft,
        reviewer=person,
        defaults={"asked_by": by, "asked_at": now, "done_at": None, "version": None},
    )
    return review


def say_ready(*, draft: CaseDraft, by: User, now: datetime) -> None:
    """The reviewer has nothing left to say of the draft as it stands. Raises ReviewRefused."""
    asked = DraftReview.objects.filter(draft=draft, reviewer=by, done_at__isnull=True)
    if not asked.update(done_at=now, version=draft.version):
        raise ReviewRefused("You were not asked to review this draft, or you have said so already.")


@transaction.atomic
def comment_on(*, draft: CaseDraft, address: str, text: str, by: User, now: datetime) -> DraftComment:
    """Say something at a part of a draft; "" is the case. Raises NotYourLibrary, OverLimit, ReviewRefused."""
    check_can_view_library(by, draft.library)
    check_characters(text, "The comment")
    REMARK.check(len(text))
    if not seen(text):
        raise ReviewRefused("A comment needs words.")
    DRAFT_COMMENTS.check(draft.comments.count() + 1)
    return DraftComment.objects.create(draft=draft, address=address[:200], text=seen(text), by=by, at=now)


def resolve_comment(*, draft: CaseDraft, comment: int, by: User, now: datetime) -> None:
    """Who writes the draft, or who said it, settles it. Raises ReviewRefused, NotYourLibrary."""
    found = draft.comments.filter(pk=comment, resolved_at__isnull=True).first()
    if found is None:
        raise ReviewRefused("That comment was resolved already.")
    if found.by_id != by.pk:
        check_can_edit_library(by, draft.library)
    draft.comments.filter(pk=comment).update(resolved_at=now, resolved_by=by)
