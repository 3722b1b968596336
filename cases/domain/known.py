"""Reading recorded facts with their types. Each reader gives None where the fact is unknown."""

from collections.abc import Mapping
from typing import Any

from guidance.domain.vocabulary import NONE, Value
from guidance.domain.vocabulary.kinds.lesions import Lesion

Recorded = Mapping[str, Value]
"""Fact keys to stored values, as `Fact.clean` gives them. What was not recorded is absent."""

METASTASIS = frozenset({"metastasis_confirmed", "metastasis_presumed"})
"""The kidney diagnoses that hold the lesion to be a metastasis."""

OF_ANOTHER_NATURE = frozenset({"second_primary", "direct_growth", "benign"})
"""The kidney diagnoses that no reading counts towards M, whatever the primary."""


HAEMATOLOGICAL = frozenset({"lymphoma", "myeloma_leukaemia"})
"""The primaries of blood and lymph: they involve a kidney and have no metastases."""


def number(facts: Recorded, key: str) -> float | None:
    value: Any = facts.get(key)
    return None if value is None else value


def count(facts: Recorded, key: str) -> int | None:
    value = number(facts, key)
    return None if value is None else int(value)


def choice(facts: Recorded, key: str) -> str | None:
    value: Any = facts.get(key)
    return None if value is None else str(value)


def answer(facts: Recorded, key: str) -> bool | None:
    """A yes_no fact: True, False, or None where it was not recorded."""
    value = facts.get(key)
    return value if isinstance(value, bool) else None


def chosen(facts: Recorded, key: str) -> frozenset[str] | None:
    """The choices of an any_of fact without "none": empty where it was asked and there is none."""
    value: Any = facts.get(key)
    return None if value is None else frozenset(value) - {NONE}


def lesions(facts: Mapping[str, Value | None]) -> tuple[Lesion, ...] | None:
    """The kidney lesions: empty where they were looked for and there is none."""
    value: Any = facts.get("lesions")
    return None if value is None else tuple(value)
