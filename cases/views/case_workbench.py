from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cases.actions.cases import see_edition
from cases.permissions import can_work_on_cases
from cases.queries.cases import next_chapter, reading_of
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from guidance.queries.editions import current_number
from guidance.views.loading import number_in, safe_next
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_work_on_cases)
def case_workbench(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    return redirect("case_chapter", pk=pk, chapter=next_chapter(reading_of(case)))


@never_cache
@require_safe
@allowed(can_work_on_cases)
def case_edition(request: PersonRequest) -> JsonResponse:
    """Which edition readers see now: an open workbench asks when it is looked at again."""
    return JsonResponse({"edition": current_number()})


@require_POST
@allowed(can_work_on_cases)
def case_edition_seen(request: PersonRequest, pk: int) -> HttpResponse:
    """For htmx nothing is left of the line that told of the edition."""
    case = case_or_404(request.user, pk)
    see_edition(case=case, number=number_in(request.POST.get("edition")), by=request.user)
    if request.htmx:
        return HttpResponse()
    return redirect(safe_next(request, reverse("case_workbench", args=[pk])))
