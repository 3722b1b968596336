"""The Markdown of a teaching case as plain text."""

import re
from collections.abc import Iterable, Iterator

from cases.domain.teaching import TeachingStep

_MARKS = re.compile(r"(\*{1,3}|`|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w)|^#+ +|^> ?)", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_NEW_LINE = re.compile(r"[-*+] |\d+[.)] ")


def plain_text(markdown: str) -> str:
    """Paragraphs a blank line apart, each point of a list on a line, and none of the marks."""
    return "\n\n".join(_joined(part) for part in re.split(r"\n\s*\n", markdown.strip()))


def _joined(paragraph: str) -> str:
    lines: list[str] = []
    for line in (line.strip() for line in paragraph.splitlines()):
        if lines and not _NEW_LINE.match(line):
            lines[-1] += f" {line}"
        else:
            lines.append(re.sub(r"^[-*+] ", "– ", line))
    return _MARKS.sub("", _LINK.sub(r"\1", "\n".join(lines)))


def disclosed_text(step: TeachingStep) -> str:
    """What a step discloses: its narrative, its tables line by line, and what its figures and images show."""
    return "\n\n".join([plain_text(step.narrative), *_drawn(step)])


def _drawn(step: TeachingStep) -> Iterator[str]:
    for table in step.tables:
        rows = ("; ".join(_cells(table.columns, row)) for row in table.rows)
        yield "\n".join([f"{table.caption}:", *(f"– {row}" for row in rows)])
    for figure in step.figures:
        if figure.points:
            points = ", ".join(f"{point.label} {point.value:g}" for point in figure.points)
            yield f"{figure.caption}: {points} {figure.unit}".rstrip()
    for stack in step.images:
        yield ": ".join(plain_text(text) for text in (stack.caption, stack.alt) if text)


def _cells(columns: Iterable[str], row: Iterable[object]) -> list[str]:
    """The first cell names the row; the others are told with their column."""
    cells = [(column, str(cell).strip()) for column, cell in zip(columns, row, strict=False)]
    told = [f"{column.lower()} {cell}" for column, cell in cells[1:] if cell]
    return [cells[0][1], *told]
