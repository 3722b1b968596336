"""How much work something does, counted and not timed: the same on every machine, however busy it is.

Counted are the lines that Python runs, and what the built-in methods look through that go from one end of a
list or a text to the other: `keys.count(key)` in a loop is one line each time, and the square of the keys.
"""

import gc
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

LOOKED_THROUGH = {
    list: {"count", "index", "remove", "insert", "copy"},
    tuple: {"count", "index"},
    str: {"count", "replace", "split", "splitlines", "strip", "lower"},
    dict: {"copy"},
}


class Looked(str):
    """A text that counts what is looked through in it: slices, and other texts made of it."""

    looked = 0

    def __getitem__(self, place: Any) -> str:
        part = super().__getitem__(place)
        Looked.looked += len(part)
        return Looked(part) if isinstance(place, slice) else part

    def __contains__(self, part: object) -> bool:
        Looked.looked += len(self)
        return super().__contains__(part)

    def lower(self) -> str:
        Looked.looked += len(self)
        return Looked(super().lower())


def work_of(do: Callable[[], object]) -> int:
    """What one call takes, after another one that fills what is kept."""
    do()
    counted = 0

    def lines(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal counted
        counted += event == "line"
        return lines

    def calls(frame: FrameType, event: str, called: Any) -> None:
        nonlocal counted
        if event == "c_call":
            held = getattr(called, "__self__", None)
            names = LOOKED_THROUGH.get(type(held))
            if names and called.__name__ in names:
                counted += len(held)

    before, profiled, Looked.looked = sys.gettrace(), sys.getprofile(), 0
    was_collecting = gc.isenabled()
    gc.disable()  # what other tests left is no work of this call; to collect it first takes far longer
    sys.setprofile(calls)
    sys.settrace(lines)
    try:
        do()
    finally:
        sys.settrace(before)
        sys.setprofile(profiled)
        if was_collecting:
            gc.enable()
    return counted + Looked.looked
