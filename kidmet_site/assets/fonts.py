"""The fonts as the pages need them: no character, weight or feature that no text has."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from kidmet_site.assets import ORIGINALS

# From ordinary to bold: the stylesheets ask for nothing lighter or heavier.
LIGHTEST, HEAVIEST = 400, 700

# All that keyboards of western Europe type, and the marks that our texts set.
CHARACTERS = "".join(
    [*map(chr, range(0x20, 0x7F)), *map(chr, range(0xA0, 0x100)), "ıŒœ–—‘’‚“”„•…′″‹›€™↑↓−", "\u2009\u200b"]
)


@dataclass(frozen=True, slots=True)
class Face:
    """One file: what it is called in the stylesheets, and which weights and OpenType features texts use."""

    name: str
    family: str
    style: str
    features: tuple[str, ...]
    weights: tuple[int, int] = (LIGHTEST, HEAVIEST)

    @property
    def original(self) -> Path:
        return ORIGINALS / f"{self.name}.woff2"


# Kerning, ligatures or their like by context, and figures of one width in tables.
INTER = Face("inter-latin-wght-normal", "Inter", "normal", ("kern", "calt", "tnum"))
SERIF = Face("source-serif-4-latin-wght-normal", "Source Serif 4", "normal", ("kern", "liga"))
# Nothing is set in bold italics; where somebody writes them, the browser makes them from these.
ITALIC = Face("source-serif-4-latin-wght-italic", "Source Serif 4", "italic", ("kern", "liga"), (400, 400))
FACES = (INTER, SERIF, ITALIC)


def subset_of(face: Face) -> bytes:
    """The file to serve; the same bytes each time from the same original and libraries."""
    font = instantiateVariableFont(with_letters(face, CHARACTERS), {"wght": face.weights})
    font.flavor = "woff2"
    return _bytes_of(font)


def with_letters(face: Face, letters: str) -> TTFont:
    """The font with these letters alone, in every weight."""
    options = Options(layout_features=list(face.features), hinting=False, name_IDs=[0, 1, 2, 13, 14])
    subsetter = Subsetter(options)
    subsetter.populate(text=letters)
    font = TTFont(face.original, recalcTimestamp=False)
    subsetter.subset(font)
    font.flavor = None
    # The instancer wants the tables as they are read from a file.
    return TTFont(BytesIO(_bytes_of(font)), recalcTimestamp=False)


def _bytes_of(font: TTFont) -> bytes:
    written = BytesIO()
    font.save(written)
    return written.getvalue()
