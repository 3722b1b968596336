"""What does not hang together in what the steps of a case give and ask, and its key records and marks."""

from collections.abc import Iterator, Mapping
from typing import Any

from cases.domain.natures import DIAGNOSIS
from guidance.domain.faults import Fault, Faults
from guidance.domain.vocabulary import VOCABULARY, joined, nearest_word

from .addresses import ADDRESSES, LESIONS, OF_LESIONS, addresses_of, fact_at
from .case import FIRST_FORMAT, TeachingContent, TeachingStep
from .key import FactKey


def asking_faults(steps: tuple[TeachingStep, ...]) -> Faults:
    """What is wrong among the steps themselves."""
    given: dict[str, str] = {}
    known: set[str] = set()
    for number, step in enumerate(steps):
        place = f"steps[{number}]"
        yield from _unknown(step, place)
        yield from _given_before(step, place, given)
        given |= dict.fromkeys((each for each in step.given if each not in given), step.title)
        known |= {*step.given, *step.asked}
        yield from _without_lesions(step, place, is_given=LESIONS in given, is_known=LESIONS in known)


def _unknown(step: TeachingStep, place: str) -> Faults:
    for name, address, at in _named(step, place):
        if address not in ADDRESSES:
            near = nearest_word(address, ADDRESSES) or VOCABULARY.nearest(address)
            yield Fault(at, f'"{address}" is nothing that a step can {name}.', nearest=near)


def _named(step: TeachingStep, place: str) -> Iterator[tuple[str, str, str]]:
    yield from (("give", each, f"{place}.given[{n}]") for n, each in enumerate(step.given))
    yield from (("ask", each, f"{place}.asked[{n}]") for n, each in enumerate(step.asked))


def _given_before(step: TeachingStep, place: str, given: Mapping[str, str]) -> Faults:
    """What the resident knows already, or is told at this very step."""
    for name, address, at in _named(step, place):
        if address in given and name == "give":
            yield Fault(at, f'{address} is given already, at the step "{given[address]}". Give it once.')
        elif address in given:
            said = (
                f'{address} is given at the step "{given[address]}": whoever is asked for it would copy it.'
            )
            yield Fault(at, said)
        elif name == "ask" and address in step.given:
            yield Fault(at, f"{address} is given and asked at one step. It is one or the other.")


def _without_lesions(step: TeachingStep, place: str, *, is_given: bool, is_known: bool) -> Faults:
    """A diagnosis needs the lesion; one that is given, a lesion that is given as well."""
    for name, address, at in _named(step, place):
        if address == OF_LESIONS and name == "ask" and not is_known:
            yield Fault(at, "no step up to here gives or asks the lesions whose diagnosis this asks.")
        elif address == OF_LESIONS and name == "give" and not is_given:
            yield Fault(at, "no step up to here gives the lesions whose diagnosis this gives.")


def key_faults(case: TeachingContent) -> Faults:
    """What the steps give and ask against the key."""
    if case.format == FIRST_FORMAT:
        yield from _of_unfilled_chapters(case)
        return
    yield from _given_without_value(case)
    yield from _never_in_the_form(case)
    given = {address for step in case.steps for address in step.given}
    for address in _recorded(case):
        if address not in given and address not in case.step_of_address:
            yield Fault(f"key.record.{fact_at(address)}", f"no step gives or asks {address}.")
    for number, mark in enumerate(case.key.marks):
        yield from _mark_faults(case, mark, f"key.marks[{number}]")


def _of_unfilled_chapters(case: TeachingContent) -> Faults:
    marked = ((f"key.marks[{n}].fact", mark.fact) for n, mark in enumerate(case.key.marks))
    recorded = ((f"key.record.{fact}", fact) for fact in case.key.record)
    for place, fact in (*recorded, *marked):
        if fact in VOCABULARY and fact not in case.step_of_address:
            chapter = VOCABULARY[fact].chapter
            yield Fault(place, f"no step fills the chapter {chapter}, where this is asked.")


def _recorded(case: TeachingContent) -> Iterator[str]:
    """The addresses of what the key records."""
    for fact in case.key.record:
        yield from (each for each in addresses_of(fact) if each != OF_LESIONS or _has_diagnoses(case))


def _has_diagnoses(case: TeachingContent) -> bool:
    lesions: Any = case.key.record.get(LESIONS, ())
    return any(DIAGNOSIS in lesion for lesion in lesions)


def _given_without_value(case: TeachingContent) -> Faults:
    recorded = {*_recorded(case), *_unreadable(case)}
    for number, step in enumerate(case.steps):
        for place, address in enumerate(step.given):
            if address in ADDRESSES and address not in recorded:
                said = f"{address} is given, and the key has no answer to it."
                yield Fault(f"steps[{number}].given[{place}]", said)


def _never_in_the_form(case: TeachingContent) -> Faults:
    """What a form asks of other cases alone, so that nobody could answer it here."""
    for number, step in enumerate(case.steps):
        for place, address in enumerate(step.asked):
            fact = VOCABULARY.get(fact_at(address))
            if fact is not None and not fact.is_asked_of(case.key.record):
                said = f"{address} is not asked of a case with the record of this key."
                yield Fault(f"steps[{number}].asked[{place}]", said)


def _unreadable(case: TeachingContent) -> Iterator[str]:
    """What the record names with a value that cannot be read, which is told there."""
    document: Any = case.document
    yield from (fact for fact in document["key"]["record"] if fact not in case.key.record)


def _mark_faults(case: TeachingContent, mark: FactKey, place: str) -> Faults:
    lacking = [each for each in mark.addresses if each not in case.step_of_address]
    if mark.fact in VOCABULARY and lacking:
        yield Fault(f"{place}.fact", f"no step asks {joined(lacking)}, so it cannot be marked.")
    elif len({case.step_of_address[each] for each in mark.addresses if not lacking}) > 1:
        said = "the diagnosis of the lesions and the rest of them are last asked at two steps."
        yield Fault(f"{place}.fields", f"{said} Mark one of them.")
