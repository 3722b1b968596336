"""The expert's key: the record that the expert would have made, and which of its facts matter how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guidance.domain.vocabulary import Value


@dataclass(frozen=True)
class Accepted:
    """Another answer that earns `credit` (0 to 1), where the facts in `when` were recorded so."""

    value: Value
    credit: float
    why: str = ""
    when: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class FactKey:
    """One fact that counts. A fact of the case without such an entry is not marked, known or unknown.

    `steps_apart` (ordered choices) is how many steps off still earn something; `tolerance` is in the unit of
    the fact, for lesions in mm; `fields` are the properties of a lesion that are compared.
    """

    fact: str
    weight: float
    objective: str
    why: str
    accept: tuple[Accepted, ...] = ()
    steps_apart: int = 0
    tolerance: float = 0.0
    fields: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Key:
    """`record` holds stored values. A fact that is marked and not in it is one that nobody could know."""

    record: Mapping[str, Value]
    marks: tuple[FactKey, ...]

    @cached_property
    def mark_of(self) -> Mapping[str, FactKey]:
        return {mark.fact: mark for mark in self.marks}
