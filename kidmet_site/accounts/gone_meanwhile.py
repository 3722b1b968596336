"""An account that was closed or deleted while a request of its owner was answered."""

import structlog
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin

from kidmet_site.accounts.models import User

log = structlog.get_logger(__name__)
SAID = "This account was closed or deleted in the meantime. What you sent last was not saved."


class GoneMeanwhileMiddleware(MiddlewareMixin):
    """What such a request stumbles over is no fault of ours: the database refuses a row of nobody.

    Whoever sent it is told so, on the page on which one signs in.
    """

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if not _may_come_of_it(fault) or not _is_gone(request):
            return None
        log.info("account_gone_meanwhile", fault=type(fault).__name__)
        logout(request)
        messages.error(request, SAID)
        if "HX-Request" in request.headers:  # which would put the page into a corner of the other
            return HttpResponse(headers={"HX-Redirect": reverse("account_login")})
        return redirect("account_login")


def _may_come_of_it(fault: Exception) -> bool:
    """A row that points to them, one of theirs that is read again, or written and not there."""
    return isinstance(fault, IntegrityError | ObjectDoesNotExist) or type(fault) is DatabaseError


def _is_gone(request: HttpRequest) -> bool:
    """Asked anew: the request has them as they were when it began."""
    person = request.user
    return person.is_authenticated and not User.objects.filter(pk=person.pk, is_active=True).exists()
