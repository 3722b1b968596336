from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.permissions import INTERESTS_HOLD, allowed, can_curate, interests_of
from guidance.queries.editions import newest_row
from guidance.queries.paging import page_of
from guidance.queries.work import (
    accepted_sets,
    open_flag_count,
    own_sets,
    waiting_going_back,
    waiting_sets,
    with_counts,
)
from kidmet_site.accounts.requests import PersonRequest

ON_A_BOARD = 10
"""As many change sets of a kind are shown here; the list of changes has all."""


@require_safe
@allowed(can_curate)
def curate_home(request: PersonRequest) -> HttpResponse:
    held = interests_of(request.user, timezone.now())
    context = {
        "own": page_of(own_sets(request.user), None, ON_A_BOARD, full=with_counts),
        "waiting": page_of(waiting_sets(request.user), None, ON_A_BOARD, full=with_counts),
        "accepted": page_of(accepted_sets(), None, ON_A_BOARD, full=with_counts),
        "flags": open_flag_count(),
        "interests": held,
        "holds_until": held.at + INTERESTS_HOLD if held else None,
        "latest": newest_row(),
        "going_back": waiting_going_back(),
    }
    return render(request, "guidance/curate_home.html", context)
