"""Working out the results of a case over the attempts that count, one of each person."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cases.domain.marks import FACT, FULL, QUESTION, MarkLine
from cases.domain.plain import plain_text
from cases.domain.questions import AnyQuestion, QuestionAnswer, ScriptConcordance
from cases.domain.sureness import SureRow, SureSaid, as_counted, calibration, outcome_of
from cases.domain.teaching import FactKey, TeachingContent
from guidance.domain.vocabulary import VOCABULARY, AnyOfFact

from .case_statistics import FEWEST, CaseStatistics, Concordance, ItemResults, TalliedEntry
from .statistics import (
    Thirds,
    cronbach_alpha,
    deviation,
    facility,
    item_rest_correlation,
    mean,
    panel_agreement,
    thirds,
)

MOST_ENTRIES = 12
"""Different entries of an item that are told one by one."""
LONGEST_NAME = 160
VERDICTS = ("right", "partly", "wrong", "harmful")

Item = tuple[str, str]
"""Its subject and key, as marks have them."""
Wording = tuple[str, str]
"""What was entered, in words, with its verdict."""


@dataclass(frozen=True)
class ItemMark:
    """One mark of an attempt, as far as it is counted."""

    subject: str
    key: str
    weight: float
    credit: float | None
    entered: str
    expected: str = ""
    lines: tuple[MarkLine, ...] = ()
    part: str = ""

    @property
    def item(self) -> Item:
        return self.subject, self.key


@dataclass(frozen=True)
class CountedAttempt:
    """The attempt of a person that counts: its marks in their order, its answers by question."""

    marks: Sequence[ItemMark]
    answers: Mapping[str, QuestionAnswer]
    said: SureSaid = field(default_factory=dict)
    """How sure they were, where it was asked."""

    @cached_property
    def _by_item(self) -> Mapping[Item, list[ItemMark]]:
        held: dict[Item, list[ItemMark]] = {}
        for mark in self.marks:
            held.setdefault(mark.item, []).append(mark)
        return held

    def marks_of(self, item: Item) -> list[ItemMark]:
        return self._by_item.get(item, [])

    def points_of(self, item: Item) -> float | None:
        """None where it was not asked, or somebody has to mark it yet."""
        marks = self.marks_of(item)
        if not marks or any(mark.credit is None for mark in marks):
            return None
        return sum(mark.weight * (mark.credit or 0.0) for mark in marks)


@dataclass(frozen=True)
class _Group:
    """The attempts, their points of the items that all have, and who of them is in which third."""

    attempts: Sequence[CountedAttempt]
    whole: Sequence[Item]
    points: Sequence[Sequence[float]]
    thirds: Thirds

    def count(self, text: str, verdict: str, places: Iterable[int]) -> TalliedEntry:
        people = set(places)
        return TalliedEntry(text, verdict, len(people), *self.thirds.counted(sorted(people)))

    def first_marks(self, item: Item) -> list[ItemMark]:
        return next(marks for attempt in self.attempts if (marks := attempt.marks_of(item)))

    def weight(self, item: Item) -> float:
        return sum(mark.weight for mark in self.first_marks(item))


def case_statistics(case: TeachingContent, attempts: Sequence[CountedAttempt]) -> CaseStatistics:
    """All that is told of a case.

    What somebody has to mark yet, and what not all attempts were asked, is in no number.
    """
    items = [each for each in _items(case) if any(attempt.marks_of(each) for attempt in attempts)]
    earned = {each: [attempt.points_of(each) for attempt in attempts] for each in items}
    whole = [each for each in items if None not in earned[each]]
    points = [[earned[each][place] or 0.0 for each in whole] for place in range(len(attempts))]
    totals = [sum(row) for row in points]
    group = _Group(attempts, whole, points, thirds(totals))
    possible = sum(map(group.weight, whole))
    shares = [total / possible for total in totals] if possible else []
    return CaseStatistics(
        attempts=len(attempts),
        share=mean(shares),
        spread=deviation(shares),
        alpha=cronbach_alpha(points),
        alpha_items=len(whole),
        thirds=(len(group.thirds.upper), len(group.thirds.middle), len(group.thirds.lower)),
        items=tuple(_item_results(case, each, group) for each in items),
        concordance=_concordance(case, group),
        sureness=_told(row for each in items for row in _sureness(case, each, group)),
    )


def _items(case: TeachingContent) -> list[Item]:
    """In the order in which they are asked, at each step the facts before the questions."""
    place = {step.key: number for number, step in enumerate(case.steps)}
    items = [(case.step_of_mark(mark), (FACT, mark.fact)) for mark in case.key.marks]
    items += [(case.step_of_question[each.key], (QUESTION, each.key)) for each in case.questions]
    return [item for _, item in sorted(items, key=lambda each: place.get(each[0], len(place)))]


def _item_results(case: TeachingContent, item: Item, group: _Group) -> ItemResults:
    subject, key = item
    asked = _of_fact(case, case.key.mark_of[key]) if subject == FACT else _of_question(case, key)
    entered = [_entered(case, item, attempt) for attempt in group.attempts]
    entries, others = _counted(asked, entered, group)
    nothing = [place for place, found in enumerate(entered) if found is None]
    column = group.whole.index(item) if item in group.whole else None
    earned = [] if column is None else [row[column] for row in group.points]
    weight = group.weight(item)
    return ItemResults(
        subject=subject,
        key=key,
        label=asked.label,
        kind=asked.kind,
        step=asked.step,
        expected=", ".join(mark.expected for mark in group.first_marks(item) if mark.expected),
        weight=weight,
        is_pending=column is None,
        is_choice=bool(asked.listed),
        is_written=asked.is_written,
        facility=facility(earned, weight),
        discrimination=None if column is None else item_rest_correlation(group.points, column),
        entries=entries,
        others=others,
        nothing=group.count("", "right" if asked.is_left_open else "wrong", nothing),
        sureness=_told(_sureness(case, item, group)),
    )


# How sure they were


def _sureness(case: TeachingContent, item: Item, group: _Group) -> tuple[SureRow, ...]:
    subject, key = item
    place = (FACT, case.step_of_mark(case.key.mark_of[key])) if subject == FACT else item
    return calibration(
        (level, outcome, 1)
        for attempt in group.attempts
        if (level := attempt.said.get(place)) is not None
        for mark in attempt.marks_of(item)
        if (outcome := outcome_of(mark))
    )


def _told(rows: Iterable[SureRow]) -> tuple[SureRow, ...]:
    """Added up; nothing below as many answers as are told of."""
    added = calibration(as_counted(rows))
    return added if sum(row.count for row in added) >= FEWEST else ()


# What is asked


@dataclass(frozen=True)
class _Asked:
    """What of an item is told whatever was entered."""

    label: str
    kind: str
    step: str
    listed: tuple[Wording, ...] = ()
    """Told also where nobody entered it."""
    is_left_open: bool = False
    is_written: bool = False
    fewest: int = 1
    """How many have to have entered something else for it to be told: of words of one's own two."""


