"""Signing in with an institution: who comes in, as whom and with which roles; and who does not."""

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as settings_in_use
from django.core.cache import cache
from django.test import Client

from kidmet_site.accounts.institution_asking import ASKING, begin_asking
from kidmet_site.accounts.institution_metadata import kept_as
from kidmet_site.accounts.models import PeopleAct, User
from kidmet_site.institution import Institution
from kidmet_site.work.models import Job
from kidmet_site.work.upkeep import begin_at_start, begin_what_is_due
from kidmet_site.work.worker import give_sign
from tests.accounts.provider import CLIENT, ROBIN, SECRET, Provider, begin, new_key, press, say, sign_in_at
from tests.tables import for_each
from tests.working import NOW, outbox, work_off

DISCOVERY = "/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.shutdown()
    provider.server_close()


@pytest.fixture
def provider(server: Provider, settings: Any, db: None) -> Iterator[Provider]:
    server.begin_anew()
    cache.clear()
    settings.OIDC = institution(server)
    yield server
    server.open.set()
    cache.clear()


def institution(server: Provider, **more: Any) -> Institution:
    known = {"issuer": server.issuer, "client_id": CLIENT, "client_secret": SECRET}
    return Institution(**known | {"name": "Example University", "scopes": ("openid", "email")} | more)


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def leads_to(page: Any) -> list[str]:
    """Where browsers let the forms of a page lead."""
    rules = page["Content-Security-Policy"].split("; ")
    return next(rule.split()[1:] for rule in rules if rule.startswith("form-action"))


# Without one


def test_nothing_of_it_is_there_when_no_institution_is_named(client: Client, resident: User) -> None:
    assert "institution" not in said(client.get("/accounts/login/"))
    assert begin(client).status_code == 404
    assert client.get("/accounts/institution/callback/").status_code == 404
    client.force_login(resident)
    assert client.get("/accounts/institution/again/").status_code == 404
    page = client.get("/account/")
    assert "institution" not in said(page) and leads_to(page) == ["'self'"]


# Coming in


def test_somebody_with_an_account_of_that_address_comes_in_to_it(
    client: Client, provider: Provider, resident: User
) -> None:
    page = client.get("/accounts/login/")
    answer = sign_in_at(provider, client)

    assert "Sign in with Example University" in said(page)
    assert leads_to(page) == ["'self'", provider.issuer]
    assert answer["Location"] == "/cases/" and signed_in_as(client) == str(resident.pk)
    [message] = outbox()
    assert "you can also sign in with Example University" in message.body
    assert SocialAccount.objects.get(user=resident).extra_data == {}
    assert resident.people_acts.get().kind == PeopleAct.Kind.JOINED
    resident.refresh_from_db()
    assert resident.check_password("correct horse battery") and resident.roles == ("resident",)


def test_the_number_of_the_provider_counts_when_the_address_has_changed_there(
    client: Client, provider: Provider, resident: User
) -> None:
    sign_in_at(provider, client)
    client.logout()
    provider.claims |= {"email": "reed@kidmet.example", "email_verified": False}

    sign_in_at(provider, client)

    assert signed_in_as(client) == str(resident.pk)
    assert not User.objects.filter(email="reed@kidmet.example").exists()


