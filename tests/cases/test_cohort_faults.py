"""Cohorts and assignments against what goes wrong: keys told too early, two at once, what was withdrawn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import CaseTerms, change_assignment, make_assignment, open_debrief
from cases.actions.attempts import AttemptRefused, start_attempt, submit_attempt
from cases.actions.cohorts import (
    CohortRefused,
    archive_cohort,
    describe_cohort,
    join_cohort,
    leave_cohort,
    open_joining,
    seat_people,
)
from cases.actions.holdings.assigned import attempt_file
from cases.models import Cohort, Library, Visibility
from cases.queries.assigned import work_of
from cases.queries.teaching import teaching_case_at
from cases.queries.teaching_cohorts import seat_list, seats_of
from cases.queries.withheld import is_withheld, withheld_cases
from guidance.domain.limits import ANSWER
from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, begun, commit, lung_case, submitted
from tests.cases.cohorts import NOW, TOMORROW, assigned, cohort_of
from tests.cases.test_learning_pages import QUIET
from tests.cases.test_teach_assign import USUAL, lung
from tests.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


# Keys


def test_a_reflection_that_is_too_long_opens_no_debrief_when_it_waits(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assigned(cohort_of(educator, resident), educator, debrief="by_hand", now=timezone.now())
    attempt = submitted(resident, entered={"m_category": "cM0"})

    said = client_of(resident).post(
        reverse("attempt_reflection", args=[attempt.pk]), {"reflection": "x" * (ANSWER.most + 1)}
    )

    page = said.content.decode()
    assert "Until then nothing is said of right and wrong" in page
    assert "xpected" not in page


def test_a_copy_tells_no_marks_of_ones_own_when_the_debrief_waits(educator: User, resident: User) -> None:
    attempt = submitted(resident)
    attempt.self_marks.create(question="immunostains", points=[0], credit=0.5, marked_at=NOW)
    assigned(cohort_of(educator, resident), educator, debrief="by_hand", now=timezone.now())

    held = attempt_file(attempt, User.objects.get(pk=resident.pk))

    assert "Left out" in held["own_marks"] and "Left out" in held["marks"]


def test_a_case_cannot_be_practised_before_its_assignment_opens(educator: User, resident: User) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, purpose="counting", opens_at=TOMORROW, due_at=TOMORROW + timedelta(days=1))

    with pytest.raises(AttemptRefused, match="This assignment opens on 3 March 2026"):
        start_attempt(teaching_case=lung_case(), by=resident, now=NOW)


def test_a_case_is_free_to_practise_when_the_cohort_is_archived(educator: User, resident: User) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator)
    archive_cohort(cohort=cohort, by=educator, now=NOW)

    assert start_attempt(teaching_case=lung_case(), by=resident, now=NOW).assigned_case is None


def test_practice_that_is_gone_on_with_ends_at_the_due_time_when_no_late_work_is_taken(
    educator: User, resident: User
) -> None:
    before = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)
    assigned(cohort_of(educator, resident), educator, late="refused")

    going = start_attempt(teaching_case=lung_case(), by=resident, now=NOW)

    going.refresh_from_db()
    assert (going.pk, going.deadline_at) == (before.pk, TOMORROW)


def test_each_case_has_its_debrief_at_once_when_others_are_not_handed_in(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    quiet = teaching_case_at(LIBRARY, QUIET)
    made = assigned(cohort, educator, lung_case(), quiet, now=timezone.now())
    client, at = client_of(resident), reverse("assignment", args=[made.pk])
    before = client.get(at).content.decode()

    submitted(resident)

    page = " ".join(client.get(at).content.decode().split())
    assert "By now it comes to" not in before
    assert "By now it comes to <b>50 %</b>, with what you have not handed in as 0" in page
    assert "Debrief of" in page and "come together" not in page


@pytest.mark.parametrize("leaves", [False, True], ids=["stays", "leaves"])
def test_practice_of_a_case_that_counts_tells_no_key_until_it_is_handed_in(
    client_of: ClientOf, educator: User, resident: User, leaves: bool
) -> None:
    now = timezone.now()
    practice = submitted(resident, now=now)
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, purpose="counting", title="The first mark", now=now)
    if leaves:
        leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=now)
    client = client_of(resident)
    at = reverse("attempt_debrief", args=[practice.pk])

    before = client.get(at).content.decode()
    learning = client.get("/learn/").content.decode()
    seat_people(cohort=cohort, people=[resident.pk], now=now)
    counting = begun(resident, now=now)
    commit(counting, resident, now=now)
    submit = client.get(reverse("attempt_submit", args=[counting.pk])).content.decode()
    submit_attempt(attempt=counting, by=resident, now=now)

    assert "once you hand it in for that" in before and "The first mark" in before
    assert "xpected" not in before and "waits for its debrief" in learning
    assert "Nothing was missed" not in learning and "stands here with the first debrief." in learning
    assert "Submit and see the debrief" in submit
    told = [client.get(reverse("attempt_debrief", args=[each.pk])) for each in (practice, counting)]
    assert ["Until then nothing is said" in page.content.decode() for page in told] == [False, False]
    assert "waits for its debrief" not in client.get("/learn/").content.decode()


def under_way(cohort: Cohort, resident: User) -> None:
    begun(resident, now=NOW)
    archived(cohort, resident)


def archived(cohort: Cohort, resident: User) -> None:
    archive_cohort(cohort=cohort, by=cohort.created_by, now=NOW)


def by_hand(cohort: Cohort, resident: User) -> None:
    open_debrief(assignment=cohort.assignments.get(), by=cohort.created_by, now=NOW)


@pytest.mark.parametrize(
    ("terms", "happens", "sealed"),
    [
        ({}, None, [True, True]),
        ({"purpose": "practice"}, None, [False, False]),
        ({"late": "refused"}, None, [True, False]),
        ({}, archived, [False, False]),
        ({}, under_way, [True, True]),
        ({}, by_hand, [False, False]),
        ({"debrief": "after_due"}, None, [True, False]),
    ],
)  # fmt: skip
def test_the_key_of_what_counts_waits_as_long_as_it_can_be_handed_in(
    educator: User, resident: User, terms: dict[str, str], happens: Any, sealed: list[bool]
) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, **{"purpose": "counting", **terms})
    if happens:
        happens(cohort, resident)
    case, later = lung_case().pk, TOMORROW + timedelta(minutes=1)

    assert [case in withheld_cases(resident.pk, at) for at in (NOW, later)] == sealed
    assert [case in work_of(resident, at).withheld for at in (NOW, later)] == sealed


def closed(cohort: Cohort, resident: User) -> None:
    open_joining(cohort=cohort, is_joinable=False, expires_at=None, by=cohort.created_by, now=NOW)


def expiring(cohort: Cohort, resident: User) -> None:
    open_joining(cohort=cohort, is_joinable=True, expires_at=TOMORROW, by=cohort.created_by, now=NOW)


@pytest.mark.parametrize(
    ("terms", "happens", "sealed"),
    [
        ({}, None, [True, True, True]),
        ({}, closed, [False, False, False]),
        ({}, expiring, [True, False, False]),
        ({}, under_way, [False, False, False]),
        ({"late": "minus", "late_share": 0.5}, None, [True, True, False]),
        ({"debrief": "by_hand"}, closed, [True, True, True]),
    ],
)  # fmt: skip
def test_practice_is_free_for_who_left_once_nothing_of_it_can_count_any_more(
    educator: User, resident: User, terms: dict[str, Any], happens: Any, sealed: list[bool]
) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, **{"purpose": "counting", **terms})
    if happens:
        happens(cohort, resident)
    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=NOW)
    case, moments = lung_case().pk, (NOW, TOMORROW + timedelta(minutes=1), TOMORROW + timedelta(days=2))

    assert [case in withheld_cases(resident.pk, at) for at in moments] == sealed
    assert [case in work_of(resident, at).withheld for at in moments] == sealed


# Two at once, and what was withdrawn


def test_the_second_of_two_who_change_the_terms_is_told(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    client, at = client_of(educator), reverse("teach_assignment_terms", args=[assignment.pk])
    opened = assignment.updated_at.isoformat()
    assert f'name="seen_at" value="{opened}"' in client.get(at).content.decode()

    client.post(at, USUAL | {"title": "The first", "seen_at": opened})
    second = client.post(at, USUAL | {"title": "The second", "seen_at": opened}).content.decode()

    assignment.refresh_from_db()
    assert "A colleague changed these terms" in second and 'value="The second"' in second
    assert assignment.title == "The first"
    client.post(at, USUAL | {"title": "The second", "seen_at": assignment.updated_at.isoformat()})
    assignment.refresh_from_db()
    assert assignment.title == "The second"


def test_terms_loaded_before_a_change_do_not_overwrite_it(educator: User, resident: User) -> None:
    assignment = assigned(cohort_of(educator, resident), educator)
    terms = {"title": "The first", "due_at": TOMORROW}
    stale = type(assignment).objects.get(pk=assignment.pk)
    later = NOW + timedelta(minutes=1)
    change_assignment(assignment=assignment, terms=terms, by=educator, now=later)

    with pytest.raises(AssigningRefused, match="A colleague changed these terms"):
        change_assignment(assignment=stale, terms=terms | {"title": "Another"}, by=educator, now=later)


def test_a_case_that_was_withdrawn_meanwhile_is_said_and_nothing_is_assigned(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    case = lung_case()
    Library.objects.filter(pk=case.library_id).update(visibility=Visibility.PRIVATE, owner=resident)

    page = client_of(educator).post(reverse("teach_assign", args=[cohort.pk]), lung()).content.decode()

    assert "A case that you chose cannot be assigned any longer" in page
    case.refresh_from_db()
    with pytest.raises(AssigningRefused, match="You may not assign cases of"):
        make_assignment(
            cohort=cohort, cases=[CaseTerms(lung_case())], terms={"title": "It"}, by=educator, now=NOW
        )
    assert not cohort.assignments.exists()


def test_nothing_is_assigned_by_a_page_that_was_opened_before_the_cohort_was_archived(
    educator: User,
) -> None:
    cohort = cohort_of(educator)
    stale = type(cohort).objects.get(pk=cohort.pk)
    archive_cohort(cohort=cohort, by=educator, now=NOW)

    with pytest.raises(AssigningRefused, match="This cohort is archived"):
        assigned(stale, educator)


# People


def test_hidden_names_stay_hidden_once_somebody_joined(educator: User, resident: User) -> None:
    cohort = cohort_of(educator, hides_names=True)
    said = {"cohort": cohort, "title": "Urology", "summary": "", "by": educator}
    describe_cohort(**said, hides_names=False)
    describe_cohort(**said, hides_names=True)
    join_cohort(code=cohort.code, by=resident, now=NOW)

    with pytest.raises(CohortRefused, match="so they stay hidden"):
        describe_cohort(**said, hides_names=False)


def test_who_teaches_a_cohort_joins_it_no_more_when_their_role_was_withdrawn(educator: User) -> None:
    cohort = cohort_of(educator)
    educator.is_educator = False
    educator.save()

    with pytest.raises(CohortRefused, match="You teach"):
        join_cohort(code=cohort.code, by=educator, now=NOW)


def test_numbers_stand_in_order_where_names_are_hidden(educator: User) -> None:
    people = [User.objects.create_user(f"r{n}@example.org") for n in range(1, 12)]
    cohort = cohort_of(educator, *people, hides_names=True)
    assignment = assigned(cohort, educator)

    names = [seat.name for seat in seats_of(assignment, seat_list(assignment).assignees, NOW)]

    assert names == [f"Resident {n}" for n in range(1, 12)]


def test_debriefs_open_and_nothing_is_begun_when_the_last_teacher_is_gone(
    educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    made = assigned(cohort, educator, debrief="by_hand")
    attempt = submitted(resident, now=NOW)
    assert is_withheld(attempt, NOW)

    erase_account(person=educator, by=educator, now=timezone.now())
    work_off()

    cohort.refresh_from_db()
    assert cohort.archived_at is not None and not cohort.is_joinable
    made.refresh_from_db()
    assert made.debrief_opened_at is not None and not is_withheld(attempt, NOW)


# Numbers and dates


FAR = ["9999-12-31T23:59", "0001-01-01T00:00", "1999-12-31T23:59", "2101-01-01T00:00"]


def test_dates_beyond_what_a_calendar_reckons_are_refused_everywhere(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    made = assigned(cohort, educator, now=timezone.now())
    client = client_of(educator)
    places = [
        (reverse("teach_assign", args=[cohort.pk]), "due_at", lung()),
        (reverse("teach_assign", args=[cohort.pk]), "opens_at", lung()),
        (reverse("teach_assignment_terms", args=[made.pk]), "due_at", USUAL),
        (reverse("teach_extend", args=[made.pk, made.assignees.get().pk]), "due_at", {}),
        (reverse("teach_cohort_joining", args=[cohort.pk]), "expires_at", {"is_joinable": "on"}),
    ]

    pages = [(at, client.post(at, data | {name: far})) for at, name, data in places for far in FAR]

    unsaid = [at for at, page in pages if "The year is from 2000 to 2100" not in page.content.decode()]
    assert unsaid == [] and cohort.assignments.count() == 1


@pytest.mark.parametrize("nonsense", ["NaN", "inf", "-1", "1e400", "9" * 400, "½"])
def test_numbers_that_are_none_are_refused(
    client_of: ClientOf, educator: User, resident: User, nonsense: str
) -> None:
    cohort = cohort_of(educator, resident)
    pk = lung_case().pk
    names = [f"weight-{pk}", f"minutes-{pk}", "late_share", "pass_share", "attempts_allowed"]
    client, at = client_of(educator), reverse("teach_assign", args=[cohort.pk])

    pages = [client.post(at, lung(**{name: nonsense})) for name in names]

    assert [page.status_code for page in pages] == [200] * len(names)
    assert not cohort.assignments.exists()


def test_more_time_is_told_by_the_clock_of_the_site(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    client, seat = client_of(educator), assignment.assignees.get().pk

    with timezone.override("America/New_York"):
        client.post(reverse("teach_extend", args=[assignment.pk, seat]), {"due_at": "2031-05-04T18:00"})
        page = client.get(reverse("teach_assignment", args=[assignment.pk])).content.decode()

    assert "due 4 May, 18:00" in page


def test_an_hour_that_the_clocks_leave_out_is_refused_with_a_sentence(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    at = reverse("teach_assign", args=[cohort.pk])

    with timezone.override("America/New_York"):
        page = client_of(educator).post(at, lung(due_at="2031-03-09T02:30")).content.decode()

    assert not cohort.assignments.exists() and "2031-03-09T02:30" in page
