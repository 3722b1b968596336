"""Who answers clinically for what curators say, and what it is without a reference."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from ..words import CERTAINTIES, UNREFERENCED, WITHOUT_A_REFERENCE
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
    help="The clinician who answers for it, by name, and who agrees that it is published with it. Empty: "
    "awaiting sign-off.",
)
SIGNED_OFF_ON = CalendarDay(
    "Signed off on",
    "The day, such as 2026-05-31.",
    {"pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"},
    name="signed_off.on",
    help="",
)


class SaidByCurators:
    """What a note and an addition have in common.

    Its fields are known to the type checker alone: an entry has its own, in the order of its schema.
    """

    if TYPE_CHECKING:
        text: str
        references: tuple[str, ...]
        certainty: str
        signed_off_by: str
        signed_off_on: str

    @property
    def sign_off(self) -> str:
        """ "Signed off by Dr A. Example on 31 May 2026.", empty where nobody has."""
        if not self.signed_off_by:
            return ""
        day = date.fromisoformat(self.signed_off_on)
        return f"Signed off by {self.signed_off_by} on {day.day} {day:%B %Y}."

    @property
    def unreferenced(self) -> str:
        """What it is without a reference, empty where it has one."""
        if self.references:
            return ""
        return "Expert consensus, unreferenced." if self.signed_off_by else UNREFERENCED

    @property
    def rests_in_part(self) -> bool:
        return rests_in_part(self.text, self.references)

    @property
    def rests_on(self) -> str:
        """ "Rests in part on R9, R40; the rest: not confirmed by a source." """
        listed = ", ".join(self.references)
        return self.unreferenced or self.rests_form.format(listed, CERTAINTIES[self.certainty])

    @property
    def rests_form(self) -> str:
        """The sentence, with places for its references and for how sure it is."""
        return "Rests in part on {}; the rest: {}." if self.rests_in_part else "Rests on {}: {}."


def rests_in_part(text: str, references: Sequence[str]) -> bool:
    """Does it say that its references bear a part of it, and nothing the rest?"""
    return bool(references) and WITHOUT_A_REFERENCE in text
