"""A group that handed in a case: half of it right, the other half wrong at some of it."""

from datetime import datetime
from itertools import count
from typing import Any

from cases.models import AssignedCase
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User
from tests.cases.attempts import lung_case, submitted
from tests.cases.cohorts import NOW, assigned, cohort_of
from tests.conftest import person

_numbers = count(100)
WRONG_ENTRIES = {"m_category": "cM0", "ecog": "3"}


def wrong_option(question: str) -> str:
    """One that earns nothing, of a question of the lung case."""
    version: Any = lung_case().latest
    asked: Any = teaching_case_in(version).question_by_key[question]
    return next(each.key for each in asked.options if not each.credit)


def people(number: int) -> list[User]:
    return [person(f"Member{next(_numbers)}", is_resident=True) for _ in range(number)]


def group_with(
    lead: User, number: int, *, now: datetime = NOW, **terms: Any
) -> tuple[AssignedCase, list[User]]:
    """An assignment of the lung case to so many people, of whom nobody has begun."""
    members = people(number)
    assignment = assigned(cohort_of(lead, *members, now=now), lead, now=now, **terms)
    return assignment.cases.get(), members


def handed_in_by_all(lead: User, number: int, *, now: datetime = NOW, **terms: Any) -> AssignedCase:
    """Every second one is wrong at two facts and at the first question."""
    case, members = group_with(lead, number, now=now, **terms)
    wrong = {"first-thought": wrong_option("first-thought")}
    for place, each in enumerate(members):
        more = {"entered": WRONG_ENTRIES, "answers": wrong} if place % 2 else {}
        submitted(each, now=now, **more)
    return case
