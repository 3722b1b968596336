"""A committed step: what it disclosed and what was entered, to read and no more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.domain.marking import mark_question
from cases.domain.marks import FACT, QUESTION
from cases.domain.questions import QuestionAnswer
from cases.domain.teaching import TeachingContent, TeachingStep
from cases.domain.wording import table_words
from cases.models import Attempt
from cases.presenting.expert import expert_at
from cases.presenting.markdown import markdown
from cases.presenting.player import player
from cases.queries.attempts import committed_step, entered_at
from cases.queries.sureness import sureness_given
from cases.queries.withheld import is_withheld
from guidance.domain.vocabulary import CHAPTERS, LESION_FIELDS, VOCABULARY, Value


@dataclass(frozen=True)
class Entered:
    label: str
    rows: tuple[tuple[str, str], ...]
    lesions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answered:
    label: str
    stem: Any
    words: str
    sureness: str = ""


def closed_step(
    attempt: Attempt,
    content: TeachingContent,
    step: TeachingStep,
    answers: Mapping[str, QuestionAnswer],
    now: datetime,
) -> dict[str, Any]:
    committed = committed_step(attempt, step.key)
    facts = entered_at(committed) if committed else {}
    withheld = attempt.is_submitted and is_withheld(attempt, now)
    said = {place: level.words for place, level in sureness_given(attempt).items()}
    return player(attempt, content, step, now) | {
        "committed": committed,
        "expert": None if withheld else expert_at(attempt, content, step, committed, answers),
        "sureness": said.get((FACT, step.key), ""),
        "entered": [_entered(chapter, facts) for chapter in step.chapters],
        "answered": [
            Answered(
                question.label,
                markdown(question.stem),
                # as its mark would print it; nothing of the mark itself
                mark_question(question, answers.get(question.key), "").entered,
                said.get((QUESTION, question.key), ""),
            )
            for question in step.questions
        ],
    }


def _entered(chapter: str, facts: Mapping[str, Value]) -> Entered:
    label = next(each.label for each in CHAPTERS if each.key == chapter)
    known = {key: value for key, value in facts.items() if VOCABULARY[key].chapter == chapter}
    lesions: Any = known.get("lesions", ())
    return Entered(
        label,
        rows=tuple(
            (VOCABULARY[key].label, table_words(VOCABULARY[key], value)) for key, value in known.items()
        ),
        lesions=tuple(
            ", ".join(LESION_FIELDS[key].words(value) for key, value in lesion.items()) for lesion in lesions
        ),
    )
