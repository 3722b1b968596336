"""What Anki exported: when cards come back there, and how they were answered.

The file comes from anybody: it is a zip with a database of SQLite, which newer versions
of Anki compress once more.
"""

import io
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import zstandard

from guidance.domain.limits import DECK_ANSWERS, DECK_BYTES, DECK_FILES, DECK_UNPACKED_BYTES, Limit, OverLimit

NEWER, NEWEST = "collection.anki21", "collection.anki21b"
COLLECTIONS = (NEWEST, NEWER, "collection.anki2")
"""The newest first: beside it an older one only says that Anki should be updated."""
TABLES = ("col", "notes", "cards", "revlog")
LEARNING, REVIEW, RELEARNING = 1, 2, 3
DAY = 86_400
WITHOUT_LOG = b"\1\1"
"""In SQLite's header: newer versions of Anki leave there that a log is beside the file, and none is."""
MOST_DAYS = 36_500
MOST_SECONDS = 4_000_000_000
ASKED_AT_ONCE = 500
MOST_STEPS = 5_000
"""Of ten thousand instructions each: a query that takes more is none of ours."""

HOW = "In Anki choose File, Export, the deck KidMet and “Include scheduling information”, without media."


class AnkiFileError(Exception):
    """Why it cannot be read, in a sentence."""


@dataclass(frozen=True)
class AnkiAnswer:
    at: datetime
    rating: int


@dataclass
class AnkiCard:
    """`state` is FSRS's, None for a new card; `due_at` None where Anki does not say it."""

    state: int | None
    due_at: datetime | None
    stability: float | None
    difficulty: float | None
    answers: list[AnkiAnswer] = field(default_factory=list)


@dataclass(frozen=True)
class AnkiDeck:
    """The cards that were sought, by the guid of their note, and how many notes are others."""

    cards: Mapping[str, AnkiCard]
    others: int


def read_anki_file(raw: bytes, guids: Iterable[str]) -> AnkiDeck:
    """The cards of these notes. Raises AnkiFileError, and OverLimit for more than is taken."""
    DECK_BYTES.check(len(raw))
    held = _opened(_collection(raw))
    try:
        return _read(held, list(guids))
    except (sqlite3.Error, OverflowError, ValueError, TypeError) as error:
        if isinstance(error, OverLimit):
            raise
        raise AnkiFileError(f"The collection in this file cannot be read. {HOW}") from error
    finally:
        held.close()


# The file


def _collection(raw: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as file:
            DECK_FILES.check(len(file.infolist()))
            found = {info.filename: info for info in file.infolist()}
            name = next((name for name in COLLECTIONS if name in found), "")
            if not name:
                raise AnkiFileError(f"This zip holds no collection of Anki. {HOW}")
            with file.open(found[name]) as opened:
                held = _all_of(opened, DECK_UNPACKED_BYTES)
            return _decompressed(held) if name == NEWEST else held
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise AnkiFileError(f"This is no file that Anki exported (.apkg or .colpkg). {HOW}") from error


def _decompressed(held: bytes) -> bytes:
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(held))
        return _all_of(reader, DECK_UNPACKED_BYTES)
    except zstandard.ZstdError as error:
        said = "The collection in this file cannot be unpacked. Export it with “Support older Anki versions”."
        raise AnkiFileError(said) from error


def _all_of(opened: Any, limit: Limit) -> bytes:
    """Read to one byte above the limit at most, whatever the file says of its size."""
    pieces, left = [], limit.most + 1
    while left and (piece := opened.read(min(left, 1 << 20))):
        pieces.append(piece)
        left -= len(piece)
    if not left:
        raise OverLimit(limit)
    return b"".join(pieces)


def _opened(held: bytes) -> sqlite3.Connection:
    """In memory; what its schema says of functions is not trusted, and a query does not run for long."""
    steps = iter(range(MOST_STEPS))
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(held[:18] + WITHOUT_LOG + held[20:])
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.set_progress_handler(lambda: int(next(steps, None) is None), 10_000)
        places = ",".join("?" * len(TABLES))
        sought = f"SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ({places})"
        complete = connection.execute(sought, TABLES).fetchone()[0] == len(TABLES)
    except sqlite3.Error:
        complete = False
    if not complete:
        connection.close()
        raise AnkiFileError(f"The collection in this file cannot be read. {HOW}")
    return connection


# What it holds


def _read(held: sqlite3.Connection, guids: list[str]) -> AnkiDeck:
    began = float(held.execute("SELECT crt FROM col").fetchone()[0])
    notes = held.execute("SELECT count(*) FROM notes").fetchone()[0]
    cards: dict[str, AnkiCard] = {}
    count = 0
    for start in range(0, len(guids), ASKED_AT_ONCE):
        some = guids[start : start + ASKED_AT_ONCE]
        answers = _answers(held, some, DECK_ANSWERS.most - count)
        count += sum(len(each) for each in answers.values())
        cards |= dict(_cards(held, some, answers, began))
    return AnkiDeck(cards, max(notes - len(cards), 0))


def _answers(held: sqlite3.Connection, guids: list[str], left: int) -> dict[str, list[AnkiAnswer]]:
    sought = (
        "SELECT guid, revlog.id, revlog.ease "
        "FROM revlog JOIN cards ON cards.id = cid JOIN notes ON notes.id = nid "
        f"WHERE guid IN ({','.join('?' * len(guids))}) AND ease BETWEEN 1 AND 4 ORDER BY revlog.id LIMIT ?"
    )
    found: dict[str, list[AnkiAnswer]] = {}
    rows = held.execute(sought, [*guids, left + 1]).fetchall()
    if len(rows) > left:
        raise OverLimit(DECK_ANSWERS)
    for guid, at, rating in rows:
        found.setdefault(guid, []).append(AnkiAnswer(_moment(at / 1000), int(rating)))
    return found


def _cards(
    held: sqlite3.Connection, guids: list[str], answers: dict[str, list[AnkiAnswer]], began: float
) -> Iterator[tuple[str, AnkiCard]]:
    sought = (
        "SELECT guid, cards.type, CASE WHEN odid THEN odue ELSE due END, cards.data "
        "FROM cards JOIN notes ON notes.id = nid "
        f"WHERE guid IN ({','.join('?' * len(guids))}) AND ord = 0 LIMIT {2 * ASKED_AT_ONCE}"
    )
    for guid, kind, due, data in held.execute(sought, guids):
        given = answers.get(guid, [])
        stability, difficulty = _memory(data)
        state = kind if kind in (LEARNING, REVIEW, RELEARNING) else None
        yield guid, AnkiCard(state, _due(state, due, given, began), stability, difficulty, given)


def _due(state: int | None, due: int, answers: list[AnkiAnswer], began: float) -> datetime | None:
    """So many days after the last answer as Anki counts: its days begin where its owner's do."""
    if state is None or not answers:
        return None
    if state != REVIEW:
        return _moment(due)
    last = answers[-1].at
    days = int(due) - int((last.timestamp() - began) // DAY)
    return last + timedelta(days=days) if 0 <= days <= MOST_DAYS else None


def _moment(seconds: float) -> datetime:
    if not 0 < seconds < MOST_SECONDS:
        raise ValueError("no time that a card was answered at")
    return datetime.fromtimestamp(seconds, UTC)


def _memory(data: str) -> tuple[float | None, float | None]:
    """FSRS's stability and difficulty, where Anki keeps both."""
    try:
        held = json.loads(data)
        stability, difficulty = float(held["s"]), float(held["d"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None, None
    if 0 < stability <= MOST_DAYS and 1 <= difficulty <= 10:
        return stability, difficulty
    return None, None
