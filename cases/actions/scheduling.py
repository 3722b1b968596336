"""FSRS, by the `fsrs` package: when a card comes back after how it was answered."""

from datetime import datetime

from fsrs import Card, Rating, Scheduler, State

from cases.models import ReviewCard

RETENTION = 0.9
"""The share of cards that one wants to remember when they come back."""

# Without the package's random spread: marking a card again gives the same day, and tests need no patience.
_scheduler = Scheduler(desired_retention=RETENTION, enable_fuzzing=False)


def scheduled(card: ReviewCard, rating: int, now: datetime) -> Card:
    """Where FSRS puts the card; raises ValueError for a rating other than 1 to 4."""
    held = Card(
        card_id=card.pk,  # without one the package waits for the clock
        state=State(card.state),
        step=card.step,
        stability=card.stability,
        difficulty=card.difficulty,
        due=card.due_at,
        last_review=card.reviewed_at,
    )
    return _scheduler.review_card(held, Rating(rating), now)[0]


def due_after(card: ReviewCard, now: datetime) -> dict[int, datetime]:
    """When the card would come back after each of the four answers."""
    return {rating.value: scheduled(card, rating.value, now).due for rating in Rating}
