"""The way of the deck to Anki, read with Anki's own code."""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from anki.collection import Collection
from django.test import Client
from django.utils import timezone

from cases.actions.review import answer_card
from cases.models import CardReview, ReviewCard
from cases.presenting.deck import anki_deck
from cases.queries.learning import cards_of
from kidmet_site.accounts.models import User
from tests.cases import anki_in_zone
from tests.cases.attempts import submitted

pytestmark = pytest.mark.usefixtures("library")
ZONES = ("UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "America/New_York")
MISSED: dict[str, Any] = {"entered": {"m_category": "cM0"}, "answers": {"kidneys-only": "m1a"}}


@pytest.fixture
def learnt(resident: User) -> ReviewCard:
    """A card that was answered three times; the other is new."""
    submitted(resident, **MISSED)
    card = ReviewCard.objects.order_by("pk")[0]
    for _ in range(3):
        card = answer_card(card=card, rating=3, by=resident, now=max(card.due_at, timezone.now()))
    # As if it had been answered some days ago, and was due tomorrow.
    shift = timezone.now() - card.due_at + timedelta(days=1)
    card.due_at, card.reviewed_at = card.due_at + shift, (card.reviewed_at or card.due_at) + shift
    card.save()
    for review in CardReview.objects.filter(card=card):
        review.reviewed_at += shift
        review.save()
    return card


def the_client(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def deck_at(client: Client, path: Path, zone: str = "UTC") -> Path:
    path.write_bytes(client.get("/learn/review/deck/", {"zone": zone}).content)
    return path


def anki_in(zone: str, folder: Path, deck: Path) -> Any:
    """What a new collection of somebody in the zone holds once the deck is imported."""
    command = [sys.executable, anki_in_zone.__file__, str(folder / "collection.anki2"), str(deck)]
    said = subprocess.run(command, env=os.environ | {"TZ": zone}, capture_output=True, text=True, check=True)
    return json.loads(said.stdout)


def anki_day(moment: datetime, zone: str) -> Any:
    return (moment.astimezone(ZoneInfo(zone)) - timedelta(hours=4)).date()


def test_a_card_is_due_on_its_day_in_every_zone(
    client: Client, resident: User, learnt: ReviewCard, tmp_path: Path
) -> None:
    the_client(client, resident)
    off, moments = [], {}
    for hour in (0, 6, 14, 22):  # on both sides of four in the morning, somewhere
        moments[hour] = learnt.due_at.replace(hour=hour, minute=30) + timedelta(days=3)
    for place, zone in enumerate(ZONES):
        learnt.due_at = moments[(0, 6, 14, 22)[place % 4]]
        learnt.save()
        folder = tmp_path / str(place)
        folder.mkdir()
        found = anki_in(zone, folder, deck_at(client, folder / "kidmet.apkg", zone))
        wait = (anki_day(learnt.due_at, zone) - anki_day(timezone.now(), zone)).days
        [card] = [card for card in found["cards"] if card[0] == 2]
        if card[2] - found["today"] != wait:
            off.append(f"{zone}: in {card[2] - found['today']} days, not {wait}")
    assert not off


def test_schedule_memory_and_history_arrive(
    client: Client, resident: User, learnt: ReviewCard, tmp_path: Path
) -> None:
    found = anki_in("UTC", tmp_path, deck_at(the_client(client, resident), tmp_path / "kidmet.apkg"))

    assert learnt.reviewed_at is not None
    kind, queue, _, interval, _, reps, lapses, data = found["cards"][0]
    memory = json.loads(data)
    assert (kind, queue, interval) == (2, 2, (learnt.due_at - learnt.reviewed_at).days)
    assert (reps, lapses) == (learnt.reviews, learnt.lapses) == (3, 0)
    assert memory["s"] == pytest.approx(learnt.stability, abs=1e-3)
    assert memory["d"] == pytest.approx(learnt.difficulty, abs=1e-2)
    assert found["cards"][1][:2] == [0, 0]
    answered = [int(at.timestamp()) for at in learnt.history.values_list("reviewed_at", flat=True)]
    assert [(at // 1000, ease) for at, ease, _ in found["reviews"]] == [(at, 3) for at in answered]


def test_importing_again_keeps_what_the_learner_wrote_and_learnt(
    client: Client, resident: User, learnt: ReviewCard, tmp_path: Path
) -> None:
    deck = deck_at(the_client(client, resident), tmp_path / "kidmet.apkg")
    collection = Collection(str(tmp_path / "collection.anki2"))
    try:
        anki_in_zone.imported(collection, str(deck))
        note = collection.get_note(collection.find_notes("deck:KidMet")[0])
        note["Answer"] = "In words of my own"
        collection.update_note(note)
        model = collection.models.by_name("KidMet review card")
        assert model is not None
        model["css"] += "/* mine */"
        collection.models.update_dict(model)
        collection.sched.set_due_date([note.cards()[0].id], "40")
        before = collection.db.all("SELECT guid, flds, due FROM notes JOIN cards ON nid = notes.id")

        later = anki_deck(cards_of(resident).prefetch_related("history"), timezone.now() + timedelta(hours=1))
        again_at = tmp_path / "again.apkg"
        again_at.write_bytes(later)
        anki_in_zone.imported(collection, str(again_at))

        assert collection.db.all("SELECT guid, flds, due FROM notes JOIN cards ON nid = notes.id") == before
        assert any("In words of my own" in flds for _, flds, _ in before)
        again = collection.models.by_name("KidMet review card")
        assert again is not None and "/* mine */" in again["css"]
        assert collection.note_count() == ReviewCard.objects.count()
    finally:
        collection.close()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "America"])
def test_a_deck_is_given_whatever_zone_is_named(client: Client, resident: User, zone: str) -> None:
    response = the_client(client, resident).get("/learn/review/deck/", {"zone": zone})
    assert response.status_code == 200 and response.content.startswith(b"PK")
