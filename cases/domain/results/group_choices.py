"""What a group chose at a step that it committed, to be talked about without names."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cases.domain.marks import FULL
from cases.domain.natures import DIAGNOSIS
from cases.domain.plain import plain_text
from cases.domain.questions import AnyQuestion, KeyFeature, Numeric, QuestionAnswer, RankedDifferential
from cases.domain.questions.options import QuestionWithOptions
from cases.domain.teaching import FactKey, TeachingContent, TeachingStep, fact_at
from cases.domain.teaching.addresses import LESIONS, OF_LESIONS
from guidance.domain.vocabulary import (
    LESION_FIELDS,
    VOCABULARY,
    AnyOfFact,
    Fact,
    FactError,
    NumberFact,
    OneOfFact,
    Value,
    YesNoFact,
    upper_first,
)

FEWEST_SHOWN = 3
"""Of one or two, each could tell what the other chose."""
FEWEST_AT_ONCE = 2
"""One alone who is taken in could be told by what moved."""
HAIR = 1e-9
"""0.1 + 0.2 is within 0.3."""
MOST_SHOWN, MOST_LISTED, MOST_RANGES = 12, 6, 8


def shown_count(committed: int, to_come: int) -> int:
    """Of how many the choices are shown, the first to commit first: none below three, then by twos at least.

    `to_come` are those who can commit yet. Whoever is the last is taken in with one before them, so that
    nobody's choice is told by the bar that moved as they committed.
    """
    if committed < FEWEST_SHOWN:
        return 0
    if not to_come:
        return committed
    shown = committed - (committed - FEWEST_SHOWN) % FEWEST_AT_ONCE
    if committed + to_come - shown < FEWEST_AT_ONCE:
        shown -= FEWEST_AT_ONCE
    return shown if shown >= FEWEST_SHOWN else 0


@dataclass(frozen=True)
class GroupChoice:
    """What so many people chose; of a ranking also how many put it first."""

    text: str
    people: int
    first: int = 0
    is_expected: bool = False
    """Whether an expert chose it, too."""
    accepted: float = 0.0
    """What it earns, from 0 to 1, where the key takes it besides what an expert chose."""


@dataclass(frozen=True)
class AskedOfGroup:
    """A fact or question of the step. `expected` is what an expert says, "" where nothing was to be said.

    `accepted` are other answers that the key takes, in words, each with what it earns from 0 to 1.
    """

    label: str
    kind: str
    choices: tuple[GroupChoice, ...]
    others: int
    """How many chose what is not told one by one."""
    nothing: int
    is_ranked: bool = False
    is_written: bool = False
    """In words of one's own: how many wrote is told, and no word."""
    expected: str = ""
    accepted: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class _Counts:
    people: Counter[str]
    nothing: int
    first: Counter[str]


def group_choices(
    case: TeachingContent,
    step: TeachingStep,
    entered: Sequence[Mapping[str, Any]],
    answers: Sequence[Mapping[str, QuestionAnswer]],
) -> tuple[AskedOfGroup, ...]:
    """For each fact and question of a step, over what each person entered and answered there.

    `entered` are facts as JSON holds them. What is private to whoever recorded it is left out.
    """
    asked = [address for address in step.asked if not VOCABULARY[fact_at(address)].private]
    facts = [_of_fact(case, step, address, entered) for address in asked]
    questions = [
        _of_question(question, [held.get(question.key) for held in answers]) for question in step.questions
    ]
    return (*facts, *questions)


# Facts


