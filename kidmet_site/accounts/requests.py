"""Requests as views get them: middleware has said who asks, and whether for a part of the page."""

from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from kidmet_site.accounts.models import User


class PageRequest(HttpRequest):
    """Of anybody: `user` may be somebody whom we do not know."""

    htmx: HtmxDetails


class PersonRequest(PageRequest):
    """Behind a check that nobody passes who is not signed in."""

    user: User


def person_of(request: HttpRequest) -> User:
    """In the admin, whose methods take Django's own request: whoever is there is somebody."""
    return cast(User, request.user)
