"""One cohort, as its teachers see it: what is assigned, how one joins, and what is said of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.cohorts import (
    CohortRefused,
    archive_cohort,
    describe_cohort,
    open_joining,
    renew_code,
    restore_cohort,
)
from cases.forms.cohorts import CohortForm, JoiningForm
from cases.models import Cohort, TeacherRole
from cases.permissions import NotYourCohort, can_teach
from cases.presenting.taken_versions import tell_news
from cases.presenting.teaching_cohorts import cohort_page
from cases.presenting.time_requests import time_request_rows
from cases.queries.teaching_cohorts import assignments_in
from cases.views.loading import cohort_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.queries.paging import page_of
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 30


@require_safe
@allowed(can_teach)
def teach_cohort(request: PersonRequest, pk: int) -> HttpResponse:
    return _show(request, cohort_or_404(request.user, pk))


def _show(request: PersonRequest, cohort: Cohort, joining: JoiningForm | None = None) -> HttpResponse:
    page = page_of(assignments_in(cohort), request.GET.get("page"), A_PAGE)
    link = request.build_absolute_uri
    context = cohort_page(cohort, page, link, timezone.now())
    context |= time_request_rows(cohort)
    tell_news(context["rows"])
    context["joining"] = joining or JoiningForm(cohort)
    return render(request, "cases/teach_cohort.html", context)


@require_POST
@allowed(can_teach)
def teach_cohort_joining(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    form = JoiningForm(cohort, request.POST)
    try:
        if "renew" in request.POST:
            renew_code(cohort=cohort, by=request.user)
            messages.success(request, "There is a new code. The one before lets nobody in any longer.")
        elif form.is_valid():
            open_joining(cohort=cohort, **form.cleaned_data, by=request.user, now=timezone.now())
            said = "The code lets people in." if cohort.is_joinable else "The code lets nobody in now."
            messages.success(request, said)
        else:
            return _show(request, cohort, form)
    except (NotYourCohort, CohortRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect("teach_cohort", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_about(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    held = {"title": cohort.title, "summary": cohort.summary, "hides_names": cohort.hides_names}
    form = CohortForm(request.POST if request.method == "POST" else None, initial=held)
    if request.method == "POST" and form.is_valid():
        try:
            describe_cohort(cohort=cohort, **form.cleaned_data, by=request.user)
        except (NotYourCohort, CohortRefused, ForbiddenCharacter, OverLimit) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("teach_cohort", pk=pk)
    context = {"cohort": cohort, "form": form, "leads": cohort.role == TeacherRole.LEAD}
    return render(request, "cases/teach_cohort_about.html", context)


@require_POST
@allowed(can_teach)
def teach_cohort_archive(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    try:
        if "restore" in request.POST:
            restore_cohort(cohort=cohort, by=request.user)
            messages.success(request, "It is open again. Its code lets nobody in until you open joining.")
        else:
            archive_cohort(cohort=cohort, by=request.user, now=timezone.now())
            messages.success(request, "Archived. All of it stays readable.")
    except (NotYourCohort, CohortRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect("teach_cohort", pk=pk)
