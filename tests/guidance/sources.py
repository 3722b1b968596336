"""Invented texts of the form that the source has: nothing of the article itself is kept here."""

from datetime import UTC, datetime
from typing import Any

from guidance.actions.source_text import AttachedText, attach_source_text
from tests.guidance.content import OUTLINE, content_of

NOW = datetime(2026, 5, 6, 9, tzinfo=UTC)

BOATS = """\
Paper Boats: How They Are Folded and Where They Go


Folding
Paper boats are folded by children and by their uncles, and most of them are folded before breakfast.
A folded boat may carry the following things:
- Ballast: A pebble from the garden keeps the boat upright in moderate wind.
- Crew: Ladybirds go aboard without being asked, and leave in the same manner.
"Nobody has ever seen a paper boat come home."
Launching
Rivers
Rivers carry the boats away at the speed of walking, which surprises the uncles every summer.
\\n
The harbour master counts them all the same, and writes the number into a green book.
"""
"""Headings, paragraphs, bullets, a quotation and a stray mark, on lines as an article has them."""

SHAPES = {
    "paragraph": "Invented words stand on line {line}, and nobody has restated them.",
    "lead-in": "Invented lists begin on line {line}:",
    "bullet": "- Invented: a bullet stands on line {line}.",
    "quotation": '"Invented words are quoted on line {line}."',
    "artefact": "\\n",
}


def invented_source() -> str:
    """A text in which each shipped statement finds its paragraph: the outline with invented words."""
    lines = [""] * 226
    lines[0] = "Invented Words: A Text Like the Source"
    for section in content_of(OUTLINE)["sections"]:
        lines[section["heading_line"] - 1] = section["heading_path"].split(" > ")[-1]
        for line in section["lines"]:
            lines[line["line"] - 1] = SHAPES[line["form"]].format(line=line["line"])
    return "\n".join(lines) + "\n"


def attached(text: str = "", **more: Any) -> AttachedText:
    """The invented text beside the guidance, as the command attaches it."""
    given = {"name": "invented.txt", "by": None, "now": NOW, **more}
    return attach_source_text(text=text or invented_source(), **given)
