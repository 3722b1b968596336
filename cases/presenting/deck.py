"""Review cards as an Anki deck: notes, fields, tags, and the schedule as it stands."""

import itertools
import json
import tempfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from html import escape
from pathlib import Path
from typing import Any

import genanki

from cases.actions.scheduling import RETENTION
from cases.models import CardReview, ReviewCard
from cases.presenting.summary import DOMAINS

MODEL_ID, DECK_ID = 1_853_270_411, 1_853_270_412
"""Made up once, and never changed: by them Anki knows the deck again."""

BEGAN = date(2014, 9, 19)
"""The day from which the deck counts the days of reviews. Any day would do that lies before them all."""
DAY_BEGINS = 4
"""The hour at which Anki's day begins, where its owner has set no other."""
NOTETYPE_CHANGED = 1_764_201_600
"""When `_MODEL` was last changed, in seconds: Anki takes over what is newer than its own."""
NEW, LEARNING, REVIEW, RELEARNING = 0, 1, 2, 3
EASE = 2_500


class _NoteType(genanki.Model):
    """Its own time, whenever the deck is written, so that what learners made of its templates stays."""

    def to_json(self, timestamp: float, deck_id: int) -> Any:
        return super().to_json(NOTETYPE_CHANGED, deck_id)


_MODEL = _NoteType(
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


def anki_deck(cards: Iterable[ReviewCard], now: datetime, zone: tzinfo = UTC) -> bytes:
    """The cards as an .apkg file, due on the days of `zone`. The same cards at the same time give the same
    notes under the same ids."""
    deck = genanki.Deck(DECK_ID, "KidMet")
    for card in cards:
        deck.add_note(_Note(card, now, zone))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kidmet.apkg"
        _Package(deck, zone).write_to_file(str(path), timestamp=now.timestamp())
        return path.read_bytes()


class _Package(genanki.Package):
    """Says where its days begin: genanki leaves that to the clock of whoever imports."""

    def __init__(self, deck: genanki.Deck, zone: tzinfo) -> None:
        super().__init__(deck)
        self.zone = zone

    def write_to_db(self, cursor: Any, timestamp: float, id_gen: Any) -> None:
        super().write_to_db(cursor, timestamp, id_gen)
        began = datetime(BEGAN.year, BEGAN.month, BEGAN.day, DAY_BEGINS, tzinfo=self.zone)
        west = -(began.utcoffset() or timedelta()) // timedelta(minutes=1)
        conf = json.loads(cursor.execute("SELECT conf FROM col").fetchone()[0])
        conf |= {"schedVer": 2, "rollover": DAY_BEGINS, "creationOffset": west}
        cursor.execute("UPDATE col SET crt = ?, conf = ?", (int(began.timestamp()), json.dumps(conf)))


def _day(moment: datetime, zone: tzinfo) -> int:
    """Anki's number of a day: it begins at four in the morning, where its owner is."""
    return ((moment.astimezone(zone) - timedelta(hours=DAY_BEGINS)).date() - BEGAN).days


class _Note(genanki.Note):
    def __init__(self, card: ReviewCard, now: datetime, zone: tzinfo) -> None:
        super().__init__(
            model=_MODEL,
            fields=[
                _front(card),
                _back(card),
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
            guid=card.anki_guid,
        )
        self.scheduled = card
        self.now, self.zone = now, zone

    @property
    def cards(self) -> list[genanki.Card]:
        return [_Card(self.scheduled, self.now, self.zone)]

    def write_to_db(self, cursor: Any, timestamp: float, deck_id: int, id_gen: Any) -> None:
        """As old as its text, so that importing again leaves what learners wrote into it since."""
        super().write_to_db(cursor, self.scheduled.created_at.timestamp(), deck_id, id_gen)


def _back(card: ReviewCard) -> str:
    answer, guidance = map(_html, card.reasons)
    if not guidance:
        return answer
    return f"{answer}<details><summary>What the guidance says</summary>{guidance}</details>"


def _front(card: ReviewCard) -> str:
    if not card.background:
        return _html(card.question)
    before = _html(card.background)
    return f"<details><summary>Earlier in this case</summary>{before}</details>{_html(card.question)}"


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


class _Card(genanki.Card):
    """A card with its schedule: genanki by itself writes every card as new."""

    def __init__(self, card: ReviewCard, now: datetime, zone: tzinfo) -> None:
        super().__init__(0)
        self.card, self.now, self.zone = card, now, zone

    def write_to_db(
        self, cursor: Any, timestamp: float, deck_id: int, note_id: int, id_gen: Any, due: int = 0
    ) -> None:
        kind, due, interval = self._schedule(due)
        number = next(id_gen)
        values = (
            number,
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
        for review in self.card.history.all():
            _write_review(cursor, number, review)

    def _schedule(self, place: int) -> tuple[int, int, int]:
        """Anki's kind of card, its due (a day for reviews, a second for learning) and interval in days."""
        card = self.card
        if not card.reviews:
            return NEW, place, 0
        if card.state == REVIEW:
            days = max(1, (card.due_at - (card.reviewed_at or self.now)).days)
            return REVIEW, _day(card.due_at, self.zone), days
        return (LEARNING if card.state == LEARNING else RELEARNING), int(card.due_at.timestamp()), 0

    def _memory(self) -> str:
        """FSRS's memory of the card as Anki keeps it: stability, difficulty, desired retention."""
        if self.card.stability is None or self.card.difficulty is None:
            return ""
        held = {"s": round(self.card.stability, 4), "d": round(self.card.difficulty, 3), "dr": RETENTION}
        if self.card.reviewed_at is not None:
            held["lrt"] = int(self.card.reviewed_at.timestamp())
        return json.dumps(held, separators=(",", ":"))


def _write_review(cursor: Any, card: int, review: CardReview) -> None:
    """An answer, under its time in milliseconds, or the next one that is free."""
    kind = {LEARNING: 0, REVIEW: 1, RELEARNING: 2}[review.state_before]
    wait = review.due_after - review.reviewed_at
    interval = wait.days or -int(wait.total_seconds())  # seconds where it is negative
    sought = "SELECT 1 FROM revlog WHERE id = ?"
    numbers = itertools.count(milliseconds(review.reviewed_at))
    number = next(number for number in numbers if not cursor.execute(sought, (number,)).fetchone())
    row = (number, card, -1, review.rating, interval, 0, 0, 0, kind)
    cursor.execute("INSERT INTO revlog VALUES(?,?,?,?,?,?,?,?,?)", row)


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
