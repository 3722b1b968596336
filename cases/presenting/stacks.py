"""Stacks of pictures as a page shows them: addresses, sizes, and where each arrow is drawn."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from cases.domain.teaching.case import TeachingStep
from cases.domain.teaching.stacks import Arrow, ImageStack, StackSlice, pictures_shown
from cases.models import Attempt
from cases.queries.pictures import picture_sizes

BOX = 640
"""The longest edge, in pixels, at which a picture is shown in its page; small ones are drawn up to it."""
MOST_ENLARGED = 3
SHAFT, HEAD, HEAD_WIDTH, DISC = 0.11, 0.035, 0.018, 0.026
"""Parts of an arrow, in parts of the longer edge of its picture."""
NEAR_EDGE = 25
"""Per cent: an arrow comes from the side on which there is room for it."""
ON_THE_PICTURE = 28
"""Characters of a text that is written on a picture; all of them are listed below it."""

Address = Callable[[str], str]


@dataclass(frozen=True)
class Pictures:
    """What a page may show of stacks: the sizes of its pictures by hash, and where each is fetched."""

    sizes: dict[str, tuple[int, int]]
    address: Address
    debriefing: bool


@dataclass(frozen=True)
class ShownArrow:
    """Drawn in the pixels of its picture: a shaft with a head, and a numbered disc where it begins."""

    number: int
    text: str
    shaft: str
    head: str
    x: float
    y: float
    r: float
    text_x: float
    anchor: str

    @property
    def thin(self) -> float:
        return round(self.r / 2.5, 1)

    @property
    def thick(self) -> float:
        """Of the dark line below it, which parts it from what is light."""
        return round(self.r / 1.2, 1)

    @property
    def number_size(self) -> float:
        return round(self.r * 1.4, 1)

    @property
    def text_size(self) -> float:
        return round(self.r * 1.1, 1)

    @property
    def written(self) -> str:
        return self.text if len(self.text) <= ON_THE_PICTURE else ""


@dataclass(frozen=True)
class ShownSlice:
    number: int
    url: str
    annotated_url: str
    size: tuple[int, int]
    caption: str
    alt: str
    arrows: tuple[ShownArrow, ...]

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height at which it is shown."""
        width, height = self.size
        scale = min(BOX / max(width, height), MOST_ENLARGED)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def is_annotated(self) -> bool:
        return bool(self.arrows or self.annotated_url)


@dataclass(frozen=True)
class ShownStack:
    """`key` is unique on its page; `missing` counts slices whose picture is not kept here."""

    key: str
    caption: str
    alt: str
    origin: str
    licence: str
    slices: tuple[ShownSlice, ...]
    missing: int

    @property
    def count(self) -> int:
        return len(self.slices)

    @property
    def name(self) -> str:
        return self.caption or ("Picture" if self.count == 1 else f"{self.count} pictures")

    @property
    def source(self) -> str:
        """ "Drawn for KidMet. Licence: CC0-1.0"."""
        return ". ".join(
            [*filter(None, [self.origin]), *([f"Licence: {self.licence}"] if self.licence else [])]
        )

    @cached_property
    def is_annotated(self) -> bool:
        return any(each.is_annotated for each in self.slices)


def attempt_pictures(attempt: Attempt, steps: Iterable[TeachingStep]) -> Pictures:
    """Of the steps that a page of an attempt shows; one query, none where they have no pictures."""

    def address(hash: str) -> str:
        return reverse("attempt_picture", args=[attempt.pk, hash])

    return pictures_at(steps, address, debriefing=attempt.is_submitted)


def pictures_at(steps: Iterable[TeachingStep], address: Address, *, debriefing: bool) -> Pictures:
    stacks = [stack for step in steps for stack in step.images]
    sizes = picture_sizes(pictures_shown(stacks, debriefing=debriefing))
    return Pictures(sizes, address, debriefing)


def shown_stacks(step: TeachingStep, pictures: Pictures) -> tuple[ShownStack, ...]:
    return tuple(shown_stack(stack, pictures, f"{step.key}-{stack.key}") for stack in step.images)


def shown_stack(stack: ImageStack, pictures: Pictures, key: str) -> ShownStack:
    layer = pictures.debriefing or not stack.annotated_waits
    there = [each for each in stack.slices if each.image in pictures.sizes]
    return ShownStack(
        key=key,
        caption=stack.caption,
        alt=stack.alt,
        origin=stack.origin,
        licence=stack.licence,
        slices=tuple(
            _slice(each, number, _alt(stack, each, number, len(there)), layer, pictures)
            for number, each in enumerate(there, 1)
        ),
        missing=len(stack.slices) - len(there),
    )


def _alt(stack: ImageStack, given: StackSlice, number: int, count: int) -> str:
    """Of a stack its alternative text is said once, for all of its slices."""
    if count == 1:
        return stack.alt
    return f"Slice {number} of {count}{f': {given.caption}' if given.caption else ''}"


def _slice(given: StackSlice, number: int, alt: str, layer: bool, pictures: Pictures) -> ShownSlice:
    has_other = layer and given.annotated in pictures.sizes
    return ShownSlice(
        number=number,
        url=pictures.address(given.image),
        annotated_url=pictures.address(given.annotated) if has_other else "",
        size=pictures.sizes[given.image],
        caption=given.caption,
        alt=alt,
        arrows=shown_arrows(given.arrows if layer else (), pictures.sizes[given.image]),
    )


def shown_arrows(arrows: Iterable[Arrow], size: tuple[int, int]) -> tuple[ShownArrow, ...]:
    return tuple(_arrow(arrow, number, *size) for number, arrow in enumerate(arrows, 1))


def _arrow(arrow: Arrow, number: int, width: int, height: int) -> ShownArrow:
    """From the upper left, else from where there is room; its tip is at the place that it points at."""
    edge = max(width, height)
    across, down = (1 if arrow.x < NEAR_EDGE else -1), (1 if arrow.y < NEAR_EDGE else -1)
    x, y = arrow.x / 100 * width, arrow.y / 100 * height
    slant = 0.5**0.5
    at_x, at_y = x + across * SHAFT * edge * slant, y + down * SHAFT * edge * slant
    neck_x, neck_y = x + across * HEAD * edge * slant, y + down * HEAD * edge * slant
    side_x, side_y = down * HEAD_WIDTH * edge * slant, -across * HEAD_WIDTH * edge * slant
    corners = ((x, y), (neck_x + side_x, neck_y + side_y), (neck_x - side_x, neck_y - side_y))
    to_the_right = arrow.x < 50
    return ShownArrow(
        number=number,
        text=arrow.text,
        shaft=f"M{at_x:.1f} {at_y:.1f}L{neck_x:.1f} {neck_y:.1f}",
        head=f"M{'L'.join(f'{left:.1f} {top:.1f}' for left, top in corners)}z",
        x=round(at_x, 1),
        y=round(at_y, 1),
        r=round(DISC * edge, 1),
        text_x=round(at_x + (1.5 if to_the_right else -1.5) * DISC * edge, 1),
        anchor="start" if to_the_right else "end",
    )
