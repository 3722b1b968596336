"""The way of the deck back from Anki: answers and due days come back, anything else is refused."""

import io
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import zstandard
from anki.collection import Collection
from anki.import_export_pb2 import ExportAnkiPackageOptions
from django.core.files.uploadedfile import SimpleUploadedFile
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
BACK = "/learn/review/deck/back/"
MISSED: dict[str, Any] = {"entered": {"m_category": "cM0"}, "answers": {"kidneys-only": "m1a"}}


@pytest.fixture
def learner(client: Client, resident: User) -> Client:
    submitted(resident, **MISSED)
    client.force_login(resident)
    return client


@pytest.fixture
def anki(learner: Client, resident: User, tmp_path: Path) -> Iterator[Collection]:
    """A collection of Anki with the two cards in it."""
    deck = tmp_path / "kidmet.apkg"
    deck.write_bytes(anki_deck(cards_of(resident).prefetch_related("history"), timezone.now()))
    collection = Collection(str(tmp_path / "collection.anki2"))
    anki_in_zone.imported(collection, str(deck))
    yield collection
    collection.close()


def exported(collection: Collection, folder: Path, *, legacy: bool = False) -> bytes:
    path = folder / "back.apkg"
    options = ExportAnkiPackageOptions(with_scheduling=True, legacy=legacy)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    return path.read_bytes()


def answer_first(collection: Collection, rating: int) -> None:
    """As somebody does who works in Anki."""
    collection.decks.select(collection.decks.id("KidMet"))
    queued = collection.sched.get_queued_cards().cards[0]
    card = collection.get_card(queued.card.id)
    card.start_timer()
    answer = collection.sched.build_answer(card=card, states=queued.states, rating=rating - 1)  # type: ignore[arg-type]
    collection.sched.answer_card(answer)


def sent(client: Client, raw: bytes, name: str = "kidmet.apkg") -> str:
    file = SimpleUploadedFile(name, raw)
    return client.post(BACK, {"file": file}, follow=True).content.decode()


@pytest.mark.parametrize("legacy", [False, True], ids=["new format", "for older versions"])
def test_answers_and_days_come_back(learner: Client, anki: Collection, tmp_path: Path, legacy: bool) -> None:
    answer_first(anki, 4)
    [answered] = anki.find_cards("prop:reps>0")
    anki.sched.set_due_date([answered], "12")

    page = sent(learner, exported(anki, tmp_path, legacy=legacy))

    assert "1 card came back with newer answers; 1 had none that is newer" in page
    card = ReviewCard.objects.get(reviews=1)
    assert card.reviewed_at is not None and card.state == 2
    assert (card.due_at - card.reviewed_at).days == 12
    assert CardReview.objects.get().rating == 4
    assert ReviewCard.objects.filter(reviews=0).count() == 1


def test_the_newest_answer_wins_and_nothing_comes_twice(
    learner: Client, anki: Collection, resident: User, tmp_path: Path
) -> None:
    answer_first(anki, 3)
    back = exported(anki, tmp_path)
    sent(learner, back)
    kept = list(CardReview.objects.values())
    assert "2 had none that is newer" in sent(learner, back)
    assert list(CardReview.objects.values()) == kept

    card = ReviewCard.objects.get(reviews=1)
    answer_card(card=card, rating=1, by=resident, now=max(card.due_at, timezone.now()) + timedelta(hours=1))
    before = list(ReviewCard.objects.values())
    assert "came back with newer answers; 2 had none" in sent(learner, back)
    assert list(ReviewCard.objects.values()) == before


def test_the_cards_of_others_are_not_touched(
    learner: Client, anki: Collection, stranger: User, tmp_path: Path
) -> None:
    answer_first(anki, 3)
    other = Client()
    other.force_login(stranger)

    assert "None of the 2 notes in this file is a card of yours" in sent(other, exported(anki, tmp_path))
    assert not CardReview.objects.exists()


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in files.items():
            file.writestr(name.replace("_", "."), raw)
    return held.getvalue()


def collection_of(script: str) -> bytes:
    held = sqlite3.connect(":memory:")
    held.executescript(script)
    raw = held.serialize()
    held.close()
    return raw


SOUND = """
CREATE TABLE col (crt); INSERT INTO col VALUES (1000);
CREATE TABLE notes (id, guid); CREATE TABLE cards (id, nid, ord, type, due, odid, odue, data);
CREATE TABLE revlog (id, cid, ease);
"""
FOREVER = "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id, 'x' AS guid FROM n"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "The file is empty"),
    "no zip": (lambda: b"GIF89a" + b"x" * 500, "no file that Anki exported"),
    "another zip": (lambda: zipped(readme_txt=b"x"), "no collection of Anki"),
    "no database": (lambda: zipped(collection_anki2=b"x" * 5000), "cannot be read"),
    "not compressed": (lambda: zipped(collection_anki21b=b"x" * 500), "Support older Anki versions"),
    "another database": (
        lambda: zipped(collection_anki2=collection_of("CREATE TABLE a (b)")),
        "cannot be read",
    ),
    "no collection": (
        lambda: zipped(collection_anki2=collection_of(SOUND.replace("INSERT INTO col VALUES (1000);", ""))),
        "cannot be read",
    ),
    "endless view": (
        lambda: zipped(
            collection_anki2=collection_of(
                SOUND.replace("CREATE TABLE notes (id, guid);", f"CREATE VIEW notes AS {FOREVER};")
            )
        ),
        "cannot be read",
    ),
    "bomb": (lambda: zipped(collection_anki2=b"\0" * 61_000_000), "unpacked, takes at most 60 MB"),
    "bomb within": (
        lambda: zipped(collection_anki21b=zstandard.compress(b"\0" * 61_000_000)),
        "unpacked, takes at most 60 MB",
    ),
    "too long": (lambda: b"PK" + b"\0" * 10_000_000, "takes at most 10 MB"),
    "many files": (lambda: zipped(**{f"{n}": b"" for n in range(5_001)}), "takes at most 5,000 files"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_deck_is_refused_in_a_sentence(learner: Client, case: str) -> None:
    made, said = REFUSED[case]
    before = list(ReviewCard.objects.values())
    assert said in sent(learner, made())
    assert list(ReviewCard.objects.values()) == before


def test_all_or_nothing_comes_back_when_one_answer_lies_ahead(
    learner: Client, anki: Collection, tmp_path: Path
) -> None:
    answer_first(anki, 3)
    answer_first(anki, 3)
    with zipfile.ZipFile(io.BytesIO(exported(anki, tmp_path, legacy=True))) as file:
        held = sqlite3.connect(":memory:")
        held.deserialize(file.read("collection.anki21"))
    ahead = int((timezone.now() + timedelta(days=30)).timestamp() * 1000)
    held.execute("UPDATE revlog SET id = ? WHERE id = (SELECT max(id) FROM revlog)", [ahead])
    held.commit()
    back = zipped(collection_anki21=held.serialize())
    held.close()

    assert "which is still to come. Nothing was changed" in sent(learner, back)
    assert not CardReview.objects.exists()


def test_the_form_says_what_to_choose_when_nothing_is_sent(learner: Client) -> None:
    assert "Choose a file that Anki exported" in learner.post(BACK).content.decode()
    assert "Include scheduling information" in learner.get(BACK).content.decode()
