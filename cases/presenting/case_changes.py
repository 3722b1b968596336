"""What changed between two versions of a case, in words and with the words that differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.teaching.changes import DocumentChange, changes_between
from cases.presenting.draft_frame import in_text
from cases.presenting.draft_words import part_words
from guidance.domain.changing.differing import Piece, word_differences

NEW, GONE, OTHER = "new", "gone", "changed"


@dataclass(frozen=True)
class ChangedPart:
    label: str
    what: str
    pieces: tuple[Piece, ...]


def shown_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangedPart]:
    return [_shown(change, before, after) for change in changes_between(before, after)]


def _shown(change: DocumentChange, before: Mapping[str, Any], after: Mapping[str, Any]) -> ChangedPart:
    holder = before if change.is_gone else after
    return ChangedPart(
        label=part_words(dict(holder), change.address),
        what=NEW if change.is_new else GONE if change.is_gone else OTHER,
        pieces=word_differences(_text(change.before), _text(change.after)),
    )


def _text(value: Any) -> str:
    return "" if value is None else in_text(value)
