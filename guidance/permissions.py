"""Who may do what with the guidance: plain functions, and the one decorator that views use."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

Check = Callable[[Any], bool]
View = Callable[..., HttpResponse]


class NotACurator(PermissionError):
    """Somebody who does not keep the guidance wants to change what readers see."""

    def __init__(self) -> None:
        super().__init__("Only curators and administrators publish editions of the guidance.")


def anyone(user: Any) -> bool:
    """Reading the guidance needs no account."""
    return True


def signed_in(user: Any) -> bool:
    return bool(user.is_authenticated)


def can_publish(user: Any) -> bool:
    """Nobody (None) is the site itself, when it loads the pack that ships with it."""
    return user is None or bool(user.has_perm("guidance.add_edition"))


def check_can_publish(user: Any) -> None:
    if not can_publish(user):
        raise NotACurator


def allowed(check: Check) -> Callable[[View], View]:
    """Send who is not signed in to the sign-in page; for anybody else who may not, there is no such page."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if check(request.user):
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            raise Http404

        return guarded

    return guard
