"""One's own progress: what is assigned, begun and done, results over time, and what is weakest."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from cases.domain.marking import Score
from cases.domain.marking.mark import FACT
from cases.models import Attempt, Mark
from cases.presenting.charts import LineChart, Series, line_chart
from cases.presenting.summary import DOMAINS
from cases.queries import LearningRecord
from guidance.domain.edition import Edition
from guidance.domain.vocabulary import VOCABULARY

MOST_SHOWN = 5


@dataclass(frozen=True)
class DoneRow:
    attempt: Attempt
    score: Score
    by_domain: dict[str, int | None]


@dataclass(frozen=True)
class ObjectiveRow:
    text: str
    percent: int
    shares: tuple[int, ...]
    trend: str
    spark: str

    @property
    def in_words(self) -> str:
        """The share at each attempt that asked it, the oldest first."""
        return " → ".join(f"{share} %" for share in self.shares)


@dataclass(frozen=True)
class WeakFact:
    label: str
    chapter: str
    lost: float
    times: int


@dataclass(frozen=True)
class WeakSection:
    slug: str
    title: str
    domain: str
    times: int


def learning(record: LearningRecord, edition: Edition, today: date) -> dict[str, Any]:
    points = _points(record)
    done = [_done_row(attempt, points.get(attempt.pk, [])) for attempt in record.done]
    return {
        "assigned": [(each, each.is_overdue(today)) for each in record.assigned],
        "in_progress": record.in_progress,
        "done": done[::-1],
        "chart": _chart(done),
        "domains": [(key, DOMAINS[key]) for key in _domains(done)],
        "objectives": _objectives(record, points),
        "weak_facts": _weak_facts(record.marks),
        "weak_sections": _weak_sections(record.done, edition),
    }


Point = tuple[Mark, float]
"""A mark and its credit, the writer's own where there is one."""


def _points(record: LearningRecord) -> dict[int, list[Point]]:
    found: dict[int, list[Point]] = {}
    for mark in record.marks:
        credit = mark.credit
        if credit is None:
            own = record.self_marks.get((mark.attempt_id, mark.key))
            credit = own.credit if own else None
        if credit is not None:
            found.setdefault(mark.attempt_id, []).append((mark, credit))
    return found


def _score(points: Iterable[Point]) -> Score:
    points = list(points)
    return Score(
        earned=sum(mark.weight * credit for mark, credit in points),
        possible=sum(mark.weight for mark, _ in points),
    )


def _done_row(attempt: Attempt, points: list[Point]) -> DoneRow:
    by_domain = {
        domain: _score(point for point in points if point[0].domain == domain).percent
        for domain in DOMAINS
        if domain != "background"
    }
    return DoneRow(attempt, _score(points), by_domain)


def _domains(done: list[DoneRow]) -> list[str]:
    return [key for key in DOMAINS if any(row.by_domain.get(key) is not None for row in done)]


def _chart(done: list[DoneRow]) -> LineChart | None:
    if not done:
        return None
    labels = [f"{row.attempt.submitted_at:%-d %b}" for row in done]
    series = [
        Series(DOMAINS[key], f"domain-{key}", tuple(row.by_domain[key] for row in done))
        for key in _domains(done)
    ]
    return line_chart(labels, series, maximum=100, unit=" %")


def _objectives(record: LearningRecord, points: dict[int, list[Point]]) -> list[ObjectiveRow]:
    """By objective over all attempts; the trend is the latest attempt that asked it against those before."""
    texts: dict[str, str] = {}
    by_key: dict[str, list[Score]] = {}
    for attempt in record.done:
        texts |= attempt.teaching_case.library.objectives
        for key in dict.fromkeys(mark.objective for mark, _ in points.get(attempt.pk, [])):
            asked = [point for point in points[attempt.pk] if point[0].objective == key]
            by_key.setdefault(key, []).append(_score(asked))
    rows = [_objective(texts.get(key, key), scores) for key, scores in by_key.items()]
    return sorted(rows, key=lambda row: (row.percent, row.text))


def _objective(text: str, scores: list[Score]) -> ObjectiveRow:
    whole = Score(sum(each.earned for each in scores), sum(each.possible for each in scores))
    shares = [each.percent or 0 for each in scores]
    return ObjectiveRow(text, whole.percent or 0, tuple(shares), _trend(shares), _spark(shares))


def _spark(shares: list[int]) -> str:
    """The points of a small line, 100 wide and 24 high; one share alone is a level line."""
    values = shares * 2 if len(shares) == 1 else shares
    step = 92 / (len(values) - 1)
    return " ".join(f"{4 + place * step:.1f},{22 - value / 5:.1f}" for place, value in enumerate(values))


def _trend(shares: list[int]) -> str:
    if len(shares) < 2:
        return "asked once"
    before = sum(shares[:-1]) / (len(shares) - 1)
    change = shares[-1] - before
    if abs(change) < 5:
        return "steady"
    return f"{abs(change):.0f} points {'better' if change > 0 else 'lower'} the last time"


def _weak_facts(marks: Iterable[Mark]) -> list[WeakFact]:
    lost: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for mark in marks:
        if mark.subject == FACT and mark.credit is not None and mark.credit < 1:
            lost[mark.key] += mark.weight * (1 - mark.credit)  # type: ignore[assignment]
            times[mark.key] += mark.part != "prefix"
    return [
        WeakFact(VOCABULARY[key].label, VOCABULARY[key].chapter, value, max(times[key], 1))
        for key, value in lost.most_common(MOST_SHOWN)
    ]


def _weak_sections(done: Iterable[Attempt], edition: Edition) -> list[WeakSection]:
    missed: Counter[str] = Counter()
    for attempt in done:
        for slug in (attempt.difference or {}).get("missed_sections", ()):
            missed[slug] += 1
    return [
        WeakSection(slug, edition.sections[slug].title, edition.sections[slug].domain, times)
        for slug, times in missed.most_common()
        if slug in edition.sections
    ][:MOST_SHOWN]
