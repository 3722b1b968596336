"""An addition: what curators say that the source does not."""

from dataclasses import dataclass
from typing import Annotated

from .entry_kind import EntryKind
from .reference import CERTAINTY
from .shapes import SOME, Id, One, Several, Text, upto
from .sign_off import SIGN_OFF, SIGNED_OFF_BY, SIGNED_OFF_ON, SaidByCurators

KEY = {**upto(60), "pattern": "^A-[a-z0-9]+(-[a-z0-9]+)*$"}


@dataclass(frozen=True, kw_only=True)
class Addition(SaidByCurators):
    """It stands in a section beside what the source says, and never for it. `references` may be empty: then
    it is expert consensus, and shown as such. `notes` are the curator notes anchored to it."""

    # fmt: off
    key: Annotated[str, Id("Key", "Its address for ever: A, a hyphen, and small letters, digits and hyphens, "
        "such as A-cord-compression. No statement has it.", KEY)]
    section: Annotated[str, One("Section", "The slug of the section in which it stands.", "section",
        help="Notes about it alone, and rules that highlight it, go along.")]
    text: Annotated[str, Text("Text", "What curators say that the source does not.", SOME, rows=5,
        asked="Addition", help="One idea that the source does not have, in our own words.")]
    references: Annotated[tuple[str, ...], Several("Rests on", "What it rests on.", "reference",
        asked="References",
        help="None: it is shown as expert consensus, unreferenced, awaiting clinical sign-off.")] = ()
    certainty: Annotated[str, CERTAINTY]
    signed_off_by: Annotated[str, SIGNED_OFF_BY] = ""
    signed_off_on: Annotated[str, SIGNED_OFF_ON] = ""
    # fmt: on
    notes: tuple[str, ...] = ()


ADDITION = EntryKind(
    "addition",
    Addition,
    description="What curators say that the source does not: it stands beside the statements of a section.",
    listed="What curators add to the source. Left out where there is none.",
    is_optional=True,
    called="curators' addition",
    label="Curators' addition",
    title="Curators' additions",
    id_field="key",
    first=("text", "certainty"),
    always=("key", "section", "text", "references", "certainty"),
    says="text",
    brief="text",
    objects=(SIGN_OFF,),
)
