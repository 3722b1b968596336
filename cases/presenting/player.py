"""A step of an attempt as the resident sees it: only what was disclosed up to here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from cases.domain.teaching import StepFigure, StepTable, TeachingContent, TeachingStep
from cases.models import Attempt
from cases.presenting.charts import LineChart, Series, line_chart
from cases.presenting.kidney_map import KidneyMap, kidney_map
from cases.presenting.markdown import markdown
from cases.presenting.stacks import Pictures, ShownStack, attempt_pictures, shown_stacks
from cases.presenting.told import ToldFacts, told_at
from cases.queries.remarking import put_right_by

FAR_MINUTES = 180
"""From so many on it is said when the time ends, and not how much of it is left."""


@dataclass(frozen=True)
class ShownFigure:
    figure: StepFigure
    key: str
    kidney_map: KidneyMap | None
    chart: LineChart | None


@dataclass(frozen=True)
class ShownStep:
    """What a step discloses. Of its questions and of the key it holds no more than what it gives."""

    key: str
    kind: str
    title: str
    narrative: SafeString
    tables: tuple[StepTable, ...]
    figures: tuple[ShownFigure, ...]
    stacks: tuple[ShownStack, ...]
    told: ToldFacts | None


@dataclass(frozen=True)
class RailStop:
    """A step in the list at the side. What was not disclosed yet has no title here."""

    number: int
    state: str
    title: str = ""
    key: str = ""

    @property
    def spoken(self) -> str:
        return {"closed": "committed", "open": "open", "later": "not disclosed yet"}[self.state]


def shown_step(
    step: TeachingStep, pictures: Pictures | None = None, told: ToldFacts | None = None
) -> ShownStep:
    return ShownStep(
        key=step.key,
        kind=step.kind_label,
        title=step.title,
        narrative=markdown(step.narrative),
        tables=step.tables,
        figures=tuple(_figure(figure, f"{step.key}-{place}") for place, figure in enumerate(step.figures, 1)),
        stacks=shown_stacks(step, pictures) if pictures else (),
        told=told,
    )


def _figure(figure: StepFigure, key: str) -> ShownFigure:
    if figure.kind == "kidney_map":
        return ShownFigure(figure, key, kidney_map(figure.lesions, solitary=figure.solitary), None)
    values = tuple(point.value for point in figure.points)
    chart = line_chart(
        [point.label for point in figure.points],
        [Series(figure.unit, "trend", values)],
        unit=f" {figure.unit}" if figure.unit else "",
        limit=figure.limit,
    )
    return ShownFigure(figure, key, None, chart)


def rail(attempt: Attempt, content: TeachingContent, current: str) -> tuple[RailStop, ...]:
    stops = []
    for place, step in enumerate(content.steps):
        if place > attempt.step and not attempt.is_submitted:
            stops.append(RailStop(place + 1, "later"))
        else:
            state = "closed" if place < attempt.step or attempt.is_submitted else "open"
            stops.append(RailStop(place + 1, state, step.title, step.key))
    return tuple(stops)


def player(attempt: Attempt, content: TeachingContent, step: TeachingStep, now: datetime) -> dict[str, Any]:
    """The context that the page of a step shares between open and closed."""
    place, seconds = content.place_of(step.key), _seconds_left(attempt, now)
    disclosed = content.steps[: place + 1]
    pictures = attempt_pictures(attempt, disclosed)
    return {
        "attempt": attempt,
        "content": content,
        "step": shown_step(step, pictures, told_at(content, step)),
        "known": tuple(shown_step(each, pictures, told_at(content, each)) for each in content.steps[:place]),
        "has_stacks": any(each.images for each in disclosed),
        "number": place + 1,
        "count": len(content.steps),
        "is_last": place + 1 == len(content.steps),
        "rail": rail(attempt, content, step.key),
        "time_is_up": attempt.is_late(now),
        "seconds_left": seconds,
        "minutes_left": None if seconds is None else seconds // 60,
        "far_minutes": FAR_MINUTES,
        "put_right": put_right_by(attempt.version),
    }


def _seconds_left(attempt: Attempt, now: datetime) -> int | None:
    if attempt.deadline_at is None:
        return None
    return max(0, int((attempt.deadline_at - now).total_seconds()))
