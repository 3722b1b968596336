"""The pages of a cohort: beginning it, how one joins, its people and what they were granted, archiving it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.cohorts import leave_cohort
from cases.models import Cohort
from cases.queries.teaching import teaching_case_at
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, granted, seat_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(name, args=args), query).content.decode()


def test_a_cohort_is_begun_and_stands_in_the_list(client_of: ClientOf, educator: User) -> None:
    client = client_of(educator)
    assert "Your first cohort" in page(client, "teach_cohorts")

    refused = client.post(reverse("teach_cohort_new"), {"title": " "}).content.decode()
    client.post(reverse("teach_cohort_new"), {"title": "Ward nine", "summary": "Mondays."})

    assert "A cohort needs a title." in refused
    assert "Ward nine" in page(client, "teach_cohorts")
    assert Cohort.objects.get().code in page(client, "teach_cohort", Cohort.objects.get().pk)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Nobody can join at present"),
        ({"is_joinable": "on", "expires_at": "2020-01-01T10:00"}, "That time is over"),
        ({"is_joinable": "on", "expires_at": "soon"}, "Enter a valid date/time"),
        ({"renew": "1"}, "There is a new code"),
    ],
)
def test_joining_is_closed_opened_and_renewed(
    client_of: ClientOf, educator: User, sent: dict[str, str], said: str
) -> None:
    cohort = cohort_of(educator)

    answer = client_of(educator).post(reverse("teach_cohort_joining", args=[cohort.pk]), sent, follow=True)

    assert said in " ".join(answer.content.decode().split())


def test_where_names_are_hidden_no_page_tells_one(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident, hides_names=True)
    assignment = assigned(cohort, educator)
    client = client_of(educator)
    seat, assignee = seat_of(cohort, resident).pk, assignment.assignees.get().pk
    pages = [
        page(client, "teach_cohort_people", cohort.pk, q="robin"),
        page(client, "teach_cohort_grant", cohort.pk, seat),
        page(client, "teach_assignment", assignment.pk),
        page(client, "teach_extend", assignment.pk, assignee),
    ]

    assert ["Resident 1" in each for each in pages] == [True] * 4
    assert [each for each in pages if "Robin" in each or "robin@" in each] == []


def test_people_are_found_granted_more_time_and_taken_out(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    client = client_of(educator)
    people = reverse("teach_cohort_people", args=[cohort.pk])
    grant = reverse("teach_cohort_grant", args=[cohort.pk, seat_of(cohort, resident).pk])

    refused = client.post(grant, {"time_factor": "9", "extra_days": "0"}).content.decode()
    client.post(grant, {"time_factor": "1.5", "extra_days": "2"})

    assert "From 1 to 4, not 9" in refused
    assert "time × 1.5, 2 more days" in client.get(people, {"q": "robin"}).content.decode()
    assert "Nobody here has “zebra”" in client.get(people, {"q": "zebra"}).content.decode()
    client.post(people, {"remove": str(resident.pk)})
    assert "Robin" not in client.get(people).content.decode()


def test_taking_somebody_out_twice_is_not_said_to_be_done(
    client_of: ClientOf, educator: User, resident: User, administrator: User
) -> None:
    people = reverse("teach_cohort_people", args=[cohort_of(educator, resident).pk])
    client = client_of(educator)

    def said(**sent: str) -> str:
        return client.post(people, sent, follow=True).content.decode()

    assert "They are out of the cohort." in said(remove=str(resident.pk))
    again = said(remove=str(resident.pk))
    assert "not in this cohort any longer" in again and "They are out" not in again
    stranger = said(remove_teacher=str(administrator.pk))
    assert "does not teach this cohort" in stranger and "They see nothing" not in stranger


def test_colleagues_are_named_with_what_they_may(
    client_of: ClientOf, educator: User, administrator: User, resident: User
) -> None:
    cohort = cohort_of(educator)
    people = reverse("teach_cohort_people", args=[cohort.pk])
    client = client_of(educator)

    refused = client.post(people, {"email": resident.email, "role": "reader"}).content.decode()
    client.post(people, {"email": administrator.email, "role": "reader"})

    assert "Nobody who teaches here has the address robin@kidmet.example" in refused
    reader = client_of(administrator)
    assert "reads its results" in reader.get(people).content.decode()
    assert "Give more time" not in reader.get(people).content.decode()
    assert "Assign cases" not in page(reader, "teach_cohort", cohort.pk)
    reader.post(people, {"remove_teacher": str(administrator.pk)})
    assert reader.get(people).status_code == 404


def test_an_archived_cohort_stays_readable_and_can_be_opened_again(
    client_of: ClientOf, educator: User
) -> None:
    cohort = cohort_of(educator)
    archive = reverse("teach_cohort_archive", args=[cohort.pk])
    client = client_of(educator)

    client.post(archive)
    over = page(client, "teach_cohort", cohort.pk)
    client.post(archive, {"restore": "1"})

    newer = cohort_of(educator, title="Ward nine")
    client.post(reverse("teach_cohort_archive", args=[newer.pk]))
    listed = page(client, "teach_cohorts")
    assert listed.index("Urology, autumn") < listed.index("Ward nine")
    assert "Archived on" in over and "Assign cases" not in over
    assert "Assign cases" in page(client, "teach_cohort", cohort.pk)


def test_many_residents_cost_no_more_queries_than_one(
    client_of: ClientOf, educator: User, resident: User, stranger: User, second: User, curator: User
) -> None:
    few, many = cohort_of(educator, resident), cohort_of(educator, resident, stranger, second, curator)
    granted(few, resident, "1.5", 1, educator)
    granted(many, resident, "1.5", 1, educator)
    assigned(few, educator)
    for _ in range(4):
        assigned(many, educator)
    client = client_of(educator)
    counts = []
    for cohort in (few, many):
        with CaptureQueriesContext(connection) as asked:
            page(client, "teach_cohort", cohort.pk)
            page(client, "teach_cohort_people", cohort.pk)
            page(client, "teach_assignment", cohort.assignments.first().pk)
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 44


def test_an_assignment_counts_those_who_stay_and_handed_in_all_of_it(
    client_of: ClientOf, educator: User, resident: User, stranger: User, second: User
) -> None:
    now = timezone.now()
    cohort = cohort_of(educator, resident, stranger, second)
    assigned(cohort, educator, lung_case(), teaching_case_at(LIBRARY, "melanoma-ldh"), now=now)
    for each in (resident, stranger, second):
        submitted(each, now=now)
    for each in (resident, second):
        submitted(each, "melanoma-ldh", now=now, is_empty=True)
    leave_cohort(cohort=cohort, person=second.pk, by=educator, now=now)

    assert "1 of 2" in page(client_of(educator), "teach_cohort", cohort.pk)


def test_nobody_is_searched_for_where_nobody_has_joined(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    client = client_of(educator)

    assert 'type="search"' not in page(client, "teach_cohort_people", cohort_of(educator).pk)
    assert 'type="search"' in page(client, "teach_cohort_people", cohort_of(educator, resident).pk)
