from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import stop_impact
from cases.models import ImpactRun
from cases.views.curate_impact import back_to
from guidance.permissions import allowed, can_curate
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_curate)
def curate_impact_stop(request: PersonRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImpactRun, pk=pk)
    stop_impact(run=run, by=request.user, now=timezone.now())
    return back_to(run.change_set)
