"""A curator note: what stands beside statements that are doubtful or wrong."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from ..words import SEVERITIES, UNREFERENCED
from .entry_kind import EntryKind
from .reference import CERTAINTY
from .shapes import SOME, CalendarDay, Id, Object, One, OneCode, Several, Text, Word, code, upto

DAY = {"pattern": "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}


@dataclass(frozen=True, kw_only=True)
class Note:
    """`references` may be empty: then it is expert consensus, and shown as such.

    `signed_off_by` is the clinician who answers for it, `signed_off_on` the day (2026-05-31); both empty
    where it awaits clinical sign-off.
    """

    # fmt: off
    id: Annotated[str, Id("Id", "Its address for ever, such as C26. Letters, digits and hyphens.", code(40))]
    severity: Annotated[str, OneCode("How important", "High: shown open. Others: one click away.", SEVERITIES,
        options={code: f"{code.capitalize()}: {words.lower()}" for code, words in SEVERITIES.items()},
        asked="Severity", help="High stands open for every reader, the others are a click away.")]
    klass: Annotated[str, Text("What is the matter",
        "In a word or two what is the matter, such as overstated figure.", {**SOME, **upto(60)}, name="class",
        asked="Class", help="In a word or two: overstated figure, incomplete.")]
    section: Annotated[str, One("Section", "The slug of the section in which it stands.", "section", help="")]
    statements: Annotated[tuple[str, ...], Several("Speaks about",
        "Keys of the statements of that section that it speaks about; none: the section as a whole.",
        "statement", asked="Statements it speaks about",
        help="None: it speaks about the section as a whole.")] = ()
    text: Annotated[str, Text("Text", "What current evidence says.", SOME, rows=7, asked="Note",
        help="What current evidence says beside the document's own words.")]
    references: Annotated[tuple[str, ...], Several("Rests on", "What it rests on.", "reference",
        asked="References",
        help="None: it is shown as expert consensus, unreferenced, awaiting clinical sign-off.")]
    certainty: Annotated[str, CERTAINTY]
    signed_off_by: Annotated[str, Word("Signed off by", "The clinician's name.",
        {**SOME, **upto(120), "pattern": r"\S"}, name="signed_off.by",
        help="The clinician who answers for it, by name. Empty: awaiting sign-off.")] = ""
    signed_off_on: Annotated[str, CalendarDay("Signed off on", "The day, such as 2026-05-31.", DAY,
        name="signed_off.on", help="")] = ""
    # fmt: on

    @property
    def sign_off(self) -> str:
        """ "Signed off by Dr A. Example on 31 May 2026.", empty where nobody has."""
        if not self.signed_off_by:
            return ""
        day = date.fromisoformat(self.signed_off_on)
        return f"Signed off by {self.signed_off_by} on {day.day} {day:%B %Y}."

    @property
    def unreferenced(self) -> str:
        """What a note without a reference is, empty for one with references."""
        if self.references:
            return ""
        return "Expert consensus, unreferenced." if self.signed_off_by else UNREFERENCED


NOTE = EntryKind(
    "note",
    Note,
    description="What a curator says beside statements that are doubtful or wrong.",
    listed="The curator notes.",
    called="curator note",
    first=("text", "severity", "class", "certainty"),
    always=("id", "severity", "class", "section", "statements", "text", "references", "certainty"),
    says="text",
    brief="class",
    objects=(
        Object(
            "Sign-off",
            "Who answers for it clinically, and since when. Left out while it awaits clinical sign-off.",
            name="signed_off",
            spoken="sign-off",
        ),
    ),
)
