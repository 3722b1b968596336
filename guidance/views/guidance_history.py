from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone, can_curate
from guidance.presenting.history import KINDS, NeverSaid, history_of
from guidance.views.loading import missing_is_told
from kidmet_site.accounts.requests import PageRequest

LONGEST_ID = 200


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_history(request: PageRequest, kind: str, id_: str) -> HttpResponse:
    """What an entry said in which edition; for curators also by whom, why, and what is under way."""
    if kind not in KINDS or len(id_) > LONGEST_ID:
        raise Http404("The guidance has nothing like that.")
    curates = can_curate(request.user)
    try:
        history = history_of(kind, id_, request.GET.get("page"), curates=curates)
    except NeverSaid as error:
        raise Http404(f"No edition has had a {kind} {id_[:80]}.") from error
    return render(request, "guidance/guidance_history.html", {"history": history, "curates": curates})
