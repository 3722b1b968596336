"""The admin: people for administrators, guidance for curators, everything with its history."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import models
from django.test import Client

from guidance.domain.limits import SEARCH
from kidmet_site.accounts.models import User

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
