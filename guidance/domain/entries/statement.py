"""A statement: one idea of the source, in own words."""

from dataclasses import dataclass
from typing import Annotated

from ..words import FORMS, KINDS
from .entry_kind import EntryKind
from .shapes import SOME, Id, Number, Object, One, OneCode, Text, code


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One idea of the document. `line` and `paragraph` say where the source has it, `form` in which shape
    (paragraph, bullet, quotation, artefact); `notes` are the curator notes anchored to it."""

    # fmt: off
    section: Annotated[str, One("Section", "The slug of the section in which it stands.", "section",
        help="Notes about it alone, and rules that highlight it, go along.")]
    key: Annotated[str, Id("Key", "Its address for ever: three digits of the source line, a hyphen, a "
        "number. Letters, digits and hyphens.", code(40))]
    kind: Annotated[str, OneCode("Kind", "What sort of claim it is.", KINDS, help="", form_name="type",
        options={"": "Not judged yet", **KINDS})]
    text: Annotated[str, Text("Text", "The idea. Never the source's own wording.", SOME, rows=5,
        asked="Statement",
        help="One idea, in our own words, saying what the source says, also where it is wrong.")]
    line: Annotated[int, Number("Source line", "The line of the source, from 1.", name="source.line",
        asked="Line of the source", help="")]
    paragraph: Annotated[int, Number("Source paragraph",
        "Which line below its heading, from 1, blank lines not counted.", name="source.paragraph",
        asked="Paragraph below its heading", help="Blank lines are not counted.")]
    form: Annotated[str, OneCode("Form in the source",
        "What stands there; an artefact is a stray mark without meaning.", FORMS, help="",
        name="source.form")]
    # fmt: on
    notes: tuple[str, ...] = ()

    @property
    def bullet(self) -> bool:
        return self.form == "bullet"


STATEMENT = EntryKind(
    "statement",
    Statement,
    description="One idea of the source, in own words.",
    id_field="key",
    container="section",
    first=("text", "kind"),
    always=("key", "kind", "text", "source"),
    says="text",
    brief="text",
    objects=(Object("Source", "Where the source says it.", name="source", required=True),),
)
