"""Warnings about rules: conditions that can never be true or always are, parts that decide nothing, sentences
that name what did not make the rule apply, rules that another one makes needless.

A warning is always true; where telling would take too much work, nothing is said.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from .conditions import All, Any, Comparison, Condition, Not, Op, facts_of, in_words, named_for_certain
from .engine.satisfying import Reasoner
from .entries import Effect, Rule
from .vocabulary import VOCABULARY, NumberFact, joined

MOST_WORDS = 240
"""Characters of a part that a message shows."""


class RuleCheckCode(StrEnum):
    NEVER = "never"
    ALWAYS = "always"
    CONTRADICTION = "contradiction"
    PART_NEVER = "part_never"
    PART_ALWAYS = "part_always"
    PART_IDLE = "part_idle"
    SAME_PART = "same_part"
    NAMES_OTHER = "names_other"
    REPEATS = "repeats"
    COVERED = "covered"


@dataclass(frozen=True)
class RuleWarning:
    """`place` is where a fault of that part would be ("when.any[1]"), `other` the id of the other rule."""

    code: RuleCheckCode
    message: str
    place: str = ""
    other: str = ""


def warnings_for(condition: Condition, at: str = "when") -> tuple[RuleWarning, ...]:
    """What is odd about a condition: the whole first, then its parts in the order of writing."""
    return tuple(_Checker().whole(condition, at))


def warnings_against(rule: Rule, others: Iterable[Rule]) -> tuple[RuleWarning, ...]:
    """Whether other rules make this one needless; the rule itself may be among them."""
    reasoner = Reasoner()
    if not reasoner.is_possible([rule.when]):
        return ()
    return tuple(_against(rule, others, reasoner))


def warnings_of_sentences(rule: Rule) -> Iterator[RuleWarning]:
    """Whether its sentences name facts by which it need not have come to apply."""
    certain = named_for_certain(rule.when)
    reason = rule.because_template.keys if rule.because_template else ()
    for place, keys in (("because", reason), ("message", rule.message_template.keys)):
        for key in dict.fromkeys(keys):
            if key not in certain:
                message = _names_other(place, VOCABULARY[key].label_in_words, asked=key in rule.facts)
                yield RuleWarning(RuleCheckCode.NAMES_OTHER, message, place)


def _names_other(place: str, label: str, *, asked: bool) -> str:
    why = "the rule can apply without it" if asked else "the condition does not ask about it"
    if place == "because":
        return f"The reason names {label}, but {why}: then a sentence made of the facts stands in its place."
    return f'The caution names {label}, but {why}: while it is not recorded, the caution says "not recorded".'


class WrittenPart(NamedTuple):
    """A part as it is written, its place, and whether it stands inside a "not", which turns it around."""

    written: Condition
    place: str
    is_turned: bool = False

    @property
    def condition(self) -> Condition:
        """The part as it counts."""
        if not self.is_turned:
            return self.written
        return self.written.part if isinstance(self.written, Not) else Not(self.written)

    @property
    def words(self) -> str:
        words = in_words(self.condition)
        return f'"{words}"' if len(words) <= MOST_WORDS else f'"{words[: MOST_WORDS - 1]}…"'


Parts = tuple[WrittenPart, ...]


class CountedGroup(NamedTuple):
    """A group as it counts: `not (a or b)` joins "not a" and "not b" by all."""

    is_all: bool
    parts: Parts
    place: str


class _Checker:
    def __init__(self) -> None:
        self.reasoner = Reasoner()

    def whole(self, condition: Condition, at: str) -> Iterator[RuleWarning]:
        part = WrittenPart(condition, at)
        if self.is_never(part):
            yield RuleWarning(RuleCheckCode.NEVER, f"This condition can never be true.{_why_never(part)}", at)
            yield from self.inside(part)
        elif not self.reasoner.is_possible((), condition):
            yield RuleWarning(
                RuleCheckCode.ALWAYS, "This condition is true whatever is recorded and what is not.", at
            )
        elif self.reasoner.is_always(condition):
            message = f"This condition is true {_whatever(condition)}.{_ask_recorded(part)}"
            yield RuleWarning(RuleCheckCode.ALWAYS, message, at)
        else:
            yield from self.inside(part)

    def inside(self, part: WrittenPart, beside: tuple[WrittenPart, ...] = ()) -> Iterator[RuleWarning]:
        """The warnings about the parts of a part; `beside` are those that must be true together with it."""
        group = _group_of(part)
        if group is None:
            return
        first: dict[Condition, WrittenPart] = {}
        for each in group.parts:
            if first.setdefault(each.condition, each) is not each:
                yield RuleWarning(RuleCheckCode.SAME_PART, f"{each.words} is given twice.", each.place)
        parts = tuple(first.values())
        yield from self.of_all(parts, beside, group.place) if group.is_all else self.of_any(parts, beside)

    def of_all(self, parts: Parts, beside: Parts, place: str) -> Iterator[RuleWarning]:
        nevers = [part for part in parts if self.is_never(part)]
        if nevers:
            for part in nevers:
                yield from self.never(part)
        elif not self.possible(parts):
            words = _listed(self.fewest(parts, lambda fewer: not self.possible(fewer)))
            yield RuleWarning(RuleCheckCode.CONTRADICTION, f"{words} cannot be true together.", place)
        else:
            yield from self.of_possible_all(parts, beside)

    def of_possible_all(self, parts: Parts, beside: Parts) -> Iterator[RuleWarning]:
        settled = {part.place: self.always(part) for part in parts if self.is_settled(part)}
        live, idle = list(parts), {}
        for part in reversed(parts):
            others = (*beside, *_without(live, part))
            if part.place not in settled and self.follows(part, others):
                idle[part.place] = self.idle_in_all(part, others)
                live.remove(part)
        for part in parts:
            warning = settled.get(part.place) or idle.get(part.place)
            if warning:
                yield warning
            else:
                yield from self.inside(part, (*beside, *_beside(part, live)))

    def of_any(self, parts: Parts, beside: Parts) -> Iterator[RuleWarning]:
        odd = {part.place: found for part in parts if (found := self.odd_in_any(part, beside))}
        live = [part for part in parts if part.place not in odd]
        for part in reversed(live[:]):
            wider = self.wider(part, _without(live, part))
            if wider:
                odd[part.place] = [_idle_in_any(part, wider)]
                live.remove(part)
        for part in parts:
            yield from odd.get(part.place) or self.inside(part, beside)

    def odd_in_any(self, part: WrittenPart, beside: Parts) -> list[RuleWarning]:
        if self.is_never(part):
            return list(self.never(part))
        if self.is_settled(part):
            return [self.always(part)]
        if not beside or self.possible((part, *beside)):
            return []
        others = self.fewest(beside, lambda fewer: not self.possible((part, *fewer)))
        message = f"{part.words} can never be true here, together with {_listed(others)}."
        return [RuleWarning(RuleCheckCode.PART_NEVER, message, part.place)]

    # The warnings

    def never(self, part: WrittenPart) -> Iterator[RuleWarning]:
        """A part that is never true: the reason inside it, where there is one."""
        reasons = list(self.inside(part))
        if any(reason.code in (RuleCheckCode.CONTRADICTION, RuleCheckCode.PART_NEVER) for reason in reasons):
            yield from reasons
        else:
            message = f"{part.words} can never be true.{_why_never(part)}"
            yield RuleWarning(RuleCheckCode.PART_NEVER, message, part.place)

    def always(self, part: WrittenPart) -> RuleWarning:
        message = f"{part.words} is true {_whatever(part.condition)}.{_ask_recorded(part)}"
        return RuleWarning(RuleCheckCode.PART_ALWAYS, message, part.place)

    def idle_in_all(self, part: WrittenPart, others: Parts) -> RuleWarning:
        enough = self.fewest(others, lambda fewer: self.follows(part, fewer))
        are = "is" if len(enough) == 1 else "are"
        message = f"{part.words} adds nothing: it is true whenever {_listed(enough)} {are}."
        return RuleWarning(RuleCheckCode.PART_IDLE, message, part.place)

    # What is asked of parts

    def is_never(self, part: WrittenPart) -> bool:
        return not self.possible((part,))

    def is_settled(self, part: WrittenPart) -> bool:
        """Always true, once its facts are recorded or whatever is."""
        return self.reasoner.is_always(part.condition) or not self.reasoner.is_possible((), part.condition)

    def possible(self, parts: Sequence[WrittenPart]) -> bool:
        return self.reasoner.is_possible(part.condition for part in parts)

    def follows(self, part: WrittenPart, given: Sequence[WrittenPart]) -> bool:
        return self.reasoner.follows(part.condition, *(each.condition for each in given))

    def wider(self, part: WrittenPart, others: Sequence[WrittenPart]) -> Sequence[WrittenPart]:
        """The part that is true whenever this one is, or the parts of which one is; else nothing."""
        asked = set(facts_of(part.condition))
        for other in others:
            if asked.intersection(facts_of(other.condition)) and self.follows(other, (part,)):
                return (other,)
        if not self.follows_from_any(part, others):
            return ()
        return self.fewest(others, lambda fewer: self.follows_from_any(part, fewer))

    def follows_from_any(self, part: WrittenPart, others: Sequence[WrittenPart]) -> bool:
        whole = Any(tuple(other.condition for other in others))
        return len(others) > 1 and self.reasoner.follows(whole, part.condition)

    def fewest(self, parts: Sequence[WrittenPart], still_so: Callable[[Parts], bool]) -> Parts:
        """Parts of which none can be spared, where it is so of all of them together."""
        enough = tuple(parts)
        for part in parts:
            fewer = _without(enough, part)
            if still_so(fewer):
                enough = fewer
        return enough


def _without(parts: Sequence[WrittenPart], part: WrittenPart) -> Parts:
    return tuple(each for each in parts if each is not part)


def _beside(part: WrittenPart, live: Sequence[WrittenPart]) -> Parts:
    """What a group is seen together with: the comparisons, and the groups before it.

    Not those after it, or of two groups that say the same each would seem needless beside the other.
    """
    before = live[: next(i for i, each in enumerate(live) if each is part)]
    return tuple(each for each in live if each is not part and (each in before or _group_of(each) is None))


def _idle_in_any(part: WrittenPart, wider: Sequence[WrittenPart]) -> RuleWarning:
    message = f"{part.words} adds nothing: whenever it is true, {_listed(wider, last='or')} is true as well."
    return RuleWarning(RuleCheckCode.PART_IDLE, message, part.place)


def _group_of(part: WrittenPart) -> CountedGroup | None:
    """The parts of a part with their places; None for a comparison, which has none."""
    inner, place, is_turned = part
    while isinstance(inner, Not):
        inner, place, is_turned = inner.part, f"{place}.not", not is_turned
    if isinstance(inner, Comparison):
        return None
    shape = "all" if isinstance(inner, All) else "any"
    parts = tuple(WrittenPart(each, f"{place}.{shape}[{i}]", is_turned) for i, each in enumerate(inner.parts))
    return CountedGroup(isinstance(inner, All) is not is_turned, parts, place)


# Words


def _whatever(condition: Condition) -> str:
    facts = facts_of(condition)
    labels = joined([VOCABULARY[key].label_in_words for key in facts])
    once = "once it is recorded" if len(facts) == 1 else "once they are recorded"
    return f"whatever {labels} {'is' if len(facts) == 1 else 'are'}, {once}"


def _ask_recorded(part: WrittenPart) -> str:
    return ' To ask only that, choose "is recorded".' if len(facts_of(part.condition)) == 1 else ""


def _why_never(part: WrittenPart) -> str:
    """What a comparison overlooks: the range of its number, or that its fact may not be recorded."""
    condition = part.condition
    comparison = condition.part if isinstance(condition, Not) else condition
    if not isinstance(comparison, Comparison):
        return ""
    if comparison.op is Op.KNOWN and comparison is not condition:
        return ' While it is not recorded this is undecided: choose "is not recorded".'
    fact = VOCABULARY[comparison.fact]
    return f" Allowed is {fact.allowed}." if isinstance(fact, NumberFact) else ""


def _listed(parts: Sequence[WrittenPart], last: str = "and") -> str:
    return joined([part.words for part in parts], last)


# Other rules


def _against(rule: Rule, others: Iterable[Rule], reasoner: Reasoner) -> Iterator[RuleWarning]:
    target = (rule.effect, rule.section, rule.statement)
    for other in others:
        if other.id == rule.id or (other.effect, other.section, other.statement) != target:
            continue
        if not reasoner.follows(other.when, rule.when):
            continue
        if reasoner.follows(rule.when, other.when):
            yield RuleWarning(RuleCheckCode.REPEATS, _repeats(rule, other), "when", other.id)
        elif rule.effect is Effect.SHOW:
            message = (
                f'Whenever this rule is true, the rule "{other.id}" shows the section as well: this one adds '
                "at most its own sentence and notes."
            )
            yield RuleWarning(RuleCheckCode.COVERED, message, "when", other.id)


def _repeats(rule: Rule, other: Rule) -> str:
    does = {
        Effect.SHOW: "shows the same section",
        Effect.HIGHLIGHT: "highlights the same statement or addition",
        Effect.CAUTION: "raises a caution in the same section",
    }
    return f'The rule "{other.id}" {does[rule.effect]} and is true exactly when this one is.'
