from collections.abc import Callable

from django.test import Client

from cases.content.demo_cases import demo_cases
from cases.models import PatientCase
from kidmet_site.accounts.models import User

ClientOf = Callable[[User], Client]


def test_a_case_is_started_with_a_title(resident: User, client_of: ClientOf) -> None:
    response = client_of(resident).post("/cases/new/", {"title": "Lung, both kidneys"})
    case = PatientCase.objects.get()

    assert (case.owner, case.title) == (resident, "Lung, both kidneys")
    assert response["Location"] == f"/cases/{case.pk}/"


def test_a_title_that_could_name_somebody_is_asked_about_first(resident: User, client_of: ClientOf) -> None:
    client = client_of(resident)
    asked = client.post("/cases/new/", {"title": "Mrs Miller"})

    assert asked.status_code == 200
    assert not PatientCase.objects.exists()
    assert 'value="Mrs Miller"' in asked.content.decode()
    assert 'name="title_confirmed"' in asked.content.decode()
    client.post("/cases/new/", {"title": "Mrs Miller", "title_confirmed": "on"})
    assert PatientCase.objects.get().title == "Mrs Miller"


def test_without_a_title_nothing_is_started(resident: User, client_of: ClientOf) -> None:
    response = client_of(resident).post("/cases/new/", {"title": " "})

    assert "Give the case a title" in response.content.decode()
    assert not PatientCase.objects.exists()


def test_a_demo_case_is_opened_as_an_own_copy(resident: User, client_of: ClientOf) -> None:
    demo = demo_cases()[0]
    response = client_of(resident).post("/cases/new/", {"demo": demo.slug})
    case = PatientCase.objects.get()

    assert (case.owner, case.title, case.demo_slug) == (resident, demo.title, demo.slug)
    assert case.recorded() == demo.case_file.recorded
    assert response["Location"] == f"/cases/{case.pk}/"


def test_a_demo_case_that_does_not_exist_is_not_found(resident: User, client_of: ClientOf) -> None:
    assert client_of(resident).post("/cases/new/", {"demo": "zebra"}).status_code == 404
