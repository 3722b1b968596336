"""The kinds of question. Each holds what is asked and what the key says; how it is marked is `marking`'s.

Sources: key-feature problems, Page, Bordage and Allen 1995 (doi 10.1097/00001888-199503000-00009); script
concordance, Charlin et al. 2000 (doi 10.1207/S15328015TLM1204_5); the discount of a ranked list, Järvelin
and Kekäläinen 2002 (doi 10.1145/582415.582418).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from guidance.domain.limits import SHORT_TEXT

SMALL_PANEL = 10
"""Fewer panellists than this give unstable votes, and the page says so."""

SCALE: tuple[tuple[int, str], ...] = (
    (-2, "much less likely"),
    (-1, "less likely"),
    (0, "neither less nor more likely"),
    (1, "more likely"),
    (2, "much more likely"),
)
PLAN_SCALE: tuple[tuple[int, str], ...] = (
    (-2, "strongly against it"),
    (-1, "against it"),
    (0, "neither against nor for it"),
    (1, "for it"),
    (2, "strongly for it"),
)


@dataclass(frozen=True)
class Option:
    """An answer to choose, or for a write-in one of those expected, with its other spellings in `also`."""

    key: str
    text: str
    credit: float = 0.0
    harmful: bool = False
    why: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """What every kind has. `stem` and `feedback` are Markdown; `feedback` is for the debrief only."""

    kind: ClassVar[str]
    label: ClassVar[str]

    key: str
    stem: str
    domain: str
    objective: str
    weight: float = 1.0
    feedback: str = ""
    statements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class _WithOptions(Question):
    options: tuple[Option, ...]

    @cached_property
    def option_by_key(self) -> Mapping[str, Option]:
        return {option.key: option for option in self.options}


@dataclass(frozen=True, kw_only=True)
class KeyFeature(_WithOptions):
    """Up to `maximum` answers from a short menu or written in; one harmful or one too many costs all."""

    kind: ClassVar[str] = "key_feature"
    label: ClassVar[str] = "Key features"
    maximum: int
    write_in: bool = False


@dataclass(frozen=True, kw_only=True)
class RankedDifferential(_WithOptions):
    """The likeliest first. `ranked` is the expert's order; as many are asked for as it holds."""

    kind: ClassVar[str] = "ranked_differential"
    label: ClassVar[str] = "Ranked differential"
    ranked: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """How many panellists chose each point of the scale, and who they were."""

    votes: Mapping[int, int]
    label: str
    is_example: bool = False

    @property
    def size(self) -> int:
        return sum(self.votes.values())

    @property
    def is_small(self) -> bool:
        return self.size < SMALL_PANEL


@dataclass(frozen=True, kw_only=True)
class ScriptConcordance(Question):
    """A hypothesis, a new finding, and how the finding moves it on five points."""

    kind: ClassVar[str] = "script_concordance"
    label: ClassVar[str] = "Script concordance"
    hypothesis: str
    finding: str
    panel: Panel
    about: str = "diagnosis"

    @property
    def scale(self) -> tuple[tuple[int, str], ...]:
        return PLAN_SCALE if self.about == "plan" else SCALE


@dataclass(frozen=True, kw_only=True)
class BestAnswer(_WithOptions):
    """Single best answer, or with `multiple` all that are right."""

    kind: ClassVar[str] = "best_answer"
    label: ClassVar[str] = "Best answer"
    multiple: bool = False


@dataclass(frozen=True, kw_only=True)
class ShortText(Question):
    """Free text that the writer marks against the model answer, point by point."""

    kind: ClassVar[str] = "short_text"
    label: ClassVar[str] = "Short text"
    model_answer: str
    points: tuple[str, ...]
    maximum_length: int = SHORT_TEXT.most


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A number in `unit`, right within `tolerance` of `value` on either side."""

    kind: ClassVar[str] = "numeric"
    label: ClassVar[str] = "Number"
    value: float
    tolerance: float
    unit: str = ""
    minimum: float
    maximum: float


KINDS: Mapping[str, type[Question]] = {
    "key_feature": KeyFeature,
    "ranked_differential": RankedDifferential,
    "script_concordance": ScriptConcordance,
    "single_best_answer": BestAnswer,
    "multiple_best_answer": BestAnswer,
    "short_text": ShortText,
    "numeric": Numeric,
}
