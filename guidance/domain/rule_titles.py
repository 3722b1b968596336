"""What a rule is called: what it does and when, in a line. It has no name that could grow stale."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from .conditions.tree import OPEN, clauses_in_words
from .entries import Effect, Entry

LONGEST_WHEN = 80
"""Characters of the condition in a title; whatever is longer is cut between two words."""

NO_CONDITION = "no condition yet"

_GUARD = re.compile(r"not \([^()]* is not recorded\) and ")
"""Says that what follows is asked only where it is recorded; a title does without."""

TitleHead = tuple[str, str, str]
"""What rules have in common that do the same: effect, section, and the statement or addition."""


def head_of(rule: Entry) -> TitleHead:
    statement = str(rule.get("statement") or "") if rule.get("effect") == Effect.HIGHLIGHT else ""
    return str(rule.get("effect") or ""), str(rule.get("section") or ""), statement


def rule_does(rule: Entry, section: str, said: str = "statement") -> str:
    """ "Shows “Imaging”": `section` is its title, `said` the kind of what is highlighted."""
    effect, slug, statement = head_of(rule)
    title = f"“{section or slug}”" if section or slug else "a section"
    if effect == Effect.HIGHLIGHT:
        return f"Highlights {said} {statement}" if statement else f"Highlights something in {title}"
    if effect == Effect.CAUTION:
        return f"Warns in {title}"
    return f"Shows {title}" if effect == Effect.SHOW else f"Does nothing yet in {title}"


class AlikeRules:
    """Rules with the same head, by how their conditions begin: each is read once, however many ask."""

    def __init__(self, rules: Iterable[Entry]) -> None:
        self._asked: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        for rule in rules:
            clauses = clauses_in_words(rule.get("when"))
            when, asked = _cut(_joined(*clauses)), frozenset(clauses[1])
            self._asked[when][str(rule.get("id"))] = asked
            self._counts[when].update(asked)

    def rivals(self, when: str, id_: str) -> int:
        """How many but that rule begin so."""
        held = self._asked.get(when, {})
        return len(held) - (id_ in held)

    def asks(self, when: str, id_: str, part: str) -> bool:
        """Whether one of them asks that, too."""
        own = part in self._asked[when].get(id_, ())
        return self._counts[when][part] > own


def rule_title(rule: Entry, does: str, alike: AlikeRules) -> str:
    """ "Shows “Imaging” when imaging done is not recorded". `alike` are the rules with the same head.

    Where two of them begin alike, the title goes on with what the others do not ask; where there is no such
    thing, with the id.
    """
    joiner, parts = clauses_in_words(rule.get("when"))
    id_, when = str(rule.get("id")), _cut(_joined(joiner, parts))
    if alike.rivals(when, id_):
        own = tuple(part for part in parts if not alike.asks(when, id_, part))
        told = _cut(_joined(joiner, own)) if own else when
        when = told if told != when else f"{when} ({id_})"
    return f"{does}, {NO_CONDITION}" if when == OPEN else f"{does} when {when}"


def _joined(joiner: str, parts: tuple[str, ...]) -> str:
    return _GUARD.sub("", joiner.join(parts)) or OPEN


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_WHEN else f"{text[:LONGEST_WHEN].rsplit(' ', 1)[0]} …"


def quoted(title: str) -> str:
    """A title inside a sentence: “Shows ‘Imaging’ when …”."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"
