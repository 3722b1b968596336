"""A curator note: what stands beside statements that are doubtful or wrong."""

from dataclasses import dataclass
from typing import Annotated

from ..words import SEVERITIES
from .entry_kind import EntryKind
from .reference import CERTAINTY
from .shapes import SOME, Id, One, OneCode, Several, Text, code, upto
from .sign_off import SIGN_OFF, SIGNED_OFF_BY, SIGNED_OFF_ON, SaidByCurators


@dataclass(frozen=True, kw_only=True)
class Note(SaidByCurators):
    """`references` may be empty: then it is expert consensus, and shown as such.

    `signed_off_by` is the clinician who answers for it, `signed_off_on` the day (2026-05-31); both empty
    where it awaits clinical sign-off. `speaks_in` are the sections of what it speaks about, each by its slug
    and title, where that is more than one.
    """

    # fmt: off
    id: Annotated[str, Id("Id", "Its address for ever, such as C26. Letters, digits and hyphens.", code(40))]
    severity: Annotated[str, OneCode("How important", "High: shown open. Others: one click away.", SEVERITIES,
        options={code: f"{code.capitalize()}: {words.lower()}" for code, words in SEVERITIES.items()},
        asked="Severity", help="High stands open for every reader, the others are a click away.")]
    klass: Annotated[str, Text("What is the matter",
        "In a word or two what is the matter, such as overstated figure.", {**SOME, **upto(60)}, name="class",
        asked="Class", help="In a word or two: overstated figure, incomplete.")]
    section: Annotated[str, One("Section", "The slug of the section that it is at home in.", "section",
        help="")]
    statements: Annotated[tuple[str, ...], Several("Speaks about",
        "Keys of the statements and additions that it speaks about, of any section; none: its section as a "
        "whole.", "statement", also=("addition",), asked="Statements and additions it speaks about",
        help="None: it speaks about its section as a whole.")] = ()
    text: Annotated[str, Text("Text", "What current evidence says.", SOME, rows=7, asked="Note",
        help="What current evidence says beside the document's own words.")]
    references: Annotated[tuple[str, ...], Several("Rests on", "What it rests on.", "reference",
        asked="References",
        help="None: it is shown as expert consensus, unreferenced, awaiting clinical sign-off.")]
    certainty: Annotated[str, CERTAINTY]
    signed_off_by: Annotated[str, SIGNED_OFF_BY] = ""
    signed_off_on: Annotated[str, SIGNED_OFF_ON] = ""
    # fmt: on
    speaks_in: tuple[tuple[str, str], ...] = ()


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
    objects=(SIGN_OFF,),
)
