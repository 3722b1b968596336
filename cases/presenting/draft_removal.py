"""What hangs on a step that is to be removed, in sentences."""

from collections.abc import Mapping
from typing import Any

from cases.domain.teaching.drafting import part_at
from cases.presenting.teach import fact_label
from guidance.domain.vocabulary import joined

MOST_NAMED = 6


def hangs_on(document: Mapping[str, Any], key: str) -> list[str]:
    step = part_at(document, f"steps/{key}")
    said = []
    if step.get("narrative") or step.get("expert"):
        said.append("What it tells, and what the expert says there, goes with it.")
    counts = [
        _counted(len(step.get("questions", ())), "question"),
        _counted(len(step.get("tables", ())), "table"),
        _counted(len(step.get("figures", ())), "drawing"),
        _counted(len(step.get("images", ())), "stack of images"),
    ]
    if any(counts):
        said.append(f"It holds {joined([each for each in counts if each])}, which go with it.")
    said += _facts(document, step)
    return said or ["Nothing hangs on it: it is empty."]


def _facts(document: Mapping[str, Any], step: Mapping[str, Any]) -> list[str]:
    said = []
    if step.get("given"):
        said.append(f"{_named(step['given'])} would not be given any longer; the key keeps the answers.")
    if step.get("asked"):
        marked = {mark["fact"] for mark in document.get("key", {}).get("marks", ())}
        marks = [each for each in step["asked"] if each.partition(".")[0] in marked]
        said.append(f"{_named(step['asked'])} would not be asked any longer; the key keeps the answers.")
        if marks:
            are = "is" if len(marks) == 1 else "are"
            said.append(
                f"{_named(marks)} {are} marked: without a step that asks it, a mark is a fault to be mended "
                "before publishing."
            )
    return said


def _named(addresses: list[str]) -> str:
    names = [fact_label(each) for each in addresses]
    more = [f"{len(names) - MOST_NAMED} more facts"] if len(names) > MOST_NAMED else []
    return joined([*names[:MOST_NAMED], *more])


def _counted(count: int, what: str) -> str:
    if not count:
        return ""
    plural = what.replace("stack", "stacks") if "stack" in what else f"{what}s"
    return f"1 {what}" if count == 1 else f"{count} {plural}"