def _of_fact(
    case: TeachingContent, step: TeachingStep, address: str, entered: Sequence[Mapping[str, Any]]
) -> AskedOfGroup:
    key = fact_at(address)
    fact = VOCABULARY[key]
    read = _values(fact, (held.get(key) for held in entered))
    counts = _counted([None if value is None else _texts(fact, address, value) for value in read])
    expected = _expected(case, step, address)
    listed = [upper_first(each.label) for each in fact.choices] if len(fact.choices) <= MOST_LISTED else []
    listed = ["Yes", "No"] if isinstance(fact, YesNoFact) else listed
    mark = _mark_at(case, step, address)
    accepted = _accepted(fact, address, mark, read, case.key.record.get(key)) if mark else {}
    choices, others = _choices(counts, listed, expected, accepted)
    if isinstance(fact, NumberFact) and len(counts.people) > MOST_RANGES:
        numbers = [float(value) for value in read if isinstance(value, int | float)]
        choices, others = _ranges(numbers, fact.unit), 0
    label = f"{fact.label}: their diagnosis" if address == OF_LESIONS else fact.label
    others_taken = tuple(_taken_besides(fact, address, mark)) if mark else ()
    return AskedOfGroup(
        label, "Fact", choices, others, counts.nothing, expected="; ".join(expected), accepted=others_taken
    )


def _values(fact: Fact, given: Iterable[Any]) -> list[Value | None]:
    """Most of a group enter the same: each value is read once."""
    held: dict[str, Value | None] = {}
    found = []
    for raw in given:
        text = json.dumps(raw, sort_keys=True)
        if text not in held:
            held[text] = _value(fact, raw)
        found.append(held[text])
    return found


def _value(fact: Fact, raw: Any) -> Value | None:
    if raw is None:
        return None
    try:
        return fact.clean(raw)
    except FactError:
        return None


def _texts(fact: Fact, address: str, value: Value) -> list[str]:
    """Of a set each choice by itself; of lesions their number, or what they are held to be."""
    if address == OF_LESIONS and isinstance(value, tuple):
        words = LESION_FIELDS[DIAGNOSIS].words
        said = sorted(words(each[DIAGNOSIS]) if DIAGNOSIS in each else "not recorded" for each in value)
        return [upper_first("; ".join(said) or "no lesion")]
    if address == LESIONS and isinstance(value, tuple):
        count = len(value)
        return ["No lesion" if not count else "1 lesion" if count == 1 else f"{count} lesions"]
    if isinstance(fact, AnyOfFact) and isinstance(value, frozenset):
        return [upper_first(each.label) for each in fact.choices if each.value in value]
    if isinstance(fact, OneOfFact):
        return [upper_first(fact.choice_by_value[str(value)].label)]
    if isinstance(fact, YesNoFact):
        return ["Yes" if value is True else "No"]
    return [fact.words(value)]


def _expected(case: TeachingContent, step: TeachingStep, address: str) -> list[str]:
    """What an expert enters; nothing where another step asks it last, or it is not marked."""
    mark = _mark_at(case, step, address)
    if mark is None:
        return []
    value = case.key.record.get(mark.fact)
    return ["Left open"] if value is None else _texts(VOCABULARY[mark.fact], address, value)


def _mark_at(case: TeachingContent, step: TeachingStep, address: str) -> FactKey | None:
    """How it is marked, where this is the step that asks it last."""
    mark = case.key.mark_of.get(fact_at(address))
    is_here = case.step_of_address.get(address) == step.key
    return mark if mark is not None and is_here and address in mark.addresses else None


def _accepted(
    fact: Fact, address: str, mark: FactKey, entered: Iterable[Value | None], expected: Value | None
) -> dict[str, float]:
    """By text what it earns besides what an expert enters: other answers of the key, numbers within its
    tolerance."""
    found: dict[str, float] = {}
    for other in mark.accept:
        if other.credit > 0:
            for text in _texts(fact, address, other.value):
                found[text] = max(found.get(text, 0.0), other.credit)
    if isinstance(fact, NumberFact) and isinstance(expected, int | float):
        near = (value for value in entered if isinstance(value, int | float))
        within = (value for value in near if abs(value - expected) <= mark.tolerance + HAIR)
        found |= {fact.words(value): 1.0 for value in within}
    return found