def _of_fact(case: TeachingContent, key: FactKey) -> _Asked:
    fact, value = VOCABULARY[key.fact], case.key.record.get(key.fact)
    listed: tuple[Wording, ...] = ()
    if isinstance(fact, AnyOfFact) and isinstance(value, frozenset):
        listed = tuple((choice.label, "right") for choice in fact.choices if choice.value in value)
    step = case.step_of_mark(key)
    title = case.steps[case.place_of(step)].title if step else ""
    return _Asked(fact.label, "Fact", title, listed, is_left_open=value is None)


def _of_question(case: TeachingContent, key: str) -> _Asked:
    question: AnyQuestion = case.question_by_key[key]
    return _Asked(
        label=_in_a_line(question.stem),
        kind=question.label,
        step=case.steps[case.place_of(case.step_of_question[key])].title,
        listed=tuple((each.text, each.verdict) for each in question.alternatives),
        is_written=bool(question.points_to_tick),
        fewest=2 if getattr(question, "write_in", False) else 1,
    )


def _in_a_line(markdown: str) -> str:
    text = " ".join(plain_text(markdown).split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}…"


# What was entered


def _entered(case: TeachingContent, item: Item, attempt: CountedAttempt) -> list[Wording] | None:
    """None where nothing was; nothing of what is not told."""
    subject, key = item
    marks = attempt.marks_of(item)
    if not any(mark.entered for mark in marks):
        return None
    if subject == FACT:
        return list(_entered_fact(key, marks))
    answer = attempt.answers.get(key)
    told = () if answer is None else case.question_by_key[key].counted(answer)
    return [(text, _verdict(marks)) for text in told if text]


