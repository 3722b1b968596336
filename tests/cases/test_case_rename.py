from collections.abc import Callable

from django.test import Client

from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


def test_a_case_gets_another_title(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Old")
    response = client_of(resident).post(f"/cases/{case.pk}/rename/", {"title": "New"})

    case.refresh_from_db()
    assert (case.title, response["Location"]) == ("New", f"/cases/{case.pk}/")


def test_the_present_title_is_in_the_field(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Old")

    assert 'value="Old"' in client_of(resident).get(f"/cases/{case.pk}/rename/").content.decode()


def test_a_title_that_could_name_somebody_is_asked_about_first(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Old")
    html = client_of(resident).post(f"/cases/{case.pk}/rename/", {"title": "Mr Smith"}).content.decode()

    case.refresh_from_db()
    assert case.title == "Old"
    assert "This title is invented" in html
