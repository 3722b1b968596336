"""The kidneys that there are, drawn with their lesions: where each circle goes, and the same in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any

from cases.domain.known import lesions as lesions_of
from cases.domain.known import number
from cases.domain.natures import NOT_RECORDED, OF_KIDNEY, diagnosis_of, diagnosis_words, nature_of
from guidance.domain.limits import LESIONS
from guidance.domain.vocabulary import LESION_FIELDS, Value

WIDTH = 460
MIDDLE = 119
"""How far a kidney is moved to stand in the middle, where nobody knows its side."""
UNITS_PER_MM = 158 / 110
"""The drawn kidney is 158 units long and stands for one of 110 mm."""

CENTRES = {"upper": (98.0, 56.0), "interpolar": (72.0, 102.0), "lower": (98.0, 152.0)}
SINUS = {"upper": (127.0, 92.0), "interpolar": (127.0, 106.0), "lower": (127.0, 120.0)}
UNPLACED_SIZE_MM = 12
SMALLEST, LARGEST = 2.5, 62.0
GOLDEN_ANGLE = pi * (3 - sqrt(5))
SIDES = ("right", "left")
POLES = ("upper", "interpolar", "lower")


@dataclass(frozen=True)
class Spot:
    """A lesion as a circle whose inside tells its nature, "" where nothing says what it is held to be.

    `guessed` where side, pole or size was not recorded.
    """

    x: float
    y: float
    r: float
    words: str
    guessed: bool
    nature: str = NOT_RECORDED

    @property
    def inner_r(self) -> float:
        return round(self.r * 0.45, 1)

    @property
    def rim_r(self) -> float:
        """A light rim parts it from a lesion that it lies over."""
        return round(self.r + 1.6, 1)

    @property
    def around_r(self) -> float:
        return round(self.r + 3, 1)

    @property
    def half(self) -> str:
        """The lower half of the circle as a path."""
        return f"M{self.x - self.r:g} {self.y}a{self.r} {self.r} 0 0 0 {2 * self.r:g} 0z"

    @property
    def sign(self) -> str:
        """Where a mark of ten units is put, and how it is scaled, to stand in the circle and be readable."""
        return f"translate({self.x:g} {self.y:g}) scale({max(self.r, 6) / 9:.2f})"


@dataclass(frozen=True)
class LegendLine:
    """A line of the legend: how a nature is drawn, and its name."""

    spot: Spot
    words: str


@dataclass(frozen=True)
class Region:
    """A part of a kidney that a click adds a lesion to. Without a side where that is not known."""

    side: str
    pole: str
    x: float
    y: float

    @property
    def label(self) -> str:
        return f"{self.side}, {self.pole}" if self.side else self.pole

    @property
    def spoken(self) -> str:
        return f"{f'{self.side} kidney' if self.side else 'the one kidney'}, {POLE_WORDS[self.pole]}"


@dataclass(frozen=True)
class Kidney:
    """A kidney that is drawn, on its side of the picture; in the middle where its side is not known."""

    side: str

    @property
    def transform(self) -> str:
        return {"right": "", "left": f"translate({WIDTH} 0) scale(-1 1)"}.get(
            self.side, f"translate({MIDDLE} 0)"
        )

    @property
    def label(self) -> str:
        return self.side.capitalize() or "The one kidney"

    @property
    def label_x(self) -> int:
        return {"right": 88, "left": 350}.get(self.side, WIDTH // 2 - 46)


@dataclass(frozen=True)
class KidneyMap:
    kidneys: tuple[Kidney, ...]
    spots: tuple[Spot, ...]
    sentence: str
    regions: tuple[Region, ...]
    legend: tuple[LegendLine, ...] = ()

    @property
    def drawn(self) -> list[Spot]:
        """The large first, so that none lies over a small one."""
        return sorted(self.spots, key=lambda spot: -spot.r)

    @property
    def has_guessed(self) -> bool:
        return any(spot.guessed for spot in self.spots)

    @property
    def sides_are_shown(self) -> bool:
        return all(kidney.side for kidney in self.kidneys)


NATURES = {
    "metastasis": "metastasis",
    "direct_growth": "direct growth of the primary",
    "second_primary": "a second primary",
    "lymphoma": "lymphoma",
    "benign": "benign",
    "uncertain": "uncertain",
    NOT_RECORDED: "diagnosis not recorded",
}
POLE_WORDS = {"upper": "upper pole", "interpolar": "between the poles", "lower": "lower pole"}
Lesions = Sequence[Mapping[str, Value]]


def kidney_map(
    lesions: Lesions | None, *, solitary: bool = False, of_kidney: Value | None = None
) -> KidneyMap:
    """The map of recorded lesions; None is not recorded, an empty list is "looked at, and none".

    `of_kidney` is the diagnosis of the lesions that have none of their own.
    A solitary kidney is drawn alone, on the side that the lesions tell, and nothing is offered beside it.
    Lesions on both sides of it are drawn as they are recorded, and the contradiction is said.
    """
    rows = list(lesions or ())[: LESIONS.most]
    told = [side for side in SIDES if any(lesion.get("side") == side for lesion in rows)]
    sides = (told or [""]) if solitary else list(SIDES)
    only = sides[0] if len(sides) == 1 else None
    placed = [lesion for lesion in rows if lesion.get("side") in SIDES or only is not None]
    taken: dict[tuple[object, ...], int] = {}
    spots = tuple(_spot(lesion, taken, only or "", of_kidney) for lesion in placed)
    return KidneyMap(
        kidneys=tuple(Kidney(side) for side in sides),
        spots=spots,
        sentence=f"{_which(sides) if solitary else ''}{_sentence(lesions, solitary, of_kidney)}",
        legend=_legend(spots),
        regions=tuple(Region(side, pole, *_placed(side, CENTRES[pole])) for side in sides for pole in POLES),
    )


def kidney_map_of(recorded: Mapping[str, Any]) -> KidneyMap:
    """The map of what is recorded of a case."""
    return kidney_map(
        lesions_of(recorded),
        solitary=recorded.get("solitary_kidney") is True,
        of_kidney=recorded.get(OF_KIDNEY),
    )


def _legend(spots: Sequence[Spot]) -> tuple[LegendLine, ...]:
    """What is drawn of it, and nothing else; none where nothing is known of any lesion."""
    drawn = {spot.nature for spot in spots}
    if drawn <= {NOT_RECORDED}:
        return ()
    return tuple(
        LegendLine(Spot(9, 9, 7, "", guessed=False, nature=nature), words)
        for nature, words in NATURES.items()
        if nature in drawn
    )


def _which(sides: Sequence[str]) -> str:
    if len(sides) == 2:
        return "One kidney alone is recorded, and lesions on both sides: look at both again. "
    return f"One kidney, the {sides[0]}. " if sides[0] else "One kidney; which of the two is not recorded. "


def _spot(
    lesion: Mapping[str, Value],
    taken: dict[tuple[object, ...], int],
    only: str,
    of_kidney: Value | None,
) -> Spot:
    side, pole = str(lesion.get("side", only)), str(lesion.get("pole", "interpolar"))
    in_sinus = lesion.get("location") == "sinus_or_pelvis"
    place = (side, pole, in_sinus)
    order = taken.get(place, 0)
    taken[place] = order + 1
    x, y = _placed(side, _beside((SINUS if in_sinus else CENTRES)[pole], order, 6 if in_sinus else 9))
    size = number(lesion, "size_mm")
    across = UNPLACED_SIZE_MM if size is None else size
    radius = min(max(across / 2 * UNITS_PER_MM, SMALLEST), LARGEST)
    guessed = "side" not in lesion or "pole" not in lesion or "size_mm" not in lesion
    diagnosis = diagnosis_of(lesion, of_kidney)
    words = f"{_words(lesion)}: {diagnosis_words(diagnosis)}" if diagnosis else _words(lesion)
    nature = nature_of(lesion, of_kidney)
    return Spot(round(x, 1), round(y, 1), round(radius, 1), words, guessed, nature)


def _beside(centre: tuple[float, float], order: int, step: float) -> tuple[float, float]:
    """The next place on a sunflower's spiral, so that any number of lesions stays apart and in place."""
    distance, angle = step * sqrt(order), order * GOLDEN_ANGLE
    return centre[0] + min(distance, 30) * cos(angle), centre[1] + min(distance, 30) * sin(angle)


