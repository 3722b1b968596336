"""An address that is too long for its column is refused wherever one is typed, and cut nowhere."""

from collections.abc import Callable

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client

from guidance.domain.limits import EMAIL, OverLimit
from kidmet_site.accounts.models import User
from tests.accounts.test_sign_in import PASSWORD

TWICE = {"password1": PASSWORD, "password2": PASSWORD}
DOORS = [
    ("/accounts/signup/", "email", TWICE),
    ("/accounts/login/", "login", {"password": PASSWORD}),
    ("/accounts/password/reset/", "email", {}),
    ("/accounts/email/", "email", {"action_add": ""}),
]
TOO_LONG = (EMAIL.most + 1, 272, 320, 321, 900)


def address_of(length: int) -> str:
    """One that is an address by its form."""
    end = ".kidmet.example"
    rest = length - len(f"a@{end}")
    labels = ["x" * 60] * (rest // 61)
    domain = ".".join([*labels, "y" * max(1, rest - 61 * len(labels))])
    address = f"a@{domain}{end}"
    return address if len(address) == length else f"{'a' * (length - len(address) + 1)}{address[1:]}"


def test_an_address_that_is_too_long_is_refused_with_both_numbers_at_every_door(
    client: Client, resident: User, client_of: Callable[[User], Client], settings: object
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    wrong = []
    for path, name, more in DOORS:
        asking = client_of(resident) if path == "/accounts/email/" else client
        for length in TOO_LONG:
            typed = address_of(length)
            page = asking.post(path, {name: typed, **more})
            told = page.content.decode()
            if page.status_code != 200 or told.count(EMAIL.refusal(length)) != 1 or typed not in told:
                wrong.append((path, length, page.status_code))
            if "valid email" in told or f'maxlength="{EMAIL.most}"' in told:
                wrong.append((path, length, "says more, or lets the browser cut it"))

    assert not wrong
    assert User.objects.count() == 1 and not EmailAddress.objects.filter(email__startswith="a").exists()


def test_the_longest_address_that_is_taken_signs_up_whole(client: Client, db: None) -> None:
    address = address_of(EMAIL.most)
    client.post("/accounts/signup/", {"email": address, **TWICE})

    assert User.objects.get().email == address == EmailAddress.objects.get().email


def test_nothing_is_cut_by_whatever_makes_an_account(rf: object, db: None) -> None:
    address = address_of(EMAIL.most + 1)
    form = type("Sent", (), {"cleaned_data": {"email": address}})()

    with pytest.raises(OverLimit):
        User.objects.create_user(address)
    with pytest.raises(OverLimit):
        get_adapter().save_user(rf.get("/"), User(), form)
    with pytest.raises(ValidationError):
        get_adapter().clean_email(address)
    assert not User.objects.exists()
