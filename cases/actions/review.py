"""Cards from what was missed, and answering them."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from cases.actions.scheduling import scheduled
from cases.domain.cards import CardText, cards_from
from cases.domain.marks import FACT, AttemptMark
from cases.domain.teaching import TeachingContent as Content
from cases.models import Attempt, CardReview, ReviewCard
from cases.permissions import check_can_review
from cases.queries.assigned import in_words
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User

REVIEW = 2
"""FSRS's state of a card that was learnt; forgetting one is a lapse."""
AGAIN = 1


class CardRefused(Exception):
    """Why a card takes no answer now, in a sentence. Nothing was changed."""


def make_cards(
    *,
    attempt: Attempt,
    content: Content,
    marks: Iterable[AttemptMark],
    edition: CompiledEdition,
    now: datetime,
) -> None:
    """A card for each matter missed; one that the person has keeps its schedule.

    A fact of which they have a card of its own, as cards were made before, is on no other.
    """
    own = ReviewCard.objects.filter(owner=attempt.resident_id, teaching_case=attempt.teaching_case_id)
    alone = set(own.filter(kind=ReviewCard.FACT).values_list("key", flat=True))
    asked = tuple(mark for mark in marks if mark.subject != FACT or mark.key not in alone)
    ReviewCard.objects.bulk_create(
        [_row(attempt, card, now) for card in cards_from(content, asked, edition)],
        ignore_conflicts=True,
    )


def _row(attempt: Attempt, card: CardText, now: datetime) -> ReviewCard:
    return ReviewCard(
        owner_id=attempt.resident_id,
        teaching_case_id=attempt.teaching_case_id,
        attempt=attempt,
        created_at=now,
        due_at=now,
        **asdict(card),
    )


@transaction.atomic
def answer_card(*, card: ReviewCard, rating: int, by: User, now: datetime) -> ReviewCard:
    """Schedule a card by how it was answered: 1 again, 2 hard, 3 good, 4 easy.

    Raises NotYourCard, CardRefused, and ValueError for another rating.
    """
    check_can_review(by, card)
    if card.due_at > now:
        raise CardRefused(f"This card comes back on {in_words(card.due_at)}. Nothing was changed.")
    answered = ReviewCard.objects.filter(pk=card.pk, reviews=card.reviews)
    review = answer(card, rating, now)
    if not answered.update(**{name: getattr(card, name) for name in SCHEDULE}):
        raise CardRefused("This card was answered in another tab. Nothing was changed.")
    review.save()
    return card


SCHEDULE = ("state", "step", "stability", "difficulty", "due_at", "reviewed_at", "reviews", "lapses")


def answer(card: ReviewCard, rating: int, at: datetime) -> CardReview:
    """The answer, and with it the card's new schedule; neither is saved."""
    after, before = scheduled(card, rating, at), card.state
    card.lapses += int(before == REVIEW and rating == AGAIN)
    card.state, card.step = int(after.state), after.step
    card.stability, card.difficulty = after.stability, after.difficulty
    card.due_at, card.reviewed_at = after.due, at
    card.reviews += 1
    return CardReview(
        card=card,
        rating=rating,
        reviewed_at=at,
        state_before=before,
        due_after=after.due,
        stability_after=after.stability or 0.0,
    )
