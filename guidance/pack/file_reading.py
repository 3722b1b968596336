"""What reading one file gives, on which line each place of it stands, and how bytes become its text."""

import re
from dataclasses import dataclass, field

from guidance.domain.limits import PACK_BYTES, Limit, bytes_in_words
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


@dataclass
class FileReading:
    """The data of one file, the line of every place in it, and what is wrong with how it is written."""

    data: object = None
    lines: Lines = field(default_factory=Lines)
    faults: list[tuple[int, str]] = field(default_factory=list)
    values: int = 0
    """Of YAML: how many there are."""


class NotText(ValueError):
    """These bytes are not a file that could be read; the message says why."""


def text_of(raw: bytes, limit: Limit = PACK_BYTES) -> str:
    """The text of a file in UTF-8, without the mark that some programs put first. Raises NotText."""
    if len(raw) > limit.most:
        raise NotText(f"has {bytes_in_words(len(raw))}. Allowed: {limit.allowed}.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        raise NotText("is text in UTF-16, or no text at all. Save it as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise NotText(f"is not UTF-8 text. Line {line} holds the byte {raw[error.start]:02X}.") from error
