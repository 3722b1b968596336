"""A cohort of fifty residents, or of five thousand among many others, in the database of DATABASE_URL.

After migrate, load_guidance, load_demo_people and load_case_library: `python -m tests.benchmarks.courses few`
has fifty residents work ten assignments through the actions that the pages use. `many`, over a copy of that,
adds a hundred times as many: each of them a copy of one of the fifty, with all that they handed in; and other
cohorts beside theirs. The results of cases are worked out as the worker does it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import django
from django.db import connection, transaction

from tests.benchmarks.seeding import EDUCATOR, _reset_sequences, children, copies, copies_of_case

RESIDENTS, TIMES, ASSIGNMENTS = 50, 100, 10
OTHER_COHORTS, THEIR_RESIDENTS = 49, 103
"""Of ten assignments each: with the large cohort's they are 500, and the attempts 100,000."""
GROUP, GROUP_RESIDENTS = "Group 0", 200
"""One of them, with all that its residents handed in: a large group of a site of many."""
NOW = datetime.now(UTC).replace(microsecond=0)
TITLE = "Everybody"
PARTS = ("tallies", "self_marks", "answers", "committed")


# Fifty


def seed_few() -> dict[str, int]:
    from cases.actions.assigning import CaseTerms, make_assignment
    from cases.actions.cohorts import begin_cohort, seat_people
    from cases.content.demo_errors import WRONG
    from cases.models import TeachingCase
    from kidmet_site.accounts.models import User

    educator = User.objects.get(email=EDUCATOR)
    people = [User.objects.create_user(f"r{n}@kidmet.example", is_resident=True) for n in range(RESIDENTS)]
    library = TeachingCase.objects.select_related("library", "latest__teaching_case__library")
    cases = list(library.filter(slug__in=WRONG).order_by("slug"))
    with transaction.atomic():
        cohort = begin_cohort(title=TITLE, summary="", hides_names=False, by=educator, now=NOW)
        seat_people(cohort=cohort, people=[each.pk for each in people], now=NOW)
        for place in range(ASSIGNMENTS):
            at = NOW - timedelta(days=7 * (ASSIGNMENTS - place))
            terms = {"title": f"Week {place + 1}", "due_at": at + timedelta(days=6), "purpose": "counting"}
            assigned = [CaseTerms(cases[place % len(cases)])]
            assignment = make_assignment(cohort=cohort, cases=assigned, terms=terms, by=educator, now=at)
            for number, person in enumerate(people):
                _work(assignment, person, number, at + timedelta(hours=number))
    return counted()


def _work(assignment: Any, person: Any, number: int, at: datetime) -> None:
    """One attempt, handed in but for every tenth, who is under way."""
    from cases.actions.attempts import submit_attempt
    from cases.actions.beginning import start_assigned
    from cases.content.demo_errors import demo_work
    from cases.queries.assigned import work_for
    from cases.queries.attempts import attempt_for
    from cases.queries.teaching import teaching_case_in
    from tests.cases.attempts import commit

    work = work_for(person, assignment.pk, at)
    assert work is not None
    begun = start_assigned(work=work, case=work.cases[0], by=person, now=at, timed=False)
    attempt = attempt_for(person, begun.pk)
    made = demo_work(teaching_case_in(attempt.version), str(number), number / 20 - 1.2)
    commit(attempt, person, entered=made.entered, answers=made.answers, now=at + timedelta(minutes=9))
    submit_attempt(attempt=attempt, by=person, now=at + timedelta(minutes=30))


# Five thousand


def seed_many() -> dict[str, int]:
    from cases.models import Assignment, Cohort, CohortMember

    cohort = Cohort.objects.get(title=TITLE)
    with transaction.atomic():
        seats = list(CohortMember.objects.filter(cohort=cohort).order_by("number"))
        firsts = [_more_of(seat, place) for place, seat in enumerate(seats)]
        assignments = list(Assignment.objects.filter(cohort=cohort).order_by("pk"))
        for place in range(OTHER_COHORTS):
            _other_cohort(cohort.pk, assignments, place, firsts)
        _reset_sequences()
    _analyze()
    return counted()


def _more_of(seat: Any, place: int) -> int:
    """So many more residents like this one; returns the number of the first."""
    from allauth.account.models import EmailAddress

    from cases.models import Assignee, Attempt, CohortMember
    from kidmet_site.accounts.models import User

    more = TIMES - 1
    email = f"'p{place}x' || n || '@kidmet.example'"
    first = copies(User, seat.person_id, more, email=email, display_name=f"'Resident {place} ' || n")
    for address in EmailAddress.objects.filter(user=seat.person_id):
        copies(EmailAddress, address.pk, more, user_id=f"{first} + n", email=email)
    number = f"{RESIDENTS} + 1 + {place} * {more} + n"
    copies(CohortMember, seat.pk, more, person_id=f"{first} + n", number=number)
    for assignee in Assignee.objects.filter(person=seat.person_id):
        copies(Assignee, assignee.pk, more, person_id=f"{first} + n")
    for attempt in Attempt.objects.filter(resident=seat.person_id):
        _copy_attempt(attempt, more, f"{first} + n")
    return first


