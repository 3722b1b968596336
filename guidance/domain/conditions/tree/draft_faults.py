"""What is still missing or wrong in a condition in the making, part by part, in plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guidance.domain.limits import CONDITION_VALUE

from ...vocabulary import VOCABULARY, Fact, Vocabulary, YesNoFact
from ...vocabulary.operators import OPS_ON_LISTS, OPS_ON_RECORDING, Op
from ...vocabulary.values import shown
from ..parsing import ConditionErrors, parse_condition
from .data import paths_by_place, to_data
from .draft_nodes import NOT, DraftComparison, DraftGroup, DraftNode, Path, walk

_LAST_STEP = re.compile(r"(?:\.\w+|\[\d+\])$")


@dataclass(frozen=True)
class DraftFault:
    """One fault: the path of its part, the field (fact, op, value, or "" for the part as a whole), what is
    wrong, and the nearest valid word."""

    path: Path
    field: str
    message: str
    nearest: str | None = None

    def __str__(self) -> str:
        hint = f' The nearest is "{self.nearest}".' if self.nearest else ""
        return f"{self.message}{hint}"


def faults_of(root: DraftGroup, vocabulary: Vocabulary = VOCABULARY) -> tuple[DraftFault, ...]:
    """Every fault, in the order of the parts; none where `parse_condition` reads the data of the tree."""
    try:
        parse_condition(to_data(root), vocabulary)
    except ConditionErrors as refused:
        found = [_as_draft_fault(error.place, error.message, error.nearest, root) for error in refused.errors]
    else:
        return ()
    plain = {
        fault.path: fault for path, node in walk(root) for fault in _in_plain_words(path, node, vocabulary)
    }
    faults = [*plain.values(), *(fault for fault in found if fault.path not in plain)]
    return tuple(sorted(faults, key=lambda fault: fault.path))


def _as_draft_fault(place: str, message: str, nearest: str | None, root: DraftGroup) -> DraftFault:
    """A fault at its part: "when.any[1].value[0]" is about the value of the part at "when.any[1]"."""
    paths = paths_by_place(root)
    part = place
    while part not in paths and part != "when":
        part = _LAST_STEP.sub("", part)
    field = re.match(r"\.(fact|op|value)\b", place[len(part) :])
    return DraftFault(paths.get(part, ()), field[1] if field else "", message, nearest)


def _in_plain_words(path: Path, node: DraftNode, vocabulary: Vocabulary) -> Iterator[DraftFault]:
    """The fault of a part that is incomplete, at most one; its values are for `parse_condition` to judge."""
    if isinstance(node, DraftGroup):
        if not node.parts:
            message = "This group is empty. Add a comparison, or take the group away."
            yield DraftFault(path, "", message)
        elif node.shape == NOT and len(node.parts) > 1:
            yield DraftFault(path, "", '"not" takes one part. Put the parts into a group.')
    elif not node.fact:
        yield DraftFault(path, "fact", "Choose a fact.")
    elif node.fact not in vocabulary:
        message = f"There is no fact {shown(node.fact)}."
        yield DraftFault(path, "fact", message, vocabulary.nearest(node.fact))
    else:
        yield from _of_known_fact(path, node, vocabulary[node.fact])


def _of_known_fact(path: Path, node: DraftComparison, fact: Fact) -> Iterator[DraftFault]:
    allowed = fact.ops
    if node.op not in allowed:
        labels = ", ".join(op.label for op in allowed)
        yield DraftFault(path, "op", f"Choose how {fact.label_in_words} is compared: {labels}.")
    elif too_long := [len(each) for each in _texts(node.value) if len(each) > CONDITION_VALUE.most]:
        yield DraftFault(path, "value", CONDITION_VALUE.refusal(too_long[0]))
    elif node.value is None and node.op not in OPS_ON_RECORDING:
        yield DraftFault(path, "value", _asks_for_a_value(fact, Op(node.op)))
    elif isinstance(node.value, tuple) and node.op not in OPS_ON_LISTS:
        yield DraftFault(path, "value", f'"{Op(node.op).label}" takes one value.')


def _texts(value: object) -> list[str]:
    """What of one value or several is still as it was typed."""
    return [each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str)]


def _asks_for_a_value(fact: Fact, op: Op) -> str:
    if isinstance(fact, YesNoFact):
        return "Choose yes or no."
    if fact.choices:
        return "Choose at least one value." if op in OPS_ON_LISTS else "Choose a value."
    return f"Give a value. Allowed: {fact.allowed}."
