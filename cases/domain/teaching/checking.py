"""What stops a teaching case from being published, and what its author should have seen before it is.

A fault stops publishing and loading; a remark is acknowledged. Each names the part of the case in which it
is mended.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import accumulate
from operator import or_

from cases.domain.contradictions import remarks
from cases.domain.deriving import derive
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import answer
from guidance.domain.identifiers import named, suspicions
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, NumberFact, Value, joined

from .addresses import LESIONS, fact_at
from .case import TeachingContent, TeachingStep
from .key import FactKey

WORDS_A_MINUTE = 200
"""How fast a case is read. KidMet's choice, unreferenced."""


class CheckLevel(StrEnum):
    FAULT = "fault"
    REMARK = "remark"


@dataclass(frozen=True)
class CaseCheck:
    """One thing to mend or to acknowledge. `address` is the part of the document, as a draft is saved."""

    code: str
    level: CheckLevel
    address: str
    message: str

    @property
    def is_fault(self) -> bool:
        return self.level is CheckLevel.FAULT


Checks = Iterator[CaseCheck]


def checks_of_content(
    case: TeachingContent, edition: CompiledEdition | None, today: date
) -> tuple[CaseCheck, ...]:
    """Every check of a case that could be read, faults first, each group in the order of the case.

    `edition` is what readers see, None where there is none yet: then nothing is said of cautions. `today` is
    the day on which the key's dates are held against each other.
    """
    found = [
        *_of_steps(case),
        *_told(case),
        *_of_questions(case),
        *_of_key(case, today),
        *_of_objectives(case),
        *(_cautions(case, edition) if edition else ()),
        *_identifiers(case),
        *_reading_time(case),
    ]
    return tuple(sorted(found, key=lambda check: not check.is_fault))


def _fault(code: str, address: str, message: str) -> CaseCheck:
    return CaseCheck(code, CheckLevel.FAULT, address, message)


def _remark(code: str, address: str, message: str) -> CaseCheck:
    return CaseCheck(code, CheckLevel.REMARK, address, message)


# Steps


def _of_steps(case: TeachingContent) -> Checks:
    held = {*case.key.record, *case.key.mark_of}
    for step in case.steps:
        at = f"steps/{step.key}"
        if not (step.asked or step.questions or step.given or _tells(step)):
            yield _fault("empty-step", at, f"The step “{step.title}” tells nothing and asks nothing.")
        yield from _without_key(step, at, held)
        yield from _pictures(step, at)
        yield from _bare_map(step, at, case)


def _tells(step: TeachingStep) -> bool:
    return bool(step.narrative.strip() or step.tables or step.figures or step.images)


def _without_key(step: TeachingStep, at: str, held: set[str]) -> Checks:
    for chapter in CHAPTERS:
        asked = {fact for fact in map(fact_at, step.asked) if VOCABULARY[fact].chapter == chapter.key}
        if asked and not asked & held:
            said = (
                f"The step “{step.title}” asks for {chapter.label}, and the key has no answer to any of it."
            )
            yield _fault("chapter-without-key", f"{at}/asked", said)


def _pictures(step: TeachingStep, at: str) -> Checks:
    for stack in step.images:
        lacking = [
            words
            for words, text in (
                ("a text for those who do not see it", stack.alt),
                ("where it comes from", stack.origin),
                ("a licence", stack.licence),
            )
            if not text.strip()
        ]
        if lacking:
            said = f"The picture “{stack.caption or stack.key}” at “{step.title}” lacks {joined(lacking)}."
            yield _fault("picture-lacks", f"{at}/images/{stack.key}", said)


def _bare_map(step: TeachingStep, at: str, case: TeachingContent) -> Checks:
    """A map without a lesion says that there is none: perhaps it is only not filled in yet."""
    bare = any(figure.kind == "kidney_map" and not figure.lesions for figure in step.figures)
    if bare and case.key.record.get(LESIONS):
        said = f"The map of the kidneys at “{step.title}” shows no lesion and says so; the key records some."
        yield _remark("map-without-lesions", f"{at}/figures", said)


# Whether what is marked can be known


def _told(case: TeachingContent) -> Checks:
    place = {step.key: number for number, step in enumerate(case.steps)}
    texts = list(accumulate((_disclosed(step) for step in case.steps), lambda one, more: f"{one}\n{more}"))
    shows = list(accumulate((bool(step.images) for step in case.steps), or_))
    for mark in case.key.marks:
        at = case.step_of_mark(mark)
        value = case.key.record.get(mark.fact)
        if not at or value is None or shows[place[at]]:
            continue  # a picture may tell what no text does
        if not _can_be_known(mark, value, texts[place[at]]):
            said = (
                f"“{VOCABULARY[mark.fact].label}” is marked, and nothing up to the step "
                f"“{case.steps[place[at]].title}” tells it."
            )
            yield _fault("not-told", f"steps/{at}/narrative", said)


