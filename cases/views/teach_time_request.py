"""Answering somebody who asks for more time at an assignment."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.assigned_before import AssigningRefused
from cases.actions.time_requests import decline_time_request, grant_time_request
from cases.forms.time_requests import TimeAnswerForm
from cases.models import TimeRequest
from cases.permissions import NotYourCohort, can_assign_in, can_teach
from cases.presenting.time_requests import answering_page
from cases.queries.teaching_cohorts import SeatWork, seat_in
from cases.queries.time_requests import requests_of
from cases.views.loading import assignment_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_time_request(request: PersonRequest, pk: int, asked: int) -> HttpResponse:
    """For those who may answer: a reader of results is told nothing of it."""
    assignment = assignment_or_404(request.user, pk)
    if assignment.cohort is None or not can_assign_in(request.user, assignment.cohort):
        raise Http404
    rows = TimeRequest.objects.select_related("assignee__person", "answered_by", "extension")
    held = get_object_or_404(rows, pk=asked, assignee__assignment=assignment)
    if held.assignee.removed_at:
        messages.info(request, "Whoever asked this left the cohort since, so there is nothing to answer.")
        return redirect("teach_assignment", pk=pk)
    held.assignee.assignment = assignment
    seat = seat_in(held.assignee, timezone.now())
    form = _form(request, seat)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _answer(request, held, form))
        except (AssigningRefused, NotYourCohort, ForbiddenCharacter, OverLimit) as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("teach_assignment", pk=pk)
        held.refresh_from_db(fields=["answered_at", "answered_by", "answer", "extension", "withdrawn_at"])
    context = answering_page(held, seat, requests_of(held.assignee)) | {"form": form}
    return render(request, "cases/teach_time_request.html", context)


def _form(request: PersonRequest, seat: SeatWork) -> TimeAnswerForm:
    return TimeAnswerForm(
        request.POST if request.method == "POST" else None,
        has_due=seat.work.window.due_at is not None,
        has_limit=any(each.minutes for each in seat.work.cases),
    )


def _answer(request: PersonRequest, held: TimeRequest, form: TimeAnswerForm) -> str:
    """Do it, and what is said of it."""
    common: dict[str, Any] = {
        "request": held,
        "answer": form.cleaned_data["answer"],
        "by": request.user,
        "now": timezone.now(),
    }
    if "decline" in request.POST:
        decline_time_request(**common)
        return "Declined. They are told, with your sentence."
    grant_time_request(**common, days=form.given("days"), minutes=form.given("minutes"))
    return "Given. It holds at once, also for an attempt under way, and they are told."
