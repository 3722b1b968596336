from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.permissions import can_learn
from cases.queries import attempts_at, teaching_case_in
from cases.views.loading import teaching_case_or_404
from guidance.permissions import allowed


@require_safe
@allowed(can_learn)
def teaching_case(request: HttpRequest, library: str, slug: str) -> HttpResponse:
    case = teaching_case_or_404(library, slug)
    attempts = list(attempts_at(request.user, case))
    return render(
        request,
        "cases/teaching_case.html",
        {
            "case": case,
            "version": case.latest,
            "content": teaching_case_in(case.latest),  # type: ignore[arg-type]  # loaded only where there is one
            "going": next((each for each in attempts if not each.is_submitted), None),
            "done": [each for each in attempts if each.is_submitted],
        },
    )
