"""What of a draft is marked: each fact and question in the order of the steps, with what it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.teaching import OF_LESIONS, fact_at
from cases.domain.teaching.judging import JudgementShare, judgement
from cases.domain.teaching.so_far import content_so_far, record_so_far
from cases.presenting.draft_words import question_title
from cases.presenting.teach import fact_label
from guidance.domain.vocabulary import VOCABULARY, joined


@dataclass(frozen=True)
class OverviewRow:
    """A fact or question with its place; `weight` is None where it is not marked."""

    label: str
    said: str
    weight: float | None
    objective: str
    why_not: str
    """Why it is no judgement; "" where it is, or is not marked."""
    fact: str = ""
    question: str = ""

    @property
    def is_judgement(self) -> bool:
        return self.weight is not None and not self.why_not


@dataclass(frozen=True)
class OverviewStep:
    key: str
    title: str
    rows: tuple[OverviewRow, ...]
    given: str
    """What it gives, in words, which is never marked."""


@dataclass(frozen=True)
class MarksOverview:
    steps: tuple[OverviewStep, ...]
    unasked: tuple[OverviewRow, ...]
    """Marks that no step asks any longer."""
    points: float
    judged: float

    @property
    def percent(self) -> int:
        return round(100 * self.judged / self.points) if self.points else 0


def marks_overview(document: Mapping[str, Any], objectives: Mapping[str, str]) -> MarksOverview:
    share = judgement(content_so_far(document))
    pages = _Overview(document, objectives, share)
    weights = [(mark.weight, mark.is_judgement) for mark in share.marks]
    return MarksOverview(
        steps=tuple(pages.steps()),
        unasked=tuple(pages.unasked()),
        points=sum(weight for weight, _ in weights),
        judged=sum(weight for weight, is_judged in weights if is_judged),
    )


class _Overview:
    def __init__(
        self, document: Mapping[str, Any], objectives: Mapping[str, str], share: JudgementShare
    ) -> None:
        self.document, self.objectives = document, objectives
        self.marks = {mark["fact"]: mark for mark in document.get("key", {}).get("marks", ())}
        self.record = record_so_far(document)
        self.why_not = {mark.key: mark.why_not for mark in share.marks}
        steps = document.get("steps", ())
        self.last = {address: step["key"] for step in steps for address in step.get("asked", ())}

    def steps(self) -> Iterator[OverviewStep]:
        for step in self.document.get("steps", ()):
            asked = [each for each in step.get("asked", ()) if self.last[each] == step["key"]]
            facts = dict.fromkeys(map(fact_at, asked))
            rows = [*map(self.of_fact, facts), *map(self.of_question, step.get("questions", ()))]
            given = joined([fact_label(each) for each in step.get("given", ())])
            yield OverviewStep(step["key"], step.get("title") or step["key"], tuple(rows), given)

    def unasked(self) -> Iterator[OverviewRow]:
        asked = set(map(fact_at, self.last))
        return (self.of_fact(fact) for fact in self.marks if fact not in asked)

    def of_fact(self, fact: str) -> OverviewRow:
        mark = self.marks.get(fact)
        value = self.record.get(fact)
        return OverviewRow(
            label=fact_label(fact),
            said=VOCABULARY[fact].words(value) if value is not None and fact in VOCABULARY else "",
            weight=None if mark is None else _weight(mark),
            objective=self.objective(mark),
            why_not=self.why_not.get(fact, "") if mark else "",
            fact=fact,
        )

    def of_question(self, question: Mapping[str, Any]) -> OverviewRow:
        key = question["key"]
        return OverviewRow(
            label=question_title(question),
            said="",
            weight=_weight(question),
            objective=self.objective(question),
            why_not=self.why_not.get(key, "It is not whole yet."),
            question=key,
        )

    def objective(self, marked: Mapping[str, Any] | None) -> str:
        key = (marked or {}).get("objective") or ""
        return self.objectives.get(key, key)


def _weight(marked: Mapping[str, Any]) -> float:
    return float(marked.get("weight") or 1)


# One mark


def why_not_markable(document: Mapping[str, Any], fact: str) -> str:
    """Why a fact cannot be marked, in a sentence; "" where it can."""
    steps = document.get("steps", ())
    if any(fact_at(each) == fact for step in steps for each in step.get("asked", ())):
        return ""
    named = OF_LESIONS if fact == "lesions" else fact
    given = [
        f"“{step.get('title') or step['key']}”" for step in steps if {fact, named} & {*step.get("given", ())}
    ]
    if given:
        return (
            f"It is given at {joined(given)}: whoever is told something is not marked for it. "
            "Ask it at a step to mark it."
        )
    return "No step asks it, so nobody could answer. Ask it at a step to mark it."
