"""The debrief: what was entered, what was expected and why, and what the difference costs in guidance."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from cases.domain.marking import as_finely_told, guidance_difference
from cases.domain.marks import FACT, AttemptMark, MarkScore, missed_facts, score_by, score_of
from cases.domain.questions import AnyQuestion
from cases.domain.teaching import TeachingContent
from cases.forms.step import SelfMarkForm
from cases.models import Attempt
from cases.presenting.debrief_first import Cost, both_stages, first_sentence, mattered, next_things
from cases.presenting.markdown import markdown
from cases.presenting.stacks import Pictures, ShownStack, attempt_pictures, shown_stacks
from cases.presenting.stage_path import stage_path, stage_words
from cases.presenting.summary import DOMAINS
from cases.queries.attempts import is_marked_by_teachers
from cases.queries.cases import CaseReading, read
from cases.queries.marking import GivenMark, MarksGiven
from guidance.domain.edition import Addition, CompiledEdition, Note, Statement
from guidance.domain.explaining import difference
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Value

VERDICTS = {
    "right": "Right",
    "partly": "Partly right",
    "wrong": "Not right",
    "missing": "Not entered",
    "pending": "For you to mark",
}
LINE_WORDS = {
    "right": "right",
    "partly": "partly",
    "wrong": "wrong",
    "harmful": "would do harm",
    "missing": "missing",
}
MOST_COSTS = 15
Ticked = Mapping[str, tuple[int, ...]]
"""The points that a writer ticked for themselves, by question."""


@dataclass(frozen=True)
class MarkRow:
    mark: AttemptMark
    stem: SafeString | str
    feedback: SafeString | str
    statements: tuple[Statement, ...]
    additions: tuple[Addition, ...]
    notes: tuple[Note, ...]
    question: AnyQuestion | None = None
    self_mark: SelfMarkForm | None = None
    given: GivenMark | None = None
    ticked: tuple[int, ...] | None = None
    """What the writer of a text that educators mark ticked for themselves; None until they did."""

    @property
    def verdict(self) -> str:
        return VERDICTS[self.mark.verdict]


@dataclass(frozen=True)
class StepRows:
    number: int
    title: str
    kind: str
    rows: tuple[MarkRow, ...]
    stacks: tuple[ShownStack, ...]

    @property
    def score(self) -> MarkScore:
        return score_of(row.mark for row in self.rows)


@dataclass(frozen=True)
class ScoreRow:
    label: str
    score: MarkScore
    css: str = ""


@dataclass(frozen=True)
class Changed:
    """Something that this debrief links and that readers see otherwise now."""

    what: str
    then: str
    now: str


def debrief(
    attempt: Attempt,
    content: TeachingContent,
    marks: tuple[AttemptMark, ...],
    recorded: Mapping[str, Value],
    then: CompiledEdition,
    now: CompiledEdition,
    given: MarksGiven | None = None,
    ticked: Ticked | None = None,
) -> dict[str, Any]:
    mine, right = read(recorded, then), read(as_finely_told(content.key.record, recorded), then)
    pictures = attempt_pictures(attempt, content.steps)
    teachers_mark = is_marked_by_teachers(attempt)
    return {
        "attempt": attempt,
        "content": content,
        "steps": _steps(content, marks, then, pictures, given or MarksGiven(), ticked or {}),
        "has_stacks": any(step.images for step in content.steps),
        **_scores(content, marks),
        **_lost(content, marks, recorded, mine, right, then),
        **_stages(mine, right),
        **_expert_words(content),
        "next_things": next_things(attempt, marks, teachers_mark=teachers_mark),
        "teachers_mark": teachers_mark,
        "edition": then,
        "edition_now": now,
        "changed": tuple(changed_since(then, now, marks, content)) if now.hash != then.hash else (),
    }


def _scores(content: TeachingContent, marks: tuple[AttemptMark, ...]) -> dict[str, Any]:
    return {
        "score": score_of(marks),
        "pending": sum(mark.credit is None for mark in marks),
        "by_chapter": _by_chapter(marks),
        "by_objective": [
            ScoreRow(content.objective_text.get(key, key), score)
            for key, score in score_by(marks, lambda mark: mark.objective).items()
        ],
        "by_domain": [
            ScoreRow(DOMAINS[key], score, f"domain-{key}")
            for key, score in score_by(marks, lambda mark: mark.domain).items()
        ],
    }


def _lost(
    content: TeachingContent,
    marks: tuple[AttemptMark, ...],
    recorded: Mapping[str, Value],
    mine: CaseReading,
    right: CaseReading,
    edition: CompiledEdition,
) -> dict[str, Any]:
    """What the entries cost in guidance, together and one by one."""
    missed = missed_facts(marks)
    lost = guidance_difference(mine.answer, right.answer, missed)
    costs = tuple(_costs(content, recorded, mine, edition, missed))
    return {
        "lost": lost,
        "lost_labels": {key: VOCABULARY[key].label for key in lost.missed.hangs_on | lost.raised.hangs_on},
        "costs": costs,
        "mattered": mattered(marks, content, costs),
    }


def _stages(mine: CaseReading, right: CaseReading) -> dict[str, Any]:
    my_stops, right_stops = stage_path(mine.stage), stage_path(right.stage)
    return {
        "stages": both_stages(my_stops, right_stops),
        "mine": mine.stage,
        "my_stops": my_stops,
        "right": right.stage,
        "right_stops": right_stops,
        "same_path": my_stops == right_stops,
    }


def _expert_words(content: TeachingContent) -> dict[str, Any]:
    """The commentary, and its first sentence apart."""
    line, rest = first_sentence(content.commentary.partition("\n\n")[0])
    return {
        "expert_line": markdown(line),
        "expert_rest": markdown(rest),
        "commentary": markdown(content.commentary),
    }


def _by_chapter(marks: tuple[AttemptMark, ...]) -> list[ScoreRow]:
    scores = score_by(marks, lambda mark: mark.chapter)
    rows = [ScoreRow(chapter.label, scores[chapter.key]) for chapter in CHAPTERS if chapter.key in scores]
    return [*rows, ScoreRow("Questions", score_of(mark for mark in marks if mark.subject != FACT))]


def _steps(
    content: TeachingContent,
    marks: tuple[AttemptMark, ...],
    edition: CompiledEdition,
    pictures: Pictures,
    given: MarksGiven,
    ticked: Ticked,
) -> list[StepRows]:
    return [
        StepRows(
            number,
            step.title,
            step.kind_label,
            tuple(_row(mark, content, edition, given, ticked) for mark in marks if mark.step == step.key),
            shown_stacks(step, pictures),
        )
        for number, step in enumerate(content.steps, start=1)
    ]


def _row(
    mark: AttemptMark,
    content: TeachingContent,
    edition: CompiledEdition,
    given: MarksGiven,
    ticked: Ticked,
) -> MarkRow:
    question = content.question_by_key.get(mark.key) if mark.subject != FACT else None
    return MarkRow(
        mark=mark,
        stem=markdown(question.stem) if question else "",
        feedback=markdown(question.feedback) if question else "",
        statements=tuple(edition.statements[key] for key in mark.statements if key in edition.statements),
        additions=tuple(edition.additions[key] for key in mark.statements if key in edition.additions),
        notes=tuple(edition.notes[id_] for id_ in mark.notes if id_ in edition.notes),
        question=question,
        self_mark=SelfMarkForm(question) if question and mark.credit is None else None,
        given=given.of_mark(mark),
        ticked=ticked.get(mark.key),
    )


def _costs(
    content: TeachingContent,
    recorded: Mapping[str, Value],
    mine: CaseReading,
    edition: CompiledEdition,
    missed: tuple[str, ...],
) -> Iterable[Cost]:
    """One entry put right at a time: so the consequence of each can be seen alone."""
    for key in missed[:MOST_COSTS]:
        cost = _cost(key, content, recorded, mine, edition)
        if cost is not None:
            yield cost


def _cost(
    key: str,
    content: TeachingContent,
    recorded: Mapping[str, Value],
    mine: CaseReading,
    edition: CompiledEdition,
) -> Cost | None:
    expected = as_finely_told(content.key.record, recorded).get(key)
    other = read(put_right({key}, content, recorded), edition)
    change = guidance_difference(mine.answer, other.answer, {key})
    stage = _stage_change(mine, other)
    if change.is_empty and not stage:
        return None
    fact = VOCABULARY[key]
    return Cost(
        fact=fact,
        entered=fact.words(recorded[key]) if key in recorded else "nothing",
        expected=fact.words(expected) if expected is not None else "nothing",
        change=change,
        stage=stage,
    )


def put_right(
    keys: Container[str], content: TeachingContent, recorded: Mapping[str, Value]
) -> dict[str, Value]:
    """What was entered, with these facts as the expert's."""
    right = as_finely_told(content.key.record, recorded)
    ways = ((key, right if key in keys else recorded) for key in VOCABULARY)
    return {key: way[key] for key, way in ways if key in way}


