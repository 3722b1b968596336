from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from cases.actions import see_edition
from cases.permissions import can_work_on_cases
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from guidance.views.loading import number_in, safe_next
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_work_on_cases)
def case_edition_seen(request: PersonRequest, pk: int) -> HttpResponse:
    """For htmx nothing is left of the line that told of the edition."""
    case = case_or_404(request.user, pk)
    see_edition(case=case, number=number_in(request.POST.get("edition")), by=request.user)
    if request.htmx:
        return HttpResponse()
    return redirect(safe_next(request, reverse("case_workbench", args=[pk])))
