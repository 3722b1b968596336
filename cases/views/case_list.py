from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.permissions import can_work_on_cases
from cases.presenting.case_rows import case_row
from cases.queries import cases_for, demo_cases_by_copy
from guidance.permissions import allowed
from guidance.queries import current_number
from guidance.queries.paging import page_of
from guidance.views.searching import searched
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
