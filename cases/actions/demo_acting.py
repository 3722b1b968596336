"""What the acts of the demonstration's courses are, and what they are done with."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from cases.actions.assigned_before import AssigningRefused
from cases.actions.attempts import AttemptRefused
from cases.actions.cohorts import CohortRefused
from cases.actions.drafting import DraftChangedElsewhere
from cases.actions.feedback import FeedbackRefused
from cases.actions.marking import MarkingRefused
from cases.actions.publishing import PublishingRefused
from cases.actions.remarking import RemarkingRefused
from cases.content.demo_course import ABILITY
from cases.content.demo_errors import LEARNED_EACH
from cases.content.demo_plan import DemoAssignment, DemoCohort
from cases.domain.teaching import TeachingContent
from cases.models import Assignment, Attempt, Cohort, TeachingCase
from cases.permissions import SHIPPED
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User

REFUSED = (
    AssigningRefused,
    AttemptRefused,
    CohortRefused,
    DraftChangedElsewhere,
    FeedbackRefused,
    MarkingRefused,
    PublishingRefused,
    RemarkingRefused,
    PermissionError,
    ObjectDoesNotExist,
)
"""What an act meets where a visitor was at it before, or a case is retired."""

NOT_MADE = 0


@dataclass(frozen=True)
class DemoCourse:
    """What acts are done with: people by their name, and the numbers of what was `made` by its key."""

    people: Mapping[str, User]
    educator: User
    at: datetime
    made: MutableMapping[str, int]

    def when(self, days: float) -> datetime:
        """So many days before the courses are made."""
        return self.at - timedelta(days=days)

    def cohort(self, cohort: DemoCohort) -> Cohort:
        return Cohort.objects.get(pk=self.made.get(cohort.key, NOT_MADE))

    def assignment(self, assignment: DemoAssignment) -> Assignment:
        return Assignment.objects.select_related("cohort").get(pk=self.made.get(assignment.key, NOT_MADE))

    def case(self, key: str) -> TeachingCase:
        """A copy that was made, else one of the installation's own library."""
        cases = TeachingCase.objects.select_related("library", "latest__teaching_case__library")
        if key in self.made:
            return cases.get(pk=self.made[key])
        return cases.get(slug=key, library__slug=SHIPPED)

    def attempt(self, assignment: DemoAssignment, resident: str) -> Attempt:
        """The first that was handed in. Raises Attempt.DoesNotExist."""
        made = Attempt.objects.filter(
            assigned_case__assignment=self.assignment(assignment), resident=self.people[resident]
        )
        return made.exclude(submitted_at=None).select_related("version").earliest("submitted_at")


def ability_of(name: str, before: int, number: int) -> float:
    """At an attempt of this number, after so many other assignments."""
    return ABILITY[name] + LEARNED_EACH * (before + number - 1)


def known_of(content: TeachingContent, course: DemoCourse) -> TeachingContent:
    """What residents know of a case: the key that it was copied from, whatever the copy says."""
    origin = content.derived_from
    latest = course.case(origin.slug).latest if origin else None
    return teaching_case_in(latest) if latest else content


def always(course: DemoCourse) -> bool:
    return True


@dataclass(frozen=True)
class CourseAct:
    """One thing that somebody does. Done again it does nothing: each act looks whether it was done."""

    do: Callable[[DemoCourse], object]
    is_ready: Callable[[DemoCourse], bool] = always
    """Whether what it waits for is done, by a worker as well."""


def do_act(act: CourseAct, course: DemoCourse) -> bool:
    """Whether it was done; False where something is not there or not allowed any more."""
    try:
        with transaction.atomic():
            act.do(course)
    except REFUSED:
        return False
    return True
