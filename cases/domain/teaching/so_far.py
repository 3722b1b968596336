"""What a case that is being written comes to: what is whole is read, what is not yet is left out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.questions import AnyQuestion
from cases.domain.questions.kind import QuestionFault, TeachingQuestion
from cases.domain.report_lines import read_fact
from guidance.domain.vocabulary import VOCABULARY, FactError, Value

from .addresses import ADDRESSES, chapters_of, fact_at
from .case import (
    DIFFICULTIES,
    FORMAT,
    STEP_KINDS,
    StepFigure,
    StepTable,
    TeachingContent,
    TeachingStep,
    TrendPoint,
)
from .key import ExpertKey, FactKey
from .stacks import ImageStack


@dataclass(frozen=True)
class StepSoFar:
    """A step as it can be shown, and what of it cannot yet, in words."""

    step: TeachingStep
    left_out: tuple[str, ...]


def step_so_far(given: Mapping[str, Any]) -> StepSoFar:
    tables, of_tables = _each(given.get("tables", ()), "table", _table)
    figures, of_figures = _each(given.get("figures", ()), "figure", _figure)
    images, of_images = _each(given.get("images", ()), "stack of images", stack_so_far)
    questions, of_questions = _each(given.get("questions", ()), "question", _question)
    step = TeachingStep(
        key=given["key"],
        kind=str(given["kind"]) if given.get("kind") in STEP_KINDS else "history",
        title=given.get("title") or "Without a title",
        narrative=given.get("narrative") or "",
        tables=tables,
        figures=figures,
        images=images,
        questions=questions,
        given=_known(given.get("given", ())),
        asked=(asked := _known(given.get("asked", ()))),
        chapters=chapters_of(asked),
        expert=given.get("expert") or "",
    )
    return StepSoFar(step, (*of_tables, *of_figures, *of_images, *of_questions))


def _known(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(address for address in addresses if address in ADDRESSES)


def _each(given: Iterable[Any], what: str, read: Any) -> tuple[tuple[Any, ...], list[str]]:
    found, left = [], []
    for number, each in enumerate(given, 1):
        try:
            found.append(read(each))
        except (FactError, KeyError, TypeError, ValueError, AttributeError):
            named = each.get("caption") or each.get("key") if isinstance(each, Mapping) else ""
            left.append(f"The {what} “{named}”" if named else f"The {what} in place {number}")
    return tuple(found), left


def _table(given: Mapping[str, Any]) -> StepTable:
    table = StepTable.read({"caption": "", **given})
    if not table.columns or not table.rows or any(len(row) != len(table.columns) for row in table.rows):
        raise ValueError("no whole table")
    return table


def _figure(given: Mapping[str, Any]) -> StepFigure:
    figure = StepFigure.read({"caption": "", "alt": "", **given})
    if figure.kind == "trend":
        if len(figure.points) < 2:
            raise ValueError("a trend needs two points")
        return StepFigure(
            kind="trend",
            alt=figure.alt,
            caption=figure.caption,
            points=tuple(TrendPoint(point.label, float(point.value)) for point in figure.points),
            unit=figure.unit,
            limit=figure.limit,
        )
    lesions: Any = read_fact("lesions", list(figure.lesions), beside={})
    return StepFigure(
        kind="kidney_map", alt=figure.alt, caption=figure.caption, lesions=lesions, solitary=figure.solitary
    )


def stack_so_far(given: Mapping[str, Any]) -> ImageStack:
    """A stack may lack what is needed of it before publishing."""
    return ImageStack.read({"alt": "", "origin": "", "licence": "", "slices": (), **given})


def content_so_far(document: Mapping[str, Any]) -> TeachingContent:
    """The case, with what of it is whole."""
    steps = (step_so_far(step).step for step in document.get("steps", ()))
    return TeachingContent(
        format=FORMAT,
        slug=document.get("slug") or "draft",
        title=document.get("title") or "",
        summary=document.get("summary") or "",
        topic=document.get("topic") or "",
        difficulty=document.get("difficulty") or min(DIFFICULTIES),
        minutes=document.get("minutes") or 1,
        objectives=(),
        steps=tuple(steps),
        key=ExpertKey(record_so_far(document), tuple(_marks(document))),
        answers_wait=bool(document.get("answers_wait")),
    )


def _marks(document: Mapping[str, Any]) -> Iterator[FactKey]:
    for mark in document.get("key", {}).get("marks", ()):
        fact = VOCABULARY.get(mark.get("fact", ""))
        if fact is not None and not fact.is_derived:
            yield FactKey.read({"objective": "", "why": "", **mark})


def _question(given: Mapping[str, Any]) -> AnyQuestion:
    question, faults = question_so_far(given)
    if question is None or faults:
        raise ValueError("no whole question")
    return question


def question_so_far(given: Mapping[str, Any]) -> tuple[AnyQuestion | None, list[QuestionFault]]:
    """The question as far as it can be asked, and what is wrong in it. Its objective may wait."""
    try:
        question: AnyQuestion = TeachingQuestion.read({"objective": "", **given})
        return question, list(question.faults())
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return None, [("", f"it cannot be read: {error}.")]


def record_so_far(document: Mapping[str, Any]) -> dict[str, Value]:
    """What of the key's record can be read, in the order of the vocabulary."""
    given = document.get("key", {}).get("record", {})
    found: dict[str, Value] = {}
    for key in VOCABULARY:
        if key in given and not VOCABULARY[key].is_derived:
            try:
                found[key] = read_fact(key, given[key], beside=given)
            except FactError:
                continue
    return found


def known_before(document: Mapping[str, Any], place: int, record: Mapping[str, Value]) -> dict[str, Value]:
    """What stands in a record as the step in this place opens, with all before it as the key has it."""
    steps = document["steps"]
    told = [address for step in steps[: place + 1] for address in step.get("given", ())]
    asked = [address for step in steps[:place] for address in step.get("asked", ())]
    facts = {fact_at(address) for address in (*told, *asked)}
    return {fact: value for fact, value in record.items() if fact in facts}
