"""How allauth behaves where an institution signs people in: by settings alone, and with pages of ours."""

from time import time
from typing import Any

import structlog
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from requests import RequestException

from kidmet_site.accounts.institution_line import NoAnswer, ProviderSession
from kidmet_site.accounts.institution_metadata import NotTrusted
from kidmet_site.accounts.institution_people import NotAdmitted, admit
from kidmet_site.accounts.institution_provider import InstitutionProvider
from kidmet_site.accounts.inviting import InvitationClosed, open_invitation
from kidmet_site.accounts.models import User
from kidmet_site.institution import Institution

log = structlog.get_logger(__name__)
STATUS = {"asking": 503, "away": 503, "not_trusted": 502, "stale": 400}
AGAIN = "again"
"""The process of who is signed in and shows once more who they are."""
JUST_NOW = 300
"""Seconds since the provider asked for a password, or for whatever it asks for."""


def institution_or_404() -> Institution:
    if settings.OIDC is None:
        raise Http404
    return settings.OIDC


def provider_of(request: HttpRequest, institution: Institution) -> InstitutionProvider:
    app = SocialApp(
        provider="openid_connect",
        # Links hold for this issuer alone: the same number is somebody else at another one.
        provider_id=institution.issuer,
        name=institution.name,
        client_id=institution.client_id,
        secret=institution.client_secret,
        settings={
            "server_url": institution.issuer,
            "oauth_pkce_enabled": True,
            "scope": list(institution.scopes),
        },
    )
    provider = InstitutionProvider(request, app=app)
    provider.institution = institution
    return provider


def refusal_page(request: HttpRequest, why: str, **more: object) -> HttpResponse:
    """What is told where somebody does not come in; each reason is a part of the template."""
    context = {"why": why, **more}
    return render(request, "account/institution_refused.html", context, status=STATUS.get(why, 403))


class InstitutionAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """From the settings alone: no row of the database opens a way in."""
        if not settings.OIDC or (client_id and client_id != settings.OIDC.client_id):
            return []
        return [provider_of(request, settings.OIDC).app]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Any:
        self.get_app(request, provider=provider, client_id=client_id)
        return provider_of(request, institution_or_404())

    def get_requests_session(self) -> ProviderSession:
        return ProviderSession()

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return reverse("account_home")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Any = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(refusal_page(request, "cancelled"))
        raise ImmediateHttpResponse(failed(request, exception))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Before anything of the sign-in is done: whoever does not come in has changed nothing."""
        # It is used up, and would be kept in the session while somebody is asked for a second step.
        sociallogin.token = None
        process = sociallogin.state.get("process")
        if process == AuthProcess.CONNECT:
            _check_joins(request, sociallogin)
        elif process == AGAIN:
            raise ImmediateHttpResponse(_seen_again(request, sociallogin))
        else:
            _admit(request, sociallogin)


def failed(request: HttpRequest, fault: Exception | None) -> HttpResponse:
    return refusal_page(request, "stale" if fault is None else why_it_failed(fault))


def why_it_failed(fault: Exception) -> str:
    """As the page tells it. The log gets the kind of fault, never what was sent: allauth's own quote that."""
    away = isinstance(fault, RequestException)
    what = str(fault) if isinstance(fault, NoAnswer | NotTrusted) else ""
    log.warning("institution_sign_in_failed", fault=type(fault).__name__, what=what[:100])
    return "away" if away else "not_trusted"


def _admit(request: HttpRequest, login: SocialLogin) -> None:
    now = timezone.now()
    claims = login.claims
    key = (login.state.get("data") or {}).get("invitation", "")
    try:
        invitation = open_invitation(key, now=now) if key else None
        person, is_new = admit(
            login.account, claims, institution=institution_or_404(), invitation=invitation, now=now
        )
    except NotAdmitted as refused:
        if refused.why == "closed":
            raise ImmediateHttpResponse(
                get_account_adapter().respond_user_inactive(request, User())
            ) from None
        raise ImmediateHttpResponse(refusal_page(request, refused.why)) from None
    except InvitationClosed:
        raise ImmediateHttpResponse(refusal_page(request, "invitation")) from None
    login.user = person
    if is_new and person.date_joined < now:
        _tell_joined(login, person)


def _tell_joined(login: SocialLogin, person: User) -> None:
    context = {"account": login.account, "provider": login.provider}
    get_account_adapter().send_notification_mail("socialaccount/email/account_connected", person, context)


def _check_joins(request: HttpRequest, login: SocialLogin) -> None:
    if not request.user.is_authenticated:
        raise ImmediateHttpResponse(refusal_page(request, "stale"))
    if login.is_existing and login.user != request.user:
        raise ImmediateHttpResponse(refusal_page(request, "taken"))


def _seen_again(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """Who is signed in has shown at the provider, just now, that it is still them."""
    if not request.user.is_authenticated:
        return refusal_page(request, "stale")
    if not login.is_existing or login.user != request.user:
        return refusal_page(request, "other")
    shown_at = login.claims.get("auth_time")
    if not isinstance(shown_at, int | float) or time() - shown_at > JUST_NOW:
        return refusal_page(request, "not_again")
    given = {"provider": login.account.provider, "uid": login.account.uid}
    record_authentication(request, login.user, "socialaccount", reauthenticated=True, **given)
    return redirect(login.state.get("next") or "account_home")
