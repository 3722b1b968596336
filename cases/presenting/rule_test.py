"""A rule tried on a case: each of its parts with what it comes to there, and what that rests on."""

from dataclasses import dataclass

from guidance.domain.conditions import Truth, parse_condition, weigh
from guidance.domain.conditions.tree import (
    DraftComparison,
    DraftGroup,
    DraftNode,
    Path,
    draft_in_words,
    path_name,
    readable,
    to_data,
)
from guidance.domain.entries import Effect
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import VOCABULARY, Fact

GROUPS = {"all": "All of these", "any": "Any of these", "not": "Not this"}
ANSWERS = {
    Effect.SHOW: ("The section shows.", "The section does not show."),
    Effect.HIGHLIGHT: ("It is highlighted.", "It is not highlighted."),
    Effect.CAUTION: ("The caution is raised.", "The caution is not raised."),
}
OPEN = "It stays open: what is recorded does not settle it."


@dataclass(frozen=True)
class TriedPart:
    """`recorded` is what the case says of the fact of a comparison; `facts` settled the truth, or, where it
    is unknown, are those it waits for. A comparison that is not complete is unknown."""

    path: Path
    words: str
    truth: Truth
    facts: tuple[str, ...]
    recorded: str = ""
    is_complete: bool = True
    parts: tuple["TriedPart", ...] = ()

    @property
    def name(self) -> str:
        return path_name(self.path)

    @property
    def code(self) -> str:
        return {Truth.TRUE: "true", Truth.FALSE: "false"}.get(self.truth, "unknown")

    @property
    def symbol(self) -> str:
        return {Truth.TRUE: "✓", Truth.FALSE: "✕"}.get(self.truth, "?")


@dataclass(frozen=True)
class RuleTrial:
    whole: TriedPart
    answer: str
    missing: tuple[Fact, ...]
    is_complete: bool


def trial_of(root: DraftGroup, facts: Facts, effect: str) -> RuleTrial:
    """The root is a condition in the making, so some of its parts may not be complete."""
    path: Path = (0,) if root.bare and len(root.parts) == 1 else ()
    whole = _tried(root.parts[0] if path else root, path, facts)
    is_open = whole.truth is Truth.UNDECIDED
    true, false = ANSWERS[Effect(effect)] if effect in tuple(Effect) else ANSWERS[Effect.SHOW]
    return RuleTrial(
        whole=whole,
        answer=OPEN if is_open else true if whole.truth is Truth.TRUE else false,
        missing=tuple(VOCABULARY[key] for key in whole.facts) if is_open else (),
        is_complete=readable(to_data(root)) is not None,
    )


def _tried(node: DraftNode, path: Path, facts: Facts) -> TriedPart:
    if isinstance(node, DraftComparison):
        return _comparison(node, path, facts)
    parts = tuple(_tried(part, (*path, place), facts) for place, part in enumerate(node.parts))
    truth = _truth(node, parts)
    deciding = [part for part in parts if node.shape == "not" or part.truth is truth]
    keys = dict.fromkeys(key for part in deciding for key in part.facts)
    is_complete = bool(parts) and all(part.is_complete for part in parts)
    return TriedPart(path, GROUPS.get(node.shape, ""), truth, tuple(keys), "", is_complete, parts)


def _truth(group: DraftGroup, parts: tuple[TriedPart, ...]) -> Truth:
    truths = [part.truth for part in parts] or [Truth.UNDECIDED]
    if group.shape == "not":
        return ~truths[0]
    return max(truths) if group.shape == "any" else min(truths)


def _comparison(node: DraftComparison, path: Path, facts: Facts) -> TriedPart:
    words = draft_in_words(node)
    if readable(to_data(node)) is None:
        return TriedPart(path, words, Truth.UNDECIDED, (), "not complete yet", is_complete=False)
    truth, keys = weigh(parse_condition(to_data(node)), facts)
    value = facts.get(node.fact)
    recorded = "not recorded" if value is None else VOCABULARY[node.fact].words(value)
    return TriedPart(path, words, truth, keys, recorded)
