"""Signing in by an institution: leaving for its provider, and coming back."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from requests import RequestException

from guidance.domain.limits import ADDRESS
from guidance.views.loading import is_own_address
from kidmet_site.accounts.adapter import AccountAdapter
from kidmet_site.accounts.institution_adapter import (
    AGAIN,
    failed,
    institution_or_404,
    provider_of,
    refusal_page,
)
from kidmet_site.accounts.institution_asking import begin_asking, fault_of
from kidmet_site.accounts.institution_line import time_for_the_provider
from kidmet_site.accounts.institution_metadata import NotKept
from kidmet_site.accounts.institution_provider import InstitutionCallback, InstitutionOAuth2Adapter
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import person_of
from kidmet_site.work.jobs import worker_was_seen

LONGEST_KEY = 200
ASKED_AGAIN = {"prompt": "login", "max_age": "0"}


@require_POST
def institution_login(request: HttpRequest) -> HttpResponse:
    """To the provider: to sign in, by an invitation too; or, signed in, to join the two or be seen again."""
    institution_or_404()
    wanted = request.POST.get("process", "")
    if wanted and not request.user.is_authenticated:
        return redirect("account_login")
    if refusal := ratelimit.consume_or_429(request, action="institution"):
        return refusal
    if wanted == "join":
        return _join(request)
    if wanted == AGAIN:
        return _leave(request, AGAIN, auth_params=ASKED_AGAIN)
    return _leave(request, AuthProcess.LOGIN, data={"invitation": _key_in(request)})


def _key_in(request: HttpRequest) -> str:
    """Of the invitation that somebody comes by. What is too long for one is kept in no session."""
    given = request.POST.get("invitation", "")
    return given if len(given) <= LONGEST_KEY else ""


@reauthentication_required(app="allauth.socialaccount")
def _join(request: HttpRequest) -> HttpResponse:
    return _leave(request, AuthProcess.CONNECT)


def _leave(request: HttpRequest, process: str, **more: Any) -> HttpResponse:
    """Where to is for the provider's metadata to say; all that a visitor may name is a page of ours."""
    next_url = get_next_redirect_url(request) if process != AuthProcess.CONNECT else None
    if next_url and len(next_url) > ADDRESS.most:
        next_url = None
    try:
        return provider_of(request, institution_or_404()).redirect(request, process, next_url, **more)
    except NotKept:
        return _not_yet(request, next_url)


def _not_yet(request: HttpRequest, next_url: str | None) -> HttpResponse:
    """The worker asks where it is; whoever pressed the button presses it once more, and waits for nobody."""
    if why := fault_of(institution_or_404()):
        return refusal_page(request, why)
    now = timezone.now()
    begin_asking(now)
    page = refusal_page(
        request,
        "asking",
        key=_key_in(request),
        process=request.POST.get("process"),
        redirect_field_value=next_url,
        worker_is_there=worker_was_seen(now),
    )
    page["Retry-After"] = "2"
    return page


@require_GET
def institution_callback(request: HttpRequest) -> HttpResponse:
    """Where the provider sends people back to: what they bring is asked after, for some seconds at most."""
    adapter = InstitutionOAuth2Adapter(request, institution_or_404().issuer)
    with time_for_the_provider():
        try:
            return InstitutionCallback.adapter_view(adapter)(request)
        except (OAuth2Error, RequestException) as fault:
            return failed(request, fault)
        except ImmediateHttpResponse as answered:
            return answered.response


@require_safe
@login_required
def institution_again(request: HttpRequest) -> HttpResponse:
    """For who has no password to give before they change how they sign in."""
    institution_or_404()
    if not is_joined(person_of(request)):
        raise Http404
    given = request.GET.get("next", "")
    return render(request, "account/institution_again.html", {"next": given if is_own_address(given) else ""})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(allow_get=True, app="allauth.socialaccount")
def institution_remove(request: HttpRequest) -> HttpResponse:
    """Take the institution's sign-in from the account again; not where it is the only way in."""
    institution = institution_or_404()
    person = person_of(request)
    joined = SocialAccount.objects.filter(user=person, provider=institution.issuer)
    if not joined.exists():
        raise Http404
    is_only_way = not person.has_usable_password() or not (institution.passwords or person.is_superuser)
    if request.method == "POST" and not is_only_way:
        joined.delete()
        AccountAdapter(request).send_notification_mail(
            "socialaccount/email/account_disconnected", person, {"provider": institution.name}
        )
        messages.success(request, f"You no longer sign in with {institution.name}.")
        return redirect("account_home")
    return render(request, "account/institution_remove.html", {"is_only_way": is_only_way})


def is_joined(person: User) -> bool:
    """Whether they sign in by the institution that the settings name."""
    if settings.OIDC is None:
        return False
    return SocialAccount.objects.filter(user=person, provider=settings.OIDC.issuer).exists()
