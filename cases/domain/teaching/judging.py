"""What of a case asks for judgement: to weigh, where the rest is taken over from what the case tells.

A mark is judgement where the registry of facts, or the kind of its question, says so and nothing that is
disclosed up to its step holds the answer. A share, and what it is made of, for who writes a case.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cases.domain.natures import DIAGNOSIS, with_diagnoses
from cases.domain.questions import AnyQuestion
from cases.domain.questions.kind import AsksFor
from cases.domain.wording import table_words
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, YesNoFact

from .addresses import LESIONS, OF_LESIONS, fact_at
from .case import TeachingContent, TeachingStep
from .giving import given_at
from .key import FactKey
from .saying import folded, spellings, words_in

COPIED = "It is told, measured or read off."


@dataclass(frozen=True)
class WeighedMark:
    """A mark of a fact or a question by its key; `why_not` says why it is no judgement, "" where it is."""

    key: str
    step: str
    weight: float
    why_not: str

    @property
    def is_judgement(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class JudgementShare:
    marks: tuple[WeighedMark, ...]

    @property
    def share(self) -> float:
        """Of all points those that are judgement, from 0 to 1."""
        weighed = sum(mark.weight for mark in self.marks if mark.is_judgement)
        return weighed / sum(mark.weight for mark in self.marks)


def judgement(case: TeachingContent) -> JudgementShare:
    """How much of the points of a case is judgement, and of each mark that is not, why."""
    upto = _disclosed(case)
    facts = (
        WeighedMark(mark.fact, step, mark.weight, _why_no_judgement(case, mark, upto.get(step, "")))
        for mark in case.key.marks
        for step in [case.step_of_mark(mark)]
    )
    questions = (
        WeighedMark(each.key, step, each.weight, _why_not_weighed(each, upto[step]))
        for each in case.questions
        for step in [case.step_of_question[each.key]]
    )
    return JudgementShare((*facts, *questions))


def entries_at(step: TeachingStep) -> int:
    """How many entries a step asks: its facts, the lesions as one, and its questions."""
    return len({fact_at(address) for address in step.asked}) + len(step.questions)


# Facts


def _why_no_judgement(case: TeachingContent, mark: FactKey, text: str) -> str:
    fact = VOCABULARY[mark.fact]
    if fact.key == LESIONS:
        return _of_lesions(case, mark, text)
    value = case.key.record.get(fact.key)
    if not fact.asks_for_judgement:
        return COPIED
    if value is None or isinstance(fact, YesNoFact):
        return ""  # nothing tells it, or its answer has no word of its own
    values = [value] if not isinstance(value, frozenset) else sorted(value)
    return _why_told([spellings(fact, each) for each in values], text)


def _of_lesions(case: TeachingContent, mark: FactKey, text: str) -> str:
    if mark.addresses != (OF_LESIONS,):
        return COPIED
    fact = LESION_FIELDS[DIAGNOSIS]
    held = {str(lesion[DIAGNOSIS]) for lesion in with_diagnoses(case.key.record) if DIAGNOSIS in lesion}
    return _why_told([spellings(fact, each) for each in sorted(held)], text)


def _why_told(answers: Iterable[list[str]], text: str) -> str:
    """Where each part of the answer stands in the text, in one of its spellings, it is told."""
    found = [next((said for said in each if re.search(said, text)), "") for each in answers]
    if not found or not all(found):
        return ""
    words = ", ".join(f"“{' '.join(re.search(said, text)[0].split())}”" for said in found)  # type: ignore[index]  # each was found
    return f"The text up to its step has the answer: {words}."


# Questions


def _why_not_weighed(question: AnyQuestion, text: str) -> str:
    if question.asks_for is not AsksFor.JUDGEMENT:
        return COPIED
    options = {option.key: option.text for option in getattr(question, "options", ())}
    expected = question.expert_answer()
    answers = [options[key] for key in expected if key in options] if isinstance(expected, list) else []
    return _why_told([[words_in(answer)] for answer in answers], text)


# What is disclosed


def _disclosed(case: TeachingContent) -> dict[str, str]:
    """By step all that the resident has read when it is committed, folded to words."""
    held = [case.title, case.summary]
    upto: dict[str, str] = {}
    for step in case.steps:
        held += _texts(case, step)
        upto[step.key] = folded("\n".join(held))
        held += [step.expert] if not case.answers_wait else []
    return upto


def _texts(case: TeachingContent, step: TeachingStep) -> Iterator[str]:
    yield from (step.title, step.narrative)
    for table in step.tables:
        yield from (table.caption, *table.columns, *(str(cell) for row in table.rows for cell in row))
    for figure in step.figures:
        yield from (figure.caption, figure.alt)
    for stack in step.images:
        yield from stack.texts(debriefing=False)
    for question in step.questions:
        yield question.stem
        yield from (text for _, text in question.premises)
    for fact, value in given_at(case, step).items():
        yield f"{VOCABULARY[fact].label}: {table_words(VOCABULARY[fact], value)}"
