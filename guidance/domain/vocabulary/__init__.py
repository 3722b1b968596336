"""Every fact that a case can record and a rule can ask about, in one registry.

Forms, rules, the case file and the interfaces read it. A fact is added here, and given a model field.
"""

from .fact import Fact
from .kinds import (
    NONE,
    NOT_APPLICABLE,
    Chapter,
    Choice,
    FactError,
    Kind,
    OtherUnit,
    Value,
    joined,
    lower_first,
    nearest_word,
    upper_first,
)
from .registry import CHAPTERS, LESION_FIELDS, VOCABULARY, Vocabulary

__all__ = [
    "CHAPTERS",
    "LESION_FIELDS",
    "NONE",
    "NOT_APPLICABLE",
    "VOCABULARY",
    "Chapter",
    "Choice",
    "Fact",
    "FactError",
    "Kind",
    "OtherUnit",
    "Value",
    "Vocabulary",
    "joined",
    "lower_first",
    "nearest_word",
    "upper_first",
]