def _placed(side: str, point: tuple[float, float]) -> tuple[float, float]:
    """As on a scan, the right kidney is on the left."""
    x, y = point
    return {"right": x, "left": WIDTH - x}.get(side, x + MIDDLE), y


def _words(lesion: Mapping[str, Value]) -> str:
    parts = [f"{lesion['side']} kidney" if "side" in lesion else "side not recorded"]
    if "pole" in lesion:
        parts.append(POLE_WORDS[str(lesion["pole"])])
    if lesion.get("location") == "sinus_or_pelvis":
        parts.append("in sinus or pelvis")
    parts.append(
        LESION_FIELDS["size_mm"].words(lesion["size_mm"]) if "size_mm" in lesion else "size not recorded"
    )
    return ", ".join(parts)


def _sentence(lesions: Lesions | None, solitary: bool, of_kidney: Value | None) -> str:
    """ "2 lesions, both uncertain: …", or what each is held to be where they are not all the same."""
    if lesions is None:
        return "No lesion is recorded yet, and it is not recorded that there is none."
    if not lesions:
        return f"{'It was' if solitary else 'Both kidneys were'} looked at and there is no lesion."
    count = "1 lesion" if len(lesions) == 1 else f"{len(lesions):,} lesions"
    shown, more = lesions[: LESIONS.most], len(lesions) - LESIONS.most
    rest = f"; {more:,} more are not drawn" if more > 0 else ""
    held = [diagnosis_of(lesion, of_kidney) for lesion in lesions]
    if len(set(held)) > 1:
        each = [f"{_words(lesion)}: {diagnosis_words(its)}" for lesion, its in zip(shown, held, strict=False)]
    else:
        each = [_words(lesion) for lesion in shown]
        count += _all_the_same(len(lesions), held[0])
    return f"{count}: " + "; ".join(each) + f"{rest}."


def _all_the_same(number: int, diagnosis: str) -> str:
    if not diagnosis:
        return ""
    how_many = {1: "", 2: "both "}.get(number, "each ")
    return f", {how_many}{diagnosis_words(diagnosis)}"
