from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from cases.actions.replaying import read_stored_cases
from cases.presenting.coverage import coverage_page
from cases.queries.coverage import coverage, coverage_made_from
from cases.queries.replaying import stored_case_count
from cases.views.curate_impact import SECONDS, SECONDS_WITHOUT_SCRIPT, tried_in
from guidance.permissions import allowed, can_curate
from guidance.views.draft_entry import draft_is_there
from guidance.views.loading import heavy, number_in
from kidmet_site.accounts.requests import PersonRequest


@heavy("the coverage")
@require_safe
@allowed(can_curate)
@draft_is_there
def curate_coverage(request: PersonRequest) -> HttpResponse:
    tried = tried_in(request)
    context: dict[str, Any] = {"tried": tried}
    if after := tried.after:
        context |= {
            "kept_by": (request.get_full_path(), str(tried.change_set), *coverage_made_from(after)),
            "rest": lambda: coverage_page(coverage(after), after),
        }
    return render(request, "cases/curate_coverage.html", context)


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_curate)
def curate_coverage_read(request: PersonRequest) -> HttpResponse:
    """Work out the facts of stored cases that have changed since, a step at a time."""
    seconds = SECONDS if request.htmx else SECONDS_WITHOUT_SCRIPT
    going_on = read_stored_cases(first=number_in(request.POST.get("first")), seconds=seconds)
    if not request.htmx:
        return redirect("curate_coverage")
    if going_on is None:
        return HttpResponseClientRedirect(reverse("curate_coverage"))
    context = {"first": going_on, "done": stored_case_count(going_on), "total": stored_case_count()}
    return render(request, "cases/curate_coverage.html#progress", context)