def test_what_a_provider_is_asked_is_for_it_and_us_alone(client: Client, provider: Provider) -> None:
    begin(client)
    left = client.post(
        "/accounts/institution/?scope=admin&auth_params=prompt%3Dnone&process=redirect&next=//evil.example",
        {"next": "https://evil.example/", "redirect_uri": "https://evil.example/"},
    )

    asked = parse_qs(urlsplit(left["Location"]).query)
    assert set(asked) == {
        *("client_id", "redirect_uri", "scope", "response_type", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert asked["redirect_uri"] == ["http://testserver/accounts/institution/callback/"]
    assert sorted(asked["scope"][0].split()) == ["email", "openid"]
    assert asked["code_challenge_method"] == ["S256"] and len(asked["nonce"][0]) > 40


def test_what_is_too_long_to_be_a_key_or_an_address_is_kept_in_no_session(
    client: Client, provider: Provider
) -> None:
    for _ in range(3):
        begin(client, invitation="k" * 100_000, next=f"/learn/?{'n' * 100_000}")

    assert len(str(dict(client.session))) < 5_000


def test_one_goes_on_to_the_page_one_came_for(client: Client, provider: Provider, resident: User) -> None:
    assert sign_in_at(provider, client, next="/learn/")["Location"] == "/learn/"


def test_an_account_that_somebody_else_began_with_that_address_is_emptied_of_their_password(
    client: Client, provider: Provider
) -> None:
    theirs = {"email": ROBIN["email"], "password1": "correct horse battery"}
    Client().post("/accounts/signup/", theirs | {"password2": "correct horse battery"})

    sign_in_at(provider, client)

    person = User.objects.get(email=ROBIN["email"])
    assert signed_in_as(client) == str(person.pk)
    assert not person.has_usable_password() and person.is_confirmed


@for_each(
    ("claims", "told"),
    [
        ({"email_verified": False}, "does not say that your address is yours"),
        ({"email_verified": None}, "does not say that your address is yours"),
        ({"email_verified": "no"}, "does not say that your address is yours"),
        ({"email": None}, "does not say that your address is yours"),
        ({"email": ["robin@kidmet.example"]}, "does not say that your address is yours"),
        ({"email": "robin@kidmet.example\n"}, ""),
        ({"email": "nobody@kidmet.example"}, "You have no account here yet"),
    ],
    in_database=True,
)
def test_an_address_that_is_not_verified_opens_no_account_and_tells_of_none(
    client: Client, provider: Provider, resident: User, claims: dict, told: str
) -> None:
    provider.begin_anew()
    provider.claims |= claims

    page = sign_in_at(provider, client)

    if told:
        assert page.status_code == 403 and told in said(page) and not signed_in_as(client)
        assert not SocialAccount.objects.exists()


def test_the_answer_for_an_address_that_is_not_verified_is_the_same_when_there_is_an_account(
    client: Client, provider: Provider, resident: User
) -> None:
    pages = []
    for email in (resident.email, "nobody@kidmet.example"):
        provider.claims = ROBIN | {"email": email, "email_verified": False}
        pages.append(sign_in_at(provider, Client()).content.split(b"<main")[1].split(b'name="csrf')[0])

    assert pages[0] == pages[1]


def test_an_address_of_a_domain_that_the_institution_alone_gives_out_counts_as_verified(
    client: Client, provider: Provider, resident: User, settings: Any
) -> None:
    settings.OIDC = institution(provider, domains=frozenset({"kidmet.example"}))
    provider.claims["email_verified"] = None

    sign_in_at(provider, client)

    assert signed_in_as(client) == str(resident.pk)


@for_each(
    "email",
    [
        "robin@\uff4bidmet.example",  # a wide k, by which mail finds the same domain
        "robin@\u212aidmet.example",  # the sign of Kelvin
        "robin@k\u0456dmet.example",  # i as Ukrainian writes it
        "robin@kid\u00admet.example",  # with a hyphen that is not shown
        "robin@kidmet\uff0eexample",
        "ro\u200bbin@kidmet.example",
        "robin@kidmet.example.org",
        "robin@kidmet.example@elsewhere.example",
    ],
    in_database=True,
)
def test_an_address_that_only_looks_as_if_it_were_of_that_domain_does_not_count_as_verified(
    client: Client, provider: Provider, resident: User, settings: Any, email: str
) -> None:
    settings.OIDC = institution(provider, domains=frozenset({"kidmet.example"}), new_people=True)
    provider.begin_anew()
    provider.claims |= {"email": email, "email_verified": None}

    page = sign_in_at(provider, client)

    assert page.status_code == 403 and not signed_in_as(client)
    assert not SocialAccount.objects.exists() and User.objects.count() == 1


@for_each(
    ("state", "page", "status"),
    [
        ({"is_active": False}, "/accounts/inactive/", 302),
        ({"is_superuser": True}, "Sign in with your password first", 403),
    ],
    in_database=True,
)
def test_whose_account_is_closed_or_administers_stays_out(
    client: Client, provider: Provider, resident: User, state: dict, page: str, status: int
) -> None:
    provider.begin_anew()
    User.objects.update(**{"is_active": True, "is_superuser": False} | state)

    answer = sign_in_at(provider, client)

    assert answer.status_code == status and not signed_in_as(client)
    assert page in (answer.get("Location") or said(answer))


def test_who_was_joined_and_then_closed_stays_out_and_keeps_the_roles(
    client: Client, provider: Provider, resident: User, settings: Any
) -> None:
    sign_in_at(provider, Client())
    User.objects.update(is_active=False)
    settings.OIDC = institution(provider, roles_claim="groups", roles=(("educator", "staff"),))

    assert sign_in_at(provider, client)["Location"] == "/accounts/inactive/"
    assert User.objects.get().roles == ("resident",)


# New people, and roles


def test_somebody_new_gets_an_account_when_the_settings_say_so(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC = institution(provider, new_people=True)
    settings.SIGN_UP_OPEN = False

    sign_in_at(provider, client)

    person = User.objects.get()
    assert (person.email, person.display_name, person.roles) == (
        "robin@kidmet.example",
        "Robin Reed",
        ("resident",),
    )
    assert signed_in_as(client) == str(person.pk) and not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified and outbox() == []


ROLES = (("resident", "trainees"), ("educator", "staff"), ("educator", "heads"), ("curator", "keepers"))


def test_roles_are_what_the_claims_say_at_each_sign_in(
    client: Client, provider: Provider, resident: User, settings: Any
) -> None:
    settings.OIDC = institution(provider, roles_claim="realm_access.roles", roles=ROLES)
    told = []
    for groups in (["staff", "keepers", 17], ["heads"], "trainees", [], None):
        provider.claims["realm_access"] = {"roles": groups}
        sign_in_at(provider, Client())
        told.append(User.objects.get().roles)

    assert told == [("educator", "curator"), ("educator",), ("resident",), (), ()]
    changes = [act for act in PeopleAct.objects.order_by("pk") if act.kind == PeopleAct.Kind.ROLES]
    assert [act.roles_after for act in changes] == [["educator", "curator"], ["educator"], ["resident"], []]
    assert changes[0].way == PeopleAct.Way.INSTITUTION and changes[0].by is None
    kept = resident.history.filter(history_change_reason="roles by the institution’s sign-in")
    assert [row.is_educator for row in kept] == [False, False, True, True]


def test_claims_make_and_unmake_no_administrator(
    client: Client, provider: Provider, resident: User, settings: Any
) -> None:
    sign_in_at(provider, Client())
    User.objects.update(is_superuser=True)
    settings.OIDC = institution(provider, roles_claim="groups", roles=ROLES)
    provider.claims |= {"groups": [], "is_superuser": True}

    sign_in_at(provider, client)

    assert User.objects.get().is_superuser and User.objects.get().roles == ()


def test_roles_given_by_hand_stay_when_no_claim_is_named(
    client: Client, provider: Provider, educator: User
) -> None:
    provider.claims |= {"email": educator.email, "groups": ["resident"]}

    sign_in_at(provider, client)

    educator.refresh_from_db()
    assert educator.roles == ("educator",)


def test_somebody_new_to_whom_no_role_is_granted_gets_no_account(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC = institution(provider, new_people=True, roles_claim="groups", roles=ROLES)

    assert "gives you no role here" in said(sign_in_at(provider, client))
    assert not User.objects.exists()


# What is not believed


def signed_by_another(provider: Provider) -> None:
    provider.signs_with = new_key()


def signed_with_the_secret(provider: Provider) -> None:
    def id_token(nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return jwt.encode(claims | ROBIN, SECRET * 4, algorithm="HS256", headers={"kid": provider.kid})

    provider.id_token = id_token


def unsigned(provider: Provider) -> None:
    def id_token(nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": provider.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        return jwt.encode(claims | ROBIN, None, algorithm="none", headers={"kid": provider.kid})

    provider.id_token = id_token


def forged(**claims: Any) -> Callable[[Provider], None]:
    return lambda provider: provider.forged.update(claims)


def userinfo_of_another(provider: Provider) -> None:
    provider.told = ROBIN | {"sub": "somebody-else"}


def answers(path: str, body: Any, status: int = 200) -> Callable[[Provider], None]:
    return lambda provider: provider.instead.update({path: lambda handler: say(handler, body, status)})


UNTRUE: dict[str, Callable[[Provider], None]] = {
    "signed with another key": signed_by_another,
    "signed with the secret that both know": signed_with_the_secret,
    "not signed": unsigned,
    "for somebody else": forged(aud="another-site"),
    "for several, of whom another asked": forged(aud=[CLIENT, "another-site"], azp="another-site"),
    "for several, and nobody says who asked": forged(aud=[CLIENT, "another-site"]),
    "by another issuer": forged(iss="https://evil.example"),
    "of another sign-in": forged(nonce="another"),
    "without a nonce": forged(nonce=None),
    "too old": forged(exp=int(time.time()) - 600),
    "of tomorrow": forged(iat=int(time.time()) + 86_400),
    "without an end": forged(exp=None),
    "of nobody": forged(sub=None),
    "of nobody in particular": forged(sub=["robin-17"]),
    "told of another person": userinfo_of_another,
    "a userinfo that is a list": answers("/userinfo", []),
    "a token endpoint that answers a number": answers("/token", 17),
    "a token endpoint that answers a list": answers("/token", ["access_token"]),
    "a token endpoint that refuses": answers("/token", {"error": "invalid_client"}, 401),
    "a token endpoint without an ID token": answers("/token", {"access_token": "opens"}),
    "an ID token that is none": answers("/token", {"access_token": "opens", "id_token": "a.b.c"}),
    "keys that are none": answers("/keys", {"keys": [{"kty": "RSA"}]}),
    "keys that are a word": answers("/keys", {"keys": "many"}),
    "of a name that is no text": forged(sub="robin\ud800"),
    "of no number": forged(exp=float("inf"), iat=float("nan")),
    **{
        f"a {path[1:]} without a bottom": answers(path, b"[" * 5_000)
        for path in ("/token", "/userinfo", "/keys")
    },
    "a userinfo that is an endless number": answers("/userinfo", b"9" * 5_000),
}


@for_each("lie", UNTRUE.values(), ids=UNTRUE, in_database=True)
def test_nobody_comes_in_with_what_does_not_hold_together(
    client: Client, provider: Provider, resident: User, lie: Callable[[Provider], None]
) -> None:
    provider.begin_anew()
    provider.__dict__.pop("id_token", None)
    cache.clear()
    lie(provider)

    page = sign_in_at(provider, Client())

    assert page.status_code == 502 and "does not hold together" in said(page)
    assert not SocialAccount.objects.exists() and "robin" not in said(page)


@for_each(
    "changed",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
        {"authorization_endpoint": "https://evil.example/authorize"},
        {"authorization_endpoint": "http://[::/authorize"},
        {"authorization_endpoint": "http://127.0.0.1:99999/authorize"},
    ],
    in_database=True,
)
def test_a_provider_that_says_odd_things_of_itself_is_not_followed(
    client: Client, provider: Provider, changed: dict
) -> None:
    provider.begin_anew()
    cache.clear()
    answers(DISCOVERY, provider.metadata() | changed)(provider)

    page = begin(client)

    assert page.status_code == 502 and "does not hold together" in said(page)


def test_the_log_holds_nothing_of_what_the_provider_sent(
    client: Client, provider: Provider, resident: User, caplog: pytest.LogCaptureFixture
) -> None:
    answers("/token", {"error": "invalid_grant", "error_description": "not for robin-17"}, 401)(provider)

    sign_in_at(provider, client)

    assert "institution_sign_in_failed" in caplog.text and "robin" not in caplog.text


def test_a_provider_that_says_more_of_itself_than_anybody_reads_is_not_followed(
    client: Client, provider: Provider
) -> None:
    answers(DISCOVERY, b'{"issuer":' * 2_000)(provider)

    page = begin(client)

    assert page.status_code == 502 and "does not hold together" in said(page)
    assert not Job.objects.exists()


def test_what_came_back_works_once_and_in_the_browser_that_began_it(
    client: Client, provider: Provider, resident: User
) -> None:
    back = provider.agree(begin(client)["Location"])

    assert Client().get(back).status_code == 400
    assert client.get(back).status_code == 302
    client.logout()
    again = client.get(back)
    assert again.status_code == 400 and "begun elsewhere, or long ago" in said(again)


def test_who_stops_on_the_way_is_told_so(client: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(begin(client)["Location"]).query)["state"][0]

    page = client.get(f"/accounts/institution/callback/?error=access_denied&state={state}")

    assert page.status_code == 403 and "You did not sign in" in said(page)


def test_keys_that_were_changed_at_the_provider_are_asked_for_anew(
    client: Client, provider: Provider, resident: User
) -> None:
    sign_in_at(provider, Client())
    sign_in_at(provider, Client())
    assert [provider.asked.count(path) for path in (DISCOVERY, "/keys")] == [1, 1]
    provider.key = provider.signs_with = new_key()
    provider.kid = "second"

    soon = sign_in_at(provider, Client())
    assert soon.status_code == 502 and provider.asked.count("/keys") == 1
    a_minute_later()
    sign_in_at(provider, client)

    assert signed_in_as(client) == str(resident.pk) and provider.asked.count("/keys") == 2


def a_minute_later() -> None:
    """The keys that are kept were asked for a while ago."""
    name = kept_as(settings_in_use.OIDC, "keys")
    cache.set(name, cache.get(name) | {"at": time.time() - 120})


# A provider that keeps people waiting


def silent(provider: Provider) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: provider.open.wait(20)


def dripping(provider: Provider) -> Callable[[BaseHTTPRequestHandler], None]:
    """Never silent for long, and never done."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not provider.open.wait(0.05):
            handler.wfile.write(b" ")

    return answer


def endless(provider: Provider) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: say(handler, b" " * 300_000)


def elsewhere(provider: Provider) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", f"{provider.issuer}/keys")
        handler.end_headers()

    return answer


def broken(provider: Provider) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: say(handler, b"<html>", 500)


PLACES = ("/token", "/keys", "/userinfo", DISCOVERY)


@for_each(
    ("way", "place"),
    [
        *((silent, place) for place in PLACES),
        *((dripping, place) for place in ("/token", "/userinfo")),
        *((endless, place) for place in PLACES),
        *((broken, place) for place in ("/keys", "/userinfo", DISCOVERY)),
    ],
    in_database=True,
)
def test_a_provider_that_does_not_answer_is_waited_for_a_while_and_then_no_more(
    provider: Provider, settings: Any, resident: User, way: Callable, place: str
) -> None:
    provider.begin_anew()
    cache.clear()
    settings.OIDC_SECONDS = 0.3
    provider.instead[place] = way(provider)
    began = time.monotonic()

    page = begin(Client()) if place == DISCOVERY else sign_in_at(provider, Client())

    assert time.monotonic() - began < 1.5
    assert page.status_code == 503 and "does not answer" in said(page)
    assert not SocialAccount.objects.exists()
    provider.open.set()


def test_a_provider_that_is_not_there_is_told(client: Client, provider: Provider, settings: Any) -> None:
    settings.OIDC = institution(provider, issuer="http://127.0.0.1:9")

    page = begin(client)

    assert page.status_code == 503 and "does not answer" in said(page)


def test_no_answer_leads_to_another_place(client: Client, provider: Provider) -> None:
    provider.instead[DISCOVERY] = elsewhere(provider)

    assert begin(client).status_code == 503 and "/keys" not in provider.asked


def test_nobody_on_the_way_there_waits_for_the_provider(
    client: Client, provider: Provider, resident: User
) -> None:
    """Pressing the button asks a worker; pressing it again leads on, to where one wanted."""
    page = press(client, next="/learn/", invitation="a-key")

    assert provider.asked == [] and page.status_code == 503 and int(page["Retry-After"])
    assert "is being asked where its sign-in is" in said(page) and "waits for a worker" in said(page)
    assert 'name="next" value="/learn/"' in said(page) and 'name="invitation" value="a-key"' in said(page)
    give_sign("a worker")
    assert "again in a moment" in said(press(client)) and Job.objects.filter(kind=ASKING).count() == 1
    work_off()
    left = press(client, next="/learn/")
    assert client.get(provider.agree(left["Location"]))["Location"] == "/learn/"


def test_the_worker_asks_the_provider_as_it_starts_and_each_day(client: Client, provider: Provider) -> None:
    begin_at_start(NOW)
    work_off()
    assert press(client).status_code == 302

    begin_what_is_due(NOW)
    work_off()

    assert [provider.asked.count(path) for path in (DISCOVERY, "/keys")] == [2, 2]


def test_what_was_kept_leads_on_while_the_provider_says_nothing(client: Client, provider: Provider) -> None:
    begin(client)
    answers(DISCOVERY, {})(provider)

    begin_asking(NOW)
    work_off()

    assert press(client).status_code == 302


def test_a_provider_that_is_back_is_asked_anew(client: Client, provider: Provider) -> None:
    answers(DISCOVERY, {}, 500)(provider)
    assert "does not answer" in said(begin(client))
    provider.instead.clear()

    assert "does not answer" in said(press(client)) and work_off() == 0
    cache.delete(kept_as(settings_in_use.OIDC, "fault"))

    assert begin(client).status_code == 302


# Passwords, and a second step


def test_passwords_open_nothing_but_the_administrators_accounts_when_they_are_off(
    client: Client, provider: Provider, resident: User, administrator: User, settings: Any
) -> None:
    settings.OIDC = institution(provider, passwords=False)
    given = {"login": resident.email, "password": "correct horse battery"}

    refused = client.post("/accounts/login/", given)

    assert refused.status_code == 403 and "Here one signs in with Example University" in said(refused)
    assert not signed_in_as(client)
    assert "For who administers the site" in said(client.get("/accounts/login/"))
    assert "administrators make the accounts" in said(client.get("/accounts/signup/"))
    client.post("/accounts/login/", given | {"login": administrator.email})
    assert signed_in_as(client) == str(administrator.pk)


@for_each(
    ("ways", "asked"),
    [(["pwd"], True), (None, True), ("mfa", True), (["pwd", "mfa"], False), (["otp"], False)],
    in_database=True,
)
def test_a_second_step_is_asked_for_unless_the_provider_did(
    provider: Provider, resident: User, ways: Any, asked: bool
) -> None:
    provider.begin_anew()
    Authenticator.objects.get_or_create(user=resident, type=Authenticator.Type.TOTP, defaults={"data": {}})
    provider.claims["amr"] = ways
    client = Client()

    answer = sign_in_at(provider, client)

    assert (answer["Location"] == "/accounts/2fa/authenticate/") is asked
    assert bool(signed_in_as(client)) is not asked
    assert "opens" not in json.dumps(dict(client.session))


# One's own account


def test_who_is_signed_in_joins_the_two_after_giving_the_password_and_parts_them_again(
    provider: Provider, administrator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(administrator)
    begin(Client())
    provider.claims["email_verified"] = False

    asked = begin(client, process="join")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    left = client.post(asked["Location"], {"password": "correct horse battery"})
    joined = client.get(provider.agree(left["Location"]), follow=True)

    assert "You can now also sign in with Example University" in said(joined)
    assert "signs you in" in said(joined)
    assert administrator.people_acts.get().kind == PeopleAct.Kind.JOINED
    assert client.post("/accounts/institution/remove/")["Location"] == "/account/"
    assert not SocialAccount.objects.exists() and len(outbox()) == 2


def test_what_somebody_else_signs_in_with_is_joined_with_nobody_else(
    provider: Provider, resident: User, stranger: User, client_of: Callable[[User], Client]
) -> None:
    sign_in_at(provider, Client())
    stranger.set_unusable_password()
    stranger.save()

    page = sign_in_at(provider, client_of(stranger), process="join")

    assert page.status_code == 403 and "Somebody else signs in with this already" in said(page)
    assert SocialAccount.objects.get().user == resident


def test_the_only_way_in_is_not_taken_away(client: Client, provider: Provider, settings: Any) -> None:
    settings.OIDC = institution(provider, new_people=True)
    sign_in_at(provider, client)

    assert "is your only way in" in said(client.post("/accounts/institution/remove/"))
    assert SocialAccount.objects.exists()


def test_who_has_no_password_is_seen_again_by_the_institution_before_changing_how_one_signs_in(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC = institution(provider, new_people=True)
    sign_in_at(provider, client)

    sent = client.get("/accounts/password/set/")
    assert sent["Location"] == "/accounts/institution/again/?next=%2Faccounts%2Fpassword%2Fset%2F"
    assert "You have no password here: " in said(client.get(sent["Location"]))
    fields = {"process": "again", "next": "/accounts/password/set/"}
    # Let through without being asked, or somebody else: then it is as before.
    for claims, told in (({}, "did not ask you again"), ({"sub": "eli-3"}, "That was somebody else")):
        provider.claims = ROBIN | claims
        assert told in said(sign_in_at(provider, client, **fields))
        assert client.get("/accounts/password/set/").status_code == 302
    provider.claims = ROBIN | {"auth_time": int(time.time())}
    left = begin(client, **fields)
    assert parse_qs(urlsplit(left["Location"]).query)["prompt"] == ["login"]
    assert client.get(provider.agree(left["Location"]))["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200


def test_who_has_a_password_is_not_told_to_have_none(
    client: Client, provider: Provider, resident: User
) -> None:
    sign_in_at(provider, client)

    page = said(client.get("/accounts/institution/again/"))
    assert "Is it you?" in page and "no password here" not in page
