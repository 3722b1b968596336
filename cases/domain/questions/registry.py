"""The register of the kinds of question, which refuses one that lacks a part."""

from collections.abc import Iterator, Mapping

from cases.domain.marks import FULL

from .kind import KINDS, AnyQuestion, AsksFor, read_answer


class UnfinishedKind(TypeError):
    """A kind of question that lacks a part. It names the kind and each part."""


PARTS: Mapping[str, str] = {
    "kind": "its name in the file of a case, which is that of its module",
    "label": "its name on a page",
    "asks_for": "AsksFor.JUDGEMENT or AsksFor.COPYING",
    "example": "what a small question of it adds in the file",
    "faults": "what does not hang together in one",
    "hint": "how it is answered",
    "control": "what it is answered with",
    "read_answer": "the answer in what was sent",
    "expert_answer": "an answer that earns everything",
    "mark_answer": "what an answer earns",
}
EXAMPLE = {"key": "example", "stem": "What would you say?", "domain": "diagnosis", "objective": "example"}


def register(*kinds: type[AnyQuestion]) -> Mapping[str, type[AnyQuestion]]:
    """The kinds by name, in the order of the schema. Raises UnfinishedKind with all that one lacks."""
    lacking = [
        f"{kind.__name__}, a kind of question, lacks {part}" for kind in kinds for part in _lacking(kind)
    ]
    if lacking:
        raise UnfinishedKind("\n".join(lacking))
    KINDS.update({kind.kind: kind for kind in kinds})
    return KINDS


def _lacking(kind: type[AnyQuestion]) -> Iterator[str]:
    missing = [
        name
        for name in PARTS
        if not hasattr(kind, name) or getattr(getattr(kind, name), "__isabstractmethod__", False)
    ]
    yield from (f"{name}: {PARTS[name]}." for name in missing)
    if "asks_for" not in missing and not isinstance(kind.asks_for, AsksFor):
        yield f"asks_for: {PARTS['asks_for']}."
    if "__dataclass_fields__" not in vars(kind):
        yield "@dataclass(frozen=True, kw_only=True), which makes its fields."
    elif not missing:
        yield from _lacking_in_example(kind)
    if kind.__module__.rpartition(".")[2] != getattr(kind, "kind", ""):
        yield f"a module of its name: it is in {kind.__module__}."


def example_of(kind: type[AnyQuestion]) -> dict[str, object]:
    """A small question of this kind as a file has it."""
    return {**EXAMPLE, "kind": kind.kind, **kind.example}


def _lacking_in_example(kind: type[AnyQuestion]) -> Iterator[str]:
    """The example is asked and answered once, so that no resident is the first to meet what does not work."""
    try:
        question = kind.read(example_of(kind))
        faults = [f"{place}: {said}" for place, said in question.faults()]
        best = None if faults else read_answer(question, question.expert_answer())
    except (KeyError, TypeError, ValueError) as error:
        yield f"an example that can be read and answered: {error}."
        return
    if faults:
        yield f"an example without a fault: {' '.join(faults)}"
        return
    credit = question.mark_answer(best).credit
    if credit != (None if question.points_to_tick else FULL):
        yield f"an expert_answer that earns everything: it earns {credit}."
    if question.mark_answer(None).credit != 0:
        yield "a mark_answer that gives nothing for no answer."
