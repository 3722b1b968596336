"""What the steps of a case give, and what of a resident's record counts beside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from cases.domain.known import Recorded
from guidance.domain.vocabulary import Value

from .addresses import LESIONS, OF_LESIONS, addresses_of, fact_at, without_diagnoses
from .case import TeachingContent, TeachingStep


def given_at(case: TeachingContent, step: TeachingStep) -> dict[str, Value]:
    """What is written into the record as the step opens, whatever stood there: as the key has it.

    Lesions are given without what they are, as long as that is not given as well.
    """
    return given_of(case.key.record, step.given)


def given_of(record: Recorded, addresses: Collection[str]) -> dict[str, Value]:
    """What of the key's record is given at these addresses."""
    facts = {fact_at(address) for address in addresses}
    values = {fact: value for fact, value in record.items() if fact in facts}
    if LESIONS in values and OF_LESIONS not in addresses:
        values[LESIONS] = without_diagnoses(values[LESIONS])
    return values


@dataclass(frozen=True)
class Standing:
    """What counts of an attempt. `then` is the record as each committed step closed, by its key.

    `recorded` is the record in the end: with what was answered in place of what was given after it, and with
    all that is given and never asked, so that nobody is held to what they could not enter.
    """

    recorded: Recorded
    then: Mapping[str, Recorded] = field(default_factory=dict)


def standing(case: TeachingContent, recorded: Recorded, committed: Mapping[str, Recorded]) -> Standing:
    """`committed` are the facts that were entered at each step that was closed, by its key.

    Of a case that gives nothing the record counts as it is.
    """
    if not case.gives:
        return Standing(recorded)
    then = _replayed(case, committed)
    counts = {**_lesions_given(case), **recorded, **_never_asked(case)}
    for fact in case.facts_asked:
        closed = then.get(_counting_step(case, fact))
        if closed is not None and fact in closed:
            counts[fact] = closed[fact]
        elif closed is not None:
            counts.pop(fact, None)
    return Standing(counts, then)


def _replayed(case: TeachingContent, committed: Mapping[str, Recorded]) -> Mapping[str, Recorded]:
    """The record as each committed step closed, made of what was given and entered up to there."""
    held: dict[str, Value] = {}
    then = {}
    for step in case.steps:
        if step.key in committed:
            asked = {fact_at(address) for address in step.asked}
            known = held | given_at(case, step)
            left = {fact: value for fact, value in known.items() if fact not in asked}
            held = then[step.key] = {**left, **committed[step.key]}
    return then


def _never_asked(case: TeachingContent) -> dict[str, Value]:
    given = {fact: value for step in case.steps for fact, value in given_at(case, step).items()}
    return {fact: value for fact, value in given.items() if fact not in case.facts_asked}


def _lesions_given(case: TeachingContent) -> dict[str, Value]:
    """The lesions, where no more than what they are is asked: of a step that was not reached as well."""
    if LESIONS in case.step_of_address or LESIONS not in case.key.record:
        return {}
    return {LESIONS: without_diagnoses(case.key.record[LESIONS])}


def _counting_step(case: TeachingContent, fact: str) -> str:
    """The step of its mark, else the last at which anything of it is asked."""
    mark = case.key.mark_of.get(fact)
    return case.last_step(mark.addresses if mark else addresses_of(fact))
