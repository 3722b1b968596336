from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions.attempts import AttemptRefused, start_attempt
from cases.permissions import can_learn
from cases.queries.assigned import standing_assignment
from cases.queries.attempts import attempts_done_at, open_attempt
from cases.queries.sureness import wants_sureness
from cases.queries.teaching import teaching_case_in
from cases.views.loading import teaching_case_or_404
from guidance.permissions import allowed
from guidance.queries.paging import page_of
from kidmet_site.accounts.requests import PersonRequest

ON_A_PAGE = 20


@require_safe
@allowed(can_learn)
def teaching_case(request: PersonRequest, library: str, slug: str) -> HttpResponse:
    case = teaching_case_or_404(request.user, library, slug)
    done = page_of(attempts_done_at(request.user, case), request.GET.get("page"), ON_A_PAGE)
    return render(
        request,
        "cases/teaching_case.html",
        {
            "case": case,
            "version": case.latest,
            "content": teaching_case_in(case.latest),  # type: ignore[arg-type]  # it is loaded only where there is one
            "going": open_attempt(request.user, case),
            "done": done,
            "asked": standing_assignment(request.user, case.pk, timezone.now()),
            "wants_sureness": wants_sureness(request.user),
        },
    )


@require_POST
@allowed(can_learn)
def attempt_start(request: PersonRequest, library: str, slug: str) -> HttpResponse:
    case = teaching_case_or_404(request.user, library, slug)
    try:
        attempt = start_attempt(
            teaching_case=case,
            by=request.user,
            now=timezone.now(),
            timed=request.POST.get("timed") == "yes",
            asks_sureness=request.POST.get("sureness") == "yes",
        )
    except AttemptRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("teaching_case", library=library, slug=slug)
    return redirect("attempt", pk=attempt.pk)
