"""Where something stands inside a payload, written as "rules[3].when.any[1].value"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from guidance.domain.limits import PACK_NAME

NOTHING = object()
ENTRY = re.compile(r"^(?:sections\[\d+\]\.statements\[\d+\]|\w+\[\d+\]|document)\.?")


def place_of(steps: Iterable[str | int]) -> str:
    return "".join(map(written_step, steps)).removeprefix(".")


def written_step(step: str | int) -> str:
    """A name longer than any may be is cut: it would stand in the place of all that is inside it."""
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if len(step) <= PACK_NAME.most else f".{step[: PACK_NAME.most]}…"


def parts_of(value: Any) -> Iterator[tuple[str | int, Any]]:
    """What stands in an object or a list, each with its step."""
    return iter(value.items() if isinstance(value, Mapping) else enumerate(value))


def along(data: Any, place: str) -> Iterator[Any]:
    """The data and what stands at each step of a place in it, as far as there is something."""
    yield data
    for step in place.replace("[", ".[").split(".") if place else ():
        if isinstance(data, Mapping):
            data = data.get(step, NOTHING)
        elif isinstance(data, list):
            index = step[1:-1]
            data = data[int(index)] if index.isdecimal() and int(index) < len(data) else NOTHING
        else:
            data = NOTHING
        if data is NOTHING:
            return
        yield data


def around(place: str) -> Iterator[str]:
    """The place itself, then each that holds it, from the inside out."""
    while place:
        yield place
        place = place[: max(place.rfind("."), place.rfind("["), 0)]


def within_entry(place: str) -> str:
    """ "when.any[1].value": the place as somebody sees it who looks at the entry in its file."""
    return ENTRY.sub("", place)
