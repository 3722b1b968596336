"""Cohorts and assignments to test with, made through the actions that the pages use."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases.actions.assigning import CaseTerms, make_assignment
from cases.actions.cohorts import add_teacher, begin_cohort, grant, seat_people
from cases.models import Assignment, Cohort, CohortMember, TeachingCase
from kidmet_site.accounts.models import User
from tests.cases.attempts import lung_case

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)


def cohort_of(
    lead: User,
    *residents: User,
    title: str = "Urology, autumn",
    hides_names: bool = False,
    now: datetime = NOW,
) -> Cohort:
    cohort = begin_cohort(title=title, summary="", hides_names=hides_names, by=lead, now=now)
    seat_people(cohort=cohort, people=[each.pk for each in residents], now=now)
    return cohort


def seat_of(cohort: Cohort, person: User) -> CohortMember:
    return cohort.members.get(person=person)


def taught_with(cohort: Cohort, colleague: User, role: str, lead: User) -> Cohort:
    add_teacher(cohort=cohort, email=colleague.email, role=role, by=lead, now=NOW)
    return cohort


def granted(cohort: Cohort, person: User, factor: str, days: int, by: User) -> None:
    member = seat_of(cohort, person)
    grant(member=member, time_factor=Decimal(factor), extra_days=days, by=by, now=NOW)


def assigned(
    cohort: Cohort, by: User, *cases: TeachingCase | CaseTerms, now: datetime = NOW, **terms: Any
) -> Assignment:
    """The lung case unless others are given, due tomorrow unless said otherwise."""
    asked = [each if isinstance(each, CaseTerms) else CaseTerms(each) for each in cases or (lung_case(),)]
    terms = {"title": "Before the seminar", "due_at": now + timedelta(days=1)} | terms
    return make_assignment(cohort=cohort, cases=asked, terms=terms, by=by, now=now)
