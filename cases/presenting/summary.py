"""A case on paper: facts by chapter, stage, scores, and the guidance that matches, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from cases.domain.kept import Kept, place_and_key
from cases.domain.known import lesions as lesions_in
from cases.domain.natures import own_diagnoses
from cases.domain.prognosis import Score
from cases.domain.wording import table_words
from cases.queries.cases import CaseReading, askable_facts
from guidance.domain import words
from guidance.domain.edition import Addition, CompiledEdition, Note, Statement
from guidance.domain.explaining import SectionMatch
from guidance.domain.vocabulary import CHAPTERS, LESION_FIELDS, VOCABULARY, Chapter, Fact, Value

DOMAINS = dict(sorted(words.DOMAINS.items(), key=lambda each: each[0] == "background"))
"""Beside a case the background comes last."""
OTHER_FIELDS = {"tnm_notation": "Notation", "no_lesions_seen": "No lesions seen"}


@dataclass(frozen=True)
class ChapterOnPaper:
    """A chapter's recorded facts as (label, words), and the labels of what was not recorded."""

    chapter: Chapter
    rows: tuple[tuple[str, str], ...]
    not_recorded: tuple[str, ...]


@dataclass(frozen=True)
class LesionTable:
    """The lesions in rows under the labels of what is recorded of any of them."""

    labels: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class BroughtUp(NamedTuple):
    """An addition that a case brings up. `because` is empty where its section gives the same reason."""

    addition: Addition
    because: str


@dataclass(frozen=True)
class MatchOnPaper:
    match: SectionMatch
    domain: str
    statements: tuple[Statement, ...]
    additions: tuple[BroughtUp, ...]
    notes: tuple[Note, ...]


def chapters_on_paper(reading: CaseReading) -> tuple[ChapterOnPaper, ...]:
    return tuple(_chapter(chapter, reading.recorded) for chapter in CHAPTERS)


def _chapter(chapter: Chapter, recorded: Mapping[str, Value]) -> ChapterOnPaper:
    facts = [fact for fact in VOCABULARY.for_chapter(chapter.key) if fact.key in recorded]
    asked = askable_facts(chapter.key, recorded)
    return ChapterOnPaper(
        chapter,
        rows=tuple((fact.label, _words(fact, recorded[fact.key])) for fact in facts),
        not_recorded=tuple(fact.label for fact in asked if fact.key not in recorded),
    )


def _words(fact: Fact, value: Value) -> str:
    """A value as it stands in a table: the choice's own label, a list of lesions as their number."""
    if isinstance(value, tuple):
        count, own = len(value), own_diagnoses(value)
        return "none seen" if not count else f"{count}{f', of them {own}' if own else ''}, listed below"
    return table_words(fact, value)


@dataclass(frozen=True)
class KeptOnPaper:
    """What was typed into a field and is not recorded: where, as what, and why not."""

    chapter: Chapter
    name: str
    label: str
    typed: str
    said: str


def kept_on_paper(kept_text: Mapping[str, Kept]) -> tuple[KeptOnPaper, ...]:
    return tuple(
        KeptOnPaper(chapter, name, _kept_label(name), _typed(field["typed"]), " ".join(field["said"]))
        for chapter in CHAPTERS
        for name, field in kept_text.get(chapter.key, {}).items()
        if field["said"]
    )


def _kept_label(name: str) -> str:
    of_lesion = place_and_key(name)
    if of_lesion:
        return f"Lesion {of_lesion[0] + 1}, {LESION_FIELDS[of_lesion[1]].label.lower()}"
    return VOCABULARY[name].label if name in VOCABULARY else OTHER_FIELDS.get(name, name)


def _typed(typed: object) -> str:
    if isinstance(typed, list):
        return ", ".join(str(each) for each in typed)
    return "ticked" if typed is True else str(typed)


def lesion_table(recorded: Mapping[str, Value]) -> LesionTable | None:
    lesions = lesions_in(recorded)
    if not lesions:
        return None
    keys = [key for key in LESION_FIELDS if any(key in lesion for lesion in lesions)]
    return LesionTable(
        labels=tuple(LESION_FIELDS[key].label for key in keys),
        rows=tuple(
            tuple(_cell(key, lesion, recorded.get("kidney_diagnosis")) for key in keys) for lesion in lesions
        ),
    )


def _cell(key: str, lesion: Mapping[str, Value], of_kidney: Value | None) -> str:
    if key in lesion:
        return LESION_FIELDS[key].words(lesion[key])
    if key == "diagnosis" and of_kidney is not None:
        return f"as the kidney: {VOCABULARY['kidney_diagnosis'].words(of_kidney)}"
    return "–"


def guidance_on_paper(reading: CaseReading, edition: CompiledEdition) -> tuple[MatchOnPaper, ...]:
    return tuple(_match(match, edition) for match in reading.answer.sections)


def _match(match: SectionMatch, edition: CompiledEdition) -> MatchOnPaper:
    return MatchOnPaper(
        match,
        DOMAINS[match.domain],
        statements=tuple(edition.statements[key] for key in match.statements),
        additions=additions_of(match, edition),
        notes=tuple(edition.notes[key] for key in match.notes),
    )


def additions_of(match: SectionMatch, edition: CompiledEdition) -> tuple[BroughtUp, ...]:
    return tuple(BroughtUp(edition.additions[key], _because(key, match)) for key in match.additions)


def _because(addition: str, match: SectionMatch) -> str:
    said = (each.because for each in match.highlights if each.statement == addition)
    return " ".join(because for because in dict.fromkeys(said) if because not in match.because)


def scores_on_paper(reading: CaseReading) -> tuple[list[Score], list[tuple[Score, str]]]:
    """The scores with a value, and those without one, each with what it lacks or why it does not apply."""
    computed = [score for score in reading.scores.values() if score.value is not None]
    others = [(score, _why_not(score)) for score in reading.scores.values() if score.value is None]
    return computed, others


def _why_not(score: Score) -> str:
    if score.not_applicable:
        return score.not_applicable
    lacking = ", ".join(VOCABULARY[key].label_in_words for key in score.missing)
    return f"Not recorded: {lacking}." if lacking else "Not computed."
