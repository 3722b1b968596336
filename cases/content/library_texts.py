"""The texts of a teaching case: Markdown without HTML, images or other sites, and nothing invisible."""

from collections.abc import Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cases.domain.teaching import teaching_case_schema
from guidance.domain.characters import shown
from guidance.domain.faults import Fault, Faults
from guidance.domain.limits import NARRATIVE
from guidance.pack.bounds import values_beyond_bounds
from guidance.pack.payload_characters import character_faults
from guidance.pack.places import parts_of, place_of

_SCHEMA = teaching_case_schema()
MARKDOWN = frozenset(
    name
    for part in (_SCHEMA, *_SCHEMA["$defs"].values())
    for name, field in part["properties"].items()
    if field.get("description", "").endswith("Markdown.")
)
"""The fields that are Markdown, as the schema says of them; all others are shown as they are typed."""
_reader = MarkdownIt("commonmark", {"html": True})


def text_faults(document: Any) -> Faults:
    """What is wrong with the texts of a document, wherever they stand in it.

    The line of a fault is that of its text, from 1; without one all of it is meant.
    """
    beyond = list(values_beyond_bounds(document))
    yield from beyond or (*character_faults(document), *_in_markdown(document, ()))


def _in_markdown(value: Any, steps: tuple[str | int, ...]) -> Faults:
    for name, inner in parts_of(value):
        if isinstance(inner, str) and name in MARKDOWN and len(inner) > NARRATIVE.most:
            yield Fault(place_of((*steps, name)), NARRATIVE.refusal(len(inner)))
        elif isinstance(inner, str) and name in MARKDOWN:
            place = place_of((*steps, name))
            yield from (Fault(place, said, line=line + 1) for line, said in markdown_faults(inner))
        elif isinstance(inner, dict | list):
            yield from _in_markdown(inner, (*steps, name))


def markdown_faults(text: str) -> Iterator[tuple[int, str]]:
    """The line of the text, from 0, and a sentence for each piece that would not be shown."""
    for block in _reader.parse(text):
        first = block.map[0] if block.map else 0
        if block.type == "html_block":
            yield first, _html(block.content)
        line = first
        for token in block.children or ():
            if token.type in ("softbreak", "hardbreak"):
                line += 1
            said = _said(token)
            if said:
                yield line, said


def _said(token: Token) -> str:
    if token.type == "html_inline":
        return _html(token.content)
    if token.type == "image":
        named = shown(str(token.attrs["src"]), 60)
        return f"holds an image ({named}). Draw it as a figure: kidney_map or trend."
    if token.type == "link_open" and not _is_inside(str(token.attrs["href"])):
        return (
            f"links to another site ({shown(str(token.attrs['href']), 60)}). "
            "Links lead inside KidMet alone, as /guidance/staging/tnm/; name other sources under sources."
        )
    return ""


def _html(content: str) -> str:
    return (
        f"holds HTML ({shown(content.strip(), 40)}). Write Markdown: **bold**, *italic*, lists, paragraphs."
    )


def _is_inside(href: str) -> bool:
    return href.startswith("/") and not href.startswith(("//", "/\\"))
