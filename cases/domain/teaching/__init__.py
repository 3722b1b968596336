"""Teaching cases: what a resident is shown step by step, what is asked, and the expert's key."""

from .case import Figure, Objective, Source, Step, Table, TeachingCase, TrendPoint
from .key import Accepted, FactKey, Key
from .questions import (
    KINDS,
    SCALE,
    BestAnswer,
    KeyFeature,
    Numeric,
    Option,
    Panel,
    Question,
    RankedDifferential,
    ScriptConcordance,
    ShortText,
)
from .reading import FORMAT, CaseFault, TeachingCaseError, read_teaching_case

__all__ = [
    "FORMAT",
    "KINDS",
    "SCALE",
    "Accepted",
    "BestAnswer",
    "CaseFault",
    "FactKey",
    "Figure",
    "Key",
    "KeyFeature",
    "Numeric",
    "Objective",
    "Option",
    "Panel",
    "Question",
    "RankedDifferential",
    "ScriptConcordance",
    "ShortText",
    "Source",
    "Step",
    "Table",
    "TeachingCase",
    "TeachingCaseError",
    "TrendPoint",
    "read_teaching_case",
]
