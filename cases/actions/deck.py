"""Taking back what was answered in Anki."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from cases.actions.review import SCHEDULE, answer
from cases.content.anki_file import AnkiCard, AnkiFileError, read_anki_file
from cases.models import CardReview, ReviewCard
from kidmet_site.accounts.models import User

SAME = timedelta(seconds=1)
"""Answers less than this apart are one: Anki keeps milliseconds, and moves one where two fall together."""
AHEAD = timedelta(days=1)
"""How far the clock of a device may go ahead."""
LEARNT = 2


@dataclass(frozen=True)
class DeckTaken:
    """How many cards had newer answers in Anki, how many had none, and how many notes are none of ours."""

    newer: int
    same: int
    others: int


@transaction.atomic
def take_back_deck(*, raw: bytes, by: User, now: datetime) -> DeckTaken:
    """The answers that were given in Anki since the last one here, for the person's own cards: all or none.

    Raises AnkiFileError and OverLimit.
    """
    own = {card.anki_guid: card for card in ReviewCard.objects.select_for_update().filter(owner=by)}
    deck = read_anki_file(raw, own)
    given = _newer_answers(own, deck.cards, now)
    changed = [own[guid] for guid, reviews in given.items() if reviews]
    ReviewCard.objects.bulk_update(changed, SCHEDULE, batch_size=200)
    CardReview.objects.bulk_create((each for reviews in given.values() for each in reviews), batch_size=500)
    return DeckTaken(len(changed), len(given) - len(changed), deck.others)


def _newer_answers(
    own: Mapping[str, ReviewCard], cards: Mapping[str, AnkiCard], now: datetime
) -> dict[str, list[CardReview]]:
    return {guid: _caught_up(own[guid], held, now) for guid, held in cards.items()}


def _caught_up(card: ReviewCard, held: AnkiCard, now: datetime) -> list[CardReview]:
    """The newer answers, one after the other; the card then comes back when Anki says."""
    since = card.reviewed_at
    newer = [each for each in held.answers if since is None or each.at > since + SAME]
    if newer and newer[-1].at > now + AHEAD:
        said = (
            f"A card was answered on {newer[-1].at:%-d %B %Y}, which is still to come. Nothing was changed."
        )
        raise AnkiFileError(f"{said} Look at the clock of the device on which Anki runs.")
    reviews = [answer(card, each.rating, each.at) for each in newer]
    if reviews and held.state is not None:
        card.state, card.step = held.state, None if held.state == LEARNT else 0
        card.due_at = held.due_at or card.due_at
        card.stability = held.stability or card.stability
        card.difficulty = held.difficulty or card.difficulty
        reviews[-1].due_after, reviews[-1].stability_after = card.due_at, card.stability or 0.0
    return reviews
