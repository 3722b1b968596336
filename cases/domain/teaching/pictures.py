"""The pictures that a document of a teaching case names."""

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any


def pictures_in(document: Mapping[str, Any]) -> Iterator[str]:
    """The hash of each picture, as often as it is named; what has not the shape of one is passed over."""
    for step in _objects(document, "steps"):
        for stack in _objects(step, "images"):
            for piece in _objects(stack, "slices"):
                yield from (
                    piece[name] for name in ("image", "annotated") if isinstance(piece.get(name), str)
                )


def with_pictures_of(document: Mapping[str, Any], allowed: Collection[str]) -> dict[str, Any]:
    """The document without the slices, and the annotated pictures, that name others than these."""
    held = deepcopy(dict(document))
    for step in _objects(held, "steps"):
        for stack in _objects(step, "images"):
            stack["slices"] = [each for each in _objects(stack, "slices") if each.get("image") in allowed]
            for each in stack["slices"]:
                if each.get("annotated") not in allowed:
                    each.pop("annotated", None)
    return held


def _objects(held: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    listed = held.get(name)
    return (each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, dict))
