"""What the results of a cohort are told as."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cases.domain.marks import MarkScore
from cases.domain.needing_a_word import WordReason
from cases.domain.time_on_task import TimeSpread
from cases.domain.wrong_entries import EntryCount, EntryPair
from cases.models import AssignedCase, Assignment, Cohort
from cases.queries.assigned import AssignedWork, CaseWork
from cases.queries.cohort_sureness import CohortSureness


@dataclass(slots=True)
class PersonResults:
    """One resident of a cohort, with their work by assignment and by assigned case."""

    seat: Any
    """A row or a model: its number, and the person."""
    works: tuple[AssignedWork, ...]
    reasons: tuple[WordReason, ...] = ()
    shares: dict[int, float] = field(init=False)
    """What counts, from 0 to 1, by assigned case."""

    def __post_init__(self) -> None:
        cases = (each for work in self.works for each in work.cases)
        self.shares = {each.case.pk: each.counted.counted_share for each in cases if each.counted}

    @property
    def by_case(self) -> dict[int, tuple[AssignedWork, CaseWork]]:
        return {each.case.pk: (work, each) for work in self.works for each in work.cases}

    @property
    def unmarked(self) -> int:
        """Short texts that are to be marked, or whose marks are to be released."""
        return sum(work.unmarked for work in self.works)


@dataclass(frozen=True)
class GroupResults:
    """Those of several people, and the middle of them at each assigned case that has one, from 0 to 1."""

    people: tuple[PersonResults, ...]
    middles: Mapping[int, float]


@dataclass(frozen=True)
class LostThing:
    """A fact, section, caution or statement: how many people have lost it, how often, and at what points."""

    kind: str
    key: str
    people: int
    times: int
    points: float = 0.0


@dataclass(frozen=True)
class ObjectiveResults:
    """The points towards one objective, in all and by moment: an assignment's number or a month."""

    key: str
    text: str
    score: MarkScore
    by_moment: Mapping[int, MarkScore]


@dataclass(frozen=True)
class CaseResults:
    """One assigned case: how many have handed it in, what they got wrong, and how long it took them."""

    case: AssignedCase
    handed_in: int
    """At the version that the cohort works, or marked as if at it: what is told here is of these alone."""
    wrong: tuple[EntryCount, ...]
    pairs: tuple[EntryPair, ...]
    time: TimeSpread | None
    middle: float | None
    """The middle result from 0 to 1; None with too few to have one."""
    stems: Mapping[str, str] = field(default_factory=dict)
    """What the questions of the case ask, by key, in Markdown."""
    other_versions: int = 0
    """How many more have handed it in at another version, and are not told of here."""


@dataclass(frozen=True)
class CohortResults:
    """`assignments` are those that were asked for, `moments` what objectives go by, in order of time."""

    cohort: Cohort
    assignments: tuple[Assignment, ...]
    people: tuple[PersonResults, ...]
    cases: tuple[CaseResults, ...]
    objectives: tuple[ObjectiveResults, ...] = ()
    by_month: bool = False
    moments: tuple[int, ...] = ()
    lost_facts: tuple[LostThing, ...] = ()
    lost_guidance: tuple[LostThing, ...] = ()
    handed_in_by: int = 0
    """How many people have handed in any of it."""
    sureness: CohortSureness | None = None
