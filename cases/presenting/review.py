"""The four answers to a card, each with when the card would come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LABELS = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}


@dataclass(frozen=True)
class RatingChoice:
    rating: int
    label: str
    comes_back: str


def rating_choices(due: Mapping[int, datetime], now: datetime) -> tuple[RatingChoice, ...]:
    return tuple(RatingChoice(rating, LABELS[rating], in_words(at - now)) for rating, at in due.items())


def in_words(wait: timedelta) -> str:
    minutes = round(wait.total_seconds() / 60)
    if minutes < 60:
        return f"in {minutes} min"
    if minutes < 24 * 60:
        return f"in {round(minutes / 60)} h"
    days = round(minutes / 60 / 24)
    return "in 1 day" if days == 1 else f"in {days} days"


def taken_in_words(newer: int, same: int, others: int) -> str:
    """What came back from Anki, what had nothing newer, and how many others the file holds."""
    if not newer and not same:
        return f"None of the {others} notes in this file is a card of yours. Nothing was changed."
    said = [f"{_cards(newer)} came back with newer answers"]
    if same:
        said.append(f"{same} had none that is newer than yours here")
    if others:
        said.append(
            f"{others} other{'s' if others > 1 else ''} in the file {'are' if others > 1 else 'is'} not known"
        )
    return "; ".join(said) + "."


def _cards(count: int) -> str:
    return "1 card" if count == 1 else f"{count} cards"
