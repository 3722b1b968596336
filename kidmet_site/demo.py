"""Demo mode: invented people whom anyone may be, with one click."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from kidmet_site.accounts.models import ROLES, User


def demo_email(role: str) -> str:
    return f"{role}@demo.kidmet.example"


@require_POST
def demo_enter(request: HttpRequest, role: str) -> HttpResponse:
    if not settings.DEMO_MODE or role not in ROLES:
        raise Http404
    person = get_object_or_404(User, email=demo_email(role), is_active=True)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("case_list")
