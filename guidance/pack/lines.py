"""On which line of a file each place of its data stands."""

import re

from guidance.pack.places import written_step

_STEP = re.compile(r"[.\[][^.\[]*")


class Lines:
    """A tree, as the data is one: a place written out for every value would hold each name again and again.

    In `inside` stands, by its written step, the line of a single value or the tree of a list or an object.
    """

    __slots__ = ("inside", "line")

    def __init__(self, line: int = 1) -> None:
        self.line = line
        self.inside: dict[str, int | Lines] = {}

    def put(self, step: str | int, line: int) -> None:
        """Where a step is given twice, the first counts."""
        self.inside.setdefault(written_step(step), line)

    def open(self, step: str | int, line: int) -> "Lines":
        """The same for a list or an object, whose parts are put into what is returned."""
        opened = Lines(line)
        self.inside[written_step(step)] = opened
        return opened

    def near(self, place: str) -> int | None:
        """The line of the place, or of the nearest thing around it that is there."""
        within: int | Lines = self
        found, step = None, ""
        for part in _STEP.findall(place if place.startswith("[") else f".{place}"):
            if isinstance(within, int):
                break
            # A name may hold dots and brackets itself.
            step += part
            if step in within.inside:
                within = within.inside[step]
                found, step = within if isinstance(within, int) else within.line, ""
        return found
