"""What a person has learnt and what comes back: assignments, results over time, cards due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.paginator import Page
from django.db.models import Avg, Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from cases.domain.marking.tallying import DOMAIN, LOST_FACT, LOST_SECTION, OBJECTIVE
from cases.domain.marks import MarkScore
from cases.models import Assignment, Attempt, Library, ReviewCard, Tally
from guidance.queries.paging import page_of
from kidmet_site.accounts.models import User

ON_A_PAGE = 20
MOST_POINTS = 24
"""A chart with more attempts than this goes by months."""
MOST_SHARES = 8
"""Of each objective, the shares at so many of the latest attempts are shown."""
MOST_FACTS = 5
NEW_A_DAY = 10
"""New cards that a day brings at most, by this site's midnight; one that was begun counts for its day."""

Shares = dict[str, MarkScore]
"""By domain."""


@dataclass(frozen=True)
class AssignedCase:
    assignment: Assignment
    attempt: Attempt | None

    def is_overdue(self, today: date) -> bool:
        return bool(self.assignment.due_on and self.assignment.due_on < today)


@dataclass(frozen=True)
class Moment:
    """One point of the chart: an attempt by the time of its submission, or all those of a month."""

    at: datetime
    by_domain: Shares


@dataclass(frozen=True)
class ObjectiveRecord:
    """`mean` is that of the shares at each attempt that asked it, `shares` the latest, the oldest first."""

    key: str
    score: MarkScore
    times: int
    mean: float
    shares: tuple[int, ...]


@dataclass(frozen=True)
class LearningRecord:
    """Everything that the page of one's own progress is made of: as many queries and rows after a thousand
    attempts as after a few."""

    assigned: tuple[AssignedCase, ...]
    in_progress: tuple[Attempt, ...]
    done: Page
    by_attempt: Mapping[int, Shares]
    moments: tuple[Moment, ...]
    by_month: bool
    objectives: tuple[ObjectiveRecord, ...]
    objective_texts: Mapping[str, str]
    lost_facts: tuple[tuple[str, float], ...]
    missed_sections: tuple[tuple[str, int], ...]


def learning_record(user: User, asked_page: str | None = None) -> LearningRecord:
    in_progress = tuple(_attempts(user).filter(submitted_at__isnull=True))
    finished = _attempts(user).filter(submitted_at__isnull=False).order_by("-submitted_at", "-pk")
    done = page_of(finished, asked_page, ON_A_PAGE)
    by_month = done.paginator.count > MOST_POINTS
    return LearningRecord(
        assigned=_assigned(user, {attempt.teaching_case_id: attempt for attempt in in_progress}),
        in_progress=in_progress,
        done=done,
        by_attempt=_by_attempt(done),
        moments=_moments(user, by_month),
        by_month=by_month,
        objectives=_objectives(user),
        objective_texts=_objective_texts(),
        lost_facts=_lost_facts(user),
        missed_sections=_missed_sections(user),
    )


def _attempts(user: User) -> QuerySet[Attempt]:
    own = Attempt.objects.filter(resident=user, is_trial=False).select_related("version", "teaching_case")
    return own.defer("version__document", "difference")


def _assigned(user: User, begun: Mapping[int, Attempt]) -> tuple[AssignedCase, ...]:
    is_done = Exists(
        Attempt.objects.filter(
            resident=user,
            teaching_case=OuterRef("teaching_case"),
            submitted_at__isnull=False,
            is_trial=False,
        )
    )
    rows = Assignment.objects.filter(~is_done, resident=user).defer("teaching_case__latest__document")
    related = rows.select_related("teaching_case__latest", "teaching_case__library", "assigned_by")
    return tuple(AssignedCase(each, begun.get(each.teaching_case_id)) for each in related)


def _tallies(user: User, kind: str) -> QuerySet[Tally]:
    return Tally.objects.filter(resident=user, kind=kind).order_by()


