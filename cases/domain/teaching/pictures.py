"""The pictures that a document of a teaching case names."""

from collections.abc import Iterator, Mapping
from typing import Any


def pictures_in(document: Mapping[str, Any]) -> Iterator[str]:
    """The hash of each picture, as often as it is named; what has not the shape of one is passed over."""
    for step in _objects(document, "steps"):
        for stack in _objects(step, "images"):
            for piece in _objects(stack, "slices"):
                yield from (
                    piece[name] for name in ("image", "annotated") if isinstance(piece.get(name), str)
                )


def _objects(held: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    listed = held.get(name)
    return (each for each in (listed if isinstance(listed, list) else ()) if isinstance(each, Mapping))
