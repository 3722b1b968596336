"""What a fault says, for people: facts and choices by their words, and by what files call each."""

import re
from collections.abc import Callable, Iterable

from guidance.domain.entries import ENTRY_KINDS, Field, Object
from guidance.domain.entries.rule import EFFECTS
from guidance.domain.entries.shapes import One, OneCode
from guidance.domain.naming import Names
from guidance.domain.vocabulary import VOCABULARY
from guidance.domain.vocabulary.operators import Op

_NOT_ALLOWED = re.compile(r'^"(.*)" is not allowed\. Allowed: .*\.$', re.DOTALL)
_NOT_KNOWN = re.compile(r"^is not known here\. Allowed: (.*)\.$", re.DOTALL)
_QUOTED = re.compile(r'"([^"]*)"')


def _fact(match: re.Match[str]) -> str:
    key = match["fact"]
    if key not in VOCABULARY:
        return match[0]
    said, has_allowed, allowed = match["more"].partition(" Allowed: ")
    takes = f" It takes: {_values(key, allowed)}" if has_allowed else ""
    return f"{_named_fact(key)}{said}{takes}"


def _values(key: str, allowed: str) -> str:
    """The choices of a fact, each with its code; of one without choices what is said to be allowed."""
    choices = VOCABULARY[key].choice_by_value.items()
    return f"{', '.join(f'{each.label} ({code})' for code, each in choices)}." if choices else allowed


def _allowed_for(match: re.Match[str]) -> str:
    key = match["key"]
    return f"{_named_fact(key)} takes: {_values(key, match['allowed'])}" if key in VOCABULARY else match[0]


def _named_fact(key: str) -> str:
    return f"“{VOCABULARY[key].label_in_words}” ({key})"


def _comparisons(listed: str) -> str:
    known = tuple(Op)
    words = (f"“{Op(each).label}” ({each})" if each in known else each for each in listed.split(", "))
    return ", ".join(words)


_WORDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"cannot be asked of (?P<key>\w+) \([^)]*\)\. Allowed: (?P<ops>[^.]*)\."),
        lambda found: (
            f"is no comparison for {_named_fact(found['key'])}. It takes: {_comparisons(found['ops'])}."
        ),
    ),
    (
        re.compile(r'needs an "op"\. Allowed for (?P<key>\w+): (?P<ops>[^.]*)\.'),
        lambda found: f"needs a comparison. {_named_fact(found['key'])} takes: {_comparisons(found['ops'])}.",
    ),
    (
        re.compile(r'needs a "value" for (?P<op>\w+)\.'),
        lambda found: f"needs a value for {_comparisons(found['op'])}.",
    ),
    (
        re.compile(r"is not taken by (?P<op>\w+)\."),
        lambda found: f"is not taken by {_comparisons(found['op'])}.",
    ),
    (
        re.compile(r"^(?P<op>in|not_in|has_any|has_none_of) needs a list"),
        lambda found: f"{_comparisons(found['op'])} needs a list",
    ),
    (re.compile(r"Allowed for (?P<key>\w+): (?P<allowed>.*)$", re.DOTALL), _allowed_for),
    (re.compile(r"is not in the vocabulary\."), lambda _: "is no fact that can be recorded."),
    (
        re.compile(r"is not used by a rule of effect (?P<effect>\w+)\."),
        lambda found: f"is not used by a rule that {EFFECTS.get(found['effect'], found['effect'])}.",
    ),
    (re.compile(r"^(?P<fact>\w+) \(.*?\)(?P<more>: .*)$", re.DOTALL), _fact),
    (re.compile(r"^(?P<fact>\w+)(?P<more> holds a set)"), _fact),
    (
        re.compile(r"(?:needs|is not) an object\."),
        lambda _: "needs to be written as names with their values, in braces.",
    ),
)


def message_in_words(message: str, kind: str, field: Field | None) -> str:
    """The sentence of a fault of an entry's field (None: of the entry itself) without codes alone."""
    if isinstance(field, OneCode) and (found := _NOT_ALLOWED.match(message)):
        if not found[1]:
            return "is not chosen yet."
        return f"“{found[1]}” is none of its choices: {_choices(field)}."
    if (found := _NOT_KNOWN.match(message)) and kind in ENTRY_KINDS:
        of = ENTRY_KINDS[kind].called
        return f"is nothing that a {of} has. It has: {_fields(kind, field, found[1].split(', '))}."
    for pattern, words in _WORDS:
        message = pattern.sub(words, message)
    return _QUOTED.sub(r"“\1”", message)


def nearest_in_words(nearest: str, field: Field | None, names: Names) -> str:
    """The word that was meant, with what it stands for where it is a code."""
    if nearest in VOCABULARY:
        return _named_fact(nearest)
    if isinstance(field, OneCode) and nearest in field.codes:
        return f"“{field.labels[nearest]}” ({nearest})"
    if isinstance(field, One):
        section = names.title(nearest) if field.of == "section" else nearest
        return f"“{section}” ({nearest})" if section != nearest else f"“{nearest}”"
    return f"“{Op(nearest).label}” ({nearest})" if nearest in tuple(Op) else f"“{nearest}”"


def _choices(field: OneCode) -> str:
    """Each with its code, where the words do not begin with it."""
    words = ((code, label) for code, label in field.labels.items())
    return ", ".join(label if label.startswith(code) else f"{label} ({code})" for code, label in words)


def _fields(kind: str, within: Field | None, allowed: Iterable[str]) -> str:
    """As a file writes them; what people call each stands before it."""
    held = {part.part: part for part in within.parts} if isinstance(within, Object) else {}
    known = held or ENTRY_KINDS[kind].by_name
    return ", ".join(f"{known[name].label} ({name})" if name in known else name for name in allowed)
