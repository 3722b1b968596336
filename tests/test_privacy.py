"""What is said of privacy is true of this installation: what is kept, who sees it, which cookies are set."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import Client

from guidance.admin import SealedAdmin
from kidmet_site.accounts.holdings import REGISTRY, all_holdings
from kidmet_site.accounts.models import User
from kidmet_site.privacy import BROWSER_STORAGE, REASON, SEEN, cookies
from kidmet_site.setup import ROOT
from tests.cases.samples import case_of

ClientOf = Callable[[User], Client]


def test_of_everything_that_is_kept_of_people_it_is_said_who_sees_it(db: None) -> None:
    assert {each.key for each in all_holdings()} - SEEN.keys() == set()
    html = Client().get("/privacy/").content.decode()
    details = Client().get("/privacy/details/").content.decode()

    for each in all_holdings():
        for said in (each.title, each.what, each.why, each.after, SEEN[each.key]):
            assert said in html and said in details, each.key
        assert f"<code>{each.model._meta.db_table}</code>" in details


def test_whether_a_copy_of_everything_has_it_is_said_as_it_is(db: None) -> None:
    html = Client().get("/privacy/details/").content.decode()
    rows = [[" ".join(re.sub("<[^>]+>", " ", cell).split()) for cell in cells(row)] for row in rows_of(html)]
    said = {row[0]: row[5] for row in rows}

    assert said == {
        each.title: "Yes." if each.export else f"No. {each.not_exported}" for each in all_holdings()
    }
    assert sum(answer == "Yes." for answer in said.values()) > 20


def rows_of(html: str) -> list[str]:
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [row for row in rows if len(cells(row)) == 7 and "<td" in row]


def cells(row: str) -> list[str]:
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)


def test_what_asks_administrators_for_a_reason_is_sealed_in_the_admin() -> None:
    """Also the parts of it: else the sentence would be true of one page and not of the next."""
    reasoned = [each.model for each in all_holdings() if REASON in SEEN[each.key]]
    parts = [part for part, whole in REGISTRY.parts.items() if whole in reasoned]
    shown = {model: admin.site._registry.get(model) for model in (*reasoned, *parts)}

    assert len(shown) > 15
    assert [
        model for model, how in shown.items() if how is not None and not isinstance(how, SealedAdmin)
    ] == []


def test_the_cookies_that_are_named_are_those_that_are_set(
    resident: User, client_of: ClientOf, edition: object
) -> None:
    visitor = Client()
    visitor.get("/accounts/signup/")
    visitor.post("/accounts/login/", {"login": resident.email, "password": "correct horse battery"})
    visitor.post("/theme/", {"theme": "dark"})
    visitor.get("/cases/")
    case = case_of(resident)
    set_by_then = set(visitor.cookies)
    visitor.post(f"/cases/{case.pk}/delete/")
    set_by_then |= set(visitor.cookies)
    named = {each.name for each in cookies()}

    assert set_by_then == named
    html = visitor.get("/privacy/").content.decode()
    assert all(
        f"<code>{name}</code>" in html and each.until in html
        for name, each in zip(named, cookies(), strict=False)
    )


def test_who_only_reads_gets_no_cookie_of_a_session(edition: object) -> None:
    visitor = Client()
    for page in ("/", "/guidance/", "/privacy/", "/privacy/details/"):
        visitor.get(page)

    assert set(visitor.cookies) <= {"csrftoken"}


def test_scripts_keep_in_the_browser_what_is_named_and_no_more() -> None:
    kept = {
        (path.name, call)
        for path in Path(ROOT, "static/js").glob("*.js")
        for call in re.findall(
            r"localStorage|sessionStorage\.setItem|indexedDB|document\.cookie|typed: \{", path.read_text()
        )
    }

    assert kept == {("workbench.js", "sessionStorage.setItem"), ("typed.js", "typed: {")}
    assert "tab of the guidance" in BROWSER_STORAGE[0] and "have not sent" in BROWSER_STORAGE[2]


@pytest.mark.parametrize("page", ["/privacy/", "/privacy/details/"])
def test_what_is_said_follows_the_settings(db: None, settings: pytest.FixtureRequest, page: str) -> None:
    assert "has not said here for how long" in Client().get(page).content.decode()
    assert "Notices stand for as long as the account." in Client().get(page).content.decode()
    settings.PRIVACY_CONTACT, settings.BACKUP_DAYS = "Ward nine, ext. 4711", 30
    settings.RETAIN_NOTICES_DAYS = 45
    html = Client().get(page).content.decode()

    assert "Ward nine, ext. 4711" in html and "kept for 30 days" in html
    assert "Notices are deleted after 45 days." in html
    assert Client().get("/account/deleted/").content.decode().count("kept for 30 days") == 1


def test_the_page_is_linked_from_the_foot_of_every_page_and_at_sign_up(
    resident: User, client_of: ClientOf, edition: object
) -> None:
    for client, page in ((Client(), "/"), (Client(), "/accounts/signup/"), (client_of(resident), "/cases/")):
        foot = client.get(page).content.decode().split('<footer class="foot">')[1]
        assert '<a href="/privacy/">Privacy</a>' in foot
    assert 'href="/privacy/"' in Client().get("/accounts/signup/").content.decode().split("<footer")[0]


def test_what_administrators_see_is_said_point_by_point(db: None) -> None:
    for page, place, points in [
        ("/privacy/", "Administrators of this site", 5),
        ("/privacy/details/", 'id="access"', 6),
    ]:
        said = Client().get(page).content.decode().split(place)[1].split("</ul>")[0]
        assert said.count("<li>") == points, page
