"""People, their roles and what follows from them."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client

from kidmet_site.accounts.models import User


def test_one_person_may_hold_several_roles(db: None) -> None:
    person = User.objects.create_user("both@kidmet.example", is_educator=True, is_curator=True)

    assert person.roles == ("educator", "curator")


@pytest.mark.parametrize(
    ("held", "enters"),
    [({"is_resident": True}, False), ({"is_educator": True}, False), ({"is_curator": True}, True)],
)
def test_who_may_enter_the_admin_follows_from_the_roles(held: dict, enters: bool) -> None:
    assert User(**held).is_staff is enters
    assert User(**held, is_superuser=True).is_staff


@pytest.mark.parametrize(
    ("permission", "granted"),
    [("guidance.change_statement", True), ("accounts.view_user", False), ("cases.view_patientcase", False)],
)
def test_a_curator_holds_the_permissions_of_the_guidance_alone(
    curator: User, permission: str, granted: bool
) -> None:
    assert curator.has_perm(permission) is granted
    assert curator.has_module_perms(permission.split(".")[0]) is granted


def test_a_curator_whose_account_is_closed_holds_none(curator: User) -> None:
    curator.is_active = False

    assert not curator.has_perm("guidance.change_statement")


def test_two_people_cannot_share_an_address_in_another_case(resident: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create(email="Robin@kidmet.example")


def test_a_taken_address_is_refused_with_a_sentence(resident: User) -> None:
    with pytest.raises(ValidationError, match="Someone already uses this e-mail"):
        User(email=resident.email, password="x").full_clean()


def test_a_change_of_roles_is_kept_and_no_password_with_it(resident: User) -> None:
    resident.is_educator = True
    resident.save()

    assert [row.is_educator for row in resident.history.all()] == [True, False]
    assert not hasattr(resident.history.first(), "password")


def test_the_account_page_tells_who_one_is(resident: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(resident).get("/account/").content.decode()

    assert "You are here as resident." in page and resident.email in page
    for path in ("/accounts/password/change/", "/accounts/2fa/", "/accounts/email/", "/accounts/logout/"):
        assert path in page


def test_a_person_changes_the_name_that_is_shown(resident: User, client_of: Callable[[User], Client]) -> None:
    response = client_of(resident).post("/account/", {"display_name": "Rob"}, follow=True)

    resident.refresh_from_db()
    assert resident.display_name == "Rob" and "We call you Rob now." in response.content.decode()


def test_a_name_that_is_too_long_is_refused_beside_its_field(
    resident: User, client_of: Callable[[User], Client]
) -> None:
    response = client_of(resident).post("/account/", {"display_name": "R" * 81})

    assert response.status_code == 200
    page = response.content.decode()
    assert "The name of a person takes at most 80 characters; this has 81." in page
    # A browser that is told of the number cuts what is pasted, and says nothing.
    assert "maxlength" not in page and "R" * 81 in page
