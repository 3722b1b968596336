"""Numbers and lists inside sentences."""

from __future__ import annotations

from guidance.domain.vocabulary import VOCABULARY

_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number: int) -> str:
    return _WORDS[number] if number < len(_WORDS) else str(number)


def counted(number: int, noun: str) -> str:
    """ "one lesion", "three lesions", "no lesions"."""
    return f"{number_word(number)} {noun}{'' if number == 1 else 's'}"


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def fact_words(key: str, value: str) -> str:
    """The value of a fact as it reads inside a sentence."""
    return VOCABULARY[key].words(value)
