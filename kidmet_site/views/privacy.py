from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kidmet_site import privacy as told
from kidmet_site.accounts.retention import kept_how_long


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """For people: what is kept of them, why, who sees it, how long, and what they can do."""
    return render(request, "kidmet_site/privacy.html", _told())


@require_safe
def privacy_details(request: HttpRequest) -> HttpResponse:
    """For who looks after data protection: each kind of data with its tables, and where else data is."""
    more = {
        "measures": list(told.measures()),
        "database": settings.DATABASES["default"]["ENGINE"].rpartition(".")[2],
        "is_mail_sent": "console" not in settings.EMAIL_BACKEND,
        "institution": settings.OIDC,
        "sign_up_open": settings.SIGN_UP_OPEN,
    }
    return render(request, "kidmet_site/privacy_details.html", _told() | more)


def _told() -> dict[str, object]:
    return {
        "kept": told.kept(),
        "cookies": told.cookies(),
        "browser_storage": told.BROWSER_STORAGE,
        "retained": list(kept_how_long()),
        "contact": settings.PRIVACY_CONTACT,
    }