def _copy_attempt(template: Any, count: int, resident: str, few: bool = False, **columns: str) -> None:
    """With all that hangs on it; with a `few` of its marks where it is of another cohort."""
    from cases.models import Attempt, Mark, Marking, Tally

    parts = [] if few else ["lesions"]
    case = copies_of_case(template.case_id, count, parts, owner_id=resident)
    first = copies(Attempt, template.pk, count, case_id=f"{case} + n", resident_id=resident, **columns)
    copy = partial(children, name="attempt_id", pk=template.pk, first=first, count=count)
    copy(Marking)
    of_copy = f"(SELECT id FROM cases_marking WHERE attempt_id = {first} + n AND number = 1)"
    copy(Mark, more="position < 3" if few else "", marking_id=of_copy)
    copy(Tally, resident_id=resident)
    for name in () if few else PARTS[1:]:
        relation: Any = Attempt._meta.get_field(name)
        copy(relation.related_model)


def _other_cohort(cohort: int, assignments: list[Any], place: int, firsts: list[int]) -> None:
    from cases.models import AssignedCase, Assignee, Assignment, Attempt, Cohort, CohortMember, CohortTeacher

    is_visited = f"Group {place}" == GROUP
    people = GROUP_RESIDENTS if is_visited else THEIR_RESIDENTS
    whose = f"{firsts[0]} + ({place * people} + n) % {RESIDENTS * (TIMES - 1)}"
    group = copies(Cohort, cohort, 1, code=f"'C{place}'", title=f"'Group {place}'")
    children(CohortTeacher, "cohort_id", cohort, group, 1)
    seat = CohortMember.objects.filter(cohort=cohort).earliest("pk")
    copies(CohortMember, seat.pk, people, cohort_id=str(group), person_id=whose, number="n + 1")
    for each in assignments:
        given = copies(Assignment, each.pk, 1, cohort_id=str(group))
        case = AssignedCase.objects.get(assignment=each)
        asked = copies(AssignedCase, case.pk, 1, assignment_id=str(given))
        assignee = Assignee.objects.filter(assignment=each).earliest("pk")
        copies(Assignee, assignee.pk, people, assignment_id=str(given), person_id=whose)
        attempts = list(Attempt.objects.filter(assigned_case=case).order_by("pk")[:RESIDENTS])
        if not is_visited:
            _copy_attempt(attempts[0], people, whose, few=True, assigned_case_id=str(asked))
            continue
        for number in range(people):  # each of another's
            one = f"{whose.replace(' n', f' {number}')}"
            _copy_attempt(attempts[number % RESIDENTS], 1, one, assigned_case_id=str(asked))


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")


def counted() -> dict[str, int]:
    from cases.actions.case_results import keep_results, worked_out
    from cases.models import AssignedCase, Assignment, Attempt, CohortMember, Mark

    cases = AssignedCase.objects.filter(assignment__cohort__title__in=(TITLE, GROUP))
    for case in cases.select_related("assignment"):
        keep_results(case=case, made=worked_out(case, datetime.now(UTC)))
    people = CohortMember.objects.filter(cohort__title=TITLE)
    rows = {"assignments": Assignment, "attempts": Attempt, "marks": Mark}
    return {"residents": people.count()} | {name: row.objects.count() for name, row in rows.items()}


# Pages


def addresses() -> dict[str, tuple[str, str]]:
    """What a teacher visits: of a group of two hundred, and of everybody. With few residents both are one."""
    from cases.models import Cohort

    cohort = Cohort.objects.get(title=TITLE)
    group = Cohort.objects.filter(title=GROUP).first() or cohort
    taught = {"cohorts": "cohorts/"}
    for called, each in (("a group", group), ("everybody", cohort)):
        taught |= {f"{called}: {name}": path for name, path in _pages_of(each).items()}
    return {name: ("educator", f"/teach/{path}") for name, path in taught.items()}


def _pages_of(cohort: Any) -> dict[str, str]:
    from cases.models import Assignment, Attempt, Mark

    latest = Assignment.objects.filter(cohort=cohort).latest("pk")
    case = latest.cases.get()
    attempt = Attempt.objects.filter(assigned_case=case).earliest("pk")
    mark = Mark.objects.filter(attempt=attempt).earliest("position")
    seat = cohort.members.get(person=attempt.resident_id)
    own, work = f"cohorts/{cohort.pk}/", f"assignments/{latest.pk}/"
    return {
        "the cohort": own,
        "people": f"{own}people/",
        "people, the last page": f"{own}people/?page=999999",
        "one of its people": f"{own}people/{seat.pk}/results/",
        "results": f"{own}results/",
        "results of an assignment": f"{own}results/?assignment={latest.pk}",
        "an assignment, who is where": work,
        "an assignment, the last page": f"{work}?page=999999",
        "an assignment, terms": f"{work}terms/",
        "a case, its facts and questions": f"{work}cases/{case.pk}/",
        "a case, while it runs": f"{work}cases/{case.pk}/live/",
        "an attempt": f"attempts/{attempt.pk}/",
        "a mark": f"attempts/{attempt.pk}/marks/{mark.pk}/",
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(seed_few() if sys.argv[1] == "few" else seed_many()))
