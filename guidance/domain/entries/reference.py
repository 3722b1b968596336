"""A reference: a publication that notes and scores rest on."""

from dataclasses import dataclass
from typing import Annotated

from ..words import CERTAINTIES
from .entry_kind import EntryKind
from .shapes import Figure, Id, OneCode, Text, Word, code, upto

CERTAINTY = OneCode(
    "Certainty",
    "A: confirmed in an authoritative source. B: secondary source only. C: not confirmed by a source; "
    "without references, expert consensus that awaits clinical sign-off.",
    {code: f"{code}: {words}" for code, words in CERTAINTIES.items()},
    help="",
)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What could not be confirmed is empty, never guessed."""

    # fmt: off
    id: Annotated[str, Id("Id", "Such as R17. Letters, digits and hyphens.", code(40))]
    authors: Annotated[str, Text("Authors", "As the publication gives them.", upto(500))] = ""
    title: Annotated[str, Text("Title", "Of the publication.", upto(500), help="")] = ""
    journal: Annotated[str, Text("Journal, book or body", "Journal, book or body that issued it.", upto(300),
        help="")] = ""
    year: Annotated[str, Figure("Year", "Of publication.", upto(40), help="")] = ""
    volume: Annotated[str, Figure("Volume", "With the issue, if there is one.", upto(40), help="")] = ""
    pages: Annotated[str, Figure("Pages", "First and last, or the article number.", upto(60), help="")] = ""
    doi: Annotated[str, Word("DOI",
        "The DOI alone, without an address before it, such as 10.1148/radiol.2020202903.",
        {"pattern": r"^10\.[0-9]{4,9}/\S+$", **upto(200)},
        help="Such as 10.1148/radiol.2020202903. An address with it is understood, too.")] = ""
    url: Annotated[str, Word("Web address", "An address that begins with https://.",
        {"pattern": r"^https?://\S+$", **upto(500)}, asked="Address",
        help="Where there is no DOI; begins with https://.")] = ""
    detail: Annotated[str, Text("Detail", "What it found, and what of it is confirmed.", rows=4)] = ""
    certainty: Annotated[str, CERTAINTY]
    # fmt: on


REFERENCE = EntryKind(
    "reference",
    Reference,
    description="A publication. What could not be confirmed is left out. It needs a title or a detail.",
    listed="What notes and scores rest on.",
    says="title",
    brief="title",
)
