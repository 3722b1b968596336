"""What a step can give or ask: facts by their addresses, and of the lesions their diagnosis apart."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.domain.known import Recorded
from cases.domain.natures import DIAGNOSIS
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Value

LESIONS = "lesions"
OF_LESIONS = f"{LESIONS}.{DIAGNOSIS}"
"""What each lesion is held to be. LESIONS is all else of them."""


def addresses_in(chapters: Iterable[str]) -> tuple[str, ...]:
    """All that these chapters ask, in the order of the vocabulary."""
    return tuple(address for fact in VOCABULARY.asked_in(*chapters) for address in addresses_of(fact.key))


def addresses_of(fact: str) -> tuple[str, ...]:
    return (LESIONS, OF_LESIONS) if fact == LESIONS else (fact,)


def fact_at(address: str) -> str:
    return LESIONS if address == OF_LESIONS else address


def chapters_of(addresses: Iterable[str]) -> tuple[str, ...]:
    """The chapters in which something of it is asked, in the order of the chapters."""
    asking = {VOCABULARY[fact_at(address)].chapter for address in addresses if fact_at(address) in VOCABULARY}
    return tuple(chapter.key for chapter in CHAPTERS if chapter.key in asking)


ADDRESSES = tuple(address for fact in VOCABULARY.askable for address in addresses_of(fact.key))
"""All that a case can give or ask."""


def differing(one: Mapping[str, Value | None], other: Recorded) -> set[str]:
    """The addresses for which `one` says something else, None for unknown; no diagnosis says nothing."""
    found = {fact for fact, value in one.items() if fact != LESIONS and value != other.get(fact)}
    if LESIONS in one:
        mine, theirs = one[LESIONS], other.get(LESIONS)
        if without_diagnoses(mine) != without_diagnoses(theirs):
            found.add(LESIONS)
        if _diagnoses(mine) not in ([], _diagnoses(theirs)):
            found.add(OF_LESIONS)
    return found


def without_diagnoses(lesions: Any) -> Any:
    if lesions is None:
        return None
    return tuple({key: lesion[key] for key in lesion if key != DIAGNOSIS} for lesion in lesions)


def _diagnoses(lesions: Any) -> list[str]:
    return [lesion[DIAGNOSIS] for lesion in lesions or () if DIAGNOSIS in lesion]
