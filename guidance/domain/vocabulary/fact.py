"""One entry of the registry: a fact that a case can record and a rule can ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guidance.domain.limits import LESIONS

from . import cleaning, wording
from .kinds import Choice, Kind, OtherUnit, Value, lower_first


@dataclass(frozen=True, kw_only=True)
class Fact:
    """What can be recorded under one key, how it is asked, and where its definition comes from.

    `minimum` and `maximum` are the plausible range in `unit`, both included; `step` is the distance
    between allowed numbers; `decimals` is how many are shown. `certainty` is A, B or C for what `source`
    supports, empty where the entry is a choice of the product. `ordered` choices form a grade that rules
    may compare (ECOG). `private` is never shown to other people. `only_with` names facts and values without
    any of which it is not asked, `not_with` the one with which it is not. `element` is the letter of a TNM
    category. `written` says how a text is written, where its example alone does not.
    A derived fact that `may_not_apply` has the value NOT_APPLICABLE where it says nothing of a case.
    """

    key: str
    label: str
    kind: Kind
    chapter: str
    question: str
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    step: int | None = None
    decimals: int | None = None
    other_units: tuple[OtherUnit, ...] = ()
    pattern: str = ""
    example: str = ""
    written: str = ""
    help: str = ""
    source: str = ""
    certainty: str = ""
    holds: Kind | None = None
    derived_from: tuple[str, ...] = ()
    may_not_apply: bool = False
    ordered: bool = False
    private: bool = False
    only_with: tuple[tuple[str, str], ...] = ()
    not_with: tuple[str, str] | None = None
    element: str = ""
    fields: tuple[Fact, ...] = field(default=(), repr=False)

    @property
    def value_kind(self) -> Kind:
        """The kind of the value: `kind`, and for a derived fact the kind that its value has."""
        return self.holds or self.kind

    @property
    def is_derived(self) -> bool:
        return self.kind is Kind.DERIVED

    @cached_property
    def choice_values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.choices)

    @cached_property
    def choice_by_value(self) -> dict[str, Choice]:
        return {choice.value: choice for choice in self.choices}

    @cached_property
    def label_in_words(self) -> str:
        """The label as it reads inside a sentence."""
        return lower_first(self.label)

    @cached_property
    def allowed(self) -> str:
        """What is allowed, in words: the choices, or the range with its unit."""
        return wording.allowed(self)

    def is_asked_of(self, known: Mapping[str, Value], *, if_unknown: bool = False) -> bool:
        """Whether it is asked of such a case at all (IMDC only with a renal cell carcinoma).

        `if_unknown` is the answer while nothing is known of the facts without which it is not asked.
        """
        if self.not_with and _holds(known.get(self.not_with[0]), self.not_with[1]):
            return False
        if not self.only_with:
            return True
        return any(
            if_unknown if key not in known else _holds(known[key], value) for key, value in self.only_with
        )

    def clean(self, value: object, *, held: int = 0) -> Value:
        """The stored value of what was typed or read from JSON; never a guess.

        `held` is how many lesions are recorded already: so many may stay, also above the limit.

        Raises FactError (with key, given, allowed, message, nearest) for a wrong type, an unknown choice or a
        number out of range, and for any value of a derived fact. Unknown is not a value: leave the key out.
        """
        if self.kind is Kind.LESIONS:
            return cleaning.lesions(self, value, most=max(held, LESIONS.most))
        return cleaning.clean(self, value)

    def check(self, value: object) -> Value:
        """As `clean`, and also for the value of a derived fact (rules compare with such values)."""
        return cleaning.check(self, value)

    def hint_of_unit(self, number: float) -> str:
        """ "Did you mean 1.2 mg/dL? That is 106 µmol/L.", or "" where it is not plausible in another unit."""
        return wording.hint_of_unit(self, number)

    def words(self, value: Value) -> str:
        """The value inside a sentence: "lung", "flank pain and fever", "44 µmol/L", "90+ years"."""
        return wording.words(self, value)

    def as_data(self, value: Value) -> object:
        """The value as JSON holds it; `clean` reads it back to the same value."""
        return wording.as_data(self, value)


def _holds(recorded: Value | None, value: str) -> bool:
    return value in recorded if isinstance(recorded, frozenset) else recorded == value
