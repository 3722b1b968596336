"""What happens in the middle of an attempt: leaving, archiving, closing, opening, and the end of its time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigning import CaseTerms, change_assignment
from cases.actions.cohorts import archive_cohort, leave_cohort, seat_people
from cases.models import Assignment, Attempt, Cohort
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
NO_LATE = {"late": "refused"}


@pytest.fixture
def client(client_of: ClientOf, resident: User) -> Client:
    return client_of(resident)


def begun_for(educator: User, resident: User, **terms: Any) -> tuple[Assignment, Attempt]:
    now = timezone.now()
    case = CaseTerms(lung_case(), minutes=40)
    made = assigned(cohort_of(educator, resident), educator, case, now=now, **terms)
    return made, begun(resident, now=now)


def page(client: Client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(name, args=args), follow=True).content.decode().split())


def save(client: Client, attempt: Attempt) -> str:
    """Commit the open step with nothing in it, as the page does."""
    attempt.refresh_from_db()
    at = reverse("attempt_step", args=[attempt.pk, "history"])
    data = {"saved": attempt.saved, "commit": "anyway"}
    return " ".join(client.post(at, data, follow=True).content.decode().split())


def retermed(assignment: Assignment, by: User, **terms: Any) -> None:
    fresh = Assignment.objects.get(pk=assignment.pk)
    held = {each.attname: getattr(fresh, each.attname) for each in Assignment._meta.concrete_fields}
    kept = {name: held[name] for name in ("title", "late", "late_share", "purpose", "time_limit", "due_at")}
    change_assignment(assignment=fresh, terms=kept | terms, by=by, now=timezone.now())


def test_who_leaves_in_the_middle_of_an_attempt_reads_that_it_can_be_finished_as_practice(
    client: Client, educator: User, resident: User
) -> None:
    made, attempt = begun_for(educator, resident)
    cohort: Any = made.cohort

    left = client.post(reverse("cohort_leave", args=[cohort.pk]), follow=True).content.decode()
    step, asked = page(client, "attempt", attempt.pk), page(client, "attempt_time", attempt.pk)
    committed = save(client, attempt)
    seat_people(cohort=cohort, people=[resident.pk], now=timezone.now())
    back = page(client, "attempt", attempt.pk)

    assert "what you began you can finish, as practice" in left
    assert "is not assigned to you any longer" in step and "unless you join again" in step
    assert "nobody gives more time for it" in asked
    assert "Imaging" in committed or "Step 2" in committed
    assert "is not assigned to you any longer" not in back
    assert client.get(reverse("assignment", args=[made.pk])).status_code == 200


def test_the_page_of_what_waits_leads_nowhere_that_is_closed_to_who_left(
    client: Client, educator: User, resident: User
) -> None:
    made = assigned(cohort_of(educator, resident), educator, debrief="by_hand", now=timezone.now())
    attempt = submitted(resident, now=timezone.now())
    at = reverse("assignment", args=[made.pk])

    before = page(client, "attempt_debrief", attempt.pk)
    leave_cohort(cohort=Cohort.objects.get(), person=resident.pk, by=resident, now=timezone.now())
    after = page(client, "attempt_debrief", attempt.pk)

    assert at in before and "Handed in" in after
    assert at not in after and client.get(at).status_code == 404


def test_what_was_begun_is_handed_in_when_the_cohort_is_archived(
    client: Client, client_of: ClientOf, educator: User, resident: User
) -> None:
    made, attempt = begun_for(educator, resident)
    archive_cohort(cohort=Cohort.objects.get(), by=educator, now=timezone.now())

    seen, taught = page(client, "assignment", made.pk), page(client_of(educator), "teach_assignment", made.pk)
    commit(attempt, resident, now=timezone.now())
    client.post(reverse("attempt_submit", args=[attempt.pk]))
    done = page(client, "assignment", made.pk)

    assert (
        "The cohort was archived on" in seen and "what you began you can hand in" in seen and "Go on" in seen
    )
    assert "what was begun can be handed in, on these terms" in taught
    assert "Handed in" in done and "nothing new is begun in it" in done
    assert Attempt.objects.get(pk=attempt.pk).is_submitted


def test_closing_while_somebody_writes_keeps_what_was_saved_and_says_so(
    client: Client, educator: User, resident: User
) -> None:
    made, attempt = begun_for(educator, resident)

    retermed(made, educator, late="refused", due_at=timezone.now() - timedelta(minutes=1))
    refused = save(client, attempt)
    step = page(client, "attempt", attempt.pk)
    retermed(made, educator, late="refused", due_at=timezone.now() + timedelta(days=1))
    saved = save(client, attempt)

    assert "The time for this attempt ended on" in refused and "what was saved before counts" in refused
    assert "What was saved before counts." in step
    assert "The time for this attempt ended" not in saved and Attempt.objects.get(pk=attempt.pk).step == 1


def test_what_opens_later_than_it_did_lets_an_attempt_under_way_go_on(
    client: Client, educator: User, resident: User
) -> None:
    made, attempt = begun_for(educator, resident)

    retermed(made, educator, opens_at=timezone.now() + timedelta(hours=1))
    shown = page(client, "assignment", made.pk)
    save(client, attempt)

    assert "Go on" in shown and "opens on" not in shown
    assert Attempt.objects.get(pk=attempt.pk).step == 1


def test_an_attempt_past_its_end_says_so_saves_nothing_and_is_handed_in(
    client: Client, educator: User, resident: User
) -> None:
    _, attempt = begun_for(educator, resident, purpose="counting", time_limit="imposed")
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))

    step, refused = page(client, "attempt", attempt.pk), save(client, attempt)
    done = client.post(reverse("attempt_submit", args=[attempt.pk]), follow=True)

    assert "Time is up" in step and "Submit it" in step
    assert "This was not saved" in refused
    assert done.status_code == 200 and Attempt.objects.get(pk=attempt.pk).is_submitted


def test_no_time_that_a_browser_tells_is_believed(client: Client, educator: User, resident: User) -> None:
    _, attempt = begun_for(educator, resident, purpose="counting", time_limit="imposed")
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(seconds=1))
    at = reverse("attempt_step", args=[attempt.pk, "history"])
    forged = {
        "saved": 1,
        "commit": "anyway",
        "now": "2001-01-01",
        "seconds": "9999",
        "deadline_at": "2099-01-01",
    }

    said = client.post(at, forged, headers={"Date": "Mon, 01 Jan 2001 00:00:00 GMT"}).content.decode()

    attempt.refresh_from_db()
    assert attempt.step == 0 and attempt.saved == 1
    assert "is not asked at the step" in said or "The time for this attempt ended" in said
