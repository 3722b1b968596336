"""What was typed into the key and no fact can hold: kept as it was typed, and told before publishing."""

from collections.abc import Iterator, Mapping
from typing import Any

from cases.domain.kept import Kept, place_and_key
from guidance.domain.vocabulary import VOCABULARY

from .addresses import LESIONS
from .checking import CaseCheck, CheckLevel

NOTATION = "tnm_notation"
"""The field of all of T, N and M, which stands beside those of each."""


def kept_in_key(kept_text: Mapping[str, Kept]) -> Iterator[CaseCheck]:
    for kept in kept_text.values():
        for name, field in kept.items():
            fact = LESIONS if place_and_key(name) else "t_category" if name == NOTATION else name
            if fact in VOCABULARY:
                said = f"“{_text(field['typed'])}” was typed for {VOCABULARY[fact].label} in the key"
                message = f"{said}, which is no answer: it counts for nothing. Correct it, or take it away."
                yield CaseCheck("not-an-answer", CheckLevel.REMARK, f"key/record/{fact}", message)


def _text(typed: Any) -> str:
    parts = typed if isinstance(typed, list) else [typed]
    return " ".join(map(str, parts))[:60]
