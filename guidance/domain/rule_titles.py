"""What a rule is called: what it does and when, in a line. It has no name that could grow stale."""

import re
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


def rule_title(rule: Entry, does: str, alike: Iterable[Entry]) -> str:
    """ "Shows “Imaging” when imaging done is not recorded". `alike` are the rules with the same head.

    Where two of them begin alike, the title goes on with what the others do not ask; where there is no such
    thing, with the id.
    """
    clauses = clauses_in_words(rule.get("when"))
    when = _cut(_joined(*clauses))
    others = [clauses_in_words(each.get("when")) for each in alike if each.get("id") != rule.get("id")]
    rivals = [each for each in others if _cut(_joined(*each)) == when]
    if rivals:
        joiner, parts = clauses
        asked = {part for _, others_parts in rivals for part in others_parts}
        own = tuple(part for part in parts if part not in asked)
        when = _cut(_joined(joiner, own)) if own else f"{when} ({rule.get('id')})"
    return f"{does}, {NO_CONDITION}" if when == OPEN else f"{does} when {when}"


def _joined(joiner: str, parts: tuple[str, ...]) -> str:
    return _GUARD.sub("", joiner.join(parts)) or OPEN


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_WHEN else f"{text[:LONGEST_WHEN].rsplit(' ', 1)[0]} …"


def quoted(title: str) -> str:
    """A title inside a sentence: “Shows ‘Imaging’ when …”."""
    return f"“{title.replace('“', '‘').replace('”', '’')}”"
