"""What a person has learnt and what comes back: assignments, results over time, cards due."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page
from django.db.models import Avg, Count, Exists, F, Min, OuterRef, Prefetch, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from cases.domain.marking.tallying import DOMAIN, LOST_FACT, LOST_SECTION, OBJECTIVE
from cases.domain.marks import MarkScore
from cases.models import (
    AssignedCase,
    Attempt,
    CardReview,
    CohortMember,
    CohortTeacher,
    Library,
    Mark,
    Marking,
    ReviewCard,
    Tally,
    TeacherRole,
)
from cases.queries.assigned import AssignedWork, work_of
from cases.queries.attempts import MARKED_BY_TEACHERS
from cases.queries.cohorts import seats_of
from cases.queries.withheld import withheld_cases
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
class CohortStanding:
    """A cohort that somebody is in, and how much of what it asks of them is left."""

    seat: CohortMember
    asked: int
    left: int

    @property
    def led_by(self) -> list[str]:
        return [str(each.person) for each in self.seat.cohort.teachers.all()]


@dataclass(frozen=True)
class LearningRecord:
    """Everything that the page of one's own progress is made of: as many queries and rows after a thousand
    attempts as after a few."""

    assigned: tuple[AssignedWork, ...]
    cohorts: tuple[CohortStanding, ...]
    in_progress: tuple[Attempt, ...]
    done: Page
    by_attempt: Mapping[int, Shares]
    moments: tuple[Moment, ...]
    by_month: bool
    objectives: tuple[ObjectiveRecord, ...]
    objective_texts: Mapping[str, str]
    lost_facts: tuple[tuple[str, float], ...]
    missed_sections: tuple[tuple[str, int], ...]
    withheld: frozenset[int]
    """Teaching cases whose debrief is to open yet: their attempts count nowhere on the page."""


def learning_record(user: User, asked_page: str | None = None, *, now: datetime) -> LearningRecord:
    in_progress = tuple(_attempts(user).filter(submitted_at__isnull=True))
    to_mark = Mark.objects.filter(attempt=OuterRef("pk"), credit__isnull=True)
    counts = AssignedCase.objects.filter(MARKED_BY_TEACHERS, pk=OuterRef("assigned_case"))
    finished = _attempts(user).filter(submitted_at__isnull=False).order_by("-submitted_at", "-pk")
    finished = finished.annotate(is_to_mark=Exists(counts) & Exists(to_mark))
    done = page_of(finished, asked_page, ON_A_PAGE)
    by_month = done.paginator.count > MOST_POINTS
    work = work_of(user, now)
    withheld, tallies = work.withheld, _tallies(user, work.withheld)
    return LearningRecord(
        assigned=tuple(each for each in work.standing if each.is_to_do),
        cohorts=tuple(_cohorts(user, work.standing)),
        in_progress=in_progress,
        done=done,
        by_attempt=_by_attempt(done, withheld),
        moments=_moments(tallies, by_month),
        by_month=by_month,
        objectives=_objectives(tallies),
        objective_texts=_objective_texts(),
        lost_facts=_lost_facts(tallies),
        missed_sections=_missed_sections(tallies),
        withheld=withheld,
    )


def _cohorts(user: User, standing: Iterable[AssignedWork]) -> Iterator[CohortStanding]:
    """Those that go on, the newest seat first; two queries."""
    leads = CohortTeacher.objects.filter(role=TeacherRole.LEAD).select_related("person")
    seats = seats_of(user).filter(cohort__archived_at=None)
    for seat in seats.prefetch_related(Prefetch("cohort__teachers", leads)):
        asked = [each for each in standing if each.assignment.cohort_id == seat.cohort_id]
        yield CohortStanding(seat, len(asked), sum(each.is_to_do for each in asked))


def _attempts(user: User) -> QuerySet[Attempt]:
    own = Attempt.objects.filter(resident=user, is_trial=False).select_related("version", "teaching_case")
    return own.defer("version__document", "difference")


def _tallies(user: User, withheld: frozenset[int]) -> QuerySet[Tally]:
    rows = Tally.objects.filter(resident=user).order_by()
    return rows.exclude(attempt__teaching_case__in=withheld) if withheld else rows


def _by_attempt(done: Page, withheld: frozenset[int]) -> dict[int, Shares]:
    found: dict[int, Shares] = {}
    told = [attempt.pk for attempt in done if attempt.teaching_case_id not in withheld]
    rows = Tally.objects.filter(attempt__in=told, kind=DOMAIN)
    for attempt, domain, earned, possible in rows.values_list("attempt_id", "key", "earned", "possible"):
        found.setdefault(attempt, {})[domain] = MarkScore(earned, possible)
    return found


def _moments(tallies: QuerySet[Tally], by_month: bool) -> tuple[Moment, ...]:
    unit = "month" if by_month else "attempt_id"
    rows = tallies.filter(kind=DOMAIN).values_list(unit, "key")
    summed = rows.annotate(Sum("earned"), Sum("possible"), at=Min("submitted_at"))
    found: dict[int, Moment] = {}
    for unit_, domain, earned, possible, at in summed.order_by("at", unit):
        found.setdefault(unit_, Moment(at, {})).by_domain[domain] = MarkScore(earned, possible)
    return tuple(found.values())


def _objectives(tallies: QuerySet[Tally]) -> tuple[ObjectiveRecord, ...]:
    place = Window(RowNumber(), partition_by=F("key"), order_by=F("submitted_at").desc())
    latest = tallies.filter(kind=OBJECTIVE).annotate(place=place).filter(place__lte=MOST_SHARES)
    shares: dict[str, list[int]] = {}
    for key, percent in latest.order_by("key", "-place").values_list("key", "percent"):
        shares.setdefault(key, []).append(percent)
    summed = tallies.filter(kind=OBJECTIVE).values_list("key")
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


def _lost_facts(tallies: QuerySet[Tally]) -> tuple[tuple[str, float], ...]:
    """The facts of which most points were lost."""
    lost = tallies.filter(kind=LOST_FACT).values_list("key")
    rows = lost.annotate(points=Sum(F("possible") - F("earned")), first=Min("pk"))
    return tuple((key, points) for key, points, _ in rows.order_by("-points", "first")[:MOST_FACTS])


def _missed_sections(tallies: QuerySet[Tally]) -> tuple[tuple[str, int], ...]:
    """All of them: there are no more than the guidance has sections."""
    missed = tallies.filter(kind=LOST_SECTION).values_list("key")
    rows = missed.annotate(often=Count("pk"), first=Min("pk")).order_by("-often", "first")
    return tuple((key, often) for key, often, _ in rows)


# Review


def cards_of(user: User, now: datetime | None = None) -> QuerySet[ReviewCard]:
    """Without those of cases whose debrief is to open yet, and of keys that are out of use and marked them: a
    card tells the answer."""
    return _cards(user, now or timezone.now()).select_related("teaching_case__library")


def _cards(user: User, now: datetime, withheld: frozenset[int] | None = None) -> QuerySet[ReviewCard]:
    withheld = withheld_cases(user.pk, now) if withheld is None else withheld
    put_right = Marking.objects.filter(attempt=OuterRef("attempt"))
    put_right = put_right.exclude(key_version=OuterRef("attempt__version"))
    cards = ReviewCard.objects.filter(
        Q(attempt__version__pulled_at=None) | Exists(put_right.order_by()), owner=user
    )
    return cards.exclude(teaching_case__in=withheld) if withheld else cards


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


def due_cards(user: User, now: datetime, withheld: frozenset[int] | None = None) -> DueCards:
    """`withheld` is what `withheld_cases` gives, where that is known."""
    cards = _cards(user, now, withheld)
    is_new, is_due = Q(reviews=0), Q(due_at__lte=now)
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    before = Exists(CardReview.objects.filter(card=OuterRef("pk"), reviewed_at__lt=today))
    found = cards.aggregate(
        known=Count("pk", filter=is_due & ~is_new),
        new=Count("pk", filter=is_due & is_new),
        back_at=Min("due_at", filter=~is_due),
        began=Count("pk", filter=Q(~before, reviewed_at__gte=today)),
    )
    new = min(found["new"], max(NEW_A_DAY - found["began"], 0))
    comes = [found["back_at"]] if found["back_at"] else []
    if found["new"] > new:
        comes.append(today + timedelta(days=1))
    return DueCards(found["known"], new, found["new"] - new, min(comes, default=None))


def next_card(user: User, now: datetime, due: DueCards) -> ReviewCard | None:
    cards = cards_of(user, now).filter(due_at__lte=now)
    return (cards if due.new else cards.filter(reviews__gt=0)).first()
