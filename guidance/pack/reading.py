"""What reading one file gives, and how bytes become its text."""

from dataclasses import dataclass, field

from guidance.domain.limits import PACK_BYTES, bytes_in_words
from guidance.pack.lines import Lines


@dataclass
class Reading:
    """The data of one file, the line of every place in it, and what is wrong with how it is written."""

    data: object = None
    lines: Lines = field(default_factory=Lines)
    faults: list[tuple[int, str]] = field(default_factory=list)
    values: int = 0
    """Of YAML: how many there are."""


class NotText(ValueError):
    """These bytes are not a file that could be read; the message says why."""


def text_of(raw: bytes) -> str:
    """The text of a file in UTF-8, without the mark that some programs put first. Raises NotText."""
    if len(raw) > PACK_BYTES.most:
        raise NotText(f"has {bytes_in_words(len(raw))}. Allowed: {PACK_BYTES.allowed}.")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw[:4]:
        raise NotText("is text in UTF-16, or no text at all. Save it as UTF-8.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise NotText(f"is not UTF-8 text. Line {line} holds the byte {raw[error.start]:02X}.") from error
