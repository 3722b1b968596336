"""One entry of the registry: a fact that a case can record and a rule can ask about."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, TypeVar, cast

from .operators import (
    OPS_ON_ORDER,
    OPS_ON_RECORDING,
    ClauseBits,
    Comparison,
    Op,
    Operand,
    RuleLiterals,
    Test,
    ValueRow,
)
from .values import NONE, NOT_APPLICABLE, Choice, FactError, OtherUnit, Value, joined, lower_first, shown

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Fact(ABC):
    """What can be recorded under one key, how it is asked, and where its definition comes from.

    Each kind of fact is a class of its own in `kinds`, with everything that is different about it. What is
    abstract here a kind must have: one without is refused as its class is made.

    `within` are the ends of the plausible range in `unit`, both included; `step` is the distance
    between allowed numbers; `decimals` is how many are shown. `certainty` is A, B or C for what `source`
    supports, empty where the entry is a choice of the product. `ordered` choices form a grade that rules
    may compare (ECOG). Of what is `private` no page shows a person's own to others. `only_with`
    names facts and values without any of which it is not asked, `not_with` those with any of which it is
    not; `needless_with` names those with any of which nobody is sent to ask for it, though it can be entered
    and found not to fit. `element`
    is the letter of a TNM category. `written` says how a text is written, where its example alone does not.
    The registry gives the `chapter` in which it is asked.
    `help` says how it is entered, `teaches` what is right of it: not told where a teaching case asks it.
    What is a diagnosis, a category, an intent, a plan or a priority `asks_for_judgement`: who records it
    weighs; all else is read from a report, measured, or told.
    A fact with `derived_from` is computed from those and cannot be entered; where it `may_not_apply`, it has
    the value NOT_APPLICABLE for a case of which it says nothing.
    """

    kind: ClassVar[str]
    operators: ClassVar[tuple[Op, ...]]
    """Which comparisons the kind allows, besides known and not_recorded."""
    needs: ClassVar[tuple[str, ...]]
    """What every entry of the kind has to give."""

    key: str
    label: str
    question: str
    chapter: str = ""
    choices: tuple[Choice, ...] = ()
    unit: str = ""
    within: tuple[float, ...] = ()
    integer: bool = False
    step: int | None = None
    decimals: int | None = None
    other_units: tuple[OtherUnit, ...] = ()
    pattern: str = ""
    example: str = ""
    written: str = ""
    help: str = ""
    teaches: str = ""
    source: str = ""
    certainty: str = ""
    derived_from: tuple[str, ...] = ()
    may_not_apply: bool = False
    ordered: bool = False
    private: bool = False
    only_with: tuple[tuple[str, str], ...] = ()
    not_with: tuple[tuple[str, str], ...] = ()
    needless_with: tuple[tuple[str, str], ...] = ()
    element: str = ""
    asks_for_judgement: bool = False
    fields: "tuple[Fact, ...]" = field(default=(), repr=False)

    def __init_subclass__(cls, *, kind: str, operators: Sequence[Op], needs: Sequence[str] = ()) -> None:
        cls.kind, cls.operators, cls.needs = kind, tuple(operators), tuple(needs)
        parts = sorted(Fact.__abstractmethods__)
        lacking = [part for part in parts if getattr(cls, part) is getattr(Fact, part)]
        if lacking:
            raise TypeError(f"{cls.__name__} is a kind of fact without {joined(lacking)}.")
        if kind in KINDS:
            raise TypeError(f"{cls.__name__} is the kind {kind}, as {KINDS[kind].__name__} is.")
        KINDS[kind] = cls

    def __post_init__(self) -> None:
        lacking = [name for name in self.needs if getattr(self, name) in (None, "", ())]
        if lacking:
            raise TypeError(f"{self.key} is a {type(self).__name__} without {joined(lacking)}.")

    # What is different about each kind

    @abstractmethod
    def read(self, value: object) -> Value:
        """The stored value of what was typed or read from JSON. Raises `self.refusal(…)`."""

    @abstractmethod
    def in_words(self, value: Value) -> str: ...

    @abstractmethod
    def as_data(self, value: Value) -> object:
        """The value as JSON holds it; `clean` reads it back to the same value."""

    def as_it_is(self, value: Value) -> object:
        return value

    @staticmethod
    @abstractmethod
    def test(op: Op, operand: Operand) -> Test:
        """Whether an operator of the kind is true of a recorded value."""

    @abstractmethod
    def samples(self, rules: Sequence[RuleLiterals]) -> tuple[Value, ...]:
        """A few values that stand for all: whatever a value of the fact can settle in one of these rules, one
        of them settles.
        """

    @abstractmethod
    def row(self, bits: ClauseBits) -> ValueRow:
        """How to find the clauses that a recorded value makes true."""

    def open_row(self, bits: ClauseBits) -> ValueRow | None:
        """How to find those that it does not make false; None where a value leaves none undecided."""
        return None

    # What is the same for all

    @property
    def is_derived(self) -> bool:
        return bool(self.derived_from)

    @cached_property
    def choice_values(self) -> tuple[str, ...]:
        return tuple(choice.value for choice in self.choices)

    @cached_property
    def choice_by_value(self) -> dict[str, Choice]:
        return {choice.value: choice for choice in self.choices}

    @cached_property
    def explained(self) -> str:
        """All that stands beside it, where nothing is asked to be judged."""
        return f"{self.help} {self.teaches}".strip()

    @cached_property
    def label_in_words(self) -> str:
        """The label as it reads inside a sentence."""
        return lower_first(self.label)

    @cached_property
    def allowed(self) -> str:
        """What is allowed, in words: the choices, or the range with its unit."""
        return self.allowed_in_words()

    def allowed_in_words(self) -> str:
        return ", ".join(self.choice_values) or self.written or f"text such as {self.example}"

    @cached_property
    def ops(self) -> tuple[Op, ...]:
        """The operators that may be asked of it, in the order in which a form offers them."""
        return (*self.operators, *(OPS_ON_ORDER if self.ordered else ()), *OPS_ON_RECORDING)

    def operand(self, value: object) -> Operand:
        """One value to compare with, checked as a value of the fact."""
        return cast(Operand, self.check(value))

    def from_word(self, word: str) -> object:
        """What a word stands for, as JSON has it. What is no value stays as it is, for its fault to name."""
        return self.as_data(word) if word in self.choice_by_value else word

    def compared(self, op: Op, operand: Operand = None) -> Comparison:
        if op in OPS_ON_RECORDING:
            return Comparison(self.key, op, None, lambda value: op is Op.KNOWN and value != NOT_APPLICABLE)
        return Comparison(self.key, op, operand, self.test(op, operand))

    def is_asked_of(self, known: Mapping[str, Value], *, if_unknown: bool = False) -> bool:
        """Whether it is asked of such a case at all (IMDC only with a renal cell carcinoma).

        `if_unknown` is the answer while nothing is known of the facts without which it is not asked.
        """
        if any(_holds(known.get(key), value) for key, value in self.not_with):
            return False
        if not self.only_with:
            return True
        return any(
            if_unknown if key not in known else _holds(known[key], value) for key, value in self.only_with
        )

    def is_worth_asking(self, known: Mapping[str, Value]) -> bool:
        """Whether to send somebody to ask for it, as far as is known of such a case."""
        if any(_holds(known.get(key), value) for key, value in self.needless_with):
            return False
        return not (self.only_with or self.not_with) or self.is_asked_of(known, if_unknown=True)

    def clean(self, value: object, *, held: int = 0) -> Value:
        """The stored value of what was typed or read from JSON; never a guess.

        `held` is how many lesions are recorded already: so many may stay, also above the limit.

        Raises FactError (with key, given, allowed, message, nearest) for a wrong type, an unknown choice or a
        number out of range, and for any value of a derived fact. Unknown is not a value: leave the key out.
        """
        if self.is_derived:
            problem = f"is computed from {', '.join(self.derived_from)} and cannot be entered"
            raise self.refusal(value, problem, allowed="nothing: it is derived")
        return self.check(value)

    def check(self, value: object) -> Value:
        """As `clean`, and also for the value of a derived fact (rules compare with such values)."""
        return NOT_APPLICABLE if self.may_not_apply and value == NOT_APPLICABLE else self.read(value)

    def words(self, value: Value) -> str:
        """The value inside a sentence: "lung", "flank pain and fever", "44 µmol/L", "90+ years"."""
        return "not applicable" if self.may_not_apply and value == NOT_APPLICABLE else self.in_words(value)

    def refusal(
        self, given: object, problem: str, allowed: str = "", nearest: str | None = None
    ) -> FactError:
        """The error for a value: what was given, what is wrong with it, what is allowed, the nearest word."""
        allowed = allowed or self.allowed
        sentence = f"{self.key} ({self.label}): {shown(given)} {problem}. Allowed: {allowed}."
        return FactError(self.key, given, allowed, sentence, nearest)


KINDS: dict[str, type[Fact]] = {}
"""Every kind of fact by its name."""


def of_every_kind(part: str, **by_kind: T) -> Mapping[str, T]:
    """By the name of a kind, a part that the domain cannot hold itself (a form's field).

    Raises TypeError for a kind without, so that it is seen when the module is imported.
    """
    odd = [*(name for name in KINDS if name not in by_kind), *(name for name in by_kind if name not in KINDS)]
    if odd:
        raise TypeError(f"Each kind of fact has {part}. Lacking, or no kind: {joined(odd)}.")
    return by_kind


def _holds(recorded: Value | None, value: str) -> bool:
    if isinstance(recorded, tuple):
        return not recorded and value == NONE  # a list of lesions: none was seen
    return value in recorded if isinstance(recorded, frozenset) else recorded == value
