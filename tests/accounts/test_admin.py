"""The admin: people for administrators, guidance for curators, everything with its history."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import Client
from django.utils import timezone

from guidance.domain.limits import SEARCH
from guidance.models import Notice
from kidmet_site.accounts.admin import GAVE_ADDRESS, GAVE_PASSWORD, TOOK_SECOND_STEP
from kidmet_site.accounts.models import Insight, User

OURS = ("accounts", "guidance", "cases")


def models_of_ours() -> list[type[models.Model]]:
    return [model for app in OURS for model in apps.get_app_config(app).get_models() if not is_history(model)]


def is_history(model: type[models.Model]) -> bool:
    return model.__name__.startswith("Historical")


@pytest.mark.parametrize("model", models_of_ours(), ids=lambda model: model._meta.label)
def test_every_model_is_in_the_admin_or_inline_with_its_parent(model: type[models.Model]) -> None:
    inlines = {inline.model for shown in admin.site._registry.values() for inline in shown.inlines}

    assert model in admin.site._registry or model in inlines


@pytest.mark.parametrize(
    "model",
    [model for model in admin.site._registry if model._meta.app_label in OURS],
    ids=lambda m: m._meta.label,
)
def test_lists_searches_and_forms_open(
    administrator: User, client_of: Callable[[User], Client], edition: object, model: type[models.Model]
) -> None:
    client = client_of(administrator)
    listing = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"

    assert client.get(listing, {"q": "kidney"}).status_code == 200
    assert client.get(listing).status_code == 200
    row = model._default_manager.first()
    if row:
        assert client.get(f"{listing}{row.pk}/change/").status_code == 200


def test_the_list_of_people_is_searched_and_filtered(
    administrator: User, resident: User, curator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)

    found = client.get("/admin/accounts/user/", {"q": "robin"}).content.decode()
    curators = client.get("/admin/accounts/user/", {"is_curator__exact": 1}).content.decode()

    assert resident.email in found and curator.email not in found
    assert curator.email in curators and resident.email not in curators


def test_nothing_that_a_list_leaves_out_is_guessed_by_its_address(
    administrator: User, client_of: Callable[[User], Client], edition: object
) -> None:
    client = client_of(administrator)
    left_out = [(shown, name) for shown in admin.site._registry.values() for name in shown.exclude or ()]
    assert len(left_out) > 5

    answered = {
        (shown.opts.label, asked): client.get(
            f"/admin/{shown.opts.app_label}/{shown.opts.model_name}/", {asked: value}
        ).status_code
        for shown, name in left_out
        for asked, value in ((name, "1"), (f"{name}__startswith", "a"), (f"{name}__isnull", "0"))
    }

    assert set(answered.values()) == {400}, answered


def test_an_administrator_adds_an_educator(administrator: User, client_of: Callable[[User], Client]) -> None:
    client_of(administrator).post(
        "/admin/accounts/user/add/",
        {
            "email": "New@kidmet.example",
            "usable_password": "true",
            "password1": "correct horse battery",
            "password2": "correct horse battery",
            "is_educator": "on",
        },
    )

    assert User.objects.get(email="new@kidmet.example").roles == ("educator",)


def test_the_history_of_a_person_is_shown_and_not_edited(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    version = resident.history.first()

    assert client.get(f"/admin/accounts/user/{resident.pk}/history/").status_code == 200
    page = client.get(f"/admin/accounts/user/{resident.pk}/history/{version.pk}/")
    assert page.status_code == 200 and 'name="_save"' not in page.content.decode()


def test_nobody_is_deleted(administrator: User, resident: User, client_of: Callable[[User], Client]) -> None:
    assert client_of(administrator).post(f"/admin/accounts/user/{resident.pk}/delete/").status_code == 403


def test_a_curator_sees_the_guidance_and_no_people(
    curator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(curator)

    assert "/admin/guidance/" in client.get("/admin/").content.decode()
    assert client.get("/admin/accounts/user/").status_code == 403


@pytest.mark.parametrize("who", ["resident", "educator"])
def test_others_do_not_enter(request: pytest.FixtureRequest, client_of: Callable, who: str) -> None:
    assert client_of(request.getfixturevalue(who)).get("/admin/", follow=True).status_code == 403


NO_NUMBERS = ("abc", "1x", "_", "9" * 30, "9" * 5_000)


def test_an_address_without_a_number_leads_nowhere(
    administrator: User, client_of: Callable[[User], Client], edition: object
) -> None:
    client = client_of(administrator)
    client.raise_request_exception = False
    asked = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/{part}"
        for model in admin.site._registry
        for wrong in NO_NUMBERS[:3]
        for part in (f"{wrong}/history/", f"{wrong}/change/", f"{wrong}/history/1/", f"1/history/{wrong}/")
    ]
    asked += [f"/admin/accounts/user/{wrong[:3_000]}/history/" for wrong in NO_NUMBERS]

    assert not [
        (path, answer) for path in asked if (answer := client.get(path).status_code) not in (302, 404)
    ]


def test_a_search_that_is_too_long_is_refused_in_every_list_and_one_within_it_answered(
    administrator: User, client_of: Callable[[User], Client], edition: object
) -> None:
    client = client_of(administrator)
    client.raise_request_exception = False
    words, longest = "a " * 1_500, ("a " * SEARCH.most)[: SEARCH.most - 1] + "a"
    wrong = []
    for model in admin.site._registry:
        listing = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        refused = client.get(listing, {"q": words})
        if refused.status_code != 414 or SEARCH.refusal(len(words)) not in refused.content.decode():
            wrong.append((listing, refused.status_code))
        if client.get(listing, {"q": longest}).status_code not in (200, 302):
            wrong.append((listing, "within"))
    field = {"app_label": "guidance", "model_name": "statement", "field_name": "section", "term": words}

    assert not wrong
    assert client.get("/admin/autocomplete/", field).status_code == 414


def told(person: User) -> list[str]:
    return list(Notice.objects.filter(user=person).order_by("pk").values_list("text", flat=True))


def test_a_person_is_told_when_an_administrator_changes_how_they_sign_in(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    """With a password that they gave, or mail that reaches them, they could sign in as that person."""
    Authenticator.objects.create(user=resident, type="totp", data={"secret": "zebrafinch"})
    client, page = client_of(administrator), f"/admin/accounts/user/{resident.pk}/"
    password = "another horse battery"
    client.post(f"{page}password/", {"password1": password, "password2": password, "usable_password": "true"})
    client.post(f"{page}change/", {"email": "mallory@kidmet.example", "is_resident": "on", "is_active": "on"})
    authenticator = Authenticator.objects.get()
    rows = f"/admin/mfa/authenticator/{authenticator.pk}/"
    shown = client.get("/admin/mfa/authenticator/").content + client.get(f"{rows}change/").content
    client.post(f"{rows}delete/", {"post": "yes"})

    resident.refresh_from_db()
    assert resident.check_password(password) and resident.email == "mallory@kidmet.example"
    assert b"zebrafinch" not in shown and not Authenticator.objects.exists()
    assert told(resident) == [
        f"Ada changed how you sign in. Why: {what}"
        for what in (GAVE_PASSWORD, GAVE_ADDRESS, TOOK_SECOND_STEP)
    ]
    assert [each.reason for each in Insight.objects.order_by("pk")] == [
        GAVE_PASSWORD,
        GAVE_ADDRESS,
        TOOK_SECOND_STEP,
    ]


def test_nothing_is_told_of_a_change_that_is_refused_or_ones_own(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    client.post(f"/admin/accounts/user/{resident.pk}/password/", {"password1": "a", "password2": "b"})
    client.post(
        f"/admin/accounts/user/{resident.pk}/change/", {"email": resident.email, "display_name": "Bob"}
    )
    client.post(f"/admin/accounts/user/{administrator.pk}/change/", {"email": "a@kidmet.example"})

    assert not Insight.objects.exists() and not Notice.objects.exists()


def test_no_address_is_confirmed_for_somebody_in_the_admin(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    row = EmailAddress.objects.create(user=resident, email="ada@kidmet.example", verified=False)
    client.post("/admin/account/emailaddress/", {"action": "make_verified", "_selected_action": row.pk})

    row.refresh_from_db()
    assert not row.verified
    assert client.get("/admin/account/emailaddress/add/").status_code == 403
    assert client.get("/admin/mfa/authenticator/add/").status_code == 403


def test_administrators_see_that_somebody_was_told_and_not_what(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    notice = Notice.objects.create(user=resident, text="Zebrafinch", path="/", at=timezone.now())
    pages = [client.get("/admin/guidance/notice/"), client.get(f"/admin/guidance/notice/{notice.pk}/change/")]

    assert all(resident.display_name in page.content.decode() for page in pages)
    assert not any("Zebrafinch" in page.content.decode() for page in pages)


def test_a_moment_has_the_hours_of_all_other_pages_when_it_stands_in_the_admin(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    User.objects.filter(pk=resident.pk).update(date_joined=datetime(2026, 3, 1, 14, 2, tzinfo=UTC))

    page = client_of(administrator).get(f"/admin/accounts/user/{resident.pk}/change/").content.decode()

    assert "1 March 2026, 14:02" in page


def test_an_administrator_is_called_so_in_each_page_of_the_admin(
    administrator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    addresses = ("", f"{resident.pk}/change/", f"{resident.pk}/history/", "?is_superuser__exact=1")
    pages = [client.get(f"/admin/accounts/user/{each}").content.decode() for each in addresses]

    assert "Administers the site." in pages[1]
    assert "By administrator" in pages[0] and re.search(r"<a [^>]*>\s*Administrator\s*</a>", pages[0])
    assert not [
        address for address, page in zip(addresses, pages, strict=True) if "superuser " in page.lower()
    ]
