"""Both kidneys drawn with their lesions: where each circle goes, and the same in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from guidance.domain.limits import LESIONS
from guidance.domain.vocabulary import LESION_FIELDS, Value

WIDTH = 460
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
    """A lesion as a circle. `guessed` where side, pole or size was not recorded."""

    x: float
    y: float
    r: float
    words: str
    guessed: bool
    in_sinus: bool


@dataclass(frozen=True)
class Region:
    """A part of a kidney that a click adds a lesion to."""

    side: str
    pole: str
    x: float
    y: float

    @property
    def label(self) -> str:
        return f"Add a lesion: {self.side} kidney, {POLE_WORDS[self.pole]}"


@dataclass(frozen=True)
class KidneyMap:
    spots: tuple[Spot, ...]
    unplaced: tuple[str, ...]
    sentence: str
    regions: tuple[Region, ...]


POLE_WORDS = {"upper": "upper pole", "interpolar": "between the poles", "lower": "lower pole"}


def kidney_map(lesions: Sequence[Mapping[str, Value]] | None) -> KidneyMap:
    """The map of recorded lesions; None is not recorded, an empty list is "looked at, and none"."""
    rows = list(lesions or ())[: LESIONS.most]
    placed = [lesion for lesion in rows if lesion.get("side") in SIDES]
    taken: dict[tuple[object, ...], int] = {}
    return KidneyMap(
        spots=tuple(_spot(lesion, taken) for lesion in placed),
        unplaced=tuple(_words(lesion) for lesion in rows if lesion.get("side") not in SIDES),
        sentence=_sentence(lesions),
        regions=tuple(
            Region(side, pole, *_mirrored(side, CENTRES[pole])) for side in SIDES for pole in POLES
        ),
    )


def _spot(lesion: Mapping[str, Value], taken: dict[tuple[object, ...], int]) -> Spot:
    side, pole = str(lesion["side"]), str(lesion.get("pole", "interpolar"))
    in_sinus = lesion.get("location") == "sinus_or_pelvis"
    place = (side, pole, in_sinus)
    order = taken.get(place, 0)
    taken[place] = order + 1
    x, y = _mirrored(side, _beside((SINUS if in_sinus else CENTRES)[pole], order, 6 if in_sinus else 9))
    size = lesion.get("size_mm", UNPLACED_SIZE_MM)
    radius = min(max(float(size) / 2 * UNITS_PER_MM, SMALLEST), LARGEST)  # type: ignore[arg-type]
    guessed = "pole" not in lesion or "size_mm" not in lesion
    return Spot(round(x, 1), round(y, 1), round(radius, 1), _words(lesion), guessed, in_sinus)


def _beside(centre: tuple[float, float], order: int, step: float) -> tuple[float, float]:
    """The next place on a sunflower's spiral, so that any number of lesions stays apart and in place."""
    distance, angle = step * sqrt(order), order * GOLDEN_ANGLE
    return centre[0] + min(distance, 30) * cos(angle), centre[1] + min(distance, 30) * sin(angle)


def _mirrored(side: str, point: tuple[float, float]) -> tuple[float, float]:
    """As on a scan, the right kidney is on the left."""
    return point if side == "right" else (WIDTH - point[0], point[1])


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


def _sentence(lesions: Sequence[Mapping[str, Value]] | None) -> str:
    if lesions is None:
        return "No lesion is recorded yet, and it is not recorded that there is none."
    if not lesions:
        return "Both kidneys were looked at and there is no lesion."
    count = "1 lesion" if len(lesions) == 1 else f"{len(lesions):,} lesions"
    shown, more = lesions[: LESIONS.most], len(lesions) - LESIONS.most
    rest = f"; {more:,} more are not drawn" if more > 0 else ""
    return f"{count}: " + "; ".join(_words(lesion) for lesion in shown) + f"{rest}."
