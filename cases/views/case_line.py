"""Reads a line pasted from a report, and shows what was understood. Nothing is recorded here."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from cases.forms import StagingForm
from cases.permissions import can_work_on_cases
from cases.presenting.line_reading import FIELD, read_line
from cases.queries import read
from cases.views.case_chapter import Work, sent_form
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from guidance.queries import current_edition
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_work_on_cases)
def case_line(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    if request.htmx:
        form = StagingForm(chapter="staging", case=case, data=request.POST)
        line = read_line(form, request.POST.get(FIELD, ""))
        return HttpResponse(
            render_to_string("cases/_line.html#read", {"line": line, "case": case, "oob": True})
        )
    edition = current_edition()
    work = Work(request, case, "staging", edition, read(case.recorded(), edition))
    return work.show(sent_form(work))
