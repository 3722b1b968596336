"""Inviting people by mail, and coming in by the link."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from kidmet_site.accounts.models import Invitation, PeopleAct, User
from tests.accounts.provider import ROBIN, Provider, begin, sign_in_at
from tests.accounts.test_institution import institution, said, signed_in_as
from tests.tables import for_each
from tests.working import work_off

PASSWORD = "staple of the sea"
CHOSEN = {"display_name": "Nia", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def admin(administrator: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(administrator)


def invite(admin: Client, emails: str, *roles: str) -> Any:
    return admin.post("/people/invite/", {"emails": emails, "roles": roles or ["resident"]}, follow=True)


def link_in(message: Any) -> str:
    return re.search(r"https://kidmet\.example(/invitation/\S+)", message.body)[1]


def mailed(admin: Client, email: str, *roles: str) -> str:
    """Invite one; returns the link in their message."""
    invite(admin, email, *roles)
    work_off()
    return link_in(mail.outbox[-1])


def test_who_is_invited_chooses_name_and_password_and_has_the_roles(
    admin: Client, administrator: User, client: Client, settings: Any
) -> None:
    settings.SIGN_UP_OPEN = False
    page = invite(admin, "Nia@kidmet.example, kim@kidmet.example\n", "resident", "educator")

    assert "Invited: 2 people." in said(page) and mail.outbox == []
    work_off()
    assert sorted(message.to[0] for message in mail.outbox) == ["kim@kidmet.example", "nia@kidmet.example"]
    [message] = [each for each in mail.outbox if each.to == ["nia@kidmet.example"]]
    assert "Ada invites you to KidMet as resident and educator" in " ".join(message.body.split())
    link = link_in(message)
    assert "An account for <b>nia@kidmet.example</b> waits for you" in said(client.get(link))
    answer = client.post(link, CHOSEN)

    nia = User.objects.get(email="nia@kidmet.example")
    assert answer["Location"] == "/cases/" and signed_in_as(client) == str(nia.pk)
    assert (nia.display_name, nia.roles, nia.is_confirmed) == ("Nia", ("resident", "educator"), True)
    assert "This link does not work" in said(Client().get(link))
    acts = list(PeopleAct.objects.filter(invitation__email=nia.email).order_by("pk"))
    assert [(act.kind, act.by, act.roles_after) for act in acts] == [
        (PeopleAct.Kind.INVITED, administrator, ["resident", "educator"]),
        (PeopleAct.Kind.ACCEPTED, nia, ["resident", "educator"]),
    ]
    again = Client()
    again.post("/accounts/login/", {"login": nia.email, "password": PASSWORD})
    assert signed_in_as(again) == str(nia.pk)


@for_each(
    ("sent", "told"),
    [
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password2": "something else"}, "You must type the same password each time."),
        (
            {"password1": "nia@kidmet.example", "password2": "nia@kidmet.example"},
            "The password is too similar",
        ),
        ({"display_name": "N" * 81}, "The name of a person takes at most 80 characters; this has 81."),
    ],
    in_database=True,
)
def test_what_cannot_be_taken_is_told_and_uses_up_no_invitation(
    admin: Client, client: Client, sent: dict, told: str
) -> None:
    page = client.post(mailed(admin, "nia@kidmet.example"), CHOSEN | sent)

    assert told in said(page) and not User.objects.filter(email="nia@kidmet.example").exists()
    assert Invitation.objects.get().accepted_at is None


def used_up(invitation: Invitation, admin: Client) -> None:
    Invitation.objects.update(accepted_at=timezone.now())


def too_old(invitation: Invitation, admin: Client) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def withdrawn(invitation: Invitation, admin: Client) -> None:
    admin.post(f"/people/invitations/{invitation.pk}/withdraw/")


def with_another_stamp(invitation: Invitation, admin: Client) -> None:
    Invitation.objects.update(stamp="x" * 32)


@for_each("ended", [used_up, too_old, withdrawn, with_another_stamp], in_database=True)
def test_every_link_that_does_not_work_is_answered_alike(admin: Client, ended: Callable) -> None:
    link = mailed(admin, "nia@kidmet.example")
    ended(Invitation.objects.get(), admin)

    answers = {
        (page.status_code, page.content.split(b"<main")[1])
        for client, address in ((Client(), link), (Client(), "/invitation/1.abc:def/"))
        for page in (client.get(address), client.post(address, CHOSEN))
    }

    assert len(answers) == 1 and not User.objects.filter(email="nia@kidmet.example").exists()
    [(status, _)] = answers
    assert status == 404


def test_an_invitation_that_is_sent_again_has_the_same_link_and_works_longer(admin: Client) -> None:
    link = mailed(admin, "nia@kidmet.example")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert "Invitation expired" in said(admin.get("/people/?state=invited"))

    page = admin.post(f"/people/invitations/{Invitation.objects.get().pk}/again/", follow=True)
    work_off()

    assert "nia@kidmet.example gets another message" in said(page)
    assert len(mail.outbox) == 2 and link_in(mail.outbox[1]) == link
    assert Client().get(link).status_code == 200


def test_a_message_is_sent_once_when_the_step_is_done_twice(admin: Client) -> None:
    invite(admin, "nia@kidmet.example")
    work_off()
    invite(admin, "kim@kidmet.example")
    work_off()

    assert [message.to[0] for message in mail.outbox] == ["nia@kidmet.example", "kim@kidmet.example"]


def test_somebody_who_has_an_account_by_then_gets_the_roles_in_it(
    admin: Client, client: Client, resident: User
) -> None:
    User.objects.filter(pk=resident.pk).update(email="other@kidmet.example")
    link = mailed(admin, "robin@kidmet.example", "educator")
    User.objects.filter(pk=resident.pk).update(email="robin@kidmet.example")

    assert "has an account by now" in said(client.get(link))
    page = client.post(link, follow=True)

    resident.refresh_from_db()
    assert resident.roles == ("resident", "educator") and resident.check_password("correct horse battery")
    assert "Your account has the roles now" in said(page) and signed_in_as(client) is None


def test_signing_up_with_an_invited_address_brings_its_roles_once_the_address_is_confirmed(
    admin: Client, client: Client
) -> None:
    mailed(admin, "nia@kidmet.example", "educator")
    client.post(
        "/accounts/signup/", {"email": "nia@kidmet.example", "password1": PASSWORD, "password2": PASSWORD}
    )
    work_off()
    confirm = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[-1].body)[1]
    assert User.objects.get(email="nia@kidmet.example").roles == ("resident",)

    client.post(confirm)

    assert User.objects.get(email="nia@kidmet.example").roles == ("resident", "educator")
    assert Invitation.objects.get().accepted_at


@pytest.fixture
def provider(db: None, settings: Any) -> Any:
    server = Provider()
    cache.clear()
    settings.OIDC = institution(server)
    yield server
    server.shutdown()
    server.server_close()
    cache.clear()


def test_who_follows_the_link_to_the_institution_comes_in_whatever_its_address_for_them(
    admin: Client, client: Client, provider: Provider
) -> None:
    link = mailed(admin, "nia@kidmet.example", "educator")
    provider.claims = ROBIN | {"email": "n.ncube@university.example", "email_verified": False}

    assert "Sign in with Example University" in said(client.get(link))
    answer = sign_in_at(provider, client, invitation=link.split("/")[2])

    nia = User.objects.get(email="nia@kidmet.example")
    assert answer["Location"] == "/cases/" and signed_in_as(client) == str(nia.pk)
    assert nia.roles == ("educator",) and not nia.has_usable_password()
    client.logout()
    sign_in_at(provider, client)
    assert signed_in_as(client) == str(nia.pk)


def test_somebody_invited_comes_in_by_the_institution_without_the_link(
    admin: Client, client: Client, provider: Provider
) -> None:
    mailed(admin, ROBIN["email"], "curator")

    sign_in_at(provider, client)

    robin = User.objects.get(email=ROBIN["email"])
    assert signed_in_as(client) == str(robin.pk) and robin.roles == ("curator",)
    assert Invitation.objects.get().accepted_by == robin


def test_an_invitation_that_was_withdrawn_on_the_way_opens_nothing(
    admin: Client, client: Client, provider: Provider
) -> None:
    link = mailed(admin, "nia@kidmet.example")
    left = begin(client, invitation=link.split("/")[2])
    withdrawn(Invitation.objects.get(), admin)

    page = client.get(provider.agree(left["Location"]))

    assert page.status_code == 403 and "This invitation no longer works" in said(page)
    assert not User.objects.filter(email="nia@kidmet.example").exists()


@for_each(
    ("emails", "roles", "told"),
    [
        ("", ["resident"], "Give at least one address."),
        ("nia@kidmet.example", [], "Choose at least one role."),
        ("nia@kidmet.example\nnobody", ["resident"], "“nobody”: This is no e-mail address."),
        ("=cmd@kidmet.example", ["resident"], "begins with “=”: a spreadsheet would take it for a formula."),
        (
            "\n".join(f"p{at}@kidmet.example" for at in range(101)),
            ["resident"],
            "The form that invites people takes at most 100 addresses; this has 101.",
        ),
        ("nia@kidmet.example", ["administrator"], "is not one of the available choices"),
    ],
    in_database=True,
)
def test_an_invitation_that_cannot_be_made_is_told_and_invites_nobody(
    admin: Client, emails: str, roles: list, told: str
) -> None:
    page = admin.post("/people/invite/", {"emails": emails, "roles": roles})

    assert page.status_code == 200 and told in said(page)
    assert emails.split("\n")[0] in page.content.decode() and not Invitation.objects.exists()


def test_somebody_who_is_named_twice_is_invited_once(admin: Client, resident: User) -> None:
    """However the address is written, and whatever came along with it that nobody sees."""
    page = invite(
        admin, "nia@kidmet.example, NIA@kidmet.example\nnia@kidmet.example\u200b\nnia@\uff4bidmet.example"
    )
    again = said(invite(admin, f"{resident.email}\u200b"))

    assert page.status_code == 200 and "Invited: 1 person." in said(page)
    assert Invitation.objects.get().email == "nia@kidmet.example"
    assert f"{resident.email} is here already; nothing was changed." in again


def test_who_is_here_or_invited_is_not_invited_again(admin: Client, resident: User) -> None:
    invite(admin, "nia@kidmet.example")
    page = said(invite(admin, f"{resident.email}\nnia@kidmet.example\nkim@kidmet.example", "educator"))

    assert "Invited: 1 person." in page and f"{resident.email} is other roles" not in page
    assert f"{resident.email} is here or invited already; nothing was changed." in page
    assert "nia@kidmet.example is here or invited already; nothing was changed." in page
    resident.refresh_from_db()
    assert resident.roles == ("resident",) and Invitation.objects.count() == 2
