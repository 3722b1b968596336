"""What facts are made of: values, choices and units, the errors that explain a refusal, and their words."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

Value = bool | str | int | float | frozenset[str] | tuple[Mapping[str, "Value"], ...]
"""A stored value: yes_no is bool, one_of, token and date are str, any_of is a frozenset of choices,
number is int or float, lesions is a tuple of mappings. Unknown is never a value: the key is absent."""

NONE = "none"
"""The choice that says "asked, and there is none". In an any_of it stands alone."""

NOT_APPLICABLE = "not_applicable"
"""The value of a derived fact that says nothing of such a case: no comparison with it is true."""


@dataclass(frozen=True)
class Choice:
    """One answer. `words` is how it reads inside a sentence, where that is not the label in lower case.

    `split_from` names the coarser choice that this one was split from: who recorded that one said either.
    `group` is the heading that it stands under in a long list.
    """

    value: str
    label: str
    help: str = ""
    words: str = ""
    split_from: str = ""
    group: str = ""

    @property
    def in_words(self) -> str:
        return self.words or lower_first(self.label)


def by_group(choices: Iterable[Choice]) -> list[tuple[str, list[Choice]]]:
    """The choices under their headings, in the order in which the headings first come."""
    groups: dict[str, list[Choice]] = {}
    for choice in choices:
        groups.setdefault(choice.group, []).append(choice)
    return list(groups.items())


@dataclass(frozen=True)
class OtherUnit:
    """Another unit in which a number is entered: stored = entered * factor. A form converts, and says so."""

    unit: str
    factor: float


@dataclass(frozen=True)
class Chapter:
    key: str
    label: str
    lede: str


class FactError(ValueError):
    """A value that a fact cannot hold: the fact, what was given, what is allowed, the nearest valid word.

    `message` says it all in words, `sentence` the same without the nearest word. `faults` holds the error
    itself, or each of several faults in one value (a list of lesions).
    """

    def __init__(
        self, key: str, given: object, allowed: str, sentence: str, nearest: str | None = None
    ) -> None:
        hint = f' The nearest is "{nearest}".' if nearest else ""
        super().__init__(sentence + hint)
        self.message = sentence + hint
        self.sentence = sentence
        self.key, self.given, self.allowed, self.nearest = key, given, allowed, nearest
        self.faults: tuple[FactError, ...] = (self,)

    @classmethod
    def of_all(cls, faults: "list[FactError]") -> "FactError":
        """One error for several faults."""
        first = faults[0]
        error = cls(first.key, first.given, first.allowed, " ".join(fault.message for fault in faults))
        error.faults = tuple(faults)
        return error


PROPER = ("Royal Marsden", "Karnofsky", "Lugano", "Merkel", "Palliative P")
"""Names of people, places and scales with which a label begins."""


FIRST_WORD = re.compile(r"[^\W_]+")


def lower_first(label: str) -> str:
    """Lower the first letter unless the word is an abbreviation ("CT", "T category", "eGFR")."""
    return label if _is_abbreviation(label) or label.startswith(PROPER) else label[:1].lower() + label[1:]


def upper_first(words: str) -> str:
    """Begin a sentence, unless it begins with an abbreviation or a notation ("eGFR", "rpM1a(OTH)")."""
    first = FIRST_WORD.match(words)
    is_notation = first is not None and any(each.isupper() or each.isdigit() for each in first[0][1:])
    return words if is_notation or _is_abbreviation(words) else words[:1].upper() + words[1:]


def _is_abbreviation(word: str) -> bool:
    return len(word) > 1 and (word[1].isupper() or not word[1].isalpha()) and not word.startswith("A ")


LONGEST_MISSPELT = 100
"""Characters beyond which no word of ours is near; comparing them all would take its time."""


def nearest_word(given: object, words: object) -> str | None:
    """The valid word nearest to what was given, or None where nothing is near."""
    if isinstance(given, str) and len(given) > LONGEST_MISSPELT:
        return None
    if not isinstance(given, str) or not isinstance(words, tuple | list | Mapping):
        return None
    close = get_close_matches(given.strip().lower().replace(" ", "_"), [str(word) for word in words], n=1)
    if close:
        return close[0]
    lowered = {str(word).lower(): str(word) for word in words}
    close = get_close_matches(given.strip().lower(), list(lowered), n=1)
    return lowered[close[0]] if close else None


def joined(words: list[str], last: str = "and") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


_NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def number_word(number: int) -> str:
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else str(number)


def shown(given: object, limit: int = 60) -> str:
    """What was given, as JSON writes it where it can, cut to a length that fits a sentence."""
    if isinstance(given, str):
        text = f'"{given}"'
    elif given is None or isinstance(given, bool):
        text = json.dumps(given)
    else:
        try:
            text = repr(given) if isinstance(given, int | float) else json.dumps(given, ensure_ascii=False)
        except TypeError:
            text = repr(given)  # it came from no file
        except (RecursionError, ValueError):
            # Nested too deep, or a number of too many digits, for Python to write it at all.
            return "…"
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
