"""Who was invited by mail and has not joined: listed, sent again within limits, and withdrawn."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.cohorts import archive_cohort, open_joining, renew_code
from cases.models import Cohort, CohortInvitation
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Letter
from tests.cases.cohorts import cohort_of, taught_with
from tests.cases.test_teach_cohort_list import HEAD, confirm, upload
from tests.working import outbox

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def client(educator: User, client_of: ClientOf) -> Client:
    return client_of(educator)


def invited(client: Client, cohort: Cohort, *names: str) -> None:
    rows = "".join(f"{name}@new.example,,,\n" for name in names)
    confirm(client, upload(client, cohort, HEAD + rows))


def at(cohort: Cohort) -> str:
    return reverse("teach_cohort_invitations", args=[cohort.pk])


def press(client: Client, cohort: Cohort, name: str, value: Any = "yes") -> str:
    return client.post(at(cohort), {name: value}, follow=True).content.decode()


def days_ago(days: int) -> None:
    CohortInvitation.objects.update(invited_at=timezone.now() - days * DAY)


def test_who_has_not_joined_is_listed_with_when_it_was_sent(client: Client, educator: User) -> None:
    cohort = cohort_of(educator)
    empty = client.get(at(cohort)).content.decode()
    invited(client, cohort, "nia", "omar")
    unsent = client.get(at(cohort)).content.decode()
    outbox()
    CohortInvitation.objects.filter(email="omar@new.example").update(code="BEFORE")

    page = client.get(at(cohort)).content.decode()
    people = client.get(reverse("teach_cohort_people", args=[cohort.pk])).content.decode()

    assert "Nobody is waited for" in empty and unsent.count("waits to be mailed") == 2
    assert f"{timezone.localtime():%-d %b %Y}" in page and "nia@new.example" in page
    assert "has not joined yet" in page and "its link ended as the code was renewed" in page
    assert "2 people were invited by mail" in people and at(cohort) in people


def test_it_is_sent_again_once_a_day_and_five_times_in_all(client: Client, educator: User) -> None:
    cohort = cohort_of(educator)
    invited(client, cohort, "nia")
    row = CohortInvitation.objects.get()
    sent = len(outbox())

    too_soon = press(client, cohort, "again", row.pk)
    for _ in range(4):
        days_ago(2)
        assert "nia@new.example is sent the link again." in press(client, cohort, "again", row.pk)
    days_ago(2)
    too_often = press(client, cohort, "again", row.pk)

    row.refresh_from_db()
    assert "was written to within the last day" in too_soon
    assert "An invitation to a cohort takes at most 5 messages; this has 6." in too_often
    assert row.times_sent == 5 and Letter.objects.count() == 1  # of four that waited the last is sent
    assert cohort.code in outbox()[sent].body


def test_all_are_sent_again_but_those_who_were_just_written_to(client: Client, educator: User) -> None:
    cohort = cohort_of(educator)
    invited(client, cohort, "nia", "omar")
    outbox()
    days_ago(3)
    press(client, cohort, "again", CohortInvitation.objects.get(email="nia@new.example").pk)

    said = press(client, cohort, "all_again")
    nothing = press(client, cohort, "all_again")

    assert "1 person is sent the link again." in said and "Nothing was sent: everybody" in nothing


@pytest.mark.parametrize("ended", ["closed", "expired", "archived"])
def test_a_link_that_lets_nobody_in_is_said_and_not_sent(client: Client, educator: User, ended: str) -> None:
    cohort = cohort_of(educator)
    invited(client, cohort, "nia")
    outbox()
    days_ago(3)
    now = timezone.now()
    if ended == "archived":
        archive_cohort(cohort=cohort, by=educator, now=now)
    else:
        until = now + timedelta(minutes=1) if ended == "expired" else None
        open_joining(cohort=cohort, is_joinable=ended != "closed", expires_at=until, by=educator, now=now)
        Cohort.objects.exclude(code_expires_at=None).update(code_expires_at=now)

    page = client.get(at(cohort)).content.decode()
    said = press(client, cohort, "all_again")

    assert "its link lets nobody in now" in page and "Send" not in page and "Withdraw all" in page
    assert "Nothing was sent" in said and not Letter.objects.exists()


def test_a_renewed_code_can_be_sent_at_once(client: Client, educator: User) -> None:
    cohort = cohort_of(educator)
    invited(client, cohort, "nia")
    outbox()
    renew_code(cohort=cohort, by=educator)

    assert "1 person is sent the link again." in press(client, cohort, "all_again")
    assert cohort.code in outbox()[-1].body


def test_what_is_withdrawn_is_gone_with_what_waited(client: Client, educator: User) -> None:
    cohort = cohort_of(educator)
    invited(client, cohort, "nia", "omar", "pia")
    row = CohortInvitation.objects.get(email="nia@new.example")

    said = press(client, cohort, "withdraw", row.pk)
    again = press(client, cohort, "withdraw", row.pk)
    letters = Letter.objects.count()
    all_of_them = press(client, cohort, "withdraw_all")

    assert "The invitation of nia@new.example is withdrawn." in said and "until you renew the code" in said
    assert "is not there any more" in again and letters == 2
    assert "2 invitations are withdrawn." in all_of_them
    assert not CohortInvitation.objects.exists() and not Letter.objects.exists()


def test_where_names_are_hidden_only_their_number_is_told(client: Client, educator: User) -> None:
    cohort = cohort_of(educator, hides_names=True)
    invited(client, cohort, "nia", "omar")
    row = CohortInvitation.objects.first()
    days_ago(3)

    page = client.get(at(cohort)).content.decode()
    one = press(client, cohort, "withdraw", row.pk)

    assert "2 people were invited" in page and "new.example" not in page and "it is not told" in page
    assert "Nothing was done." in one and CohortInvitation.objects.count() == 2
    assert "2 people are sent the link again." in press(client, cohort, "all_again")
    assert "new.example" not in press(client, cohort, "withdraw_all")


def test_a_reader_reads_and_does_nothing(
    client: Client, client_of: ClientOf, educator: User, curator: User
) -> None:
    User.objects.filter(pk=curator.pk).update(is_educator=True)
    cohort = taught_with(cohort_of(educator), curator, "reader", educator)
    invited(client, cohort, "nia")
    row, reader = CohortInvitation.objects.get(), client_of(curator)
    days_ago(3)

    page = reader.get(at(cohort)).content.decode()
    for name in ("again", "withdraw", "all_again", "withdraw_all"):
        press(reader, cohort, name, row.pk)

    row.refresh_from_db()
    assert "nia@new.example" in page and "Withdraw" not in page and row.times_sent == 1


def test_that_of_another_cohort_is_none_here(client: Client, educator: User) -> None:
    cohort, other = cohort_of(educator), cohort_of(educator)
    invited(client, other, "nia")

    assert "is not there any more" in press(client, cohort, "withdraw", CohortInvitation.objects.get().pk)
    assert CohortInvitation.objects.exists()


def test_many_cost_as_many_queries(
    client: Client, educator: User, django_assert_max_num_queries: Any
) -> None:
    cohort = cohort_of(educator)
    invited(client, cohort, *(f"r{n}" for n in range(60)))

    with django_assert_max_num_queries(16):
        assert client.get(at(cohort)).content.decode().count("@new.example") >= 50
