from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from guidance.views.loading import safe_next
from kidmet_site.themes import COOKIE, THEMES

A_YEAR = 60 * 60 * 24 * 365


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the device's own choice in a cookie, so that the first paint is right."""
    chosen = request.POST.get("theme", "")
    response = HttpResponseRedirect(safe_next(request, "/"))
    if chosen in THEMES and chosen != "auto":
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        response.delete_cookie(COOKIE)
    return response
