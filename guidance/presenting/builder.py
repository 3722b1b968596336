"""A condition in the making as the builder draws it: parts with the controls that suit them."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guidance.domain.conditions import Op
from guidance.domain.conditions.tree import (
    DraftComparison,
    DraftFault,
    DraftGroup,
    DraftNode,
    Path,
    draft_in_words,
    path_name,
)
from guidance.domain.vocabulary import NONE, VOCABULARY, AnyOfFact, Fact, joined, of_every_kind, upper_first
from guidance.domain.vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING
from guidance.forms.building import dom_id, inner_path, is_negated

JOINERS = {"all": "and", "any": "or", "not": "and"}
LONGEST_NAME = 60
"""Characters of a part's words by which its buttons name it to who cannot see it."""


@dataclass(frozen=True)
class BuilderOption:
    value: str
    label: str
    is_chosen: bool = False
    help: str = ""


@dataclass(frozen=True)
class Control:
    """How the value of a comparison is given. `kind` is none, yes_no, one, several, number, month or text;
    the last three have one `value` a field, and several where the operator takes a list."""

    kind: str
    options: tuple[BuilderOption, ...] = ()
    values: tuple[str, ...] = ()
    unit: str = ""
    hint: str = ""

    @property
    def chosen(self) -> str:
        """The ticked options in words."""
        return joined([option.label for option in self.options if option.is_chosen], last="or")

    @property
    def input_type(self) -> str:
        return "month" if self.kind == "month" else "text"


NO_CONTROL = Control("none")

Typed = tuple[str, ...]


@dataclass(frozen=True)
class BuilderPart:
    """A comparison or a group. `path` leads to it with the "not" in front of it, `inner` inside that."""

    path: Path
    inner: Path
    is_negated: bool
    joiner: str
    is_first: bool
    is_last: bool
    words: str
    faults: tuple[DraftFault, ...]

    is_group = False

    @property
    def name(self) -> str:
        return path_name(self.path)

    @property
    def inner_name(self) -> str:
        return path_name(self.inner)

    @property
    def dom(self) -> str:
        return dom_id(self.path)

    @property
    def inner_dom(self) -> str:
        return dom_id(self.inner)

    @property
    def called(self) -> str:
        """A name for its buttons."""
        return self.words if len(self.words) <= LONGEST_NAME else f"{self.words[: LONGEST_NAME - 1]}…"


@dataclass(frozen=True)
class ComparisonPart(BuilderPart):
    fact_key: str
    fact: Fact | None
    ops: tuple[BuilderOption, ...]
    control: Control

    @property
    def drawn(self) -> tuple[object, ...]:
        control = self.control
        values = len(control.values) if control.kind in ("number", "month", "text") else 0
        return self.path, self.fact_key, bool(self.ops), control.kind, values


@dataclass(frozen=True)
class GroupPart(BuilderPart):
    shape: str
    is_bare: bool
    parts: tuple[BuilderPart, ...]

    is_group = True

    @property
    def is_root(self) -> bool:
        return not self.path

    @property
    def has_choice(self) -> bool:
        """Whether "all" and "any" say different things of it, or may soon."""
        return self.shape != "not" and (len(self.parts) > 1 or not self.is_root)

    @property
    def can_be_added_to(self) -> bool:
        return self.shape != "not" or not self.parts

    @property
    def can_be_taken_apart(self) -> bool:
        return len(self.parts) == 1 or not (self.is_negated or self.shape == "not")

    @property
    def all_parts(self) -> Iterable[BuilderPart]:
        """Itself and every part below it, in the order in which they are read."""
        yield self
        for part in self.parts:
            if isinstance(part, GroupPart):
                yield from part.all_parts
            else:
                yield part

    @cached_property
    def drawn(self) -> str:
        """Stands for the controls that are drawn: another one asks for drawing them anew."""
        seen = [
            part.drawn if isinstance(part, ComparisonPart) else (part.path, part.is_negated)
            for part in self.all_parts
        ]
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:12]


def builder_of(root: DraftGroup, faults: Iterable[DraftFault]) -> GroupPart:
    by_path: dict[Path, list[DraftFault]] = {}
    for fault in faults:
        by_path.setdefault(fault.path, []).append(fault)
    made = _Drawing(by_path).part(root, (), "", (0, 1))
    assert isinstance(made, GroupPart)
    return made


