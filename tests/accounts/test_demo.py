"""The demonstration: people whom anyone may be with one click, and nobody once it is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cases.actions.cohorts import archive_cohort
from kidmet_site.accounts.demo import DOORS, demo_email, load_demo_people
from kidmet_site.accounts.models import ROLES, User
from tests.cases.attempts import load_cases
from tests.cases.cohorts import assigned, cohort_of


@pytest.fixture
def demonstration(db: None, settings) -> None:
    settings.DEMO_MODE = True
    load_demo_people()


@pytest.mark.parametrize("role", ROLES)
def test_one_click_enters_as(demonstration: None, client: Client, role: str) -> None:
    response = client.post(f"/demo/{role}/")

    assert response.status_code == 302
    assert User.objects.get(pk=client.session["_auth_user_id"]).roles == (role,)


def test_the_front_page_has_a_door_for_each_role(demonstration: None, client: Client) -> None:
    page = client.get("/").content.decode()

    assert all(f'action="/demo/{role}/"' in page for role in DOORS)


def test_a_second_curator_can_be_entered_as(demonstration: None, client: Client) -> None:
    assert client.post("/demo/second-curator/")["Location"] == "/curate/"

    person = User.objects.get(pk=client.session["_auth_user_id"])
    assert person.is_curator and person != User.objects.get(email=demo_email("curator"))


def test_one_arrives_where_something_waits(demonstration: None, client: Client, edition: object) -> None:
    load_cases()
    educator, resident = (User.objects.get(email=demo_email(role)) for role in ("educator", "resident"))

    def arrives() -> list[str]:
        return [client.post(f"/demo/{role}/")["Location"] for role in ("educator", "resident")]

    assert arrives() == ["/teach/", "/cases/"], "nothing waits: cases are written, and worked"
    cohort = cohort_of(educator, resident)
    assert arrives() == ["/teach/cohorts/", "/cases/"]
    assigned(cohort, educator, now=timezone.now() + timedelta(days=1))
    assert arrives()[1] == "/learn/"
    archive_cohort(cohort=cohort, by=educator, now=timezone.now())
    assert arrives() == ["/teach/", "/cases/"]


def test_who_signs_in_arrives_where_work_waits_unless_they_asked_for_a_page(
    client: Client, resident: User, educator: User, edition: object
) -> None:
    load_cases()
    resident.set_password("a long passphrase")
    resident.save()
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    sent = {"login": resident.email, "password": "a long passphrase"}
    assigned(cohort_of(educator, resident), educator, now=timezone.now())

    assert client.post("/accounts/login/", sent)["Location"] == "/learn/"
    client.logout()
    assert client.post("/accounts/login/", {**sent, "next": "/guidance/"})["Location"] == "/guidance/"


def test_a_link_enters_nobody(demonstration: None, client: Client) -> None:
    assert client.get("/demo/resident/").status_code == 405


def test_there_is_no_door_for_administrators(demonstration: None, client: Client) -> None:
    assert client.post("/demo/administrator/").status_code == 404


def test_the_doors_are_shut_when_the_demonstration_is_off(
    demonstration: None, client: Client, settings
) -> None:
    settings.DEMO_MODE = False

    assert client.post("/demo/resident/").status_code == 404
    assert "/demo/" not in client.get("/").content.decode()


def test_demo_people_have_no_password(demonstration: None) -> None:
    assert not any(person.has_usable_password() for person in User.objects.all())


def test_a_password_that_a_visitor_set_opens_nothing_after_the_demonstration(
    demonstration: None, client: Client, settings
) -> None:
    person = User.objects.get(email=demo_email("resident"))
    person.set_password("a visitor's password")
    person.save()
    settings.DEMO_MODE = False

    client.post("/accounts/login/", {"login": person.email, "password": "a visitor's password"})

    assert "_auth_user_id" not in client.session


def test_loading_again_sets_them_back_and_makes_nobody_new(demonstration: None) -> None:
    person = User.objects.get(email=demo_email("curator"))
    person.set_password("a visitor's password")
    person.is_active = person.is_curator = False
    person.save()

    call_command("load_demo_people", verbosity=0)

    person.refresh_from_db()
    assert (person.is_active, person.is_curator, person.has_usable_password()) == (True, True, False)
    assert User.objects.count() == EmailAddress.objects.count() == 6


def test_loading_an_untouched_demonstration_changes_no_row(demonstration: None) -> None:
    history = User.history.count()

    load_demo_people()

    assert User.history.count() == history


def test_a_demo_person_may_try_the_second_step(
    demonstration: None, client_of: Callable[[User], Client]
) -> None:
    person = User.objects.get(email=demo_email("resident"))

    response = client_of(person).get("/accounts/2fa/totp/activate/", follow=True)

    assert response.status_code == 200 and "data:image/svg" in response.content.decode()
