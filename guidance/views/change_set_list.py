from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.domain.changing import LABELS, State
from guidance.permissions import allowed, can_curate
from guidance.queries import change_set_list as change_sets

ON_A_PAGE = 30


@require_safe
@allowed(can_curate)
def change_set_list(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in set(State) else ""
    page = Paginator(change_sets(state), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "state": state, "states": LABELS.items()}
    return render(request, "guidance/change_set_list.html", context)
