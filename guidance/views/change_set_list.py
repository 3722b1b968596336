from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.domain.changing import LABELS
from guidance.permissions import allowed, can_curate
from guidance.queries.paging import page_of
from guidance.queries.work import WAITING, with_counts
from guidance.queries.work import change_set_list as change_sets
from kidmet_site.accounts.requests import PersonRequest

ON_A_PAGE = 30
STATES = {str(state): label for state, label in LABELS.items()} | {WAITING: "waiting for a review"}
WHOSE = {"": "everybody", "mine": "me", "others": "others"}


@require_safe
@allowed(can_curate)
def change_set_list(request: PersonRequest) -> HttpResponse:
    state, whose = request.GET.get("state", ""), request.GET.get("whose", "")
    state, whose = state if state in STATES else "", whose if whose in WHOSE else ""
    found = change_sets(
        state,
        of=request.user if whose == "mine" else None,
        but=request.user if whose == "others" else None,
    )
    context = {
        "page": page_of(found, request.GET.get("page"), ON_A_PAGE, full=with_counts),
        "state": state,
        "states": STATES.items(),
        "whose": whose,
        "whose_choices": WHOSE.items(),
    }
    return render(request, "guidance/change_set_list.html", context)
