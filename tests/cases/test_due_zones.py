"""Due times across time zones, and at the change of summer time: written by one clock and read by another."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigning import extend
from cases.models import Assignment, Attempt, ReviewCard
from cases.queries.assigned import work_for
from kidmet_site.accounts.models import User
from tests.cases.attempts import submitted
from tests.cases.cohorts import assigned, cohort_of, granted, taught_with
from tests.cases.test_teach_assign import assign, lung
from tests.tables import for_each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def lives_in(person: User, zone: str) -> User:
    person.time_zone = zone
    person.save()
    return person


@pytest.fixture
def apart(educator: User, resident: User) -> Any:
    """A teacher in Berlin, and a resident in New York."""
    return cohort_of(lives_in(educator, BERLIN), lives_in(resident, NEW_YORK))


def test_what_is_due_by_the_clock_of_berlin_is_read_by_that_of_new_york(
    client_of: ClientOf, educator: User, resident: User, apart: Any
) -> None:
    assign(client_of(educator), apart, lung(due_at="2031-05-04T18:00"))

    made = Assignment.objects.get()
    assert made.due_at == datetime(2031, 5, 4, 16, tzinfo=UTC)
    for path, said in (
        ("/learn/", "4 May, 12:00 EDT"),
        (reverse("assignment", args=[made.pk]), "4 May 2031, 12:00 EDT"),
        (reverse("assignment", args=[made.pk]), "Times by the clock of America/New_York."),
    ):
        assert said in client_of(resident).get(path).content.decode()
    for route in ("teach_assignment", "teach_assignment_terms"):
        page = client_of(educator).get(reverse(route, args=[made.pk])).content.decode()
        assert "4 May 2031, 18:00 CEST" in page or 'value="2031-05-04T18:00"' in page
    assert "By the clock of Europe/Berlin." in page


def test_more_time_is_typed_by_one_clock_and_told_by_the_other(
    client_of: ClientOf, educator: User, resident: User, apart: Any
) -> None:
    made = assigned(apart, educator, now=timezone.now())
    at = reverse("teach_extend", args=[made.pk, made.assignees.get().pk])

    client_of(educator).post(at, {"due_at": "2031-05-04T18:00"})

    assert "4 May, 12:00 EDT" in client_of(resident).get("/learn/").content.decode()
    assert "4 May, 18:00 CEST" in client_of(educator).get(at).content.decode()


@for_each(
    ("due_at", "said"),
    [
        ("2031-03-30T02:30", "There is no 02:30 on 30 March 2031 in Europe/Berlin"),
        ("2031-10-26T02:30", "02:30 comes twice on 26 October 2031 in Europe/Berlin"),
    ],
)
def test_an_hour_that_the_clocks_leave_out_or_show_twice_is_refused(
    client_of: ClientOf, educator: User, apart: Any, due_at: str, said: str
) -> None:
    page = assign(client_of(educator), apart, lung(due_at=due_at))

    assert said in page and due_at in page and not Assignment.objects.exists()


def test_terms_that_are_due_in_a_doubled_hour_of_another_clock_can_be_saved(
    client_of: ClientOf, educator: User, apart: Any
) -> None:
    due = datetime(2031, 10, 26, 1, 30, 20, tzinfo=UTC)  # the second 02:30 of Berlin
    made = assigned(apart, educator, due_at=due, now=timezone.now())
    at = reverse("teach_assignment_terms", args=[made.pk])

    shown = client_of(educator).get(at).content.decode()
    sent = lung(title="Another title", due_at="2031-10-26T02:30", seen_at=made.updated_at.isoformat())
    client_of(educator).post(at, sent)

    made.refresh_from_db()
    assert 'value="2031-10-26T02:30"' in shown
    assert (made.title, made.due_at) == ("Another title", due)


@for_each(
    ("zone", "utc_hour"),
    [(BERLIN, 16), (NEW_YORK, 17), ("", 17)],
)
def test_more_days_keep_the_hour_of_the_clock_that_the_due_time_was_written_by(
    educator: User, resident: User, apart: Any, zone: str, utc_hour: int
) -> None:
    # Between the two the clocks of Berlin go forward, those of New York went before.
    lives_in(educator, zone)
    made = assigned(apart, educator, due_at=datetime(2027, 3, 27, 17, tzinfo=UTC))
    granted(apart, resident, "1", 2, by=educator)

    work = work_for(resident, made.pk, timezone.now())

    assert work is not None
    assert work.window.due_at == datetime(2027, 3, 29, utc_hour, tzinfo=UTC)


def test_who_moves_the_due_time_gives_it_their_clock(
    client_of: ClientOf, educator: User, curator: User, apart: Any
) -> None:
    User.objects.filter(pk=curator.pk).update(is_educator=True, time_zone="Asia/Tokyo")
    taught_with(apart, curator, "teacher", educator)
    made = assigned(apart, educator, due_at=datetime(2031, 5, 4, 16, tzinfo=UTC), now=timezone.now())
    at, zones = reverse("teach_assignment_terms", args=[made.pk]), []

    for due in ("2031-05-05T01:00", "2031-05-06T01:00"):  # as it stands, and a day later
        sent = lung(due_at=due, seen_at=Assignment.objects.get().updated_at.isoformat())
        client_of(curator).post(at, sent)
        zones.append(Assignment.objects.get().due_zone)

    assert zones == [BERLIN, "Asia/Tokyo"]


def test_an_extension_holds_as_a_moment_wherever_somebody_lives(
    educator: User, resident: User, apart: Any
) -> None:
    made = assigned(apart, educator, now=timezone.now())
    until = datetime(2031, 11, 2, 5, 30, tzinfo=UTC)
    extend(assignee=made.assignees.get(), due_at=until, minutes=0, reason="", by=educator, now=timezone.now())

    work = work_for(lives_in(resident, "Asia/Tokyo"), made.pk, timezone.now())

    assert work is not None and work.window.due_at == until


def test_what_is_refused_names_a_time_by_the_clock_of_whoever_reads_it(
    resident: User, educator: User, client_of: ClientOf
) -> None:
    lives_in(resident, NEW_YORK)
    attempt = submitted(resident, entered={"m_category": "cM0"})
    midnight = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
    Attempt.objects.filter(pk=attempt.pk).update(submitted_at=midnight)
    ReviewCard.objects.filter(owner=resident).update(due_at=datetime(2099, 1, 1, 2, tzinfo=UTC))
    card = ReviewCard.objects.filter(owner=resident).latest("pk")
    client = client_of(resident)

    again = client.post(reverse("attempt_submit", args=[attempt.pk]), follow=True).content.decode()
    early = client.post(reverse("review_answer", args=[card.pk]), {"rating": 3}, follow=True).content.decode()

    assert "was submitted on 2 March 2026 at 20:30 EST" in again
    assert "This card comes back on 31 December 2098 at 21:00 EST." in early
