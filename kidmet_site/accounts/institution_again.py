"""Before somebody without a password changes how they sign in, their institution sees them once more.

allauth asks for a password or a second step, or for nothing where there is neither, as at a screen left open.
"""

from collections.abc import Callable
from time import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import urlencode

from kidmet_site.accounts.institution_adapter import JUST_NOW
from kidmet_site.accounts.institution_views import is_joined

CHANGES = {
    "account_email",
    "account_delete",
    "account_export_file",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_generate_recovery_codes",
}
"""The pages on which somebody without a password or a second step could give themselves another way in, or
take along, or delete, all that is theirs."""


class SeenAgainMiddleware(MiddlewareMixin):
    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if settings.OIDC is None or match is None or match.url_name not in CHANGES:
            return None
        user = request.user
        if not user.is_authenticated or get_reauthentication_flows(user) or not is_joined(user):
            return None
        seen = [it["at"] for it in get_authentication_records(request, user) if it.get("reauthenticated")]
        if seen and time() - seen[-1] < JUST_NOW:
            return None
        asked = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('institution_again')}?{asked}")
