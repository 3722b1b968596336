"""The page on which somebody chooses by whose clock they read and type times."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kidmet_site.accounts.models import User
from tests.tables import for_each

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
BERLIN = "Europe/Berlin"


def test_a_zone_that_is_chosen_is_kept_and_said(client_of: ClientOf, resident: User) -> None:
    client, at = client_of(resident), reverse("account_times")

    before = client.get(at).content.decode()
    saved = client.post(at, {"time_zone": BERLIN}, follow=True).content.decode()

    resident.refresh_from_db()
    assert resident.time_zone == BERLIN and resident.zone.key == BERLIN
    assert "The clock of this site: UTC" in before and f'<option value="{BERLIN}">Berlin' in before
    assert "By your clock, Europe/Berlin, it is" in saved and f'value="{BERLIN}" selected' in saved
    assert f"go by the clock of {BERLIN}" in client.get(reverse("account_home")).content.decode()
    assert User.history.filter(id=resident.pk).first().time_zone == BERLIN


def test_without_a_choice_it_is_the_clock_of_the_site(client_of: ClientOf, resident: User) -> None:
    resident.time_zone = BERLIN
    resident.save()

    page = client_of(resident).post(reverse("account_times"), {"time_zone": ""}, follow=True).content.decode()

    resident.refresh_from_db()
    assert resident.time_zone == "" and "By your clock, UTC" in page


@for_each("nonsense", ["Mars/Phobos", "Etc/GMT+5", "berlin", "../../etc/passwd", "x" * 5_000])
def test_what_is_no_zone_is_refused_with_a_sentence(
    client_of: ClientOf, resident: User, nonsense: str
) -> None:
    page = client_of(resident).post(reverse("account_times"), {"time_zone": nonsense}).content.decode()

    resident.refresh_from_db()
    assert f"“{nonsense[:64]}” is no time zone that is known here." in page and resident.time_zone == ""


def test_a_zone_that_this_machine_does_not_know_any_longer_is_the_sites(
    client_of: ClientOf, resident: User
) -> None:
    User.objects.update(time_zone="Gone/Away")

    assert client_of(resident).get(reverse("account_times")).status_code == 200
    resident.refresh_from_db()
    assert resident.zone.key == "UTC"


def test_an_older_name_that_was_chosen_stays_chosen_and_is_saved_again(
    client_of: ClientOf, resident: User
) -> None:
    User.objects.update(time_zone="Asia/Calcutta")
    client, at = client_of(resident), reverse("account_times")

    page = client.get(at).content.decode()
    saved = client.post(at, {"time_zone": "Asia/Calcutta", "in_app": "on"}, follow=True).content.decode()

    resident.refresh_from_db()
    assert 'value="Asia/Calcutta" selected>Calcutta (Asia/Calcutta, as you chose it)<' in page
    assert "By your clock, Asia/Calcutta, it is" in saved and resident.time_zone == "Asia/Calcutta"
    gone = client.post(at, {"time_zone": "Asia/Kolkata"}, follow=True).content.decode()
    assert "Asia/Calcutta," not in gone
