from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from cases.permissions import can_work_on_cases
from cases.queries import next_chapter, reading_of
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_work_on_cases)
def case_workbench(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    return redirect("case_chapter", pk=pk, chapter=next_chapter(reading_of(case)))
