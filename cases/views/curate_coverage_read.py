from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from cases.actions import read_stored_cases
from cases.queries import stored_case_count
from guidance.permissions import allowed, can_curate
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

SECONDS = 0.6
SECONDS_WITHOUT_SCRIPT = 5.0


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_curate)
def curate_coverage_read(request: PersonRequest) -> HttpResponse:
    """Work out the facts of stored cases that have changed since, a step at a time."""
    is_htmx = request.htmx
    first = number_in(request.POST.get("first"))
    going_on = read_stored_cases(first=first, seconds=SECONDS if is_htmx else SECONDS_WITHOUT_SCRIPT)
    if not is_htmx:
        return redirect("curate_coverage")
    if going_on is None:
        return HttpResponseClientRedirect(reverse("curate_coverage"))
    context = {"first": going_on, "done": stored_case_count(going_on), "total": stored_case_count()}
    return render(request, "cases/_coverage_progress.html", context)
