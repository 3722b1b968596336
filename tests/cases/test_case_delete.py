from collections.abc import Callable

from django.test import Client

from cases.models import PatientCase
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


def test_deleting_is_asked_about_first(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Lung", primary_site="lung")
    html = client_of(resident).get(f"/cases/{case.pk}/delete/").content.decode()

    assert "Delete this case?" in html
    assert PatientCase.objects.filter(pk=case.pk).exists()


def test_a_confirmed_case_is_deleted(resident: User, client_of: ClientOf) -> None:
    case = case_of(resident, "Lung")
    html = client_of(resident).post(f"/cases/{case.pk}/delete/", follow=True).content.decode()

    assert "Deleted “Lung”." in html
    assert not PatientCase.objects.exists()


def test_nobody_deletes_the_case_of_somebody_else(
    resident: User, stranger: User, client_of: ClientOf
) -> None:
    case = case_of(resident)

    assert client_of(stranger).post(f"/cases/{case.pk}/delete/").status_code == 404
    assert PatientCase.objects.filter(pk=case.pk).exists()
