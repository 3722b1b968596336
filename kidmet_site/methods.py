"""What is done to an address: only what its view takes, told before anybody asks whether a form was ours."""

import inspect
from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

TAKEN = ("GET", "HEAD", "OPTIONS", "POST")
"""What any view of the site takes: links lead to pages, and forms post."""
CHANGES_NOTHING = ("GET", "HEAD", "OPTIONS")


class MethodsMiddleware(MiddlewareMixin):
    """Before the check of forms, which would answer a DELETE as a form without its token."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in CHANGES_NOTHING or request.method in methods_of(view):
            return None
        return HttpResponseNotAllowed(methods_of(view))

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Whoever opens the address of a button in a browser finds a page with a way on, not a blank."""
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html").encode()
        return response


@cache
def methods_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """The methods that a view takes; all of TAKEN where it does not say."""
    said = _said_by(view)
    return TAKEN if said is None else tuple(each for each in TAKEN if each in said)


def _said_by(view: Callable[..., Any] | None) -> set[str] | None:
    theirs = getattr(view, "view_class", None)
    if theirs is not None:
        names = {name.upper() for name in theirs.http_method_names if hasattr(theirs, name)}
        return names | {"HEAD"} if "GET" in names else names
    while view is not None:
        # Django's decorators keep what they allow to themselves, in a variable of this name.
        listed = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in listed:
            return set(listed["request_method_list"])
        view = getattr(view, "__wrapped__", None)
    return None
