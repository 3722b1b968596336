"""The editions that ship: the newest as the files of the pack, earlier ones whole, each with its summary."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from guidance.pack.files import SHIPPED

_FOLDER = SHIPPED / "editions"


@dataclass(frozen=True)
class ShippedEdition:
    """`file` is None for the newest, which is the pack itself."""

    hash: str
    summary: str
    file: Path | None


@cache
def shipped_editions() -> tuple[ShippedEdition, ...]:
    """In the order in which they shipped."""
    index = json.loads((_FOLDER / "index.json").read_text(encoding="utf-8"))
    return tuple(
        ShippedEdition(each["hash"], each["summary"], _FOLDER / each["file"] if "file" in each else None)
        for each in index
    )


def shipped_summary(payload_hash: str) -> str:
    """What readers are told of the edition with these contents; empty where none like it shipped."""
    return next((each.summary for each in shipped_editions() if each.hash == payload_hash), "")
