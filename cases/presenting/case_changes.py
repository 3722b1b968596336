"""What changed between two versions of a case, in words and with the words that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.teaching.changes import DocumentChange, changes_between
from cases.presenting.draft_frame import in_text
from cases.presenting.draft_words import part_words
from cases.presenting.teach import fact_label
from guidance.domain.changing.differing import Piece, word_differences
from guidance.domain.vocabulary import VOCABULARY

NEW, GONE, OTHER = "new", "gone", "changed"


@dataclass(frozen=True)
class ChangedPart:
    label: str
    what: str
    pieces: tuple[Piece, ...]


def shown_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedPart]:
    return [_shown(change, before, after) for change in changes_between(before, after)]


def _shown(change: DocumentChange, before: Mapping[str, Any], after: Mapping[str, Any]) -> ChangedPart:
    holder, address = before if change.is_gone else after, change.address
    return ChangedPart(
        label=part_words(dict(holder), address),
        what=NEW if change.is_new else GONE if change.is_gone else OTHER,
        pieces=word_differences(_text(change.before, address), _text(change.after, address)),
    )


def _text(value: Any, address: str) -> str:
    return "" if value is None else in_text(_labelled(value, address.split("/")))


def _labelled(value: Any, path: list[str]) -> Any:
    """With facts and their choices as they are called on the pages where they were chosen."""
    if isinstance(value, Mapping):
        return {name: _labelled(held, [*path, name]) for name, held in value.items()}
    if isinstance(value, list):
        return [_labelled(each, path) for each in value]
    if not isinstance(value, str):
        return value
    if path[-1] in ("given", "asked"):
        return fact_label(value)
    return _choices_at(path).get(value, value)


def _choices_at(path: list[str]) -> Mapping[str, str]:
    """Of an answer of the key, or what a mark takes as one."""
    is_answer = path[:2] == ["key", "record"] or (path[:2] == ["key", "marks"] and path[-1] == "value")
    fact = VOCABULARY.get(path[2]) if is_answer and len(path) > 2 else None
    return {choice.value: choice.label for choice in fact.choices} if fact else {}
