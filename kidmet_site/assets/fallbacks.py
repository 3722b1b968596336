"""What stands in for a font that has not come: a font of the reader's own, stretched to the same measure.

Without it the lines of a page break elsewhere, and all that is below moves, whenever a font comes late or
not at all. Widths are those of an ordinary English text, in ems; heights are those of the font replaced.
"""

from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from kidmet_site.assets.fonts import FACES, HEAVIEST, INTER, ITALIC, LIGHTEST, SERIF, Face, with_letters

TEXT = (
    "A solitary tumour in the kidney of somebody who has had another cancer may be a new primary or a "
    "deposit; only tissue tells. Before a biopsy, ask what its answer would change: stage, treatment, and "
    "what the person wants. Imaging shows where else there is disease, and how well the other kidney works."
)
# Where a font has two cuts: up to which weight the ordinary one serves, and from which the bold.
ORDINARY, BOLD = 500, 600


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut of a font that readers may have, by its names there and in fonts made to its widths."""

    names: tuple[str, ...]
    width: float


Cuts = dict[str, tuple[Cut, ...]]

# Measured once from the fonts, or from those made to have their widths: Liberation for Arial and Times,
# Gelasio for Georgia. Between them every system has one: Windows, macOS and iOS; Android; Linux.
SANS: Cuts = {
    "Arial": (
        Cut(("Arial", "ArialMT", "Liberation Sans", "Arimo", "Helvetica"), 0.4510),
        Cut(("Arial Bold", "Arial-BoldMT", "Liberation Sans Bold", "Arimo Bold", "Helvetica Bold"), 0.4853),
    ),
    "Roboto": (
        Cut(("Roboto", "Roboto Regular", "Roboto-Regular"), 0.4492),
        Cut(("Roboto Bold", "Roboto-Bold"), 0.4558),
    ),
    "DejaVu Sans": (
        Cut(("DejaVu Sans", "DejaVuSans"), 0.5147),
        Cut(("DejaVu Sans Bold", "DejaVuSans-Bold"), 0.5809),
    ),
}
ROMAN: Cuts = {
    "Georgia": (
        Cut(("Georgia", "Gelasio", "Gelasio Regular"), 0.4455),
        Cut(("Georgia Bold", "Georgia-Bold", "Gelasio Bold"), 0.5193),
    ),
    "Noto Serif": (
        Cut(("Noto Serif", "Noto Serif Regular", "NotoSerif"), 0.4851),
        Cut(("Noto Serif Bold", "NotoSerif-Bold"), 0.5135),
    ),
    "Times": (
        Cut(("Times New Roman", "TimesNewRomanPSMT", "Liberation Serif", "Tinos"), 0.4071),
        Cut(
            ("Times New Roman Bold", "TimesNewRomanPS-BoldMT", "Liberation Serif Bold", "Tinos Bold"), 0.4320
        ),
    ),
    "DejaVu Serif": (
        Cut(("DejaVu Serif", "DejaVuSerif"), 0.5197),
        Cut(("DejaVu Serif Bold", "DejaVuSerif-Bold"), 0.5710),
    ),
}
SLANTED: Cuts = {
    "Georgia": (Cut(("Georgia Italic", "Georgia-Italic", "Gelasio Italic"), 0.4575),),
    "Noto Serif": (Cut(("Noto Serif Italic", "NotoSerif-Italic"), 0.4720),),
    "Times": (
        Cut(("Times New Roman Italic", "TimesNewRomanPS-ItalicMT", "Liberation Serif Italic"), 0.4079),
    ),
    "DejaVu Serif": (Cut(("DejaVu Serif Italic", "DejaVuSerif-Italic"), 0.5197),),
}
STAND_INS = {INTER: SANS, SERIF: ROMAN, ITALIC: SLANTED}

HEAD = "/* Made by `python -m kidmet_site.assets`: the fonts, and what stands in for them. */\n"


def font_stylesheet() -> str:
    rules = [_served(face) for face in FACES]
    rules += [rule for face in FACES for rule in _stand_ins(face)]
    return HEAD + "\n".join(rules) + "\n"


def _served(face: Face) -> str:
    """Optional: once a page is drawn with a stand-in it stays so; the font is there for the next page."""
    return _rule(
        face.family,
        face.style,
        face.weights,
        {"src": f'url("../fonts/{face.name}.woff2") format("woff2")', "font-display": "optional"},
    )


def _stand_ins(face: Face) -> list[str]:
    return [
        _stand_in(face, f"{face.family} as {name}", cut, weights)
        for name, cuts in STAND_INS[face].items()
        for cut, weights in zip(
            cuts, [face.weights] if len(cuts) == 1 else [(LIGHTEST, ORDINARY), (BOLD, HEAVIEST)], strict=True
        )
    ]


def _stand_in(face: Face, family: str, cut: Cut, weights: tuple[int, int]) -> str:
    font = _cut_of(face, weights[0])
    stretch = _mean_width(font) / cut.width
    line = font["hhea"]
    em = font["head"].unitsPerEm * stretch
    return _rule(
        family,
        face.style,
        weights,
        {
            "src": ", ".join(f'local("{name}")' for name in cut.names),
            "size-adjust": f"{stretch:.2%}",
            "ascent-override": f"{line.ascent / em:.2%}",
            "descent-override": f"{-line.descent / em:.2%}",
            "line-gap-override": f"{line.lineGap / em:.2%}",
        },
    )


@cache
def _cut_of(face: Face, weight: int) -> TTFont:
    """Of one weight, with no more letters than are measured."""
    return instantiateVariableFont(with_letters(face, TEXT), {"wght": weight})


def _mean_width(font: TTFont) -> float:
    glyphs, advances = font.getBestCmap(), font["hmtx"]
    return sum(advances[glyphs[ord(letter)]][0] for letter in TEXT) / len(TEXT) / font["head"].unitsPerEm


def _rule(family: str, style: str, weights: tuple[int, int], more: dict[str, str]) -> str:
    asked = f"{weights[0]} {weights[1]}" if weights[0] < weights[1] else f"{weights[0]}"
    told = {"font-family": f'"{family}"', "font-style": style, "font-weight": asked}
    return "@font-face { " + " ".join(f"{name}: {value};" for name, value in (told | more).items()) + " }"
