"""Numbers and lists inside sentences."""

from collections.abc import Iterable

from guidance.domain.vocabulary import VOCABULARY, Fact, Value, joined, number_word

from .natures import own_diagnoses


def counted(number: int, noun: str) -> str:
    """ "one lesion", "three lesions", "no lesions"."""
    return f"{number_word(number)} {noun}{'' if number == 1 else 's'}"


MOST_NAMED = 4


def named(names: Iterable[str]) -> str:
    """ "a, b and c"; of more than five the first four, and how many others."""
    listed = list(names)
    if len(listed) > MOST_NAMED + 1:
        listed = [*listed[:MOST_NAMED], f"{len(listed) - MOST_NAMED} others"]
    return joined(listed)


def fact_words(key: str, value: str) -> str:
    """The value of a fact as it reads inside a sentence."""
    return VOCABULARY[key].words(value)


def table_words(fact: Fact, value: Value) -> str:
    """A value on its own in a table: the label of a choice, a list of lesions as their number.

    Lesions with a diagnosis of their own are counted beside it: "3 lesions, of them 1 benign".
    """
    if isinstance(value, tuple):
        count = {0: "no lesions", 1: "1 lesion"}.get(len(value), f"{len(value)} lesions")
        own = own_diagnoses(value)
        return f"{count}, of them {own}" if own else count
    if isinstance(value, str) and value in fact.choice_by_value:
        return fact.choice_by_value[value].label
    return fact.words(value)
