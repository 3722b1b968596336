from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from cases.actions import step_impact
from cases.models import ImpactRun
from cases.views.curate_impact import back_to, run_in_context
from cases.views.impact_loading import tried_with
from guidance.permissions import allowed, can_curate
from guidance.views.editing import draft_is_there
from kidmet_site.accounts.requests import PersonRequest

SECONDS = 0.6
SECONDS_WITHOUT_SCRIPT = 5.0
"""Longer, because somebody presses a button for each."""


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_curate)
@draft_is_there
def curate_impact_step(request: PersonRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImpactRun, pk=pk)
    tried = tried_with(run.change_set)
    run = step_impact(
        run=run,
        before=tried.before,
        after=tried.after,
        by=request.user,
        now=timezone.now(),
        seconds=SECONDS if request.htmx else SECONDS_WITHOUT_SCRIPT,
    )
    if not request.htmx:
        return back_to(run.change_set)
    context = {"tried": tried, "is_step": True, **run_in_context(run, tried)}
    return render(request, "cases/_impact_progress.html", context)
