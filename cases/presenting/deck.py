"""Review cards as an Anki deck: notes, fields, tags, and the schedule as it stands."""

import hashlib
import json
import tempfile
from collections.abc import Iterable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import genanki

from cases.actions.scheduling import RETENTION
from cases.models import ReviewCard
from cases.presenting.summary import DOMAINS

MODEL_ID, DECK_ID = 1_853_270_411, 1_853_270_412
"""Made up once, and never changed: by them Anki knows the deck again."""

COLLECTION_BEGAN = 1_411_124_400
"""The day from which genanki's collections count the days of reviews, in seconds."""
DAY = 86_400
NEW, LEARNING, REVIEW, RELEARNING = 0, 1, 2, 3
EASE = 2_500

_MODEL = genanki.Model(
    MODEL_ID,
    "KidMet review card",
    fields=[{"name": name} for name in ("Question", "Answer", "Source", "Domain", "Case")],
    templates=[
        {
            "name": "Card 1",
            "qfmt": "<p>{{Question}}</p>",
            "afmt": (
                '{{FrontSide}}<hr id="answer"><p>{{Answer}}</p><p><small>{{Source}}<br>{{Case}}</small></p>'
            ),
        }
    ],
    css=".card { font-family: serif; font-size: 18px; text-align: left; }",
)


def anki_deck(cards: Iterable[ReviewCard], now: datetime) -> bytes:
    """The cards as an .apkg file. The same cards at the same time give the same notes under the same ids."""
    deck = genanki.Deck(DECK_ID, "KidMet")
    for card in cards:
        deck.add_note(_Note(card, now))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kidmet.apkg"
        genanki.Package(deck).write_to_file(str(path), timestamp=now.timestamp())
        return path.read_bytes()


class _Note(genanki.Note):
    def __init__(self, card: ReviewCard, now: datetime) -> None:
        super().__init__(
            model=_MODEL,
            fields=[
                _html(card.question),
                _html(card.answer),
                _html(card.source),
                DOMAINS[card.domain],
                escape(card.teaching_case.slug),
            ],
            tags=[
                "kidmet",
                f"domain::{card.domain}",
                f"kind::{card.kind}",
                f"case::{card.teaching_case.slug}",
            ],
            guid=_guid(card),
        )
        self.scheduled = card
        self.now = now

    @property
    def cards(self) -> list[genanki.Card]:
        return [_Card(self.scheduled, self.now)]


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _guid(card: ReviewCard) -> str:
    """The same matter of the same person keeps its note, so that importing again updates it."""
    matter = f"{card.owner_id}:{card.kind}:{card.key}:{card.teaching_case_id}"
    return hashlib.sha256(matter.encode()).hexdigest()[:20]


class _Card(genanki.Card):
    """A card with its schedule: genanki by itself writes every card as new."""

    def __init__(self, card: ReviewCard, now: datetime) -> None:
        super().__init__(0)
        self.card, self.now = card, now

    def write_to_db(
        self, cursor: Any, timestamp: float, deck_id: int, note_id: int, id_gen: Any, due: int = 0
    ) -> None:
        kind, due, interval = self._schedule(due)
        values = (
            next(id_gen),
            note_id,
            deck_id,
            self.ord,
            int(timestamp),
            -1,
            kind,
            LEARNING if kind == RELEARNING else kind,
            due,
            interval,
            EASE if kind in (REVIEW, RELEARNING) else 0,
            self.card.reviews,
            self.card.lapses,
            1001 if kind in (LEARNING, RELEARNING) else 0,  # one step is left, today
            0,
            0,
            0,
            self._memory(),
        )
        cursor.execute(f"INSERT INTO cards VALUES({','.join('?' * len(values))})", values)

    def _schedule(self, place: int) -> tuple[int, int, int]:
        """Anki's kind of card, its due (a day for reviews, a second for learning) and interval in days."""
        card = self.card
        if not card.reviews:
            return NEW, place, 0
        if card.state == REVIEW:
            days = max(1, (card.due_at - (card.reviewed_at or self.now)).days)
            return REVIEW, int((card.due_at.timestamp() - COLLECTION_BEGAN) // DAY), days
        return (LEARNING if card.state == LEARNING else RELEARNING), int(card.due_at.timestamp()), 0

    def _memory(self) -> str:
        """FSRS's memory of the card as Anki keeps it: stability, difficulty, desired retention."""
        if self.card.stability is None or self.card.difficulty is None:
            return ""
        held = {"s": round(self.card.stability, 4), "d": round(self.card.difficulty, 3), "dr": RETENTION}
        return json.dumps(held, separators=(",", ":"))
