"""The pages of an institution's sign-in, which are there only where the settings name one."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as settings_in_use
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Page, Route

from kidmet_site.institution import Institution
from tests.functional import sight_states
from tests.functional.conftest import Console
from tests.functional.test_sight import faults_of, heard_of

REFUSALS = (
    *("asking", "away", "not_trusted", "stale", "cancelled", "unverified", "unknown", "no_role"),
    *("administrator", "invitation", "passwords", "taken", "other", "not_again"),
)
ISSUER = "https://login.example"


def named(*, passwords: bool) -> Institution:
    return Institution(
        issuer=ISSUER,
        client_id="kidmet",
        client_secret="secret",
        name="University Hospital of Oberrheinstadt",
        passwords=passwords,
    )


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_an_institution_can_be_read_at_every_width_and_by_ear(
    open_as: Callable[..., Page], live_server: Any, console: Console, settings: Any
) -> None:
    states, page, faults = sight_states.people(), open_as(None), []
    sight_states.inviting(states)
    rich = {"name": settings_in_use.SESSION_COOKIE_NAME, "url": str(live_server)}
    SocialAccount.objects.create(user=states.rich, provider=ISSUER, uid="17")
    visits = [
        ("", "/accounts/login/"),
        ("", f"/invitation/{states.invitation}/"),
        ("newcomer", "/account/"),
        ("rich", "/account/"),
        ("rich", "/accounts/institution/again/"),
        ("rich", "/accounts/institution/remove/"),
        ("rich", f"/people/{states.rich.pk}/"),
    ]
    for passwords in (True, False):
        settings.OIDC = named(passwords=passwords)
        for by, address in visits:
            page.context.clear_cookies()
            if by:
                page.context.add_cookies([rich | {"value": states.cookies[by]}])
            page.goto(f"{live_server}{address}")
            found = [*faults_of(page), *(heard_of(page) if passwords else []), *console]
            console.clear()
            faults += [f"{address} passwords={passwords}: {each}" for each in found]

    assert not faults, "\n".join(faults)


def answering(html: str) -> Callable[[Route], None]:
    return lambda route: route.fulfill(body=html, content_type="text/html")


@pytest.mark.django_db(transaction=True)
def test_every_reason_for_staying_out_can_be_read(
    open_as: Callable[..., Page], live_server: Any, settings: Any
) -> None:
    settings.OIDC, page, headings = named(passwords=True), open_as(None), set()
    request, faults = RequestFactory().get("/"), []
    request.user = AnonymousUser()
    for why in REFUSALS:
        html = render_to_string("account/institution_refused.html", {"why": why}, request)
        page.unroute_all()
        page.route("**/error/", answering(html))
        page.goto(f"{live_server}/error/")
        headings.add(page.locator("h1").inner_text())
        faults += [f"{why}: {each}" for each in faults_of(page)]

    assert not faults, "\n".join(faults)
    assert len(headings) == len(REFUSALS)
