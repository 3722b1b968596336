"""What an expert would say at a step, told once it is committed: in words, and beside what was entered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from cases.domain.known import Recorded
from cases.domain.marking import mark_question
from cases.domain.natures import DIAGNOSIS, with_diagnoses
from cases.domain.questions import QuestionAnswer
from cases.domain.teaching import LESIONS, OF_LESIONS, TeachingContent, TeachingStep, addresses_of, fact_at
from cases.domain.wording import table_words
from cases.models import Attempt, CommittedStep
from cases.presenting.markdown import markdown
from cases.queries.attempts import committed_step, entered_at, is_assigned_to_wait
from cases.queries.marked_anew import key_told
from cases.queries.remarking import is_paused
from cases.queries.teaching import teaching_case_in
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY

LEFT_OPEN = ("Left open",)


@dataclass(frozen=True)
class SideBySide:
    """One entry of both, in words, a line for each of several; a question has its stem."""

    label: str
    yours: tuple[str, ...]
    theirs: tuple[SafeString | str, ...]
    stem: SafeString | str = ""


@dataclass(frozen=True)
class ExpertSays:
    """`is_new` until something is saved at the step after it."""

    title: str
    text: SafeString
    rows: tuple[SideBySide, ...]
    is_new: bool


def told_when(attempt: Attempt, content: TeachingContent, step: TeachingStep) -> str:
    """When the expert answers what is committed at a step; "" where no word of an expert follows."""
    if not step.expert:
        return ""
    if content.answers_wait or is_assigned_to_wait(attempt):
        return "The expert answers in the debrief."
    if is_paused(attempt.version):
        return "The expert answers once the key is put right."
    return "The expert answers at once."


def expert_before(
    attempt: Attempt, content: TeachingContent, place: int, answers: Mapping[str, QuestionAnswer]
) -> ExpertSays | None:
    """What is told of the step before the one at `place`, once that is committed."""
    step = content.steps[place - 1] if place else None
    if step is None or not step.expert:
        return None
    return expert_at(attempt, content, step, committed_step(attempt, step.key), answers)


def expert_at(
    attempt: Attempt,
    content: TeachingContent,
    step: TeachingStep,
    committed: Any,
    answers: Mapping[str, QuestionAnswer],
) -> ExpertSays | None:
    """None of a step that is not committed or has no word of an expert; and while the answers wait.

    What is told is of the key that marks the attempt, which may be a corrected one; while its key is out of
    use, nothing.
    """
    if not step.expert or committed is None:
        return None
    if not attempt.is_submitted and (content.answers_wait or committed.answers_wait):
        return None
    key = key_told(attempt)
    if key is None:
        return None
    right = content if key.pk == attempt.version_id else teaching_case_in(key)
    told = right.steps[right.place_of(step.key)]
    return ExpertSays(
        title=step.title,
        text=markdown(told.expert),
        rows=(*_facts(right, told, committed), *_questions(told, answers)),
        is_new=attempt.updated_at == committed.committed_at,
    )


def _facts(content: TeachingContent, step: TeachingStep, committed: CommittedStep) -> Iterator[SideBySide]:
    """What is asked here for the last time: the key of what a later step asks again waits for that."""
    entered, key = entered_at(committed), content.key.record
    last = {each for each in step.asked if content.step_of_address[each] == step.key}
    for fact in dict.fromkeys(map(fact_at, step.asked)):
        if last.issuperset({*addresses_of(fact)} & {*step.asked}):
            yield SideBySide(
                VOCABULARY[fact].label, _words(fact, entered, step.asked), _words(fact, key, step.asked)
            )


def _words(fact: str, recorded: Recorded, asked: tuple[str, ...]) -> tuple[str, ...]:
    if fact not in recorded:
        return LEFT_OPEN
    if fact != LESIONS or not recorded[fact]:
        return (table_words(VOCABULARY[fact], recorded[fact]),)
    lesions: Any = with_diagnoses(recorded) if OF_LESIONS in asked else recorded[fact]
    return tuple(_lesion(place, lesion, asked) for place, lesion in enumerate(lesions, start=1))


def _lesion(place: int, lesion: Recorded, asked: tuple[str, ...]) -> str:
    """Of a lesion what is asked of lesions."""
    told = {
        key: value for key, value in lesion.items() if (OF_LESIONS if key == DIAGNOSIS else LESIONS) in asked
    }
    words = ", ".join(table_words(LESION_FIELDS[key], value) for key, value in told.items())
    return f"{place}: {words or 'not recorded'}"


def _questions(step: TeachingStep, answers: Mapping[str, QuestionAnswer]) -> Iterator[SideBySide]:
    for question in step.questions:
        # as its mark would print both; nothing of what it earns
        mark = mark_question(question, answers.get(question.key), step.key)
        yours = (mark.entered,) if mark.entered else ("Not answered",)
        theirs = markdown(mark.expected) if question.points_to_tick else mark.expected
        yield SideBySide(question.label, yours, (theirs,), markdown(question.stem))