def _stage_change(mine: CaseReading, other: CaseReading) -> str:
    before, after = mine.stage, other.stage
    said = []
    if before.m_from_pattern != after.m_from_pattern:
        said.append(f"M from the pattern would be {after.m_from_pattern or 'open'}")
    if before.stage_group != after.stage_group:
        said.append(f"the stage group {stage_words(after.stage_group) or 'open'}")
    return ", ".join(said)


# What changed in the guidance since


def changed_since(
    then: CompiledEdition, now: CompiledEdition, marks: tuple[AttemptMark, ...], content: TeachingContent
) -> Iterable[Changed]:
    for key in dict.fromkeys(key for mark in marks for key in mark.statements):
        what = "Addition" if key in {**then.additions, **now.additions} else "Statement"
        yield from _changed(what, key, _text(then.all_said, key), _text(now.all_said, key))
    for id_ in dict.fromkeys(id_ for mark in marks for id_ in mark.notes):
        yield from _changed("Note", id_, _text(then.notes, id_), _text(now.notes, id_))
    before, after = read(content.key.record, then).answer, read(content.key.record, now).answer
    if not difference(before, after).is_empty:
        yield Changed("What matches the expert's record", "", difference(before, after).sentence)


def _text(held: Mapping[str, Any], key: str) -> str:
    return held[key].text if key in held else ""


def _changed(what: str, key: str, before: str, after: str) -> Iterable[Changed]:
    if before != after:
        yield Changed(f"{what} {key}", before or "was not there", after or "is gone")
