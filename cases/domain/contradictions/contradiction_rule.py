"""A rule as data: the facts that it holds against each other, when they do not fit, and what is said then."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from guidance.domain.vocabulary import VOCABULARY

from ..known import Recorded

NO_SOURCE = "No source: it follows from what the words mean."

Misfit = Callable[[Recorded, date], bool]
"""Whether recorded facts do not fit, on a day. Asked only where all facts of its rule are recorded."""

SentenceWords = Callable[[Recorded, date], Mapping[str, str]]
"""What a sentence names besides the recorded values."""


def no_more_words(_facts: Recorded, _today: date) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, kw_only=True)
class ContradictionRule:
    """`facts` are those that it names, the first the one that is looked at first; all must be recorded.

    In `sentence` a key in braces stands for the recorded value in words. `asks` is the short form beside a
    field, where the labels of the facts do not tell enough. Certainty as everywhere: A, B, or C for a
    convention or for what needs no source.
    """

    code: str
    facts: tuple[str, ...]
    when: Misfit
    sentence: str
    asks: str = ""
    words: SentenceWords = no_more_words
    source: str = NO_SOURCE
    certainty: str = "C"

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(self.facts)

    def remark_of(self, facts: Recorded, today: date) -> "Remark":
        named = {key: VOCABULARY[key].words(facts[key]) for key in self.facts if key != "lesions"}
        named |= self.words(facts, today)
        return Remark(
            self.code,
            self.sentence.format_map(named),
            self.facts,
            self.asks.format_map(named),
            self.source,
            self.certainty,
        )


@dataclass(frozen=True)
class Remark:
    """Recorded facts that do not fit together, in a sentence. It changes nothing and stops nothing."""

    code: str
    message: str
    facts: tuple[str, ...]
    asks: str = ""
    source: str = NO_SOURCE
    certainty: str = "C"

    def as_json(self) -> dict[str, object]:
        """As a finding of staging, with all facts that it names."""
        return {
            "code": self.code,
            "level": "warning",
            "message": self.message,
            "fact": self.facts[0],
            "suggestion": None,
            "facts": list(self.facts),
            "source": self.source,
            "certainty": self.certainty,
        }


# Conditions


def given(**values: Iterable[Any]) -> Misfit:
    """Each of these facts is one of the values; of a set of choices, at least one is."""
    wanted = tuple((key, frozenset(each)) for key, each in values.items())

    def holds(facts: Recorded, _today: date) -> bool:
        for key, each in wanted:
            value = facts.get(key)
            if each.isdisjoint(value) if isinstance(value, frozenset) else value not in each:
                return False
        return True

    return holds


def either(*conditions: Misfit) -> Misfit:
    return lambda facts, today: any(condition(facts, today) for condition in conditions)


def both(*conditions: Misfit) -> Misfit:
    return lambda facts, today: all(condition(facts, today) for condition in conditions)


def unless(condition: Misfit) -> Misfit:
    return lambda facts, today: not condition(facts, today)


def unknown(*keys: str) -> Misfit:
    """None of these facts is recorded."""
    return lambda facts, _today: not any(key in facts for key in keys)
