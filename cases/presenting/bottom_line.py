"""The bottom line of a case, read in a minute: stage, what applies, cautions, what to ask next, scores."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cases.domain.prognosis import Score
from cases.domain.wording import table_words
from cases.presenting.foremost import (
    best_beside,
    chapter_at_hand,
    foremost,
    is_for_symptoms,
    reason_in_short,
)
from cases.presenting.stage_path import Stop, stage_path
from cases.presenting.summary import DOMAINS
from cases.queries.cases import CaseReading
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import SectionMatch
from guidance.domain.vocabulary import VOCABULARY, Fact, Value

LINES = 5
MOST_ASKED = 3
SAID_BY_VALUE = ("", "as entered", "nothing entered", "Lugano stage")
IN_A_LINE = (
    "age_years",
    "sex",
    "primary_site",
    "histology",
    "kidney_diagnosis",
    "lesions",
    "extent",
    "ecog",
)
"""The facts that say in a line what case it is."""
SCORES_IN_SHORT = (
    "egfr",
    "royal_marsden_score",
    "imdc",
    "palliative_prognostic_index",
    "palliative_prognostic_score",
)
"""Those that bear on a decision; each in a few words, where it could be computed."""


@dataclass(frozen=True)
class SectionInALine:
    """A section that applies, with a reason."""

    match: SectionMatch
    reason: str

    @property
    def domain(self) -> str:
        return DOMAINS[self.match.domain]


class Warned(NamedTuple):
    """A caution of the guidance, or what staging found, whole: what it advises often stands at its end."""

    title: str
    said: str


@dataclass(frozen=True)
class BottomLine:
    is_empty: bool
    case_in_a_line: tuple[str, ...]
    stops: tuple[Stop, ...]
    staged: str
    """Below the stops: what was entered as M, and by which edition it is staged."""
    lines: tuple[SectionInALine, ...]
    further: int
    additions: tuple[str, ...]
    """The keys of what curators add for this case, in any section that applies."""
    warned: tuple[Warned, ...]
    questions: int
    asking: tuple[Fact, ...]
    scores: tuple[Score, ...]


def bottom_line(reading: CaseReading, edition: CompiledEdition) -> BottomLine:
    answer = reading.answer
    chapter = chapter_at_hand(reading.recorded)
    of_all = chapter if is_for_symptoms(reading.recorded) else ""
    first = best_beside(foremost(answer.sections, edition, chapter=of_all, most=LINES), edition, chapter)
    stops = stage_path(reading.stage)
    return BottomLine(
        is_empty=not reading.recorded,
        case_in_a_line=tuple(dict.fromkeys(_in_a_line(reading.facts))),
        stops=stops,
        staged=" · ".join(stop.says for stop in stops if stop.says not in SAID_BY_VALUE),
        lines=tuple(SectionInALine(match, reason_in_short(match, answer, chapter)) for match in first),
        further=len(answer.sections) - len(first),
        additions=tuple(key for match in answer.sections for key in match.additions),
        warned=_warned(reading),
        questions=len(reading.stage.questions),
        asking=tuple(VOCABULARY[asked.fact] for asked in answer.ask_next[:MOST_ASKED]),
        scores=tuple(score for key in SCORES_IN_SHORT if (score := reading.scores[key]).value is not None),
    )


def _in_a_line(facts: Mapping[str, Value]) -> Iterator[str]:
    for key in IN_A_LINE:
        if key in facts:
            yield _short(VOCABULARY[key], facts[key])


def _short(fact: Fact, value: Value) -> str:
    if fact.key == "ecog":
        return f"ECOG {value}"
    return table_words(fact, value) if fact.key == "lesions" else fact.words(value)


def _warned(reading: CaseReading) -> tuple[Warned, ...]:
    found = [each for each in reading.stage.findings if each.level in ("error", "warning")]
    return (
        *(Warned("Stage", each.message) for each in found),
        *(Warned(each.title, each.message) for each in reading.answer.cautions),
    )
