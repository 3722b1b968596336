"""Cohorts: who joins, teaches, leaves; what is assigned, and on which terms it is worked."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import CaseTerms, assign_case, change_assignment, extend, open_debrief
from cases.actions.attempts import (
    AttemptRefused,
    SentStep,
    save_step,
    start_assigned,
    start_attempt,
    submit_attempt,
)
from cases.actions.cohorts import (
    CohortRefused,
    archive_cohort,
    describe_cohort,
    grant,
    join_cohort,
    leave_cohort,
    open_joining,
    remove_teacher,
    renew_code,
    seat_people,
)
from cases.models import AssignedCase, Assignment, Attempt, Cohort, Extension
from cases.permissions import NotYourCohort
from cases.queries.assigned import work_for, work_of
from cases.queries.attempts import attempt_for
from cases.queries.teaching import teaching_case_at
from cases.queries.withheld import withheld_cases
from guidance.domain.limits import COHORT_ASSIGNMENTS, EXTENSIONS, OverLimit
from guidance.models import Notice
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, LUNG, commit, lung_case, submitted
from tests.cases.cohorts import NOW, TOMORROW, assigned, cohort_of, granted, seat_of, taught_with
from tests.cases.test_learning_pages import QUIET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
MINUTE = timedelta(minutes=1)


def quiet_case() -> Any:
    return teaching_case_at(LIBRARY, QUIET)


def work_at(person: User, assignment: Assignment, now: Any = NOW) -> Any:
    return work_for(person, assignment.pk, now)


def done(person: User, now: Any = NOW, **more: Any) -> Attempt:
    attempt = commit(
        attempt_for(person, start_attempt(teaching_case=lung_case(), by=person, now=now).pk),
        person,
        now=now,
        **more,
    )
    return submit_attempt(attempt=attempt, by=person, now=now)


# Joining and leaving


def test_a_resident_joins_by_the_code_however_it_is_typed(educator: User, resident: User) -> None:
    cohort = cohort_of(educator)
    before = assigned(cohort, educator)
    typed = f" {cohort.code[:5].lower()}-{cohort.code[5:]} "

    seat = join_cohort(code=typed, by=resident, now=NOW)

    assert (seat.cohort, seat.number) == (cohort, 1)
    assert [work.assignment for work in work_of(resident, NOW).standing] == [before]
    assert join_cohort(code=cohort.code, by=resident, now=NOW) == seat


def closed(cohort: Cohort, by: User) -> str:
    open_joining(cohort=cohort, is_joinable=False, expires_at=None, by=by, now=NOW)
    return cohort.code


def expired(cohort: Cohort, by: User) -> str:
    open_joining(cohort=cohort, is_joinable=True, expires_at=NOW + MINUTE, by=by, now=NOW)
    return cohort.code


def renewed(cohort: Cohort, by: User) -> str:
    old = cohort.code
    renew_code(cohort=cohort, by=by)
    return old


def over(cohort: Cohort, by: User) -> str:
    archive_cohort(cohort=cohort, by=by, now=NOW)
    return cohort.code


def with_more_behind_it(cohort: Cohort, by: User) -> str:
    return f"{cohort.code}X"


@pytest.mark.parametrize(
    "forge", [closed, expired, renewed, over, with_more_behind_it, lambda *_: "AAAAAAAAAA"]
)
def test_no_code_lets_in_but_the_one_that_stands(
    educator: User, resident: User, forge: Callable[[Cohort, User], str]
) -> None:
    code = forge(cohort_of(educator), educator)

    with pytest.raises(CohortRefused, match="No cohort can be joined by this code"):
        join_cohort(code=code, by=resident, now=NOW + 2 * MINUTE)


def test_who_leaves_and_comes_back_keeps_number_and_work(
    educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    assignment = assigned(cohort, educator)
    attempt = done(resident)

    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=NOW)
    gone = work_of(resident, NOW).standing
    seat_people(cohort=cohort, people=[resident.pk], now=TOMORROW)

    assert gone == ()
    assert seat_of(cohort, resident).number == 1
    assert work_at(resident, assignment).cases[0].attempts == (attempt,)


def test_leaving_in_the_middle_of_an_attempt_lets_it_be_finished(educator: User, resident: User) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator)
    attempt = attempt_for(resident, start_attempt(teaching_case=lung_case(), by=resident, now=NOW).pk)

    leave_cohort(cohort=cohort, person=resident.pk, by=educator, now=NOW)

    commit(attempt, resident, now=NOW)
    assert submit_attempt(attempt=attempt, by=resident, now=NOW).is_submitted


def test_a_cohort_takes_no_more_than_its_limit(educator: User, resident: User) -> None:
    cohort = cohort_of(educator)
    with pytest.raises(OverLimit, match="A cohort takes at most 5,000 residents; this has 5,001"):
        seat_people(cohort=cohort, people=range(10_000, 15_001), now=NOW)


# Who may what


def acts(cohort: Cohort, by: User, resident: User) -> dict[str, Callable[[], object]]:
    more: dict[str, Any] = {"time_factor": Decimal(2), "extra_days": 0, "by": by, "now": NOW}
    return {
        "assign": lambda: assigned(cohort, by),
        "grant": lambda: grant(member=seat_of(cohort, resident), **more),
        "joining": lambda: renew_code(cohort=cohort, by=by),
        "take out": lambda: leave_cohort(cohort=cohort, person=resident.pk, by=by, now=NOW),
        "describe": lambda: describe_cohort(cohort=cohort, title="New", summary="", hides_names=False, by=by),
        "archive": lambda: archive_cohort(cohort=cohort, by=by, now=NOW),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("lead", {"assign", "grant", "joining", "take out", "describe", "archive"}),
        ("teacher", {"assign", "grant", "joining", "take out"}),
        ("reader", set()),
    ],
)
def test_each_role_may_what_it_is_for(
    educator: User, administrator: User, resident: User, role: str, may: set[str]
) -> None:
    """The administrator is there as a colleague who teaches: as such they may nothing."""
    cohort = taught_with(cohort_of(educator, resident), administrator, role, educator)
    done_, refused = set(), set()
    for name, act in acts(cohort, administrator, resident).items():
        try:
            act()
            done_.add(name)
        except NotYourCohort:
            refused.add(name)

    assert (done_, refused) == (may, {"assign", "grant", "joining", "take out", "describe", "archive"} - may)


def test_an_administrator_who_does_not_teach_a_cohort_may_nothing_in_it(
    educator: User, administrator: User
) -> None:
    with pytest.raises(NotYourCohort):
        assigned(cohort_of(educator), administrator)


def test_a_cohort_is_never_left_without_a_lead(educator: User, administrator: User) -> None:
    cohort = taught_with(cohort_of(educator), administrator, "teacher", educator)

    with pytest.raises(CohortRefused, match="Let another lead it first"):
        remove_teacher(cohort=cohort, person=educator.pk, by=educator)
    taught_with(cohort, administrator, "lead", educator)
    remove_teacher(cohort=cohort, person=educator.pk, by=educator)

    assert [seat.person for seat in cohort.teachers.all()] == [administrator]


# Terms


REFUSED = {
    "no title": ({"title": " "}, "needs a title"),
    "due before it opens": ({"opens_at": TOMORROW, "due_at": NOW}, "due after it opens"),
    "debrief after no due time": ({"due_at": None, "debrief": "after_due"}, "Without a due time the debrief"),
    "late of no due time": ({"due_at": None, "late": "refused"}, "no work is late"),
    "no share": ({"late": "minus"}, "what share a day"),
    "too much a day": ({"late": "minus", "late_share": 1.5}, "what share a day"),
    "no attempts": ({"attempts_allowed": 0}, "From 1 to 100"),
    "pass mark": ({"pass_share": 1.2}, "pass mark"),
    "imposed in practice": ({"time_limit": "imposed"}, "in practice it is offered"),
    "all drawn": ({"order": "drawn", "drawn_count": 1}, "how many are drawn"),
}


@pytest.mark.parametrize(("terms", "said"), REFUSED.values(), ids=REFUSED)
def test_terms_that_contradict_themselves_are_refused_whole(
    educator: User, terms: dict[str, Any], said: str
) -> None:
    cohort = cohort_of(educator)
    with pytest.raises(AssigningRefused, match=said):
        assigned(cohort, educator, **terms)
    assert not Assignment.objects.exists()


def test_more_cases_than_the_limit_are_refused(educator: User) -> None:
    with pytest.raises(OverLimit, match="at most 60 cases; this has 61"):
        assigned(cohort_of(educator), educator, *[CaseTerms(lung_case())] * 61)


def test_more_assignments_or_extensions_than_the_limits_are_refused(educator: User, resident: User) -> None:
    cohort = cohort_of(educator, resident)
    assignee = assigned(cohort, educator).assignees.get()
    Extension.objects.bulk_create(
        Extension(assignee=assignee, minutes=1, given_at=NOW) for _ in range(EXTENSIONS.most)
    )
    Assignment.objects.bulk_create(
        Assignment(cohort=cohort, title="It", created_at=NOW, updated_at=NOW)
        for _ in range(COHORT_ASSIGNMENTS.most - 1)
    )

    with pytest.raises(OverLimit, match="at most 50 extensions; this has 51"):
        extend(assignee=assignee, due_at=None, minutes=1, reason="", by=educator, now=NOW)
    with pytest.raises(OverLimit, match="at most 300 assignments; this has 301"):
        assigned(cohort, educator)


def test_what_is_assigned_is_worked_for_that_and_leaves_free_practice_until_done(
    educator: User, resident: User
) -> None:
    assignment = assigned(cohort_of(educator, resident), educator)

    first = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)
    commit(attempt_for(resident, first.pk), resident, now=NOW)
    submit_attempt(attempt=attempt_for(resident, first.pk), by=resident, now=NOW)
    second = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)

    assert (first.assigned_case.assignment, second.assigned_case) == (assignment, None)


def test_practice_that_was_begun_before_is_gone_on_with(educator: User, resident: User) -> None:
    begun = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)
    cohort = cohort_of(educator, resident)
    practice = assigned(cohort, educator)

    assert start_attempt(teaching_case=lung_case(), by=resident, now=NOW) == begun
    begun.refresh_from_db()
    assert begun.assigned_case.assignment == practice


def test_work_that_counts_begins_anew(educator: User, resident: User) -> None:
    begun = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)
    assigned(cohort_of(educator, resident), educator, purpose="counting")

    assert start_attempt(teaching_case=lung_case(), by=resident, now=NOW) != begun


def not_open(cohort: Cohort, by: User) -> Assignment:
    return assigned(cohort, by, opens_at=NOW + MINUTE)


def used_up(cohort: Cohort, by: User) -> Assignment:
    made = assigned(cohort, by, attempts_allowed=1)
    done(cohort.members.get().person)
    return made


def overdue(cohort: Cohort, by: User) -> Assignment:
    made = assigned(cohort, by, late="refused")
    Assignment.objects.update(due_at=NOW - MINUTE)
    return made


def archived(cohort: Cohort, by: User) -> Assignment:
    made = assigned(cohort, by)
    archive_cohort(cohort=cohort, by=by, now=NOW)
    return made


def pulled(cohort: Cohort, by: User) -> Assignment:
    made = assigned(cohort, by)
    type(lung_case().latest).objects.filter(pk=lung_case().latest_id).update(pulled_at=NOW)
    return made


def out_of_order(cohort: Cohort, by: User) -> Assignment:
    return assigned(cohort, by, quiet_case(), lung_case(), order="in_order")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (not_open, "opens on 2 March 2026 at 09:01 UTC"),
        (used_up, "used your one attempt"),
        (overdue, "was due on 2 March 2026 at 08:59 UTC, and takes no late work"),
        (archived, "cohort is archived"),
        (pulled, "taken out of use"),
        (out_of_order, "“A tumour marker that rises after five quiet years” comes first"),
    ],
)
def test_nothing_is_begun_against_the_terms(
    educator: User, resident: User, made: Callable[[Cohort, User], Assignment], said: str
) -> None:
    assignment = made(cohort_of(educator, resident), educator)
    work = work_at(resident, assignment)
    case = next(each for each in work.cases if each.case.teaching_case.slug == LUNG)

    with pytest.raises(AttemptRefused, match=said):
        start_assigned(work=work, case=case, by=resident, now=NOW, timed=False)


def test_some_cases_are_drawn_and_stay_the_same_for_a_person(
    educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    assignment = assigned(cohort, educator, lung_case(), quiet_case(), order="drawn", drawn_count=1)

    drawn = [each.case.pk for each in work_at(resident, assignment).cases]
    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=NOW)
    seat_people(cohort=cohort, people=[resident.pk], now=NOW)

    assert len(drawn) == 1
    assert [each.case.pk for each in work_at(resident, assignment).cases] == drawn


# More time


def test_what_was_granted_moves_limits_and_dates_also_of_an_attempt_under_way(
    educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    timed = CaseTerms(lung_case(), minutes=40)
    assignment = assigned(cohort, educator, timed, purpose="counting", time_limit="imposed")
    attempt = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)
    before = attempt.deadline_at

    granted(cohort, resident, "1.5", 2, educator)
    attempt.refresh_from_db()
    then = attempt.deadline_at
    extend(
        assignee=assignment.assignees.get(),
        due_at=None,
        minutes=5,
        reason="Fire alarm.",
        by=educator,
        now=NOW,
    )
    attempt.refresh_from_db()
    work = work_at(resident, assignment)

    assert (before, then, attempt.deadline_at) == tuple(NOW + minutes * MINUTE for minutes in (40, 60, 65))
    assert (work.cases[0].minutes, work.cases[0].minutes_before) == (65, 40)
    assert (work.window.due_at, work.due_before) == (TOMORROW + timedelta(days=2), TOMORROW)


def test_other_terms_ask_as_many_queries_for_many_attempts_under_way_as_for_one(
    educator: User, resident: User, stranger: User, second: User
) -> None:
    asked = []
    for people in ([resident], [resident, stranger, second]):
        assignment = assigned(cohort_of(educator, *people), educator, late="refused", purpose="counting")
        for person in people:
            start_assigned(
                work=work_at(person, assignment),
                case=work_at(person, assignment).cases[0],
                by=person,
                now=NOW,
                timed=False,
            )
        terms = {"title": "Later", "due_at": TOMORROW + MINUTE, "late": "refused"}
        with CaptureQueriesContext(connection) as queries:
            change_assignment(assignment=assignment, terms=terms, by=educator, now=NOW)
        asked.append(sum(each["sql"].startswith("SELECT") for each in queries))
        open_ = Attempt.objects.filter(assigned_case__assignment=assignment)
        assert set(open_.values_list("deadline_at", flat=True)) == {TOMORROW + MINUTE}

    assert asked[0] == asked[1]


def test_where_no_late_work_is_taken_an_attempt_ends_at_the_due_time(educator: User, resident: User) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, late="refused")
    attempt = attempt_for(resident, start_attempt(teaching_case=lung_case(), by=resident, now=NOW).pk)
    assert attempt.deadline_at == TOMORROW

    change_assignment(
        assignment=assignment,
        terms={"title": "Later", "due_at": TOMORROW + MINUTE, "late": "refused"},
        by=educator,
        now=NOW,
    )
    attempt = attempt_for(resident, attempt.pk)
    commit(attempt, resident, now=TOMORROW + MINUTE, steps=1)
    with pytest.raises(AttemptRefused, match="ended"):
        commit(attempt, resident, now=TOMORROW + 2 * MINUTE, steps=1)
    submit_attempt(attempt=attempt, by=resident, now=TOMORROW + 3 * MINUTE)

    assert work_at(resident, assignment, TOMORROW + 3 * MINUTE).share > 0


def test_late_work_costs_a_share_for_each_day_that_began(educator: User, resident: User) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, late="minus", late_share=0.25)

    done(resident, now=TOMORROW + timedelta(days=1, minutes=1))

    work = work_at(resident, assignment)
    assert work.cases[0].counted.kept == 0.5
    assert work.share == pytest.approx(work.cases[0].counted.share / 2)


# Until the debrief opens


def test_nothing_of_the_key_is_told_until_the_debrief_opens(
    educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    submitted(resident)  # in free practice, before it was assigned
    assignment = assigned(cohort, educator, debrief="by_hand")
    case = lung_case().pk

    sealed = withheld_cases(resident.pk, NOW)
    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=NOW)
    left = withheld_cases(resident.pk, NOW)
    open_debrief(assignment=assignment, by=educator, now=NOW)

    assert (sealed, left, withheld_cases(resident.pk, NOW)) == ({case}, {case}, frozenset())


def test_who_handed_in_is_told_when_a_teacher_opens_the_debrief(
    educator: User, resident: User, stranger: User, second: User
) -> None:
    cohort = cohort_of(educator, resident, stranger, second)
    assignment = assigned(cohort, educator, debrief="by_hand")
    submitted(resident)
    submitted(second)
    leave_cohort(cohort=cohort, person=second.pk, by=second, now=NOW)
    Notice.objects.all().delete()

    open_debrief(assignment=assignment, by=educator, now=NOW)

    [told] = Notice.objects.all()
    assert (told.user, told.text) == (resident, "The debrief of “Before the seminar” is open.")
    assert told.path == f"/learn/assignments/{assignment.pk}/"


def test_a_debrief_after_the_due_time_opens_for_each_at_their_own(
    educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    assigned(cohort, educator, debrief="after_due")
    granted(cohort, resident, "1", 1, educator)
    later = TOMORROW + MINUTE

    assert [bool(withheld_cases(each.pk, later)) for each in (resident, stranger)] == [True, False]


def test_archiving_opens_what_waits_for_a_hand(educator: User, resident: User) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, debrief="by_hand")

    archive_cohort(cohort=cohort, by=educator, now=NOW)

    assert withheld_cases(resident.pk, NOW) == frozenset()


def test_asking_one_person_again_moves_the_day(educator: User, resident: User) -> None:
    first = assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=NOW, due_on=NOW.date())
    again = assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=NOW)

    assert (first, again.due_at, AssignedCase.objects.count()) == (again, None, 1)


def test_a_save_after_the_limit_is_refused_and_what_was_saved_counts(educator: User, resident: User) -> None:
    timed = CaseTerms(lung_case(), minutes=10)
    assignment = assigned(
        cohort_of(educator, resident), educator, timed, purpose="counting", time_limit="imposed"
    )
    attempt = attempt_for(resident, start_attempt(teaching_case=lung_case(), by=resident, now=NOW).pk)
    commit(attempt, resident, now=NOW, steps=2)

    late = NOW + 11 * MINUTE
    with pytest.raises(AttemptRefused):
        sent = SentStep(attempt.saved)
        save_step(attempt=attempt, step_key="imaging", sent=sent, by=resident, now=late)
    submit_attempt(attempt=attempt, by=resident, now=late)

    assert work_at(resident, assignment, late).is_done
