"""Pictures of a step: a stack of slices to scroll through, or one picture as a stack of one.

A picture is named by its hash; its bytes are kept as a row. What is drawn on it, arrows and an annotated
picture over each slice, is the annotated layer, which may wait for the debrief.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from cases.domain.parts import DocumentPart, Exactly, Slug
from guidance.domain.limits import (
    ARROW_TEXT,
    ARROWS,
    LICENCE,
    PICTURE_ALT,
    PICTURE_CAPTION,
    PICTURE_ORIGIN,
    SLICES,
)

HASH = "^[0-9a-f]{64}$"
_HASH = {"type": "string", "pattern": HASH, "description": "The SHA-256 of a picture: 64 digits from 0 to f."}
_MAY_BE_EMPTY = Exactly(type="string", maxLength=PICTURE_CAPTION.most)


@dataclass(frozen=True)
class Arrow(DocumentPart):
    """Points at a place of a slice, in per cent of its width and height from its upper left corner."""

    x: Annotated[float, {"minimum": 0, "maximum": 100}]
    y: Annotated[float, {"minimum": 0, "maximum": 100}]
    text: Annotated[str, {"maxLength": ARROW_TEXT.most, "description": "What it points at."}]


@dataclass(frozen=True)
class StackSlice(DocumentPart):
    image: Annotated[str, Exactly(_HASH)]
    caption: Annotated[str, _MAY_BE_EMPTY] = ""
    arrows: Annotated[tuple[Arrow, ...], {"maxItems": ARROWS.most}] = ()
    annotated: Annotated[str, Exactly(_HASH)] = ""


@dataclass(frozen=True, kw_only=True)
class ImageStack(DocumentPart):
    key: Slug
    caption: Annotated[str, _MAY_BE_EMPTY] = ""
    alt: Annotated[
        str,
        {"maxLength": PICTURE_ALT.most, "description": "What somebody reads who does not see the picture."},
    ]
    origin: Annotated[
        str, {"maxLength": PICTURE_ORIGIN.most, "description": "Who made the picture, and where."}
    ]
    licence: Annotated[str, {"maxLength": LICENCE.most, "description": "An SPDX or Creative Commons code."}]
    slices: Annotated[tuple[StackSlice, ...], {"minItems": 1, "maxItems": SLICES.most}]
    annotated_waits: Annotated[
        bool, {"description": "The annotated layer, arrows and annotated pictures, waits for the debrief."}
    ] = False

    def pictures(self, *, debriefing: bool) -> Iterator[str]:
        """The hash of each picture that is shown; a layer that waits is not, before the debrief."""
        for each in self.slices:
            yield each.image
            if each.annotated and (debriefing or not self.annotated_waits):
                yield each.annotated

    def texts(self, *, debriefing: bool) -> Iterator[str]:
        """All that is read with it, the alternative text too."""
        yield from (self.caption, self.alt)
        for each in self.slices:
            yield each.caption
            if debriefing or not self.annotated_waits:
                yield from (arrow.text for arrow in each.arrows)


def slices_in(stack: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The slices of a stack that is being written, as far as they are slices."""
    held = stack.get("slices")
    listed = held if isinstance(held, list) else []
    return [each for each in listed if isinstance(each, Mapping) and is_hash(each.get("image"))]


def is_hash(given: object) -> bool:
    return isinstance(given, str) and bool(re.fullmatch(HASH, given))


def pictures_shown(stacks: Iterable[ImageStack], *, debriefing: bool) -> frozenset[str]:
    """The hashes of all pictures that these stacks show."""
    return frozenset(hash for stack in stacks for hash in stack.pictures(debriefing=debriefing))
