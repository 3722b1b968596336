from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions import copy_demo_case, create_case
from cases.forms import ConfirmedTitleForm
from cases.permissions import can_work_on_cases
from cases.queries import demo_case
from guidance.permissions import allowed
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
