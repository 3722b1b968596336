"""The shipped files as YAML has them: each is read once, and without the product's reader."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parents[2] / "guidance" / "content"
OUTLINE = Path(__file__).parent / "data" / "source_outline.yaml"


@cache
def content_of(file: Path) -> dict[str, Any]:
    return yaml.load(file.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def entries_in(files: str, field: str) -> list[Any]:
    """Of every file that the pattern meets, in their order."""
    return [entry for file in sorted(CONTENT.glob(files)) for entry in content_of(file)[field]]
