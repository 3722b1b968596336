from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.cases import delete_case
from cases.permissions import can_work_on_cases
from cases.presenting.case_rows import case_row
from cases.queries.cases import cases_for, demo_cases_by_copy
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from guidance.queries.editions import current_number
from guidance.queries.paging import page_of
from guidance.views.loading import searched
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 20


@require_safe
@allowed(can_work_on_cases)
def case_list(request: PersonRequest) -> HttpResponse:
    wanted, refusal = searched(request)
    cases = cases_for(request.user)
    found = cases.none() if refusal else cases.filter(title__icontains=wanted) if wanted else cases
    current = current_number()
    page = page_of(found, request.GET.get("page"), A_PAGE)
    new, held = demo_cases_by_copy(request.user)
    return render(
        request,
        "cases/case_list.html",
        {
            "page": page,
            "rows": [case_row(case, current) for case in page],
            "wanted": wanted,
            "refusal": refusal,
            "demo_cases": new,
            "demo_cases_held": held,
        },
    )


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
