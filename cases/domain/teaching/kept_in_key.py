"""What was typed into the key and no fact can hold: kept as it was typed, and told before publishing."""

from collections.abc import Mapping
from typing import Any

from cases.domain.kept import Kept, place_and_key
from guidance.domain.vocabulary import VOCABULARY

from .addresses import LESIONS
from .checking import CaseCheck, CheckLevel

NOTATION = "tnm_notation"
"""The field of all of T, N and M, which stands beside those of each."""


def kept_in_key(kept_text: Mapping[str, Kept]) -> list[CaseCheck]:
    """In the order of the vocabulary, whatever order a database gives them back in."""
    typed = [(_fact_of(name), field["typed"]) for kept in kept_text.values() for name, field in kept.items()]
    known = [(fact, text) for fact, text in typed if fact in VOCABULARY]
    ordered = sorted(known, key=lambda each: VOCABULARY.position[each[0]])
    return [_told(fact, text) for fact, text in ordered]


def _fact_of(name: str) -> str:
    return LESIONS if place_and_key(name) else "t_category" if name == NOTATION else name


def _told(fact: str, typed: Any) -> CaseCheck:
    text = " ".join(map(str, typed if isinstance(typed, list) else [typed]))[:60]
    said = f"“{text}” was typed for {VOCABULARY[fact].label} in the key, which is no answer"
    message = f"{said}: it counts for nothing. Correct it, or take it away."
    return CaseCheck("not-an-answer", CheckLevel.REMARK, f"key/record/{fact}", message)
