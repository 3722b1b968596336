"""A teaching case from a parsed document that the published schema accepts, with every fault of its meaning.

The schema says which keys there are and of which type; here it is whether they hang together.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cases.domain.notation.category import NotationError
from cases.domain.notation.scanning import read_category
from cases.domain.questions import AnyQuestion
from cases.domain.report_lines import read_fact
from guidance.domain.faults import Fault, FaultsError
from guidance.domain.vocabulary import (
    CHAPTERS,
    LESION_FIELDS,
    VOCABULARY,
    FactError,
    LesionsFact,
    NumberFact,
    Value,
    nearest_word,
)

from .address_faults import asking_faults, key_faults
from .addresses import addresses_in, chapters_of
from .case import FIRST_FORMAT, Objective, StepFigure, StepTable, TeachingContent, TeachingStep
from .key import AcceptedValue, ExpertKey, FactKey

_CHAPTER_KEYS = tuple(chapter.key for chapter in CHAPTERS)


class TeachingCaseError(FaultsError):
    """A teaching case that cannot be used."""


def read_teaching_case(document: Mapping[str, Any], objectives: Mapping[str, str]) -> TeachingContent:
    """The teaching case in a document of the published shape. `objectives` are the library's, by key.

    Raises TeachingCaseError with every fault of meaning.
    """
    meaning = _Meaning(TeachingContent.read(document), document, objectives)
    case = meaning.case()
    if meaning.faults:
        raise TeachingCaseError(meaning.faults)
    return case


def content_as_read(document: Mapping[str, Any]) -> TeachingContent:
    """What a document that was checked before says of itself, to be kept; of its key nothing is read."""
    return replace(TeachingContent.read(document), document=document)


class _Meaning:
    """Goes through a case as it was read: puts stored values in place of those given, and gathers faults."""

    def __init__(
        self, given: TeachingContent, document: Mapping[str, Any], objectives: Mapping[str, str]
    ) -> None:
        self.given, self.document, self.known = given, document, objectives
        self.objectives = tuple(objective.key for objective in given.objectives)
        self.faults: list[Fault] = []

    def fault(self, place: str, message: str, nearest: str | None = None) -> None:
        self.faults.append(Fault(place, message, nearest=nearest))

    def case(self) -> TeachingContent:
        steps = tuple(self.step(step, f"steps[{n}]") for n, step in enumerate(self.given.steps))
        self.once([step.key for step in steps], "steps", "step")
        self.once([question.key for question in self.given.questions], "steps", "question")
        self.faults += asking_faults(steps)
        read = replace(
            self.given,
            objectives=tuple(self.objective(n, each) for n, each in enumerate(self.given.objectives)),
            steps=steps,
            key=self.key(self.given.key),
            document=self.document,
        )
        self.faults += key_faults(read)
        return read

    def once(self, keys: list[str], place: str, what: str) -> None:
        for key, times in Counter(keys).items():
            if times > 1:
                self.fault(place, f'the {what} "{key}" is there {times} times; each needs its own key.')

    def objective(self, number: int, given: Objective) -> Objective:
        if given.key not in self.known:
            near = nearest_word(given.key, tuple(self.known))
            self.fault(f"objectives[{number}]", f'"{given.key}" is no objective of the library.', near)
        return replace(given, text=self.known.get(given.key, given.key))

    def check_objective(self, key: str, place: str) -> None:
        if key not in self.objectives:
            allowed = ", ".join(self.objectives)
            self.fault(f"{place}.objective", f'"{key}" is no objective of this case. Allowed: {allowed}.')

    # Steps

    def step(self, given: TeachingStep, place: str) -> TeachingStep:
        for number, chapter in enumerate(given.chapters):
            if chapter not in _CHAPTER_KEYS:
                allowed = ", ".join(_CHAPTER_KEYS)
                self.fault(f"{place}.chapters[{number}]", f'"{chapter}" is no chapter. Allowed: {allowed}.')
        for number, table in enumerate(given.tables):
            self.check_table(table, f"{place}.tables[{number}]")
        for number, question in enumerate(given.questions):
            self.check_question(question, f"{place}.questions[{number}]")
        self.once([stack.key for stack in given.images], f"{place}.images", "stack")
        figures = (self.figure(each, f"{place}.figures[{n}]") for n, each in enumerate(given.figures))
        is_first = self.given.format == FIRST_FORMAT
        return replace(
            given,
            figures=tuple(figures),
            asked=addresses_in(given.chapters) if is_first else given.asked,
            chapters=given.chapters if is_first else chapters_of(given.asked),
        )

    def check_table(self, table: StepTable, place: str) -> None:
        for number, row in enumerate(table.rows):
            if len(row) != len(table.columns):
                said = f"has {len(row)} cells where the table has {len(table.columns)} columns."
                self.fault(f"{place}.rows[{number}]", said)

    def check_question(self, question: AnyQuestion, place: str) -> None:
        self.check_objective(question.objective, place)
        for inside, said in question.faults():
            self.fault(f"{place}.{inside}", said)

    def figure(self, given: StepFigure, place: str) -> StepFigure:
        if given.kind == "kidney_map":
            lesions: Any = self.value("lesions", list(given.lesions), f"{place}.lesions")
            return replace(given, lesions=lesions or ())
        if len(given.points) < 2:
            self.fault(f"{place}.points", "a trend needs at least two points.")
        return replace(given, lesions=())

    # The key

    def key(self, given: ExpertKey) -> ExpertKey:
        record: dict[str, Value] = {}
        for fact, value in given.record.items():
            place = f"key.record.{fact}"
            if self.is_fact(fact, place):
                found = self.value(fact, value, place)
                if found is not None and self.is_readable(fact, found, place):
                    record[fact] = found
        marks = tuple(self.mark(each, f"key.marks[{n}]", n) for n, each in enumerate(given.marks))
        self.once([mark.fact for mark in marks], "key.marks", "fact")
        return ExpertKey({key: record[key] for key in VOCABULARY if key in record}, marks)

    def is_readable(self, fact: str, value: Value, place: str) -> bool:
        """Whether a T, N or M token is a category, so that it can be marked element by element."""
        element = VOCABULARY[fact].element
        if not element:
            return True
        try:
            read_category(str(value), element)
        except NotationError as error:
            self.fault(place, str(error))
            return False
        return True

    def is_fact(self, fact: str, place: str) -> bool:
        if fact not in VOCABULARY or VOCABULARY[fact].is_derived:
            self.fault(place, f'"{fact}" is no fact that a case records.', VOCABULARY.nearest(fact))
            return False
        return True

    def mark(self, given: FactKey, place: str, number: int) -> FactKey:
        if self.is_fact(given.fact, f"{place}.fact"):
            self.check_for_kind(self.document["key"]["marks"][number], given.fact, place)
        self.check_objective(given.objective, place)
        accept = (
            self.accepted(given.fact, each, f"{place}.accept[{n}]") for n, each in enumerate(given.accept)
        )
        return replace(given, accept=tuple(accept))

    def check_for_kind(self, given: Mapping[str, Any], fact: str, place: str) -> None:
        asked = VOCABULARY[fact]
        if "steps_apart" in given and not asked.ordered:
            self.fault(f"{place}.steps_apart", f"{fact} has no order in which steps could be counted.")
        if "tolerance" in given and not isinstance(asked, NumberFact | LesionsFact):
            self.fault(f"{place}.tolerance", f"{fact} is no number.")
        for number, field in enumerate(given.get("fields", ())):
            if not isinstance(asked, LesionsFact) or field not in LESION_FIELDS:
                said = f'"{field}" is nothing to compare here. Of lesions: {", ".join(LESION_FIELDS)}.'
                self.fault(f"{place}.fields[{number}]", said)

    def accepted(self, fact: str, given: AcceptedValue, place: str) -> AcceptedValue:
        value = self.value(fact, given.value, f"{place}.value") if fact in VOCABULARY else None
        when = {key: self.value(key, each, f"{place}.when.{key}") for key, each in given.when.items()}
        return replace(
            given,
            value=value if value is not None else "",
            when={key: each for key, each in when.items() if each is not None},
        )

    def value(self, fact: str, given: object, place: str) -> Value | None:
        if fact not in VOCABULARY:
            self.fault(place, f'"{fact}" is no fact that a case records.')
            return None
        try:
            return read_fact(fact, given, beside=self.given.key.record)
        except FactError as error:
            self.fault(place, str(error))
            return None
