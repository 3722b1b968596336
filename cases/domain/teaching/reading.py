"""A teaching case from a parsed document that the published schema accepts, with every fault of its meaning.

The schema says which keys there are and of which type; here it is whether they hang together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.notation.category import NotationError
from cases.domain.notation.scanning import read_category
from cases.domain.report_lines import read_fact
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

from .case import Figure, Objective, Source, Step, Table, TeachingCase, TrendPoint
from .key import Accepted, FactKey, Key
from .questions import Question
from .reading_questions import read_question

FORMAT = "kidmet.teaching-case/1"
_CHAPTER_KEYS = tuple(chapter.key for chapter in CHAPTERS)
DEFAULT_LESION_FIELDS = ("side", "pole", "size_mm")

Document = Mapping[str, Any]


@dataclass(frozen=True)
class CaseFault:
    """One fault: its place in the document, as "steps[1].questions[0].options", and what is wrong."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class TeachingCaseError(ValueError):
    """A teaching case that cannot be used. `faults` holds all of them."""

    def __init__(self, faults: Iterable[CaseFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def read_teaching_case(document: Document, objectives: Mapping[str, str]) -> TeachingCase:
    """The teaching case in a document of the published shape. `objectives` are the library's, by key.

    Raises TeachingCaseError with every fault of meaning.
    """
    reader = _Reader(document, objectives)
    case = reader.case()
    if reader.faults:
        raise TeachingCaseError(reader.faults)
    return case


class _Reader:
    def __init__(self, document: Document, objectives: Mapping[str, str]) -> None:
        self.document, self.known = document, objectives
        self.objectives = tuple(document["objectives"])
        self.faults: list[CaseFault] = []

    def fault(self, place: str, message: str) -> None:
        self.faults.append(CaseFault(place, message))

    def case(self) -> TeachingCase:
        given = self.document
        steps = tuple(self.step(step, f"steps[{place}]") for place, step in enumerate(given["steps"]))
        self.once([step.key for step in steps], "steps", "step")
        self.once([each.key for step in steps for each in step.questions], "steps", "question")
        key = self.key(given["key"], {chapter for step in steps for chapter in step.chapters})
        return TeachingCase(
            slug=given["slug"],
            title=given["title"],
            summary=given["summary"],
            topic=given["topic"],
            difficulty=given["difficulty"],
            minutes=given["minutes"],
            objectives=tuple(self.named_objectives()),
            steps=steps,
            key=key,
            commentary=given.get("commentary", ""),
            sources=tuple(
                Source(each["text"], each.get("certainty", "")) for each in given.get("sources", ())
            ),
            time_limit_minutes=given.get("time_limit_minutes"),
            document=given,
        )

    def once(self, keys: list[str], place: str, what: str) -> None:
        for key, times in Counter(keys).items():
            if times > 1:
                self.fault(place, f'the {what} "{key}" is there {times} times; each needs its own key.')

    def named_objectives(self) -> Iterable[Objective]:
        for place, key in enumerate(self.objectives):
            if key not in self.known:
                near = nearest_word(key, tuple(self.known))
                hint = f' Did you mean "{near}"?' if near else ""
                self.fault(f"objectives[{place}]", f'"{key}" is no objective of the library.{hint}')
            yield Objective(key, self.known.get(key, key))

    def objective(self, key: str, place: str) -> str:
        if key not in self.objectives:
            allowed = ", ".join(self.objectives)
            self.fault(f"{place}.objective", f'"{key}" is no objective of this case. Allowed: {allowed}.')
        return key

    # Steps

    def step(self, given: Document, place: str) -> Step:
        for number, chapter in enumerate(given.get("chapters", ())):
            if chapter not in _CHAPTER_KEYS:
                allowed = ", ".join(_CHAPTER_KEYS)
                self.fault(f"{place}.chapters[{number}]", f'"{chapter}" is no chapter. Allowed: {allowed}.')
        return Step(
            key=given["key"],
            kind=given["kind"],
            title=given["title"],
            narrative=given["narrative"],
            tables=tuple(
                self.table(each, f"{place}.tables[{n}]") for n, each in enumerate(given.get("tables", ()))
            ),
            figures=tuple(
                self.figure(each, f"{place}.figures[{n}]") for n, each in enumerate(given.get("figures", ()))
            ),
            chapters=tuple(given.get("chapters", ())),
            questions=tuple(
                self.question(each, f"{place}.questions[{n}]")
                for n, each in enumerate(given.get("questions", ()))
            ),
        )

    def table(self, given: Document, place: str) -> Table:
        columns = tuple(given["columns"])
        for number, row in enumerate(given["rows"]):
            if len(row) != len(columns):
                said = f"has {len(row)} cells where the table has {len(columns)} columns."
                self.fault(f"{place}.rows[{number}]", said)
        return Table(
            given["caption"], columns, tuple(tuple(str(cell) for cell in row) for row in given["rows"])
        )

    def figure(self, given: Document, place: str) -> Figure:
        lesions: Value | None = ()
        if given["kind"] == "kidney_map":
            lesions = self.value("lesions", given.get("lesions", []), f"{place}.lesions")
        elif len(given.get("points", ())) < 2:
            self.fault(f"{place}.points", "a trend needs at least two points.")
        return Figure(
            kind=given["kind"],
            alt=given["alt"],
            caption=given["caption"],
            lesions=lesions or (),  # type: ignore[arg-type]  # the value of `lesions`
            solitary=given.get("solitary", False),
            points=tuple(TrendPoint(each["label"], float(each["value"])) for each in given.get("points", ())),
            unit=given.get("unit", ""),
            limit=given.get("limit"),
        )

    def question(self, given: Document, place: str) -> Question:
        self.objective(given["objective"], place)
        return read_question(given, lambda where, said: self.fault(f"{place}.{where}", said))

    # The key

    def key(self, given: Document, chapters: set[str]) -> Key:
        record: dict[str, Value] = {}
        for fact, value in given["record"].items():
            place = f"key.record.{fact}"
            if self.is_asked(fact, chapters, place):
                found = self.value(fact, value, place)
                if found is not None and self.is_readable(fact, found, place):
                    record[fact] = found
        marks = tuple(self.mark(each, chapters, f"key.marks[{n}]") for n, each in enumerate(given["marks"]))
        self.once([mark.fact for mark in marks], "key.marks", "fact")
        ordered = {key: record[key] for key in VOCABULARY if key in record}
        return Key(ordered, marks)

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

    def is_asked(self, fact: str, chapters: set[str], place: str) -> bool:
        if fact not in VOCABULARY or VOCABULARY[fact].is_derived:
            near = VOCABULARY.nearest(fact)
            self.fault(
                place,
                f'"{fact}" is no fact that a case records.' + (f' Did you mean "{near}"?' if near else ""),
            )
            return False
        if VOCABULARY[fact].chapter not in chapters:
            self.fault(place, f"no step fills the chapter {VOCABULARY[fact].chapter}, where this is asked.")
            return False
        return True

    def mark(self, given: Document, chapters: set[str], place: str) -> FactKey:
        fact = given["fact"]
        if self.is_asked(fact, chapters, f"{place}.fact"):
            self.check_for_kind(given, fact, place)
        return FactKey(
            fact=fact,
            weight=float(given.get("weight", 1)),
            objective=self.objective(given["objective"], place),
            why=given["why"],
            accept=tuple(
                self.accepted(fact, each, f"{place}.accept[{n}]")
                for n, each in enumerate(given.get("accept", ()))
            ),
            steps_apart=given.get("steps_apart", 0),
            tolerance=float(given.get("tolerance", 0)),
            fields=tuple(given.get("fields", DEFAULT_LESION_FIELDS if fact == "lesions" else ())),
            statements=tuple(given.get("statements", ())),
            notes=tuple(given.get("notes", ())),
            source=given.get("source", ""),
        )

    def check_for_kind(self, given: Document, fact: str, place: str) -> None:
        asked = VOCABULARY[fact]
        if "steps_apart" in given and not asked.ordered:
            self.fault(f"{place}.steps_apart", f"{fact} has no order in which steps could be counted.")
        if "tolerance" in given and not isinstance(asked, NumberFact | LesionsFact):
            self.fault(f"{place}.tolerance", f"{fact} is no number.")
        for number, field in enumerate(given.get("fields", ())):
            if not isinstance(asked, LesionsFact) or field not in LESION_FIELDS:
                allowed = ", ".join(LESION_FIELDS)
                self.fault(
                    f"{place}.fields[{number}]",
                    f'"{field}" is nothing to compare here. Of lesions: {allowed}.',
                )

    def accepted(self, fact: str, given: Document, place: str) -> Accepted:
        value = self.value(fact, given["value"], f"{place}.value") if fact in VOCABULARY else None
        when = {
            key: self.value(key, each, f"{place}.when.{key}") for key, each in given.get("when", {}).items()
        }
        return Accepted(
            value if value is not None else "",
            float(given.get("credit", 1)),
            given.get("why", ""),
            {key: each for key, each in when.items() if each is not None},
        )

    def value(self, fact: str, given: object, place: str) -> Value | None:
        if fact not in VOCABULARY:
            self.fault(place, f'"{fact}" is no fact that a case records.')
            return None
        try:
            return read_fact(fact, given, beside=self.document["key"]["record"])
        except FactError as error:
            self.fault(place, str(error))
            return None
