"""A section: a heading of the source and the statements below it."""

from dataclasses import dataclass, field
from typing import Annotated

from ..words import DOMAINS
from .addition import Addition
from .entry_kind import EntryKind
from .shapes import SOME, Id, Inside, Number, OneCode, Text, upto
from .statement import Statement

HEADING = {**SOME, **upto(300)}
PATH = {**upto(200), "pattern": "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$"}


@dataclass(frozen=True, kw_only=True)
class Section:
    """`heading` is the source's own, `title` the friendly label; `notes` are those about the section as a
    whole, anchored to none of its statements; `additions` what curators add to it, in their order."""

    # fmt: off
    slug: Annotated[str, Id("Address", "Its address for ever, such as staging/tnm. Small letters, digits and "
        "hyphens, with slashes between the parts.", PATH)]
    heading: Annotated[str, Text("Heading in the source", "The heading that the source has.", HEADING,
        help="Word for word as the source has it.")]
    title: Annotated[str, Text("Title", "A friendly label.", HEADING,
        help="A friendly label: what the contents and the cards beside a case say.")]
    domain: Annotated[str, OneCode("Domain",
        "The tab in which it is shown beside a case; background is read in the document.", DOMAINS,
        help="The tab in which it is shown beside a case.")]
    heading_line: Annotated[int | None, Number("Line of the heading in the source",
        "The line of the heading in the source.", help="")] = None
    statements: Annotated[tuple[Statement, ...], Inside("Statements", "In the order of the source.",
        "statement")] = field(default=(), repr=False)
    # fmt: on
    heading_path: tuple[str, ...]
    parent: str | None
    children: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    additions: tuple[Addition, ...] = field(default=(), repr=False)


SECTION = EntryKind(
    "section",
    Section,
    description="A heading of the source and the statements below it. Its parent is the section whose slug "
    "is its own without the last part; children stand behind their parent.",
    alone="A heading of the source, without the statements below it: those are entries of their own.",
    listed="In the order of the document, children behind their parent.",
    least=1,
    id_field="slug",
    first=("title", "heading", "domain"),
)
