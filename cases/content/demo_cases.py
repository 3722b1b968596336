"""The demo cases that are shipped: one case file each, and an index that says what each one teaches."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cases.domain.record import CaseFile, read_case_file

FOLDER = Path(__file__).parent / "demo"


@dataclass(frozen=True)
class DemoCase:
    """A case that people open as a copy of their own."""

    slug: str
    title: str
    summary: str
    teaching_point: str
    source: str
    case_file: CaseFile


@cache
def demo_cases() -> tuple[DemoCase, ...]:
    """All of them in the order of the index. A fault in a file raises CaseFileError."""
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    return tuple(_demo_case(entry) for entry in index["cases"])


def _demo_case(entry: dict[str, str]) -> DemoCase:
    document = json.loads((FOLDER / f"{entry['slug']}.json").read_text(encoding="utf-8"))
    case_file = read_case_file(document)
    return DemoCase(
        slug=entry["slug"],
        title=case_file.title,
        summary=entry["summary"],
        teaching_point=entry["teaching_point"],
        source=entry["source"],
        case_file=case_file,
    )
