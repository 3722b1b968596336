"""An edition's rules made ready for answering: compiled, and put in the order in which they are read."""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter

from ..entries import Effect, Rule
from ..vocabulary.operators import union
from .asking import Asker
from .matching import CompiledRules

_ID = attrgetter("id")


class Plan:
    """What `answer` looks up instead of working out; made once for an edition.

    Sections, statements, additions and notes are given as their ids in document order.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        sections: Iterable[str],
        statements: Iterable[str],
        additions: Iterable[str],
        notes: Iterable[str],
    ) -> None:
        place = {slug: i for i, slug in enumerate(sections)}
        rules = sorted(rules, key=lambda rule: place[rule.section])
        self.rule_order = {rule.id: i for i, rule in enumerate(rules)}
        self.statement_order = {key: i for i, key in enumerate(statements)}
        self.addition_order = {key: i for i, key in enumerate(additions)}
        self.note_order = {key: i for i, key in enumerate(notes)}
        self.reading = _rules_by_fact(rules)
        self.compiled = CompiledRules(rules)
        self.asker = Asker(self.compiled)
        self.always_counted = self._bits(lambda rule: rule.effect is not Effect.HIGHLIGHT)
        self.highlights_of = {slug: self._highlights_of(slug) for slug in place}

    def rules_reading(self, facts: Iterable[str]) -> frozenset[str]:
        """The rules, by their ids, that read one of these facts."""
        return frozenset().union(*(self.reading.get(key, ()) for key in facts))

    def counted(self, sections: Iterable[str]) -> int:
        """The rules that change what a reader sees: a highlight only where its section shows, or may yet."""
        return self.always_counted | union(self.highlights_of[slug] for slug in sections)

    def _highlights_of(self, slug: str) -> int:
        return self._bits(lambda rule: rule.effect is Effect.HIGHLIGHT and rule.section == slug)

    def _bits(self, wanted: Callable[[Rule], bool]) -> int:
        return union(1 << place for place, rule in enumerate(self.compiled.rules) if wanted(rule))

    def in_reading_order(self, rules: Iterable[Rule]) -> list[Rule]:
        """By section in document order, then as in the pack."""
        rules = list(rules)
        places = map(self.rule_order.__getitem__, map(_ID, rules))
        return [rule for _, rule in sorted(zip(places, rules, strict=True))]

    def notes_in_order(self, notes: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(notes), key=self.note_order.__getitem__))

    def statements_in_order(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of the keys that are of statements."""
        return _in_order(keys, self.statement_order)

    def additions_in_order(self, keys: Iterable[str]) -> tuple[str, ...]:
        """Those of the keys that are of additions."""
        return _in_order(keys, self.addition_order)


def _in_order(keys: Iterable[str], order: Mapping[str, int]) -> tuple[str, ...]:
    known = {key for key in keys if key in order}
    return tuple(sorted(known, key=order.__getitem__)) if known else ()


def _rules_by_fact(rules: Iterable[Rule]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for rule in rules:
        for key in rule.reads:
            found.setdefault(key, set()).add(rule.id)
    return found
