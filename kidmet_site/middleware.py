"""Middleware of our own."""

import re

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.deprecation import MiddlewareMixin

# Django's admin and its history pages carry a few inline styles and scripts that are not ours to change.
ADMIN_POLICY = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}

# The front page, the guidance and what is said of privacy: what everybody may read. All else is about
# somebody.
OPEN_TO_ALL = re.compile(r"/((guidance|privacy)/.*)?")


# Where a button leads to an institution's sign-in: browsers hold a form's redirects to the policy, too.
WITH_SIGN_IN = ("/account/", "/accounts/", "/invitation/")


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; under /admin/ the one that the admin can work with."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.OIDC and request.path.startswith(WITH_SIGN_IN):
            leads_to = {"form-action": list(settings.OIDC.may_lead_to)}
            setattr(response, "_csp_update", leads_to)  # noqa: B010 (the attribute that django-csp reads)
        if request.path.startswith("/admin/"):
            setattr(response, "_csp_replace", ADMIN_POLICY)  # noqa: B010 (the attribute that django-csp reads)
        return super().process_response(request, response)


class TextGZipMiddleware(GZipMiddleware):
    """Pages. A picture is compressed already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith("image/"):
            return response
        return super().process_response(request, response)


class CacheControlMiddleware(MiddlewareMixin):
    """No copy of what is about a person is kept anywhere, whichever view answers and however it ends.

    Also an open page is kept by no cache but the reader's own: it carries the token of this browser's forms.
    What never changes under its address, a picture, says so itself.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if "immutable" in response.get("Cache-Control", ""):
            return response
        is_open = OPEN_TO_ALL.fullmatch(request.path_info) and response.status_code == 200
        keeps = "no-cache" if is_open and not _has_session(request, response) else "no-store"
        response.headers["Cache-Control"] = f"private, {keeps}"
        return response


def _has_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Told by the cookie alone: who it is would cost a query, also on pages that do not ask."""
    name = settings.SESSION_COOKIE_NAME
    return name in request.COOKIES or name in response.cookies
