from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.queries.learning import due_cards

DEMO_DOORS = [
    {
        "role": "resident",
        "label": "Enter as a resident",
        "says": "Work a case and watch the guidance answer.",
    },
    {
        "role": "educator",
        "label": "Enter as an educator",
        "says": "Write cases, give them to a cohort, and see what came of it.",
    },
    {"role": "curator", "label": "Enter as a curator", "says": "Change the guidance, and propose it."},
    {
        "role": "second-curator",
        "label": "Enter as a second curator",
        "says": "Review and accept what the first one proposed.",
    },
]


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "kidmet_site/landing.html",
        {
            "doors": DEMO_DOORS if settings.DEMO_MODE else [],
            "due": due_cards(request.user, timezone.now()).count if request.user.is_authenticated else 0,
        },
    )
