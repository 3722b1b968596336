from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.permissions import INTERESTS_HOLD, allowed, can_curate, interests_of
from guidance.queries import accepted_sets, edition_list, open_flag_count, own_sets, waiting_sets


@require_safe
@allowed(can_curate)
def curate_home(request: HttpRequest) -> HttpResponse:
    held = interests_of(request.user, timezone.now())
    context = {
        "own": own_sets(request.user),
        "waiting": waiting_sets(request.user),
        "accepted": accepted_sets(),
        "flags": open_flag_count(),
        "interests": held,
        "holds_until": held.at + INTERESTS_HOLD if held else None,
        "latest": edition_list().first(),
    }
    return render(request, "guidance/curate_home.html", context)
