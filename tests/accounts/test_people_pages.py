"""People, as administrators see them: the list, one person, and what was done."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.domain.limits import SEARCH
from kidmet_site.accounts.inviting import Invited, invite_people
from kidmet_site.accounts.models import PeopleAct, User
from tests.accounts.test_institution import said, signed_in_as


@pytest.fixture
def admin(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


def invited(by: User, *emails: str) -> None:
    invite_people([Invited(email, ("resident",), "Nia") for email in emails], by=by, now=timezone.now())


def test_the_list_has_who_is_here_who_is_invited_and_who_is_closed(
    admin: Client, administrator: User, resident: User, educator: User
) -> None:
    invited(administrator, "nia@kidmet.example", educator.email)
    User.objects.filter(pk=educator.pk).update(is_active=False)

    def emails(query: str) -> list[str]:
        page = admin.get(f"/people/{query}")
        assert page.status_code == 200
        return [row.email for row in page.context["rows"]]

    ada, eli, robin = administrator.email, educator.email, resident.email
    assert emails("") == [ada, eli, "nia@kidmet.example", robin]
    assert emails("?state=active") == [ada, robin]
    assert emails("?state=closed") == [eli] and emails("?state=invited") == ["nia@kidmet.example"]
    assert emails("?q=nia") == ["nia@kidmet.example"] and emails("?q=ROB") == [robin]
    assert emails("?q=nobody") == [] and emails("?state=nonsense&page=x") == emails("")
    assert SEARCH.refusal(201) in said(admin.get("/people/", {"q": "n" * 201}))


def test_whose_address_is_not_confirmed_is_not_called_active(
    admin: Client, administrator: User, resident: User, educator: User
) -> None:
    assert "Every address of an open account is confirmed." in said(admin.get("/people/?state=unconfirmed"))
    User.objects.filter(pk__in=(resident.pk, educator.pk)).update(is_confirmed=False)
    User.objects.filter(pk=educator.pk).update(is_active=False)

    def states(query: str = "") -> dict[str, str]:
        return {row.email: row.state for row in admin.get(f"/people/{query}").context["rows"]}

    waits = {resident.email: "address not confirmed"}
    assert states() == {administrator.email: "active", educator.email: "closed", **waits}
    assert states("?state=unconfirmed") == waits and states("?state=active") == {
        administrator.email: "active"
    }
    page = admin.get("/people/")
    assert [each[2] for each in page.context["tabs"]] == [3, 1, 1, 0, 1]
    assert said(page).count("Address not confirmed") == 2, "in the row, and as a tab"


def test_the_list_costs_as_much_for_many_as_for_one(admin: Client, administrator: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            admin.get("/people/")
        return len(found)

    invited(administrator, "nia@kidmet.example")
    few = queries()
    User.objects.bulk_create(User(email=f"p{at}@kidmet.example", is_resident=True) for at in range(60))
    invited(administrator, *(f"q{at}@kidmet.example" for at in range(60)))

    assert queries() == few
    assert [len(admin.get(f"/people/?page={page}").context["rows"]) for page in (1, 2, 3)] == [50, 50, 22]


def test_an_administrator_gives_and_takes_roles(admin: Client, administrator: User, resident: User) -> None:
    address = f"/people/{resident.pk}/"
    page = admin.post(address, {"do": "roles", "roles": ["educator", "curator"]}, follow=True)

    resident.refresh_from_db()
    assert resident.roles == ("educator", "curator")
    assert "Robin is educator and curator now." in said(page)
    act = resident.people_acts.get()
    assert (act.by, act.way, act.roles_before) == (administrator, PeopleAct.Way.PAGE, ["resident"])
    kept = resident.history.first()
    assert (kept.history_user, kept.history_change_reason) == (administrator, "roles on their page")

    assert "has these roles already" in said(
        admin.post(address, {"do": "roles", "roles": ["curator", "educator"]}, follow=True)
    )
    assert "Select a valid choice" in said(admin.post(address, {"do": "roles", "roles": ["administrator"]}))
    assert "Nothing was received" in said(admin.post(address, {}, follow=True))
    admin.post(address, {"do": "roles"})
    resident.refresh_from_db()
    assert resident.roles == () and resident.people_acts.count() == 2


def test_a_closed_account_is_out_at_once_and_can_be_opened(
    admin: Client, resident: User, client_of: Callable[[User], Client]
) -> None:
    client, address = client_of(resident), f"/people/{resident.pk}/"
    assert "can no longer sign in" in said(admin.post(address, {"do": "close"}, follow=True))
    assert client.get("/cases/").status_code == 302

    assert "Robin can sign in again." in said(admin.post(address, {"do": "open"}, follow=True))
    client.post("/accounts/login/", {"login": resident.email, "password": "correct horse battery"})
    assert signed_in_as(client) == str(resident.pk)
    kinds = [act.kind for act in resident.people_acts.order_by("pk")]
    assert kinds == [PeopleAct.Kind.CLOSED, PeopleAct.Kind.OPENED]


def test_nobody_closes_their_own_account_here(admin: Client, administrator: User) -> None:
    page = admin.post(f"/people/{administrator.pk}/", {"do": "close"}, follow=True)

    assert "Nothing was received that can be done here" in said(page)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_what_was_done_is_told_newest_first_and_costs_the_same_for_many(
    admin: Client, administrator: User, resident: User
) -> None:
    assert "Nothing yet" in said(admin.get("/people/acts/"))
    invited(administrator, "nia@kidmet.example")
    admin.post(f"/people/{resident.pk}/", {"do": "roles", "roles": ["educator"]})
    with CaptureQueriesContext(connection) as few:
        page = said(admin.get("/people/acts/"))
    assert page.index("changed the roles of") < page.index("invited")
    assert "<b>Ada</b> invited <b>Nia</b> <br>" in page and "as resident" in page

    invited(administrator, *(f"q{at}@kidmet.example" for at in range(30)))
    with CaptureQueriesContext(connection) as many:
        admin.get("/people/acts/")
    assert len(many) == len(few)


def test_what_is_done_in_the_admin_is_told_too(admin: Client, administrator: User, resident: User) -> None:
    sent = {"email": resident.email, "display_name": "Robin", "is_curator": "on", "is_confirmed": "on"}

    admin.post(f"/admin/accounts/user/{resident.pk}/change/", sent)

    roles, closed = resident.people_acts.order_by("kind").reverse()
    assert (roles.kind, roles.roles_before, roles.roles_after) == ("roles", ["resident"], ["curator"])
    assert closed.kind == PeopleAct.Kind.CLOSED and closed.by == administrator
    assert roles.way == PeopleAct.Way.ADMIN


def test_a_person_is_told_as_they_are(admin: Client, resident: User) -> None:
    page = said(admin.get(f"/people/{resident.pk}/"))

    assert "Has a password." in page and "Never signed in." in page and resident.email in page
    User.objects.filter(pk=resident.pk).update(is_confirmed=False)
    assert "Has not followed the link" in said(admin.get(f"/people/{resident.pk}/"))


def test_administrators_get_from_each_page_of_the_site_to_the_others(
    admin: Client, resident: User, client_of: Callable[[User], Client]
) -> None:
    pages = ("/people/", "/people/invite/", "/people/acts/", f"/people/{resident.pk}/", "/work/")
    ways = ("/people/", "/work/", "/admin/accounts/erasure/", "/admin/")

    for page in pages:
        html = admin.get(page).content.decode().split('aria-label="The site"')[1].split("</nav>")[0]
        assert [way for way in ways if f'href="{way}"' not in html] == [], page


def test_the_page_of_a_person_leads_to_exporting_and_deleting_what_is_held_of_them(
    admin: Client, resident: User
) -> None:
    html = admin.get(f"/people/{resident.pk}/").content.decode()
    admin.post("/accounts/reauthenticate/", {"password": "correct horse battery"})

    for part in ("export", "delete"):
        assert f'href="/admin/accounts/user/{resident.pk}/held/#{part}"' in html
        assert f'<h2 id="{part}">' in admin.get(f"/admin/accounts/user/{resident.pk}/held/").content.decode()