class _Drawing:
    def __init__(self, faults: Mapping[Path, list[DraftFault]]) -> None:
        self.faults = faults

    def part(self, node: DraftNode, path: Path, joiner: str, place: tuple[int, int]) -> BuilderPart:
        negated = is_negated(node) and bool(path)
        inner = inner_path(node, path) if negated else path
        held = node.parts[0] if negated and isinstance(node, DraftGroup) else node
        at, count = place
        common: dict[str, Any] = {
            "path": path,
            "inner": inner,
            "is_negated": negated,
            "joiner": joiner,
            "is_first": at == 0,
            "is_last": at == count - 1,
            "words": draft_in_words(node),
            "faults": tuple(dict.fromkeys((*self.faults.get(path, ()), *self.faults.get(inner, ())))),
        }
        if isinstance(held, DraftComparison):
            return _comparison(held, common)
        return GroupPart(
            **common,
            shape=held.shape,
            is_bare=held.bare,
            parts=tuple(
                self.part(each, (*inner, i), JOINERS.get(held.shape, "") if i else "", (i, len(held.parts)))
                for i, each in enumerate(held.parts)
            ),
        )


def _comparison(node: DraftComparison, common: dict[str, Any]) -> ComparisonPart:
    fact = VOCABULARY.get(node.fact)
    return ComparisonPart(
        **common,
        fact_key=node.fact,
        fact=fact,
        ops=_ops(fact, node.op),
        control=control_of(fact, node),
    )


def _ops(fact: Fact | None, chosen: str) -> tuple[BuilderOption, ...]:
    if fact is None:
        return (BuilderOption(chosen, _not_allowed(chosen), True),) if chosen else ()
    offered = [op for op in fact.ops if op == chosen or not _is_only_none(fact, op)]
    odd = [BuilderOption(chosen, _not_allowed(chosen), True)] if chosen and chosen not in offered else []
    return (*odd, *(BuilderOption(op.value, op.label, op == chosen) for op in offered))


def _is_only_none(fact: Fact, op: str) -> bool:
    """A set is compared with "is" only to say that it is none, which "has none" says as well."""
    return isinstance(fact, AnyOfFact) and op == Op.IS


def control_of(fact: Fact | None, node: DraftComparison) -> Control:
    """The control for a value of the fact under the operator; nothing that was typed is left out of it."""
    typed = _typed(node.value)
    if node.op in OPS_ON_RECORDING:
        return NO_CONTROL
    if fact is None:
        return Control("text", values=typed) if typed else NO_CONTROL
    return _CONTROLS[fact.kind](fact, node.op, typed)


def _yes_no(fact: Fact, op: str, typed: Typed) -> Control:
    choices = [("yes", "yes", ""), ("no", "no", "")]
    return Control("yes_no" if len(typed) < 2 else "several", _options(choices, typed))


def _choosing(fact: Fact, op: str, typed: Typed) -> Control:
    choices = [
        (choice.value, choice.in_words, choice.help)
        for choice in fact.choices
        if not _is_only_none(fact, op) or choice.value == NONE
    ]
    is_list = op in OPS_ON_LISTS or len(typed) > 1
    return Control("several" if is_list else "one", _options(choices, typed))


def _typing(kind: str, hint: str, fact: Fact, op: str, typed: Typed) -> Control:
    """A field for each value, and an empty one where there may be more."""
    empty = ("",) if op in OPS_ON_LISTS or not typed else ()
    return Control(kind, values=(*typed, *empty), unit=fact.unit, hint=hint)


_CONTROLS: Mapping[str, Callable[[Fact, str, Typed], Control]] = of_every_kind(
    "a control in the rule builder (guidance/presenting/builder.py)",
    yes_no=_yes_no,
    one_of=_choosing,
    any_of=_choosing,
    number=lambda fact, *given: _typing("number", upper_first(fact.allowed), fact, *given),
    date=lambda fact, *given: _typing("month", f"Year and month, such as {fact.example}", fact, *given),
    token=lambda fact, *given: _typing("text", f"{fact.explained} Such as {fact.example}.", fact, *given),
    lesions=lambda fact, op, typed: NO_CONTROL,
)


def _options(choices: list[tuple[str, str, str]], typed: Typed) -> tuple[BuilderOption, ...]:
    """What is chosen comes first, in the order that is kept: a rule that is only opened stays as it is."""
    known = {value: (label, help_) for value, label, help_ in choices}
    chosen = [BuilderOption(value, known.get(value, (_not_allowed(value), ""))[0], True) for value in typed]
    return (
        *chosen,
        *(BuilderOption(value, label, False, help_) for value, label, help_ in choices if value not in typed),
    )


def _typed(value: object) -> Typed:
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return tuple(("yes" if each else "no") if isinstance(each, bool) else str(each) for each in values)


def _not_allowed(given: str) -> str:
    return f"“{given[:40]}” (not allowed)"
