"""A condition against the facts of a case, part by part."""

from dataclasses import dataclass

from ..facts import Facts
from ..vocabulary import VOCABULARY, Comparison, Vocabulary
from .evaluating import weigh
from .nodes import All, Condition, Not, Truth
from .rendering import in_words


@dataclass(frozen=True)
class Explained:
    """One part of a condition: its words, its truth, and the facts behind that (those that settled it, or,
    undecided, the askable ones it waits for). `place` is where a fault of it would be ("when.any[1]");
    `shape` is "all", "any" or "not", and empty for a comparison."""

    place: str
    shape: str
    words: str
    truth: Truth
    facts: tuple[str, ...]
    parts: "tuple[Explained, ...]" = ()


def explain(
    condition: Condition, facts: Facts, vocabulary: Vocabulary = VOCABULARY, at: str = "when"
) -> Explained:
    """The truth of a condition and of each of its parts."""
    shape, inside = _parts(condition, at)
    truth, keys = weigh(condition, facts)
    parts = tuple(explain(part, facts, vocabulary, place) for place, part in inside)
    return Explained(at, shape, in_words(condition, vocabulary), truth, keys, parts)


def _parts(condition: Condition, at: str) -> tuple[str, list[tuple[str, Condition]]]:
    """The shape of a condition, and its parts with their places."""
    if isinstance(condition, Comparison):
        return "", []
    if isinstance(condition, Not):
        return "not", [(f"{at}.not", condition.part)]
    shape = "all" if isinstance(condition, All) else "any"
    return shape, [(f"{at}.{shape}[{i}]", part) for i, part in enumerate(condition.parts)]
