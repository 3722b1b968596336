"""One's own progress: what is assigned, begun and done, results over time, and what is weakest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from cases.domain.marks import MarkScore
from cases.models import Attempt, CohortMember
from cases.presenting.charts import LineChart, Series, line_chart, spark
from cases.presenting.summary import DOMAINS
from cases.queries.learning import CohortStanding, LearningRecord, Moment, ObjectiveRecord
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY, joined

MOST_SHOWN = 5
MOST_MONTHS = 24
"""A chart over more months than this takes as many together as it has to."""


@dataclass(frozen=True)
class DoneRow:
    attempt: Attempt
    score: MarkScore
    by_domain: dict[str, int | None]
    is_withheld: bool
    """Its debrief is to open yet."""


@dataclass(frozen=True)
class CohortRow:
    """A cohort that somebody is in: what is left to do there, and who leads it."""

    seat: CohortMember
    said: str
    led_by: str


@dataclass(frozen=True)
class MonthRow:
    at: datetime
    by_domain: dict[str, int | None]


@dataclass(frozen=True)
class ObjectiveRow:
    text: str
    percent: int
    shares: tuple[int, ...]
    times: int
    trend: str
    spark: str

    @property
    def in_words(self) -> str:
        """The share at each attempt that asked it, the oldest first; of many, the latest."""
        earlier = ["…"] if self.times > len(self.shares) else []
        return " → ".join([*earlier, *(f"{share} %" for share in self.shares)])


def learning(record: LearningRecord, edition: CompiledEdition, now: datetime) -> dict[str, Any]:
    together = -(-len(record.moments) // MOST_MONTHS)
    moments = tuple(_together(record.moments, together)) if record.by_month else record.moments
    percents = [_percents(each.by_domain) for each in moments]
    domains = [key for key in DOMAINS if any(each.get(key) is not None for each in percents)]
    return {
        "assigned": [(each, each.window.is_overdue(now)) for each in record.assigned],
        "cohorts": [_cohort_row(each) for each in record.cohorts],
        "in_progress": record.in_progress,
        "page": record.done,
        "done": [
            _done_row(
                attempt, record.by_attempt.get(attempt.pk, {}), attempt.teaching_case_id in record.withheld
            )
            for attempt in record.done
        ],
        "chart": _chart(moments, domains, record.by_month),
        # the latest first, as the attempts
        "months": [MonthRow(each.at, _percents(each.by_domain)) for each in moments[::-1]]
        if record.by_month
        else [],
        "months_together": together,
        "domains": [(key, DOMAINS[key]) for key in domains],
        "objectives": _objectives(record),
        "weak_facts": [(VOCABULARY[key], lost) for key, lost in record.lost_facts],
        "weak_sections": [
            (edition.sections[slug], times)
            for slug, times in record.missed_sections
            if slug in edition.sections
        ][:MOST_SHOWN],
    }


def _cohort_row(standing: CohortStanding) -> CohortRow:
    assignments = "1 assignment" if standing.asked == 1 else f"{standing.asked} assignments"
    said = f"{standing.left} of {assignments} to do" if standing.left else f"{assignments}, nothing to do"
    return CohortRow(
        seat=standing.seat,
        said=said if standing.asked else "nothing is assigned yet",
        led_by=joined(standing.led_by) or "nobody now",
    )


def _together(months: Sequence[Moment], count: int) -> Iterator[Moment]:
    """So many months with results in one, under the first of them."""
    for start in range(0, len(months), count):
        summed: dict[str, MarkScore] = {}
        for month in months[start : start + count]:
            for domain, score in month.by_domain.items():
                held = summed.get(domain, MarkScore(0.0, 0.0))
                summed[domain] = MarkScore(held.earned + score.earned, held.possible + score.possible)
        yield Moment(months[start].at, summed)


def _percents(by_domain: Mapping[str, MarkScore]) -> dict[str, int | None]:
    """In per cent, without what belongs to no domain of its own."""
    shown = (domain for domain in DOMAINS if domain != "background")
    return {domain: by_domain[domain].percent if domain in by_domain else None for domain in shown}


def _done_row(attempt: Attempt, by_domain: Mapping[str, MarkScore], is_withheld: bool) -> DoneRow:
    whole = MarkScore(
        sum(each.earned for each in by_domain.values()), sum(each.possible for each in by_domain.values())
    )
    return DoneRow(attempt, whole, _percents(by_domain), is_withheld)


def _chart(moments: tuple[Moment, ...], domains: list[str], by_month: bool) -> LineChart | None:
    if not moments:
        return None
    days = [timezone.localtime(each.at) for each in moments]
    labels = [f"{day:%b %Y}" if by_month else f"{day:%-d %b}" for day in days]
    series = [
        Series(DOMAINS[key], f"domain-{key}", tuple(_percents(each.by_domain)[key] for each in moments))
        for key in domains
    ]
    return line_chart(labels, series, maximum=100, unit=" %")


def _objectives(record: LearningRecord) -> list[ObjectiveRow]:
    """By objective over all attempts; the trend is the latest attempt that asked it against those before."""
    rows = [
        ObjectiveRow(
            text=record.objective_texts.get(each.key, each.key),
            percent=each.score.percent or 0,
            shares=each.shares,
            times=each.times,
            trend=_trend(each),
            spark=spark(each.shares),
        )
        for each in record.objectives
    ]
    return sorted(rows, key=lambda row: (row.percent, row.text))


def _trend(objective: ObjectiveRecord) -> str:
    if objective.times < 2:
        return "asked once"
    last = objective.shares[-1]
    before = (objective.mean * objective.times - last) / (objective.times - 1)
    change = last - before
    if abs(change) < 5:
        return "steady"
    return f"{abs(change):.0f} points {'better' if change > 0 else 'lower'} the last time"