def _disclosed(step: TeachingStep) -> str:
    tables = (str(cell) for table in step.tables for row in (table.columns, *table.rows) for cell in row)
    drawn = (
        text for figure in step.figures for text in (figure.alt, figure.caption, *_points(figure.points))
    )
    captions = (table.caption for table in step.tables)
    return "\n".join(
        (step.narrative, *captions, *tables, *drawn, *(question.stem for question in step.questions))
    )


def _points(points: tuple[object, ...]) -> Iterator[str]:
    return (str(getattr(point, "value", "")) for point in points)


def _can_be_known(mark: FactKey, value: Value, text: str) -> bool:
    """A number has to stand there, in a unit in which it can be entered; of anything else, some text."""
    fact = VOCABULARY[mark.fact]
    if not isinstance(fact, NumberFact) or not isinstance(value, int | float):
        return bool(text.strip())
    spread = max(mark.tolerance, 0.5 * 10.0 ** -(fact.decimals or 0))
    wanted = [
        (value / factor, spread / factor) for factor in (1.0, *(unit.factor for unit in fact.other_units))
    ]
    return any(abs(number - target) <= near + 1e-9 for number in _numbers(text) for target, near in wanted)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_WORDS_FOR = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORD = re.compile(rf"\b(?:{'|'.join((*_WORDS_FOR, 'no'))})\b", re.IGNORECASE)


def _numbers(text: str) -> Iterator[float]:
    for found in _NUMBER.findall(text):
        yield float(found.replace(",", "."))
    for word in _WORD.findall(text):
        lower = word.lower()
        yield 0.0 if lower == "no" else float(_WORDS_FOR.index(lower))


# Questions and objectives


def _of_questions(case: TeachingContent) -> Checks:
    for step in case.steps:
        for question in step.questions:
            for option in getattr(question, "options", ()):
                if option.harmful and not option.why.strip():
                    said = f"The option “{option.text}” is harmful, and nothing says why."
                    yield _fault(
                        "harmful-without-feedback", f"steps/{step.key}/questions/{question.key}", said
                    )


def _of_objectives(case: TeachingContent) -> Checks:
    used = {mark.objective for mark in case.key.marks} | {each.objective for each in case.questions}
    for objective in case.objectives:
        if objective.key not in used:
            said = f"The objective “{objective.text or objective.key}” has no mark: nothing serves it."
            yield _fault("objective-without-mark", "objectives", said)


# The key


def _of_key(case: TeachingContent, today: date) -> Checks:
    for remark in remarks(case.key.record, today=today):
        yield _fault("key-contradicts-itself", f"key/record/{remark.facts[0]}", f"The key: {remark.message}")
    for finding in derive(case.key.record).stage.findings:
        at = f"key/record/{finding.fact}" if finding.fact else "key/record"
        if finding.level == "error":
            yield _fault("key-contradicts-itself", at, f"The key's stage: {finding.message}")
        else:
            yield _remark("key-stage", at, f"The key's stage: {finding.message}")


def _cautions(case: TeachingContent, edition: CompiledEdition) -> Checks:
    for caution in answer(edition, derive(case.key.record).facts).cautions:
        said = f"The key draws a caution: {caution.message}"
        yield _remark("key-draws-caution", "key/record", said)


# What a reader should not meet


def _identifiers(case: TeachingContent) -> Checks:
    for address, text in _texts(case):
        found = suspicions(text)
        if found:
            yield _remark("identifiers", address, f"{named(found)}. A case names nobody.")


def _texts(case: TeachingContent) -> Iterator[tuple[str, str]]:
    yield "title", case.title
    yield "summary", case.summary
    yield "commentary", case.commentary
    for step in case.steps:
        yield f"steps/{step.key}/narrative", f"{step.title}\n{step.narrative}"
        yield f"steps/{step.key}/tables", "\n".join(_cells(step))
        yield f"steps/{step.key}/expert", step.expert
        for question in step.questions:
            options = (f"{each.text}\n{each.why}" for each in getattr(question, "options", ()))
            texts = (question.stem, question.feedback, *options)
            yield f"steps/{step.key}/questions/{question.key}", "\n".join(texts)
    for mark in case.key.marks:
        yield f"key/marks/{mark.fact}", mark.why


def _cells(step: TeachingStep) -> Iterator[str]:
    return (str(cell) for table in step.tables for row in table.rows for cell in row)


def _reading_time(case: TeachingContent) -> Checks:
    words = sum(len(_disclosed(step).split()) + _options(step) for step in case.steps)
    needed = -(-words // WORDS_A_MINUTE)
    if needed > case.minutes:
        said = (
            f"Reading alone takes about {needed} minutes ({words:,} words at {WORDS_A_MINUTE} a minute), "
            f"and the case says {case.minutes} minutes."
        )
        yield _remark("reading-time", "minutes", said)


def _options(step: TeachingStep) -> int:
    return sum(
        len(each.text.split()) for question in step.questions for each in getattr(question, "options", ())
    )


def remarks_hash(checks: Iterable[CaseCheck]) -> str:
    """A name for these remarks: who acknowledges them sends it back, and others than those have another."""
    said = "\n".join(f"{check.address} {check.message}" for check in checks)
    return sha256(said.encode()).hexdigest()[:16]