def _by_attempt(done: Page) -> dict[int, Shares]:
    found: dict[int, Shares] = {}
    rows = Tally.objects.filter(attempt__in=[attempt.pk for attempt in done], kind=DOMAIN)
    for attempt, domain, earned, possible in rows.values_list("attempt_id", "key", "earned", "possible"):
        found.setdefault(attempt, {})[domain] = MarkScore(earned, possible)
    return found


def _moments(user: User, by_month: bool) -> tuple[Moment, ...]:
    unit = "month" if by_month else "attempt_id"
    rows = _tallies(user, DOMAIN).values_list(unit, "key")
    summed = rows.annotate(Sum("earned"), Sum("possible"), at=Min("submitted_at"))
    found: dict[int, Moment] = {}
    for unit_, domain, earned, possible, at in summed.order_by("at", unit):
        found.setdefault(unit_, Moment(at, {})).by_domain[domain] = MarkScore(earned, possible)
    return tuple(found.values())


def _objectives(user: User) -> tuple[ObjectiveRecord, ...]:
    place = Window(RowNumber(), partition_by=F("key"), order_by=F("submitted_at").desc())
    latest = _tallies(user, OBJECTIVE).annotate(place=place).filter(place__lte=MOST_SHARES)
    shares: dict[str, list[int]] = {}
    for key, percent in latest.order_by("key", "-place").values_list("key", "percent"):
        shares.setdefault(key, []).append(percent)
    summed = _tallies(user, OBJECTIVE).values_list("key")
    rows = summed.annotate(Sum("earned"), Sum("possible"), Count("pk"), Avg("percent"))
    return tuple(
        ObjectiveRecord(key, MarkScore(earned, possible), times, float(mean), tuple(shares[key]))
        for key, earned, possible, times, mean in rows
    )


def _objective_texts() -> dict[str, str]:
    texts: dict[str, str] = {}
    for objectives in Library.objects.order_by("pk").values_list("objectives", flat=True):
        texts |= objectives
    return texts


def _lost_facts(user: User) -> tuple[tuple[str, float], ...]:
    """The facts of which most points were lost."""
    lost = _tallies(user, LOST_FACT).values_list("key")
    rows = lost.annotate(points=Sum(F("possible") - F("earned")), first=Min("pk"))
    return tuple((key, points) for key, points, _ in rows.order_by("-points", "first")[:MOST_FACTS])


def _missed_sections(user: User) -> tuple[tuple[str, int], ...]:
    """All of them: there are no more than the guidance has sections."""
    missed = _tallies(user, LOST_SECTION).values_list("key")
    rows = missed.annotate(often=Count("pk"), first=Min("pk")).order_by("-often", "first")
    return tuple((key, often) for key, often, _ in rows)


# Review


def cards_of(user: User) -> QuerySet[ReviewCard]:
    return ReviewCard.objects.filter(owner=user).select_related("teaching_case__library")


@dataclass(frozen=True)
class DueCards:
    """How many cards are due now. Of new ones as many as are left of today's; the others wait."""

    known: int
    new: int
    waiting: int
    next_at: datetime | None
    """When the next one comes after those; None where the person has no card."""

    @property
    def count(self) -> int:
        return self.known + self.new


def due_cards(user: User, now: datetime) -> DueCards:
    cards = ReviewCard.objects.filter(owner=user)
    is_new, is_due = Q(reviews=0), Q(due_at__lte=now)
    found = cards.aggregate(
        known=Count("pk", filter=is_due & ~is_new),
        new=Count("pk", filter=is_due & is_new),
        back_at=Min("due_at", filter=~is_due),
    )
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    began = cards.filter(reviewed_at__gte=today).exclude(history__reviewed_at__lt=today).count()
    new = min(found["new"], max(NEW_A_DAY - began, 0))
    comes = [found["back_at"]] if found["back_at"] else []
    if found["new"] > new:
        comes.append(today + timedelta(days=1))
    return DueCards(found["known"], new, found["new"] - new, min(comes, default=None))


def next_card(user: User, now: datetime, due: DueCards) -> ReviewCard | None:
    cards = cards_of(user).filter(due_at__lte=now)
    return (cards if due.new else cards.filter(reviews__gt=0)).first()
