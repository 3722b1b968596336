"""Who is where at an assigned case while it is worked, as its teachers read it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator

from cases.domain.teaching import TeachingContent, TeachingStep
from cases.forms.live import LiveOrder
from cases.models import AssignedCase
from cases.permissions import assigns_there
from cases.queries.live import Whereabouts

A_PAGE = 50
GENTLE, GENTLER = 10, 30
"""Seconds between two looks; the longer for a group that fills more than some pages."""
MANY = 500
WATCHES = timedelta(hours=4)
"""For so long a page that nobody touches goes on looking."""

NOT_BEGUN, READY, ENDED, ELSEWHERE, HANDED_IN = "not-begun", "ready", "ended", "elsewhere", "handed-in"
SAID = {
    NOT_BEGUN: "Not begun",
    READY: "All steps committed, not handed in",
    ENDED: "Time is over, not handed in",
    ELSEWHERE: "At another version of the case",
    HANDED_IN: "Handed in",
}


@dataclass(frozen=True)
class PlaceCount:
    """Where in a case somebody can be, and how many are there."""

    key: str
    said: str
    people: int
    share: str
    """The width of its bar, of 100."""


@dataclass(frozen=True)
class LiveRow:
    person: Whereabouts
    said: str
    since: str
    left: str
    more: str


def places_of(content: TeachingContent) -> list[tuple[str, str]]:
    """In the order in which a case is worked: (key, words)."""
    steps = [
        (_step_key(place), f"Step {place + 1}: {step.title}") for place, step in enumerate(content.steps)
    ]
    last = [(key, SAID[key]) for key in (READY, ENDED, ELSEWHERE, HANDED_IN)]
    return [(NOT_BEGUN, SAID[NOT_BEGUN]), *steps, *last]


def _step_key(place: int) -> str:
    return f"step-{place + 1}"


def place_of(case: AssignedCase, content: TeachingContent, person: Whereabouts, now: datetime) -> str:
    """One of `places_of`."""
    found = person.attempt
    if found is None:
        return NOT_BEGUN
    if found.submitted_at is not None:
        return HANDED_IN
    if not person.is_working(now):
        return ENDED
    if found.version_id != case.version_id:
        return ELSEWHERE
    return READY if found.step >= len(content.steps) else _step_key(found.step)


def live_page(
    case: AssignedCase,
    content: TeachingContent,
    people: Sequence[Whereabouts],
    *,
    place: str,
    order: LiveOrder,
    page: str | None,
    opened_at: datetime,
    now: datetime,
) -> dict[str, Any]:
    """What the page shows now, and whether it looks again by itself."""
    at = {each.assignee: place_of(case, content, each, now) for each in people}
    places = places_of(content)
    found = [each for each in people if not place or at[each.assignee] == place]
    found.sort(key=_ordered(order, at, [key for key, _ in places]))
    shown = Paginator(found, A_PAGE).get_page(page)
    counts = Counter(at.values())
    moving = any(each.can_begin or each.is_working(now) for each in people)
    is_open = now - opened_at < WATCHES
    return {
        "as_of": now,
        "opened_at": opened_at,
        "people": people,
        "counts": _place_counts(places, counts, len(people)),
        "handed_in": counts[HANDED_IN],
        "page": shown,
        "rows": [_row(each, at[each.assignee], dict(places), content, now) for each in shown],
        "is_limited": any(each.attempt and each.attempt.deadline_at for each in people),
        "is_moving": moving,
        "may_assign": assigns_there(case.assignment.cohort),
        "every": seconds_between(people) if moving and is_open else 0,
        "hours": int(WATCHES.total_seconds() // 3600),
    }


def steps_with(content: TeachingContent, committed: Mapping[str, int]) -> list[tuple[TeachingStep, int]]:
    """Each step, and how many have committed it."""
    return [(step, committed.get(step.key, 0)) for step in content.steps]


def seconds_between(people: Sequence[Whereabouts]) -> int:
    """Two looks of a page that looks again by itself."""
    return GENTLER if len(people) > MANY else GENTLE


def _place_counts(places: Iterable[tuple[str, str]], counts: Counter[str], people: int) -> list[PlaceCount]:
    """Steps always; what is rare only where somebody is there."""
    rare = (READY, ENDED, ELSEWHERE)
    return [
        PlaceCount(key, said, counts[key], f"{counts[key] / people * 100:.1f}" if people else "0")
        for key, said in places
        if counts[key] or key not in rare
    ]


def _ordered(
    order: LiveOrder, at: dict[int, str], places: list[str]
) -> Callable[[Whereabouts], tuple[Any, ...]]:
    rank = {key: number for number, key in enumerate(places)}

    def by_name(each: Whereabouts) -> tuple[Any, ...]:
        return (each.number, each.name.casefold(), each.assignee)

    def waits(each: Whereabouts) -> float:
        """The longest first; who does not wait at a step last."""
        is_waiting = at[each.assignee] not in (NOT_BEGUN, HANDED_IN) and each.since
        return each.since.timestamp() if is_waiting and each.since else float("inf")

    def left(each: Whereabouts) -> float:
        found = each.attempt
        if found is None or found.deadline_at is None or found.submitted_at is not None:
            return float("inf")
        return found.deadline_at.timestamp()

    keys: dict[LiveOrder, Callable[[Whereabouts], tuple[Any, ...]]] = {
        LiveOrder.NAME: by_name,
        LiveOrder.BEHIND: lambda each: (rank[at[each.assignee]], waits(each), *by_name(each)),
        LiveOrder.LONGEST: lambda each: (waits(each), *by_name(each)),
        LiveOrder.TIME: lambda each: (left(each), *by_name(each)),
    }
    return keys[order]


def _row(
    person: Whereabouts, place: str, places: dict[str, str], content: TeachingContent, now: datetime
) -> LiveRow:
    found = person.attempt
    said = places[place]
    if found and place.startswith("step-"):
        title = content.steps[found.step].title
        said = f"Step {found.step + 1} of {len(content.steps)}: {title}"
    is_open = found is not None and found.submitted_at is None
    return LiveRow(
        person=person,
        said=said,
        since=in_short(now - person.since) if person.since else "",
        left=_left(found.deadline_at, now) if is_open and found and found.deadline_at else "",
        more=_ordinal(person.done + 1) + " attempt" if is_open and person.done else "",
    )


def _left(deadline: datetime, now: datetime) -> str:
    return "over" if deadline < now else in_short(deadline - now)


def in_short(span: timedelta) -> str:
    """ "under a minute", "12 min", "2 h 5 min", "3 days": as much as one wants to know at a glance."""
    minutes = max(0, int(span.total_seconds() // 60))
    if not minutes:
        return "under a minute"
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24} days"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _ordinal(number: int) -> str:
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
