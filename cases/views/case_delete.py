from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions import delete_case
from cases.permissions import can_work_on_cases
from cases.presenting.case_rows import case_row
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_work_on_cases)
def case_delete(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    if request.method == "POST":
        title = case.title
        delete_case(case=case, by=request.user, now=timezone.now())
        messages.success(request, f"Deleted “{title}”.")
        return redirect("case_list")
    return render(request, "cases/case_delete.html", {"case": case, "row": case_row(case)})
