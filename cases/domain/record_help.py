"""What a form says beside its fields, for who writes a case file by hand: unit, choices, what was meant."""

from cases.domain.notation.category import NotationError
from cases.domain.notation.scanning import read_category
from guidance.domain.vocabulary import VOCABULARY, Fact, NumberFact


def help_with_key(key: object) -> str:
    """For a key that is no fact: a sentence with the one that was meant and its help, or ""."""
    near = VOCABULARY.nearest(key)
    if near is None or VOCABULARY[near].is_derived:
        return ""
    fact = VOCABULARY[near]
    return f'Did you mean "{near}"? {fact.help} Allowed: {fact.allowed}.'


def help_with_value(key: str, given: object) -> str:
    """What the form says besides of such a value; "" where that is nothing more."""
    fact = VOCABULARY.get(key)
    if fact is None:
        return ""
    if fact.element and isinstance(given, str):
        return _help_with_category(fact, given)
    if isinstance(fact, NumberFact):
        return _help_with_number(fact, given)
    return ""


def _help_with_category(fact: Fact, given: str) -> str:
    try:
        category = read_category(given, fact.element)
    except NotationError as fault:
        return fault.message
    only_capitals = "".join(given.split()).casefold() == category.token.casefold()  # the nearest says so
    return "" if only_capitals else f'Written properly it is "{category.token}".'


def _help_with_number(fact: NumberFact, given: object) -> str:
    if isinstance(given, str):
        return "Write a number without quotation marks and without its unit."
    if isinstance(given, int | float) and not isinstance(given, bool):
        return fact.hint_of_unit(given)
    return ""
