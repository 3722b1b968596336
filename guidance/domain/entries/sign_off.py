"""Who answers clinically for what curators say, and what it is without a reference."""

from collections.abc import Sequence
from datetime import date

from ..words import UNREFERENCED, WITHOUT_A_REFERENCE
from .shapes import SOME, CalendarDay, Object, Word, upto

SIGN_OFF = Object(
    "Sign-off",
    "Who answers for it clinically, and since when. Left out while it awaits clinical sign-off.",
    name="signed_off",
    spoken="sign-off",
)
SIGNED_OFF_BY = Word(
    "Signed off by",
    "The clinician's name.",
    {**SOME, **upto(120), "pattern": r"\S"},
    name="signed_off.by",
    help="The clinician who answers for it, by name. Empty: awaiting sign-off.",
)
SIGNED_OFF_ON = CalendarDay(
    "Signed off on",
    "The day, such as 2026-05-31.",
    {"pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    name="signed_off.on",
    help="",
)


def sign_off(by: str, on: str) -> str:
    """ "Signed off by Dr A. Example on 31 May 2026.", empty where nobody has."""
    if not by:
        return ""
    day = date.fromisoformat(on)
    return f"Signed off by {by} on {day.day} {day:%B %Y}."


def unreferenced(references: Sequence[str], signed_off_by: str) -> str:
    """What it is without a reference, empty where it has one."""
    if references:
        return ""
    return "Expert consensus, unreferenced." if signed_off_by else UNREFERENCED


def rests_in_part(text: str, references: Sequence[str]) -> bool:
    """Does it say that its references bear a part of it, and nothing the rest?"""
    return bool(references) and WITHOUT_A_REFERENCE in text
