"""From data to conditions, typed against the vocabulary: every fault at once, each at its place."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from guidance.domain.limits import CONDITION_DEPTH

from ..vocabulary import VOCABULARY, AnyOfFact, Fact, FactError, Vocabulary
from ..vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING, Op, Operand
from ..vocabulary.values import NONE, nearest_word, shown
from .nodes import All, Any, Condition, Not

MAX_DEPTH = CONDITION_DEPTH.most
"""No rule that a person can follow nests deeper; and reading must not exhaust the stack."""

MAX_ERRORS = 100
"""Reading stops there: a condition can be made of nothing but errors."""

_GROUPS: dict[str, type[All] | type[Any]] = {"all": All, "any": Any}
_SHAPES = ("all", "any", "not", "fact")


@dataclass(frozen=True)
class ConditionError:
    """One fault: where it is ("when.any[1].value"), what is wrong, and the nearest valid word."""

    place: str
    message: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f' The nearest is "{self.nearest}".' if self.nearest else ""
        return f"{self.place}: {self.message}{hint}"


class ConditionErrors(ValueError):
    """Every fault of one condition."""

    def __init__(self, errors: list[ConditionError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)


def parse_condition(data: object, vocabulary: Vocabulary = VOCABULARY, at: str = "when") -> Condition:
    """The condition that the data describes. Raises ConditionErrors with all faults."""
    reader = _DataReader(vocabulary)
    condition = None
    with suppress(_EnoughErrors):
        condition = reader.read(data, at, depth=1)
    if reader.errors or condition is None:
        raise ConditionErrors(reader.errors)
    return condition


class _EnoughErrors(Exception):
    """There are so many that reading on would help nobody."""


class _DataReader:
    """Reads on after a fault, so that a curator sees all of them; None stands for what could not be read."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.errors: list[ConditionError] = []

    def fault(self, place: str, message: str, nearest: str | None = None) -> None:
        self.errors.append(ConditionError(place, message, nearest))
        if len(self.errors) >= MAX_ERRORS:
            raise _EnoughErrors

    def read(self, data: object, place: str, depth: int) -> Condition | None:
        if depth > MAX_DEPTH:
            self.fault(place, f"is nested more than {MAX_DEPTH} deep.")
            return None
        if not isinstance(data, Mapping):
            self.fault(place, 'is not a condition: it takes "all", "any", "not" or "fact".')
            return None
        shapes = [shape for shape in _SHAPES if shape in data]
        if len(shapes) != 1:
            self._no_one_shape(data, shapes, place)
            return None
        if shapes[0] == "fact":
            return self.comparison(data, place)
        self._only(data, (shapes[0],), place)
        if shapes[0] == "not":
            part = self.read(data["not"], f"{place}.not", depth + 1)
            return None if part is None else Not(part)
        return self.group(shapes[0], data[shapes[0]], place, depth)

    def _no_one_shape(self, data: Mapping[str, object], shapes: list[str], place: str) -> None:
        if shapes:
            together = " and ".join(f'"{shape}"' for shape in shapes)
            self.fault(place, f"has {together} together: give one of them.")
            return
        near = next((word for word in (nearest_word(key, _SHAPES) for key in data) if word), None)
        self.fault(place, 'needs one of "all", "any", "not" or "fact".', near)

    def _only(self, data: Mapping[str, object], allowed: tuple[str, ...], place: str) -> None:
        for key in data:
            if key not in allowed:
                self.fault(f"{place}.{key}", f"is not known here. Allowed: {', '.join(allowed)}.")

    def group(self, shape: str, parts: object, place: str, depth: int) -> Condition | None:
        if not isinstance(parts, list | tuple) or not parts:
            self.fault(f"{place}.{shape}", "needs a list with at least one condition.")
            return None
        read = [self.read(part, f"{place}.{shape}[{i}]", depth + 1) for i, part in enumerate(parts)]
        whole = tuple(part for part in read if part is not None)
        return _GROUPS[shape](whole) if len(whole) == len(parts) else None

    def comparison(self, data: Mapping[str, object], place: str) -> Condition | None:
        self._only(data, ("fact", "op", "value"), place)
        fact = self.fact(data["fact"], f"{place}.fact")
        if fact is None:
            return None
        op = self.op(data, fact, place)
        if op is None:
            return None
        if op in OPS_ON_RECORDING:
            return self._on_recording(data, fact, op, place)
        if "value" not in data:
            self.fault(place, f'needs a "value" for {op}. Allowed for {fact.key}: {fact.allowed}.')
            return None
        return self._with_operand(data["value"], fact, op, f"{place}.value")

    def fact(self, key: object, place: str) -> Fact | None:
        if isinstance(key, str) and key in self.vocabulary:
            return self.vocabulary[key]
        if key == "":
            self.fault(place, "needs a fact.")
            return None
        self.fault(place, f"{_quoted(key)} is not in the vocabulary.", self.vocabulary.nearest(key))
        return None

    def op(self, data: Mapping[str, object], fact: Fact, place: str) -> Op | None:
        allowed = fact.ops
        words = ", ".join(allowed)
        if "op" not in data:
            self.fault(place, f'needs an "op". Allowed for {fact.key}: {words}.')
            return None
        given = data["op"]
        if isinstance(given, str) and given in allowed:
            return Op(given)
        message = f"{_quoted(given)} cannot be asked of {fact.key} ({fact.kind}). Allowed: {words}."
        self.fault(f"{place}.op", message, nearest_word(given, allowed))
        return None

    def _on_recording(self, data: Mapping[str, object], fact: Fact, op: Op, place: str) -> Condition | None:
        if "value" in data:
            self.fault(f"{place}.value", f"is not taken by {op}.")
            return None
        return fact.compared(op)

    def _with_operand(self, value: object, fact: Fact, op: Op, place: str) -> Condition | None:
        operand = self.several(value, fact, op, place) if op in OPS_ON_LISTS else self.one(value, fact, place)
        if operand is None:
            return None
        if isinstance(fact, AnyOfFact) and op is Op.IS:
            return self._is_none(operand, fact, place)
        return fact.compared(op, operand)

    def _is_none(self, operand: Operand, fact: Fact, place: str) -> Condition | None:
        """`is none` on a set says the same as `has none`, and is kept as that."""
        if operand == NONE:
            return fact.compared(Op.HAS, operand)
        self.fault(place, f'{fact.key} holds a set: "is" takes only "none". Use has or has_any.')
        return None

    def several(self, value: object, fact: Fact, op: Op, place: str) -> tuple[str, ...] | None:
        if not isinstance(value, list | tuple) or not value:
            allowed = f"Allowed for {fact.key}: {fact.allowed}."
            self.fault(place, f"{op} needs a list with at least one value. {allowed}")
            return None
        read = [self.one(word, fact, f"{place}[{i}]") for i, word in enumerate(value)]
        whole = tuple(str(word) for word in read if word is not None)
        if len(set(whole)) < len(whole):
            self.fault(place, "names a value twice.")
            return None
        return whole if len(whole) == len(value) else None

    def one(self, value: object, fact: Fact, place: str) -> Operand:
        try:
            return fact.operand(value)
        except FactError as error:
            self.fault(place, error.sentence, error.nearest)
            return None


def _quoted(given: object) -> str:
    return shown(given if isinstance(given, str) else f"{shown(given)}", limit=60)
