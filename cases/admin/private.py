"""Facts that the vocabulary calls private: dates that could point to a person. No reason shows them."""

from collections.abc import Mapping
from typing import Any

from guidance.domain.vocabulary import VOCABULARY

PRIVATE = frozenset(fact.key for fact in VOCABULARY.values() if fact.private)
NOT_SHOWN = "not shown to others"


def without_private(by_fact: Mapping[str, Any]) -> dict[str, Any]:
    return {key: NOT_SHOWN if key in PRIVATE else value for key, value in by_fact.items()}
