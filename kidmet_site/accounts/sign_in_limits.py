"""How long somebody who tried too often has to wait, and what they see."""

import math
import time
from typing import Any

from allauth.core.internal.ratelimit import Rate, get_cache_key, get_rates, parse_rate
from django.conf import settings
from django.core.cache import cache
from django.forms import BaseForm, PasswordInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils.deprecation import MiddlewareMixin

from kidmet_site.accounts.models import User

ACTIONS = {
    "account_login": ["login"],
    "account_signup": ["signup", "signup_mail"],
    "account_reset_password": ["reset_password"],
    "account_reset_password_from_key": ["reset_password_from_key"],
    "account_change_password": ["change_password"],
    "account_set_password": ["change_password"],
    "account_email": ["manage_email"],
    "mfa_login_webauthn": ["webauthn_login"],
    "institution_login": ["institution"],
}
"""By the name of a view: what is counted there."""
TOO_OFTEN = ("too_many_login_attempts", "rate_limited")
"""What allauth calls it in a form."""
WITH_E_MAIL = ("account_login", "account_signup", "account_reset_password")


def too_often(request: HttpRequest) -> HttpResponse:
    """When to try again, on the page that one came from and with what one typed there; never the password."""
    seconds = _seconds_to_wait(request)
    context = {"try_again": in_words(seconds)}
    is_form = _view_name(request) in WITH_E_MAIL
    response = _page_again(request, context) if is_form else render(request, "429.html", context)
    response.status_code = 429
    response["Retry-After"] = str(seconds)
    return response


class TooOftenMiddleware(MiddlewareMixin):
    """Of one account it is counted inside of the forms: the page says so, and its status as well."""

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        if isinstance(form, BaseForm) and form.is_bound and _is_too_often(form):
            response.status_code = 429
            response["Retry-After"] = str(math.ceil(parse_rate(settings.LIMIT_ACCOUNT).duration))
        return response


def _is_too_often(form: BaseForm) -> bool:
    return any(error.code in TOO_OFTEN for errors in form.errors.as_data().values() for error in errors)


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _page_again(request: HttpRequest, context: dict) -> HttpResponse:
    match: Any = request.resolver_match
    view = match.func.view_class()
    view.setup(request, *match.args, **match.kwargs)
    given = {name: value for name, value in view.get_form_kwargs().items() if name not in ("data", "files")}
    form = view.get_form_class()(**given)
    for name, field in form.fields.items():
        if not isinstance(field.widget, PasswordInput):
            form.initial[name] = request.POST.get(name)
    return render(request, view.get_template_names()[0], view.get_context_data(form=form) | context)


def _seconds_to_wait(request: HttpRequest) -> int:
    name = _view_name(request)
    app = "allauth.mfa" if name.startswith("mfa_") else "allauth.account"
    waits = [
        _wait(request, app, action, rate)
        for action in ACTIONS.get(name, [])
        for rate in get_rates(app=app, action=action)
    ]
    return math.ceil(max([1.0, *waits]))


def wait_for_mail(request: HttpRequest) -> int:
    """Seconds until the address that was sent may get another message; 0 where it may at once.

    Counted are the messages, so it is the same whether or not somebody has an account with it.
    """
    rates = get_rates(app="allauth.account", action="confirm_email")
    waits = [_wait(request, "allauth.account", "confirm_email", rate) for rate in rates]
    return math.ceil(max([0.0, *waits]))


def _wait(request: HttpRequest, app: str, action: str, rate: Rate) -> float:
    """Until the oldest of so many attempts is old enough not to count any more."""
    email = User.normalize_username(request.POST.get("email", ""))
    key = get_cache_key(request, app=app, action=action, rate=rate, key=email)
    attempts = cache.get(key, [])
    if len(attempts) < rate.amount:
        return 0
    return attempts[rate.amount - 1] + rate.duration - time.time()


def in_words(seconds: int) -> str:
    if seconds < 100:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    return f"{math.ceil(seconds / 60)} minutes"


def longest_wait(limit: str) -> str:
    return in_words(math.ceil(parse_rate(limit).duration))
