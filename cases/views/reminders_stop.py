"""The link in a reminder by which one stops them: without signing in, at one press."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cases.actions.reminding import LinkUnknown, person_of_key, stop_mailing
from cases.queries.reminding import wish_of
from guidance.permissions import allowed, anyone
from kidmet_site.accounts.requests import PageRequest


# What the key says is all that is needed: mail programs press the button by themselves (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(anyone)
def reminders_stop(request: PageRequest, key: str) -> HttpResponse:
    """Looking changes nothing: what looks through mail for harm follows each link."""
    try:
        if request.method == "POST":
            stop_mailing(key=key, now=timezone.now())
        person = person_of_key(key)
    except LinkUnknown:
        return render(request, "cases/reminders_stop.html", {"is_known": False}, status=404)
    context = {"is_known": True, "key": key, "is_mailed": wish_of(person).by_mail}
    return render(request, "cases/reminders_stop.html", context)
