"""How a text can say the value of a fact: by its code, its label, or its canonical notation."""

import re

from cases.domain.notation.scanning import read_category
from guidance.domain.vocabulary import Choice, Fact, NumberFact, Value

SHORT_CODE = 3
"""A code of fewer characters, as the 1 of ECOG 1, says something behind a word of its fact alone."""
NEAR = 3
"""Words between such a code and that word."""
BEFORE_CATEGORY = "[ra]?y?[cpu]?"


def says(text: str, fact: Fact, value: Value) -> bool:
    """Whether the text says this value, one of several at a time."""
    return any(re.search(pattern, folded(text)) for pattern in spellings(fact, value))


def says_words(text: str, said: str) -> bool:
    return bool(folded(said)) and re.search(words_in(said), folded(text)) is not None


def spellings(fact: Fact, value: Value) -> list[str]:
    """Patterns for each way in which a text, once folded, can say this value."""
    choice = fact.choice_by_value.get(str(value))
    if fact.element:
        return [rf"\b{BEFORE_CATEGORY}{re.escape(_category(fact, value))}\b"]
    if choice is None:
        return [_behind(fact, str(value)) if isinstance(fact, NumberFact) else words_in(str(value))]
    return [_of_choice(fact, each) for each in dict.fromkeys(_names(choice)) if folded(each)]


def _category(fact: Fact, value: Value) -> str:
    return folded(read_category(str(value), fact.element).name)


def _names(choice: Choice) -> tuple[str, ...]:
    return choice.value.replace("_", " "), choice.label, choice.words or ""


def _of_choice(fact: Fact, name: str) -> str:
    is_short = len(folded(name).replace(" ", "")) < SHORT_CODE
    return _behind(fact, name) if is_short else words_in(name)


def words_in(said: str) -> str:
    return rf"\b{re.escape(folded(said))}\b"


def _behind(fact: Fact, code: str) -> str:
    """Close behind a word of the fact's own name: "ECOG 1", "a performance status of 1"."""
    own = "|".join(word for word in folded(fact.label).split() if len(word) > SHORT_CODE)
    return rf"\b(?:{own})\b(?: \w+){{0,{NEAR}}} {re.escape(folded(code))}\b"


def folded(text: str) -> str:
    """Its words in small letters, one space apart, so that marks and line breaks tell nothing apart."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
