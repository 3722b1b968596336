"""The faults of a condition that was written as text, each with the line that it is in."""

from collections.abc import Iterable
from dataclasses import dataclass

from guidance.domain.conditions.text.lexing import TextError

MOST_SHOWN = 70
"""Characters of a line around its fault."""


@dataclass(frozen=True)
class ShownTextFault:
    """`before`, `at` and `after` are its line, cut where the fault begins and where its word ends."""

    line: int
    column: int
    message: str
    nearest: str
    before: str
    at: str
    after: str


def shown_faults(text: str, faults: Iterable[TextError]) -> tuple[ShownTextFault, ...]:
    lines = text.split("\n")
    return tuple(_shown(lines[fault.line - 1] if fault.line <= len(lines) else "", fault) for fault in faults)


def _shown(line: str, fault: TextError) -> ShownTextFault:
    before, rest = line[: fault.column - 1], line[fault.column - 1 :]
    at = rest.split(maxsplit=1)[0].rstrip("(),") or rest[:1] if rest.strip() else ""
    after = rest[len(at) :]
    if len(before) > MOST_SHOWN:
        before = f"…{before[-MOST_SHOWN:]}"
    if len(after) > MOST_SHOWN:
        after = f"{after[:MOST_SHOWN]}…"
    return ShownTextFault(
        fault.line, fault.column, fault.message, fault.nearest or "", before, at[:MOST_SHOWN], after
    )