def _entered_fact(key: str, marks: Sequence[ItemMark]) -> Iterator[Wording]:
    """Of a set each choice by itself, else what was entered as a whole."""
    lines = [line for mark in marks for line in mark.lines if line.verdict in VERDICTS]
    if lines and isinstance(VOCABULARY[key], AnyOfFact):
        yield from ((line.text, line.verdict) for line in lines)
    else:
        yield ", ".join(mark.entered for mark in marks if mark.entered), _verdict(marks)


def _verdict(marks: Sequence[ItemMark]) -> str:
    share = sum(mark.weight * (mark.credit or 0.0) for mark in marks) / sum(mark.weight for mark in marks)
    return "right" if share >= FULL - 1e-9 else "partly" if share > 0 else "wrong"


def _counted(
    asked: _Asked, entered: Sequence[list[Wording] | None], group: _Group
) -> tuple[tuple[TalliedEntry, ...], TalliedEntry | None]:
    """What is listed in its order, what else was entered, the commonest first, and the rest as one."""
    places: dict[Wording, list[int]] = {each: [] for each in asked.listed}
    listed = dict(asked.listed)
    worth: dict[str, str] = {}
    for text, verdict in (each for found in entered for each in found or ()):
        worth[text] = min(verdict, worth.get(text, verdict), key=VERDICTS.index)
    for place, found in enumerate(entered):
        for text, _ in found or ():
            places.setdefault((text, listed.get(text) or _own(asked, worth[text])), []).append(place)
    others = [each for each in places if each not in asked.listed]
    others.sort(key=lambda each: (-len(places[each]), each[0]))
    told = [each for each in others if len(places[each]) >= asked.fewest][:MOST_ENTRIES]
    rest = [place for each in others if each not in told for place in places[each]]
    entries = tuple(group.count(*each, places[each]) for each in (*asked.listed, *told))
    return entries, group.count("", "wrong", rest) if rest else None


def _own(asked: _Asked, verdict: str) -> str:
    """What is in no list of options is none of them, whatever else the answer held."""
    return "wrong" if asked.listed and asked.kind != "Fact" else verdict


# Script concordance


def _concordance(case: TeachingContent, group: _Group) -> Concordance | None:
    asked = [question for question in case.questions if isinstance(question, ScriptConcordance)]
    columns = [
        group.whole.index((QUESTION, each.key)) for each in asked if (QUESTION, each.key) in group.whole
    ]
    if not columns:
        return None
    rows = [[row[column] for column in columns] for row in group.points]
    possible = sum(group.weight(group.whole[column]) for column in columns)
    panels = ((each.key, panel_agreement(each.panel.votes)) for each in asked)
    return Concordance(
        items=len(columns),
        score=facility([sum(row) for row in rows], possible),
        alpha=cronbach_alpha(rows),
        panels=tuple((key, agreement) for key, agreement in panels if agreement),
    )
