"""The document as a whole."""

from collections.abc import Mapping
from typing import Annotated

from .entry_kind import EntryKind
from .shapes import SOME, Id, Named, Reasons, Text, upto


class DocumentEntry:
    """Only described here: an edition has the document as data."""

    # fmt: off
    slug: Annotated[str, Id("Short name", "A short name. Small letters, digits and hyphens.",
        {**upto(100), "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})]
    title: Annotated[str, Text("Title", "What readers see above the contents.",
        {**SOME, **upto(300), "pattern": r"\S"})]
    about: Annotated[str, Text("About", "What the document is and how it is to be read.", rows=6)] = ""
    source: Annotated[Mapping[str, str | int], Named("Source",
        "Where the text comes from: its title and whatever else is known.",
        {"type": ["string", "integer"]})] = {}
    informative: Annotated[Mapping[str, str], Reasons("Facts that no rule asks about",
        "Facts that no rule asks about, each with the reason why it is recorded all the same.",
        {"type": "string", **SOME, "pattern": r"\S"}, name="informative_facts",
        help="One a line: the fact's key, a colon, and why it is recorded all the same.")] = {}
    # fmt: on


DOCUMENT = EntryKind(
    "document",
    DocumentEntry,
    description="The document as a whole.",
    label="The guidance",
    title="The guidance as a whole",
    id_field="",
    first=("title", "about"),
)
