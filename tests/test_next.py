"""Where a form leads afterwards: to a page of this site, named by its path, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from guidance.views.loading import is_own_address, safe_next
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.guidance.curating import reworded

ClientOf = Callable[[User], Client]

OWN = (
    "/",
    "/cases/",
    "/guidance/staging/tnm/?edition=1#C26",
    "/guidance/search/?q=https://elsewhere.example/",
    "/guidance/n%C3%A4he/",
)
# Of another site, of no site, or of no page here.
OTHERS = (
    "",
    " ",
    "foo",
    "cases/",
    "./cases/",
    "../",
    "?q=1",
    "#main",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "/\t/elsewhere.example/",
    " //elsewhere.example/",
    "https:elsewhere.example",
    "https://elsewhere.example/cases/",
    "http://testserver/cases/",
    "http:///elsewhere.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "mailto:someone@elsewhere.example",
    "/nothing/here/at/all",
    "/cases/new",
    "/cases/\x00/",
    "/cases/\r\nX-Other: 1",
    "/cases/\ud800/",
    "/cases/ü/",
    "/cases/%",
    "//[",
    "/" + "a" * 10_000,
    "/guidance/" + "a" * 10_000 + "/",
)


def test_an_address_of_ours_is_told_from_any_other() -> None:
    assert [given for given in OWN if not is_own_address(given)] == []
    assert [given for given in OTHERS if is_own_address(given)] == []


def test_a_form_leads_to_its_own_page_where_it_names_no_other() -> None:
    for given in OTHERS[:8]:
        assert safe_next(RequestFactory().post("/", {"next": given}), "/cases/") == "/cases/"
    assert safe_next(RequestFactory().post("/"), "/cases/") == "/cases/"


def forms(resident: User, curator: User) -> list[tuple[User, str, dict[str, str], str]]:
    """Every form that takes `next`: who sends it, where, with what, and where it leads by itself."""
    case = case_of(resident, primary_site="lung").pk
    change = reworded(curator).changes.get()
    dropped = reverse("change_drop", args=[change.change_set_id, change.pk])
    return [
        (resident, reverse("theme"), {"theme": "dark"}, "/"),
        (resident, reverse("guidance_subscription"), {"wanted": "yes"}, reverse("guidance_notices")),
        (
            resident,
            reverse("case_edition_seen", args=[case]),
            {"edition": "1"},
            reverse("case_workbench", args=[case]),
        ),
        (curator, reverse("interests"), {"has_interests": "no"}, reverse("curate_home")),
        (curator, dropped, {}, reverse("change_set", args=[change.change_set_id])),
    ]


def test_every_form_leads_to_pages_of_this_site_alone(
    edition: object, client_of: ClientOf, resident: User, curator: User
) -> None:
    for given in ("foo", "//elsewhere.example/", "/nothing/", "/cases/\x00/", "a" * 10_000, OWN[2]):
        for who, address, data, otherwise in forms(resident, curator):
            response = client_of(who).post(address, data | {"next": given})

            assert response.status_code == 302, (address, given)
            assert response.url == (given if given in OWN else otherwise), (address, given)


SIGN_IN = {"login": "robin@kidmet.example", "password": "correct horse battery"}


@pytest.mark.parametrize("given", ["foo", "//elsewhere.example/", "http://testserver/cases/", "javascript:1"])
def test_signing_in_and_out_lead_to_pages_of_this_site_alone(
    client: Client, resident: User, given: str
) -> None:
    def led(answer: Any) -> str:
        return str(answer.url)

    assert led(client.post(reverse("account_login"), SIGN_IN | {"next": given})) == reverse("case_list")
    assert led(client.get(reverse("account_login"), {"next": given})) == reverse("case_list")
    assert led(client.post(reverse("account_logout"), {"next": given})) == reverse("landing")
    assert led(client.post(reverse("account_login"), SIGN_IN | {"next": "/learn/"})) == "/learn/"
