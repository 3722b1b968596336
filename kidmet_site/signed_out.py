"""A sign-in that has ended while a page was open."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.deprecation import MiddlewareMixin

SAID = "Your sign-in has ended. Sign in again in another tab; nothing on this page was lost."


class SignedOutMiddleware(MiddlewareMixin):
    """What a page asks for by itself is told so: it would put the sign-in page into a corner of the other.

    `static/js/kidmet.js` then loads the whole page again, unless something stands in it that is not saved.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        leads_to = response.headers.get("Location", "")
        if "HX-Request" not in request.headers or not leads_to.startswith(resolve_url(settings.LOGIN_URL)):
            return response
        return HttpResponse(SAID, status=401, content_type="text/plain")