def _taken_besides(fact: Fact, address: str, mark: FactKey) -> Iterator[tuple[str, float]]:
    """In words, with what has to be recorded besides for it to count."""
    for other in mark.accept:
        if other.credit > 0:
            where = "; ".join(
                f"{VOCABULARY[key].label}: {VOCABULARY[key].words(value)}"
                for key, value in other.when.items()
            )
            text = "; ".join(_texts(fact, address, other.value))
            yield f"{text}, where {where}" if where else text, other.credit


# Questions


def _of_question(question: AnyQuestion, given: Sequence[QuestionAnswer | None]) -> AskedOfGroup:
    label = " ".join(plain_text(f"{question.stem} {question.recalled}").split())
    answered = [answer for answer in given if answer is not None]
    nothing = len(given) - len(answered)
    expected = question.mark_answer(None).expected
    if question.points_to_tick or (isinstance(question, KeyFeature) and question.write_in):
        # Which of the words are expected would tell the key: none is told.
        return AskedOfGroup(
            label, question.label, (), len(answered), nothing, is_written=True, expected=expected
        )
    if isinstance(question, Numeric) and len(set(map(str, answered))) > MOST_RANGES:
        ranges = _ranges([float(str(answer)) for answer in answered], question.unit)
        return AskedOfGroup(label, question.label, ranges, 0, nothing, expected=expected)
    counts = _counted([None if answer is None else question.counted(answer) for answer in given])
    right = _right(question, answered)
    is_ranked = isinstance(question, RankedDifferential)
    listed = [each.text for each in question.alternatives]
    if isinstance(question, QuestionWithOptions):  # the order of the file may be the expert's
        listed.sort(key=str.casefold)
    if is_ranked:
        listed.sort(key=lambda text: -counts.people[text])
    choices, others = _choices(counts, listed, right)
    return AskedOfGroup(label, question.label, choices, others, nothing, is_ranked, expected=expected)


def _right(question: AnyQuestion, answered: Iterable[QuestionAnswer]) -> list[str]:
    """Where there is nothing to choose from, what was answered and earns everything."""
    if question.alternatives:
        return [each.text for each in question.alternatives if each.verdict == "right"]
    full = (answer for answer in answered if question.mark_answer(answer).credit == FULL)
    return [text for answer in full for text in question.counted(answer)]


# Counting


def _counted(chosen: Iterable[Sequence[str] | None]) -> _Counts:
    people: Counter[str] = Counter()
    first: Counter[str] = Counter()
    nothing = 0
    for texts in chosen:
        if not texts:
            nothing += 1
            continue
        people.update(set(texts))
        first[texts[0]] += 1
    return _Counts(people, nothing, first)


def _choices(
    counts: _Counts,
    listed: Sequence[str],
    expected: Iterable[str],
    accepted: Mapping[str, float] = MappingProxyType({}),
) -> tuple[tuple[GroupChoice, ...], int]:
    """What is listed in its order, what else was chosen, the commonest first; and how many chose the rest."""
    wanted = set(expected)
    others = sorted(counts.people.keys() - set(listed), key=lambda each: (-counts.people[each], each))
    told = [*listed, *others[:MOST_SHOWN]]
    choices = (
        GroupChoice(
            each,
            counts.people[each],
            counts.first[each],
            each in wanted,
            0.0 if each in wanted else accepted.get(each, 0.0),
        )
        for each in told
    )
    return tuple(choices), sum(counts.people[each] for each in others[MOST_SHOWN:])


def _ranges(numbers: Sequence[float], unit: str) -> tuple[GroupChoice, ...]:
    """Many different numbers as ranges of the same width, each with its lower end."""
    low, high = min(numbers), max(numbers)
    width = (high - low) / MOST_RANGES
    places = Counter(min(int((number - low) / width), MOST_RANGES - 1) for number in numbers)
    return tuple(_range(low, width, place, places[place], unit) for place in range(MOST_RANGES))


def _range(low: float, width: float, place: int, people: int, unit: str) -> GroupChoice:
    start, end = low + place * width, low + (place + 1) * width
    below = "to" if place == MOST_RANGES - 1 else "to below"
    return GroupChoice(f"{start:.4g} {below} {end:.4g} {unit}".strip(), people)
