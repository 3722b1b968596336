"""Middleware of our own."""

from csp.constants import SELF, UNSAFE_INLINE
from csp.middleware import CSPMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Django's admin and its history pages carry a few inline styles and scripts that are not ours to change.
ADMIN_POLICY = {"script-src": [SELF, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]}


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy everywhere; under /admin/ the one that the admin can work with."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path.startswith("/admin/"):
            setattr(response, "_csp_replace", ADMIN_POLICY)  # noqa: B010 (the attribute that django-csp reads)
        return super().process_response(request, response)
