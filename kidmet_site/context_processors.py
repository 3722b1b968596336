from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from guidance.queries.notices import unread_count
from kidmet_site.themes import LABELS, THEMES, after, theme_of


def site(request: HttpRequest) -> dict[str, object]:
    """What every page's frame shows: colours, version, whether this is a demonstration."""
    theme = theme_of(request.COOKIES)
    following = after(theme)
    return {
        "theme": "" if theme == "auto" else theme,
        "theme_label": LABELS[theme],
        "theme_next": {"code": following, "label": THEMES[following]},
        "site_version": settings.VERSION,
        "demo_mode": settings.DEMO_MODE,
        # Its name is on a button; empty where there is none.
        "institution": settings.OIDC.name if settings.OIDC else "",
        "institution_only": bool(settings.OIDC and not settings.OIDC.passwords),
        "mail_stays_here": settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend",
        # Asked for where it is shown: a fragment without the bar costs nothing.
        "unread_notices": SimpleLazyObject(lambda: unread_count(request.user)),
    }
