from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.cases import copy_demo_case, create_case
from cases.forms import CaseImportForm, ConfirmedTitleForm
from cases.permissions import can_work_on_cases
from cases.presenting.remarks import remarks_in_words
from cases.queries.cases import demo_case
from guidance.domain.limits import CASE_BYTES, REQUEST_BYTES
from guidance.permissions import allowed
from guidance.views.loading import heavy, takes
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_work_on_cases)
def case_new(request: PersonRequest) -> HttpResponse:
    if "demo" in request.POST:
        return _copy_of_demo(request, request.POST["demo"])
    form = ConfirmedTitleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        case = create_case(title=form.cleaned_data["title"], by=request.user, now=timezone.now())
        return redirect("case_workbench", pk=case.pk)
    return render(request, "cases/case_new.html", {"form": form})


def _copy_of_demo(request: PersonRequest, slug: str) -> HttpResponse:
    demo = demo_case(slug)
    if demo is None:
        raise Http404
    case = copy_demo_case(demo=demo, by=request.user, now=timezone.now())
    messages.success(request, f"This is your own copy of “{demo.title}”. Change what you like.")
    return redirect("case_workbench", pk=case.pk)


TAKES = replace(REQUEST_BYTES, what=f"the form for a case file of at most {CASE_BYTES.allowed}")
"""Whoever sends far more than a case file may have is told of that limit, too."""


@heavy("the import of a case", methods=("POST",))
@takes(TAKES)
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_work_on_cases)
def case_import(request: PersonRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CaseImportForm(*sent)
    if form.is_valid() and form.case_file:
        case_file = form.case_file
        title = form.cleaned_data["title"] or case_file.title
        case = create_case(title=title, by=request.user, now=timezone.now(), recorded=case_file.recorded)
        messages.success(request, f"Imported “{case.title}” with {len(case_file.recorded)} recorded facts.")
        look_again = remarks_in_words(case_file.recorded, today=timezone.localdate())
        if look_again:
            messages.warning(request, look_again)
        return redirect("case_workbench", pk=case.pk)
    return render(request, "cases/case_import.html", {"form": form})
