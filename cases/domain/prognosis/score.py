"""A score with its working, or with what it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from guidance.domain.vocabulary import VOCABULARY, Value

from ..known import Recorded

DIGITS = 4
"""Digits after the point in what is printed for scripts."""


@dataclass(frozen=True)
class ScoreItem:
    """One item of a score: its label, the recorded value in words, and what it counts."""

    label: str
    words: str
    counts: str


@dataclass(frozen=True, kw_only=True)
class Score:
    """A derived figure of a case: its value with inputs, formula, unit, reference and certainty.

    `value` is exact and None where the score cannot be computed: then `missing` names the askable facts that
    it lacks, or `not_applicable` says why it is not for this case. `reported` is the figure as it is read
    out. `category` and `group` are the field's own names; `meaning` says in a sentence what the group stands
    for. `also` holds the same quantity by another formula. `unsound` says in a few words why the figure is
    not to be relied on in this case. Every score describes groups of people, never one.
    """

    key: str
    label: str
    value: float | None = None
    reported: str = ""
    category: str | None = None
    group: str | None = None
    unit: str = ""
    formula: str
    inputs: tuple[tuple[str, str], ...] = ()
    parts: tuple[ScoreItem, ...] = ()
    meaning: str = ""
    also: tuple[tuple[str, str], ...] = ()
    reference: str
    certainty: str
    missing: tuple[str, ...] = ()
    not_applicable: str | None = None
    caveats: tuple[str, ...] = ()
    unsound: str = ""

    def as_json(self) -> dict[str, object]:
        entry: dict[str, object] = {"value": _printed(self.value)}
        if self.not_applicable is not None:
            entry["not_applicable"] = self.not_applicable
        elif self.value is None:
            entry["missing"] = list(self.missing)
        else:
            entry["reported"] = _number(self.reported)
        named = {"category": self.category, "group": self.group, "unit": self.unit or None}
        entry |= {name: text for name, text in named.items() if text is not None}
        entry |= {"formula": self.formula, "reference": self.reference, "certainty": self.certainty}
        if self.inputs:
            entry["inputs"] = dict(self.inputs)
        if self.parts:
            entry["parts"] = [vars(part) for part in self.parts]
        return entry | {"caveats": list(self.caveats)}


def _printed(value: float | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else round(value, DIGITS)


def _number(text: str) -> float | int:
    return float(text) if "." in text else int(text)


def round_half_up(value: float) -> int:
    """As laboratories report: 75.5 is 76, and 76.5 is 77."""
    return floor(value + 0.5)


def in_words(facts: Recorded, *keys: str) -> tuple[tuple[str, str], ...]:
    """(label, value in words) of the recorded ones among these facts."""
    return tuple(
        (VOCABULARY[key].label_in_words, VOCABULARY[key].words(facts[key])) for key in keys if key in facts
    )


def lacking(facts: Recorded, *keys: str) -> tuple[str, ...]:
    return tuple(key for key in keys if key not in facts)


def part(facts: Mapping[str, Value], key: str, points: float) -> ScoreItem:
    fact = VOCABULARY[key]
    return ScoreItem(fact.label, fact.words(facts[key]), counted_points(points))


def counted_points(points: float) -> str:
    return f"{points:g} {'point' if points == 1 else 'points'}"
