"""The expert's key: the record that the expert would have made, and which of its facts matter how much."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from cases.domain.natures import DIAGNOSIS
from cases.domain.parts import DocumentPart, Exactly
from cases.domain.questions.kind import Keys, NoteIds, Traced, Weight
from guidance.domain.vocabulary import Value

from .addresses import LESIONS, OF_LESIONS

DEFAULT_LESION_FIELDS = ("side", "pole", "size_mm")


@dataclass(frozen=True)
class AcceptedValue(DocumentPart):
    """Another answer that earns `credit` (0 to 1), where the facts in `when` were recorded so."""

    value: Annotated[Value, Exactly()]
    credit: Annotated[float, {"minimum": 0, "maximum": 1, "description": "Without it 1."}] = 1.0
    why: str = ""
    when: Annotated[
        Mapping[str, Value], {"description": "Facts that have to be recorded so for this answer to count."}
    ] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FactKey(DocumentPart):
    """One fact that counts. A fact of the case without such an entry is not marked, known or unknown.

    `steps_apart` (ordered choices) is how many steps off still earn something; `tolerance` is in the unit of
    the fact, for lesions in mm; `fields` are the properties of a lesion that are compared.
    """

    definition: ClassVar[str] = "mark"

    fact: str
    weight: Annotated[Weight, {"description": "Without it 1."}] = 1.0
    objective: str
    why: Annotated[str, {"description": "For the debrief: why the expert records it so."}]
    accept: tuple[AcceptedValue, ...] = ()
    steps_apart: Annotated[
        int, {"minimum": 1, "description": "Ordered choices: how many steps off still earn something."}
    ] = 0
    tolerance: Annotated[float, {"minimum": 0}] = 0.0
    fields: Annotated[tuple[str, ...], {"description": "Lesions: the properties that are compared."}] = ()
    statements: Keys = ()
    notes: NoteIds = ()
    source: Traced = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """What has to be asked for it to be marked."""
        if self.fact != LESIONS:
            return (self.fact,)
        rest = (LESIONS,) if not self.fields or set(self.fields) - {DIAGNOSIS} else ()
        return (*rest, *((OF_LESIONS,) if DIAGNOSIS in self.fields else ()))

    @classmethod
    def read(cls, given: Any) -> Self:
        usual = {"fields": DEFAULT_LESION_FIELDS} if given["fact"] == LESIONS else {}
        return super().read({**usual, **given})


@dataclass(frozen=True)
class ExpertKey(DocumentPart):
    """`record` holds stored values. A fact that is marked and not in it is one that nobody could know."""

    record: Annotated[
        Mapping[str, Value], {"description": "The facts that the expert records, as in a case file."}
    ]
    marks: Annotated[
        tuple[FactKey, ...],
        {"minItems": 1, "description": "The facts that count. What is not named here is not marked."},
    ]

    @cached_property
    def mark_of(self) -> Mapping[str, FactKey]:
        return {mark.fact: mark for mark in self.marks}
