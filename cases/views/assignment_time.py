"""Asking for more time at an assignment: before an attempt, in the middle of one, or after its end."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.assigned_before import AssigningRefused
from cases.actions.time_requests import ask_for_time, take_back_request
from cases.forms.time_requests import TimeRequestForm
from cases.permissions import can_learn
from cases.presenting.time_requests import asking_page
from cases.queries.attempts import is_still_asked
from cases.views.loading import attempt_or_404, work_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

NOBODY_GIVES = "Nothing that is assigned to you now waits for this attempt, so nobody gives more time for it."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_learn)
def assignment_time(request: PersonRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    work = work_or_404(request.user, pk, now)
    if request.method == "POST" and "take_back" in request.POST:
        return _take_back(request, pk)
    form = TimeRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            ask_for_time(assignment=work.assignment, reason=reason, by=request.user, now=now)
        except (AssigningRefused, ForbiddenCharacter, OverLimit) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Asked. You are told when it is answered. Until then your time runs on."
            )
            return redirect("assignment_time", pk=pk)
    return render(request, "cases/assignment_time.html", asking_page(work) | {"form": form})


def _take_back(request: PersonRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    work = work_or_404(request.user, pk, now)
    try:
        take_back_request(assignment=work.assignment, by=request.user, now=now)
    except AssigningRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Taken back.")
    return redirect("assignment_time", pk=pk)


@require_safe
@allowed(can_learn)
def attempt_time(request: PersonRequest, pk: int) -> HttpResponse:
    """From an attempt to the page of what it is handed in for."""
    attempt = attempt_or_404(request.user, pk)
    case = attempt.assigned_case
    if case is None or not is_still_asked(attempt):
        messages.info(request, NOBODY_GIVES)
        return redirect("attempt", pk=pk)
    return redirect("assignment_time", pk=case.assignment_id)
