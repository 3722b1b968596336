"""Assigning cases to a cohort, and one assignment: who is where, its terms, more time for one person."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.assigned_before import AlreadyAssigned, AssignedBefore, AssigningRefused
from cases.actions.assigning import ARCHIVED, change_assignment, make_assignment, open_debrief
from cases.actions.reminding import begin_reminding
from cases.actions.time_requests import give_time
from cases.forms.assigning import AssignForm, ExtensionForm, TermsForm, usual_terms
from cases.models import Assignee, Cohort
from cases.permissions import NotYourCohort, can_teach
from cases.presenting.taken_versions import version_news
from cases.presenting.teaching_cohorts import assignment_page
from cases.presenting.time_requests import time_request_rows
from cases.queries.assignable import chosen_in, offered_cases
from cases.queries.group_work import load_cases
from cases.queries.teaching_cohorts import seat_in, seat_list, seats_of
from cases.queries.time_requests import open_request
from cases.views.loading import assignment_or_404, check_may_open, cohort_or_404, moment_in
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 50

NotAssigned = (NotYourCohort, AssigningRefused, ForbiddenCharacter, OverLimit)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_assign(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    check_may_open(request, cohort)
    if cohort.archived_at and request.method != "POST":
        messages.error(request, ARCHIVED)
        return redirect("teach_cohort", pk=pk)
    now = timezone.now()
    offered = offered_cases(request.user, request.POST or _chosen_before(request))
    if request.method == "POST" and "find" in request.POST:
        # Another page, or what was looked for: nothing is sent off, and all that was typed stands there.
        form = AssignForm(offered, now, typed=request.POST.dict())
        return _show_assigning(request, cohort, form)
    typed = None if request.method == "POST" else usual_terms(now) | _chosen_before(request)
    form = AssignForm(offered, now, request.POST if request.method == "POST" else None, typed)
    besides = None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_assignment(
                cohort=cohort,
                cases=form.chosen(),
                terms=form.terms(),
                by=request.user,
                now=now,
                seen_last=number_in(request.POST["seen_last"]) if "seen_last" in request.POST else None,
                besides=number_in(request.POST.get("besides", "")) or None,
            )
        except AlreadyAssigned as already:
            messages.info(request, "It was assigned a moment ago already. This is it.")
            return redirect("teach_assignment", pk=already.assignment.pk)
        except NotAssigned as refusal:
            form.add_error(None, str(refusal))
            besides = refusal.assignment.pk if isinstance(refusal, AssignedBefore) else None
        else:
            begin_reminding(now)  # those for whom it is day read of it at once, and not within the hour
            messages.success(request, f"Assigned to {_people(made.assignees.count())}.")
            return redirect("teach_assignment", pk=made.pk)
    return _show_assigning(request, cohort, form, besides)


def _chosen_before(request: PersonRequest) -> dict[str, str]:
    """Cases that somebody comes from, in the address."""
    return {f"case-{pk}": "on" for pk in chosen_in(request.GET)}


def _show_assigning(
    request: PersonRequest, cohort: Cohort, form: AssignForm, besides: int | None = None
) -> HttpResponse:
    """`besides` is what asks the same already, once that was said."""
    last = cohort.assignments.aggregate(last=Max("pk"))["last"] or 0
    context = {"cohort": cohort, "form": form, "last": last, "besides": besides}
    return render(request, "cases/teach_assign.html", context)


def _people(count: int) -> str:
    return "1 resident" if count == 1 else f"{count:,} residents"


@require_safe
@allowed(can_teach)
def teach_assignment(request: PersonRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    now = timezone.now()
    load_cases([assignment])
    cases = list(assignment.cases.all())
    everybody = seat_list(assignment)
    page = Paginator(everybody.assignees, A_PAGE).get_page(request.GET.get("page"))
    seats = seats_of(assignment, list(page), now)
    context = assignment_page(assignment, everybody, page, seats, cases, now)
    context |= time_request_rows(assignment.cohort, assignment)
    context |= version_news(assignment.cohort, cases)
    return render(request, "cases/teach_assignment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_assignment_terms(request: PersonRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    check_may_open(request, assignment.cohort)
    now = timezone.now()
    form = TermsForm(assignment, now, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            change_assignment(
                assignment=assignment,
                terms=form.terms(),
                by=request.user,
                now=now,
                seen_at=moment_in(request, "seen_at"),
            )
        except NotAssigned as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved. It holds from now on, also for attempts under way.")
            return redirect("teach_assignment", pk=pk)
    context = {"assignment": assignment, "cohort": assignment.cohort, "form": form}
    return render(request, "cases/teach_assignment_terms.html", context)


@require_POST
@allowed(can_teach)
def teach_assignment_debrief(request: PersonRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    try:
        open_debrief(assignment=assignment, by=request.user, now=timezone.now())
    except NotAssigned as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The debrief is open for everybody in it.")
    return redirect("teach_assignment", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_extend(request: PersonRequest, pk: int, assignee: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    check_may_open(request, assignment.cohort)
    now = timezone.now()
    seat = get_object_or_404(Assignee, pk=assignee, assignment=assignment, removed_at=None)
    seat.assignment = assignment
    form = ExtensionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        held: dict[str, Any] = form.cleaned_data
        try:
            give_time(
                assignee=seat,
                due_at=held["due_at"],
                minutes=held["minutes"] or 0,
                reason=held["reason"],
                by=request.user,
                now=now,
                seen_last=number_in(request.POST.get("seen_last", "")),
            )
        except NotAssigned as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Given. It holds at once, also for an attempt under way.")
            return redirect("teach_assignment", pk=pk)
    context = {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "form": form,
        "seat": (shown := seat_in(seat, now)),
        "last": max((each.pk for each in shown.work.extensions), default=0),
        "asked": open_request(seat),
    }
    return render(request, "cases/teach_extend.html", context)
