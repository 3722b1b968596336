from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.presenting.coverage import coverage_page
from cases.queries import coverage
from cases.views.impact_loading import tried_in
from guidance.permissions import allowed, can_curate
from guidance.views.editing import draft_is_there
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
@draft_is_there
def curate_coverage(request: PersonRequest) -> HttpResponse:
    tried = tried_in(request)
    context = {"tried": tried, "coverage": None}
    if tried.after:
        context |= coverage_page(coverage(tried.after), tried.after)
    return render(request, "cases/curate_coverage.html", context)
