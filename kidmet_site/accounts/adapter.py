"""How allauth behaves here."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from guidance.domain.limits import EMAIL
from guidance.forms.entries import Within
from guidance.views.loading import is_own_address
from kidmet_site.accounts.arriving import what_waits
from kidmet_site.accounts.demo import is_demo_person
from kidmet_site.accounts.inviting import accept_waiting
from kidmet_site.accounts.models import User, signs_up_here
from kidmet_site.accounts.sign_in_limits import longest_wait
from kidmet_site.mail import post

WAIT = longest_wait(settings.LIMIT_ACCOUNT)
STAGES = {
    "allauth.account.stages.EmailVerificationStage": "kidmet_site.accounts.stages.ConfirmationStage",
    "allauth.mfa.stages.AuthenticateStage": "kidmet_site.accounts.stages.SecondStepStage",
}
"""What signing in goes through, where allauth's own step is not what we want."""
NO_ADDRESS = "unknown"
"""All who come without an address share one count."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "We know no open account with this e-mail and this password. Just signed up? Follow the link in "
            "our message first; “I have forgotten my password” sends you another."
        ),
        "email_taken": "There is an account with this e-mail already.",
        "incorrect_code": "This code is not right; it may have changed meanwhile.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": f"That was tried too often. Wait {WAIT}, then try again.",
        "rate_limited": f"That was asked too often. Wait {WAIT}, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return signs_up_here()

    def clean_email(self, email: str) -> str:
        """Asked once more as it will be kept: in lower case an address may be longer."""
        kept = User.normalize_username(email)
        Within(EMAIL)(kept)
        return super().clean_email(kept)

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Whoever signs up comes as a resident; other roles are given by an administrator.

        allauth cuts what is longer than its column, and an address that is cut is another person's.
        Raises OverLimit.
        """
        EMAIL.check(len(form.cleaned_data.get("email") or ""))
        user.is_resident = True
        user.is_confirmed = False
        return super().save_user(request, user, form, commit)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Once the page is done: a mail server that refuses or says nothing changes nothing of it."""
        request = allauth_context.request
        given = {"request": request, "email": email, "current_site": get_current_site(request)}
        message = self.render_mail(template_prefix, email, given | context)
        post(message, kind=template_prefix.rpartition("/")[2])

    def get_client_ip(self, request: HttpRequest) -> str:
        """What a proxy forwards may be no address, as "unknown": then whoever connected is counted."""
        try:
            return super().get_client_ip(request)
        except PermissionDenied:
            return clean_client_ip(request.META.get("REMOTE_ADDR") or "") or NO_ADDRESS

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Where nothing else was asked for."""
        waits = what_waits(request.user, timezone.now()) if isinstance(request.user, User) else ""
        return reverse(waits) if waits else super().get_login_redirect_url(request)

    def is_safe_url(self, url: str | None) -> bool:
        """`next` leads to pages of this site alone, by their path."""
        return is_own_address(url or "")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """By the account alone. allauth adds the host as it is asked for, and any port counted anew."""
        return User.normalize_username(credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Who signed up and has not followed the link is nobody yet, whatever the password.

        Else one could sign up with a stranger's address, try the password, and learn whether it had one.
        """
        user = super().authenticate(request, **credentials)
        if user is None or user.is_confirmed:
            return user
        # Counted again, as the wrong password that it is for all that anybody is told.
        self.pre_authenticate(request, **credentials)
        return None

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        is_done = super().confirm_email(request, email_address)
        if is_done and not email_address.user.is_confirmed:
            email_address.user.is_confirmed = True
            email_address.user.save(update_fields=["is_confirmed"])
        if is_done:
            accept_waiting(email_address.user, now=timezone.now())
        return is_done

    def set_password(self, user: User, password: str) -> None:
        """One gets here by a mailed link, or signed in: either way the address is one's own."""
        user.is_confirmed = True
        super().set_password(user, password)

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """A password that a visitor gave to a demo person opens nothing once the demonstration is over."""
        if is_demo_person(user) and not settings.DEMO_MODE:
            return self.respond_user_inactive(request, user)
        refused = super().pre_login(request, user, **kwargs)
        if refused is None and not _may_come_so(user, kwargs.get("signal_kwargs")):
            clear_login(request)
            return render(request, "account/institution_refused.html", {"why": "passwords"}, status=403)
        return refused


def _may_come_so(user: User, came_by: dict[str, Any] | None) -> bool:
    """Where the institution alone signs people in, who administers the site has a way in when it is away."""
    institution = settings.OIDC
    return (
        institution is None or institution.passwords or user.is_superuser or "sociallogin" in (came_by or {})
    )


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right; it may have changed meanwhile.",
        "unverified_email": "Confirm your e-mail address first; then you can add a second step.",
    }

    def get_totp_issuer(self) -> str:
        return "KidMet"
