"""An assignment, as whoever works it sees it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions.attempts import AttemptRefused, start_assigned
from cases.permissions import can_learn
from cases.presenting.assigned import assigned_page
from cases.queries.attempts import open_attempt
from cases.queries.time_requests import open_request
from cases.queries.withheld import withheld_cases
from cases.views.loading import work_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def assignment(request: PersonRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    work = work_or_404(request.user, pk, now)
    context = assigned_page(work, withheld_cases(request.user.pk, now), now)
    context["has_limits"] = any(each.minutes for each in work.cases)
    context["asks_time"] = open_request(work.assignee) is not None
    return render(request, "cases/assignment.html", context)


@require_POST
@allowed(can_learn)
def assignment_start(request: PersonRequest, pk: int, case: int) -> HttpResponse:
    now = timezone.now()
    work = work_or_404(request.user, pk, now)
    found = work.work_on(case)
    if found is None:
        raise Http404
    try:
        timed = request.POST.get("timed") == "yes"
        attempt = start_assigned(work=work, case=found, by=request.user, now=now, timed=timed)
    except AttemptRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assignment", pk=pk)
    if found.open_attempt is None and open_attempt(request.user, found.case.teaching_case):
        messages.info(request, "What you practised of this case before stays as it is, in the library.")
    return redirect("attempt", pk=attempt.pk)
