from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions import rename_case
from cases.forms import ConfirmedTitleForm
from cases.permissions import can_work_on_cases
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_work_on_cases)
def case_rename(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    form = ConfirmedTitleForm(
        request.POST if request.method == "POST" else None, initial={"title": case.title}
    )
    if form.is_valid():
        rename_case(case=case, title=form.cleaned_data["title"], by=request.user, now=timezone.now())
        return redirect("case_workbench", pk=pk)
    return render(request, "cases/case_rename.html", {"case": case, "form": form})
