"""Naming a colleague where names are hidden: they are asked, and nobody learns who is a resident."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.cohorts import archive_cohort, leave_cohort, remove_teacher, seat_people
from cases.models import Cohort
from guidance.models import Notice
from kidmet_site.accounts.models import User
from tests.cases.cohorts import cohort_of, taught_with

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def colleague() -> User:
    return User.objects.create_user("col@kidmet.example", is_educator=True, is_resident=True)


@pytest.fixture
def client(educator: User, client_of: ClientOf) -> Client:
    return client_of(educator)


def named(client: Client, cohort: Cohort, person: User, role: str = "teacher") -> str:
    at = reverse("teach_cohort_people", args=[cohort.pk])
    return client.post(at, {"email": person.email, "role": role}, follow=True).content.decode()


def asked(person: User) -> str:
    return Notice.objects.filter(user=person, text__contains="asks whether").latest("pk").path


def test_naming_a_resident_and_naming_another_are_told_alike(
    client: Client, educator: User, colleague: User
) -> None:
    with_them = cohort_of(educator, colleague, hides_names=True)
    without = cohort_of(educator, title="Another", hides_names=True)

    one, other = named(client, with_them, colleague), named(client, without, colleague)

    said = "col@kidmet.example is asked, and teaches with you once they accept."
    assert said in one and said in other and "is a resident" not in one
    assert Notice.objects.filter(user=colleague, text__contains="asks whether").count() == 2
    assert with_them.teachers.count() == without.teachers.count() == 1
    assert "within the last day" in named(client, with_them, colleague)
    assert "within the last day" in named(client, without, colleague)


def test_who_accepts_teaches_and_whoever_asked_is_told(
    client: Client, client_of: ClientOf, educator: User, colleague: User
) -> None:
    cohort = cohort_of(educator, title="Ward", hides_names=True)
    named(client, cohort, colleague, "reader")
    at = asked(colleague)

    looked = client_of(colleague).get(at).content.decode()
    assert "Teach “Ward”?" in looked and "read its results" in looked and cohort.teachers.count() == 1
    page = client_of(colleague).post(at, follow=True).content.decode()
    again = client_of(colleague).post(at, follow=True).content.decode()

    assert "You teach “Ward” now." in page and "You teach “Ward” already." in again
    assert cohort.teachers.get(person=colleague).role == "reader"
    assert Notice.objects.filter(user=educator, text__contains="teaches “Ward” with you").count() == 1
    assert "teaches with you." in named(client, cohort, colleague, "teacher")  # no question any more


def test_a_resident_reads_alone_that_they_have_to_leave_first(
    client: Client, client_of: ClientOf, educator: User, colleague: User
) -> None:
    cohort = cohort_of(educator, colleague, title="Ward", hides_names=True)
    named(client, cohort, colleague)

    page = client_of(colleague).post(asked(colleague), follow=True).content.decode()
    assert "You are a resident of “Ward”. Leave it first" in page and cohort.teachers.count() == 1
    leave_cohort(cohort=cohort, person=colleague.pk, by=colleague, now=timezone.now())
    client_of(colleague).post(asked(colleague))

    assert cohort.teachers.count() == 2


@pytest.mark.parametrize("ended", ["forged", "another's", "archived", "who asked is gone", "answered", "old"])
def test_a_link_that_does_not_stand_lets_nobody_teach(
    client: Client,
    client_of: ClientOf,
    educator: User,
    colleague: User,
    administrator: User,
    ended: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cohort = taught_with(cohort_of(educator, hides_names=True), administrator, "lead", educator)
    named(client, cohort, colleague)
    at, who = asked(colleague), colleague
    if ended == "forged":
        at = at.replace("/asked/", "/asked/x")
    elif ended == "another's":
        who = administrator
    elif ended == "archived":
        archive_cohort(cohort=cohort, by=educator, now=timezone.now())
    elif ended == "answered":
        client_of(colleague).post(at)
        remove_teacher(cohort=cohort, person=colleague.pk, by=educator)
    elif ended == "who asked is gone":
        remove_teacher(cohort=cohort, person=educator.pk, by=educator)
    else:
        later = (timezone.now() + timedelta(days=15)).timestamp()
        monkeypatch.setattr(signing.time, "time", lambda: later)

    answer = client_of(who).post(at)

    assert answer.status_code == 404 and "Nobody asks you by this link" in answer.content.decode()
    assert not cohort.teachers.filter(person=colleague).exists()


def test_where_names_are_told_a_colleague_teaches_at_once(
    client: Client, educator: User, colleague: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)

    assert "teaches with you." in named(client, cohort, colleague)
    remove_teacher(cohort=cohort, person=colleague.pk, by=educator)
    seat_people(cohort=cohort, people=[colleague.pk], now=timezone.now())
    assert "is a resident of this cohort" in named(client, cohort, colleague)
